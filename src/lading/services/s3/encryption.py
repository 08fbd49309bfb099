"""How the bytes of an object are covered at rest: as they came, or sealed under a KMS key.

A write asks `chosen` in its check, before any byte has come, and leaves the answer in
`call.memo["cover"]`. The door writes through `Cover.closing` and hands the cover on as
`received["cover"]`, which `chosen` is then not asked again for; an operation that stages by itself
does the same. What `Cover.sealed` holds is stored with the object (or its part), and reading hands
it to `opened` (`object_keys.py`).

Bytes that lie as they came the API calls AES256: the disk's encryption is the operator's. With
`aws:kms` each object, and each part of one, is sealed under a key of its own, which is in memory
only until the write's transaction has KMS encrypt it: what a crash leaves before opens for nobody.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any, Protocol

import orjson

from lading.operation import Call
from lading.ports import Upload
from lading.pure.s3.errors import invalid_argument, not_implemented
from lading.pure.sealed_chunks import DATA_KEY_BYTES, sealed_size
from lading.vault.sealed_upload import SealedUpload

KMS = "aws:kms"
_CUSTOMER = ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")
_KMS_MEMBERS = ("SSEKMSKeyId", "SSEKMSEncryptionContext")
_SEAL_OF_PARTS = "seal"
_CONTEXT_PAIRS_MAX = 8
_CONTEXT_CHARACTERS_MAX = 2048


class Writer(Protocol):
    """What the plain bytes of an object are written to."""

    def write(self, offset_bytes: int, data: list[bytes]) -> None:
        """Put `data` behind what was written. Raises `StorageFull`."""

    def keep(self, size_bytes: int, object_id: str) -> None:
        """Sync what was written and make it the object."""

    def close(self) -> None:
        """Let the upload go."""


@dataclass(frozen=True, slots=True)
class ObjectSeal:
    """What seals an object on its way in.

    kms_key: as the request names it; None for the key that S3 uses for the account. context: what
    the encryption context has beside the object's ARN. data_key: the data key of a multipart upload
    as KMS encrypted it; None where one is still to be made.
    """

    kms_key: str | None
    context: Mapping[str, str]
    data_key: bytes | None = None
    object_key: bytes = field(default_factory=lambda: token_bytes(DATA_KEY_BYTES), repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """How one object is covered.

    members: what answers show of it, by the model's names. seal: None for bytes as they are.
    sealed: what opens the bytes again, stored beside them, once KMS was asked for it.
    """

    members: Mapping[str, str]
    seal: ObjectSeal | None = None
    sealed: str | None = None

    @property
    def hides_md5(self) -> bool:
        """Whether the ETag must not be an MD5, which would tell equal contents."""
        return self.seal is not None

    def closing(self, upload: Upload, object_id: str) -> Writer:
        """Return what to write the plain bytes of an object to; `keep` takes their plain size."""
        if self.seal is None:
            return upload
        return _SealingWriter(upload, self.seal.object_key, object_id)

    def stored_bytes(self, size_bytes: int) -> int:
        """Return how many bytes on disk an object of so many plain ones has."""
        return size_bytes if self.seal is None else sealed_size(size_bytes)


class _SealingWriter:
    """Seals an object that comes whole, by one writer."""

    def __init__(self, upload: Upload, object_key: bytes, object_id: str) -> None:
        self._object_id = object_id
        self._sealed = SealedUpload(upload, object_key, object_id, at_once=True)

    def write(self, offset_bytes: int, data: list[bytes]) -> None:
        self._sealed.write(offset_bytes, data)

    def keep(self, size_bytes: int, object_id: str) -> None:
        assert object_id == self._object_id, "bytes are sealed for one object"
        self._sealed.keep_unverified(size_bytes)

    def close(self) -> None:
        self._sealed.close()


PLAIN = Cover({"ServerSideEncryption": "AES256"})


def chosen(call: Call, request: Any) -> Cover:
    """Return how a write is to be covered. Raises `WireError`."""
    refuse_customer_keys(request)
    wanted = request.get("ServerSideEncryption")
    if wanted == KMS:
        context = _context(request.get("SSEKMSEncryptionContext"))
        seal = ObjectSeal(request.get("SSEKMSKeyId") or None, context)
        return Cover({"ServerSideEncryption": KMS}, seal)
    if wanted == "aws:kms:dsse":
        raise not_implemented("x-amz-server-side-encryption")
    if wanted not in (None, "AES256"):
        raise invalid_argument(
            "The encryption method specified is not supported",
            "x-amz-server-side-encryption",
            wanted,
        )
    if any(request.get(name) for name in _KMS_MEMBERS):
        raise invalid_argument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header "
            "x-amz-server-side-encryption : aws:kms",
            "x-amz-server-side-encryption",
            wanted or "null",
        )
    return PLAIN


def _context(text: str | None) -> dict[str, str]:
    """Return the pairs of an `x-amz-server-side-encryption-context`: JSON in base64."""
    if not text:
        return {}
    try:
        pairs = orjson.loads(b64decode(text, validate=True))
    except (Base64Error, ValueError):
        pairs = None
    is_small = len(text) <= _CONTEXT_CHARACTERS_MAX
    if (
        not is_small
        or not isinstance(pairs, dict)
        or len(pairs) > _CONTEXT_PAIRS_MAX
        or not all(isinstance(value, str) for value in pairs.values())
    ):
        raise invalid_argument(
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 "
            "string holding JSON which represents a string-string map",
            "x-amz-server-side-encryption-context",
            text[:256],
        )
    return pairs


def encoded_context(context: Mapping[str, str]) -> str:
    """Return an encryption context as requests have it."""
    return b64encode(orjson.dumps(dict(context))).decode()


def refuse_customer_keys(request: Any) -> None:
    """Refuse keys that a client brings along: they are not offered."""
    if any(request.get(name) for name in _CUSTOMER):
        raise not_implemented("x-amz-server-side-encryption-customer-algorithm")


def cover_of(call: Call, request: Any) -> Cover:
    """Return the cover that a body came with, or choose one and note it with the body."""
    received = call.received if isinstance(call.received, Mapping) else {}
    if "cover" not in received:
        call.received = {**received, "cover": chosen(call, request)}
    cover: Cover = call.received["cover"]
    return cover


def seal_of_parts(cover: Cover) -> dict[str, Any]:
    """Return what a multipart upload keeps for its parts, as one of its attributes."""
    seal = cover.seal
    if seal is None or seal.data_key is None:
        return {}
    kept = {"data_key": b64encode(seal.data_key).decode(), "context": dict(seal.context)}
    return {_SEAL_OF_PARTS: kept}


def cover_of_part(call: Call, attributes: Mapping[str, Any]) -> Cover:
    """Return the cover of a part: its upload's, with a key of its own for the bytes."""
    received = call.received if isinstance(call.received, Mapping) else {}
    if "cover" not in received:
        call.received = {**received, "cover": _new_cover_of_part(attributes)}
    cover: Cover = call.received["cover"]
    return cover


def _new_cover_of_part(attributes: Mapping[str, Any]) -> Cover:
    kept = attributes.get(_SEAL_OF_PARTS)
    if kept is None:
        return PLAIN
    seal = ObjectSeal(None, kept["context"], b64decode(kept["data_key"]))
    return Cover(attributes["encryption"], seal)
