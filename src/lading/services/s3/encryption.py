"""How the bytes of an object are covered at rest: the seam for SSE-KMS.

A write asks `chosen` in its check, before any byte has come. The door then writes through
`Cover.closing`, and hands the cover on as `received["cover"]`; an operation that stages by itself
does the same. What `Cover.sealed` holds is stored with the object (or its part), and reading hands
it to `opened`. Today bytes lie as they came, which the API calls AES256: the disk's encryption is
the operator's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from lading.operation import Call
from lading.ports import Upload
from lading.pure.s3.errors import invalid_argument, not_implemented

_CUSTOMER = ("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5")
_KMS_MEMBERS = ("SSEKMSKeyId", "SSEKMSEncryptionContext")


@dataclass(frozen=True, slots=True)
class Cover:
    """How one object is covered.

    members: what answers show of it, by the model's names. sealed: what opens the bytes again,
    stored beside them; None for bytes as they are.
    """

    members: Mapping[str, str]
    sealed: str | None = None

    @property
    def hides_md5(self) -> bool:
        """Whether the ETag must not be an MD5, which would tell equal contents."""
        return self.sealed is not None

    def closing(self, upload: Upload) -> Upload:
        """Return what to write plain bytes to."""
        assert self.sealed is None, "nothing seals yet"
        return upload


PLAIN = Cover({"ServerSideEncryption": "AES256"})


def chosen(call: Call, request: Any) -> Cover:
    """Return how a write is to be covered. Raises `WireError`."""
    refuse_customer_keys(request)
    wanted = request.get("ServerSideEncryption")
    if wanted in ("aws:kms", "aws:kms:dsse") or any(request.get(name) for name in _KMS_MEMBERS):
        raise not_implemented("x-amz-server-side-encryption")
    if wanted not in (None, "AES256"):
        raise invalid_argument(
            "The encryption method specified is not supported",
            "x-amz-server-side-encryption",
            wanted,
        )
    return PLAIN


def refuse_customer_keys(request: Any) -> None:
    """Refuse keys that a client brings along: they are not offered."""
    if any(request.get(name) for name in _CUSTOMER):
        raise not_implemented("x-amz-server-side-encryption-customer-algorithm")


def opened(call: Call, reader: BinaryIO, sealed: str | None) -> BinaryIO:
    """Return a reader of the plain bytes behind a stored object."""
    assert sealed is None, "nothing was ever sealed"
    return reader


def cover_of(call: Call, request: Any) -> Cover:
    """Return the cover that a body came with, or the one for bytes that lie as they came."""
    received = call.received
    if isinstance(received, Mapping) and "cover" in received:
        cover: Cover = received["cover"]
        return cover
    return chosen(call, request)
