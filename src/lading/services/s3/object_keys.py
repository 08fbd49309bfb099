"""Data keys of objects under `aws:kms`: asked of KMS in the caller's name.

    object key   seals the bytes; made when they come; stored sealed under the data key
    data key     one for an object, also for one of many parts; stored as KMS encrypted it

Who writes needs kms:GenerateDataKey (for the parts of an upload kms:Decrypt), who reads
kms:Decrypt (Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys").
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO, cast

import orjson

from lading.operation import Call, Request, Response, ServiceError
from lading.pure.s3.errors import refused
from lading.pure.s3.names import object_arn
from lading.pure.sealed_text import open_text, seal_text
from lading.pure.wire.errors import WireError
from lading.services.s3.body import Body
from lading.services.s3.bucket import Bucket
from lading.services.s3.encryption import Cover, ObjectSeal
from lading.services.s3.stored_object import Segment
from lading.vault.sealed_reader import SealedReader

SERVICE = "s3.amazonaws.com"
_CONTEXT = "aws:s3:arn"
_KEYS = "s3.data_keys"


def new_data_key(call: Call, bucket: Bucket, key: str, cover: Cover) -> tuple[bytes, Cover]:
    """Return a new data key in clear, and the cover with it, encrypted, and its key's ARN.

    In a transaction: the key that S3 uses for the account may be made. Raises `WireError`.
    """
    seal = cover.seal
    assert seal is not None, "only a sealed object has a data key"
    named = seal.kms_key
    if named is None:
        named = _kms(call, "UseManagedKey", {"Service": "s3"})["KeyId"]
    made = _kms(
        call,
        "GenerateDataKey",
        {
            "KeyId": named,
            "KeySpec": "AES_256",
            "EncryptionContext": _context(bucket, key, seal),
        },
    )
    members = {**cover.members, "SSEKMSKeyId": made["KeyId"]}
    kept = replace(seal, data_key=made["CiphertextBlob"])
    return made["Plaintext"], replace(cover, members=members, seal=kept)


def closed(call: Call, bucket: Bucket, key: str, body: Body) -> Body:
    """Return a body whose cover can be stored, once KMS gave what that needs. Raises `WireError`.

    Called in the transaction that refers to the bytes.
    """
    cover, seal = body.cover, body.cover.seal
    if seal is None:
        return body
    if seal.data_key is None:
        data_key, cover = new_data_key(call, bucket, key, cover)
    else:
        data_key = _decrypted(call, bucket, key, seal, seal.data_key)
    assert cover.seal is not None, "it was a sealed one"
    stored = {
        "d": b64encode(cover.seal.data_key or b"").decode(),
        "o": b64encode(seal_text(data_key, _place(bucket, key), seal.object_key)).decode(),
        "c": dict(seal.context),
    }
    return replace(body, cover=replace(cover, sealed=orjson.dumps(stored).decode()))


def open_keys(call: Call, bucket: Bucket, key: str, segments: Sequence[Segment]) -> None:
    """Have KMS open what the pieces of an object need, and keep it in the call's memo for them.

    It is one Decrypt for an object, whatever its parts. Raises `WireError`.
    """
    keys: dict[str, bytes] = call.memo.setdefault(_KEYS, {})
    data_keys: dict[str, bytes] = {}
    for segment in segments:
        if segment.sealed is None or segment.sealed in keys:
            continue
        stored = orjson.loads(segment.sealed)
        if stored["d"] not in data_keys:
            seal = ObjectSeal(None, stored["c"])
            blob = b64decode(stored["d"])
            data_keys[stored["d"]] = _decrypted(call, bucket, key, seal, blob)
        sealed_key = b64decode(stored["o"])
        keys[segment.sealed] = open_text(data_keys[stored["d"]], _place(bucket, key), sealed_key)


def opened(call: Call, reader: BinaryIO, segment: Segment) -> BinaryIO:
    """Return a seekable reader of the plain bytes of a piece; its keys were opened before."""
    if segment.sealed is None:
        return reader
    key = call.memo[_KEYS][segment.sealed]
    assert segment.object_id is not None, "a piece with bytes has a name"
    opening = SealedReader(reader, key, segment.object_id, segment.size_bytes)
    return cast("BinaryIO", opening)


def _decrypted(call: Call, bucket: Bucket, key: str, seal: ObjectSeal, blob: bytes) -> bytes:
    request = {"CiphertextBlob": blob, "EncryptionContext": _context(bucket, key, seal)}
    plain: bytes = _kms(call, "Decrypt", request)["Plaintext"]
    return plain


def _context(bucket: Bucket, key: str, seal: ObjectSeal) -> dict[str, str]:
    return {**seal.context, _CONTEXT: _place(bucket, key)}


def _place(bucket: Bucket, key: str) -> str:
    return object_arn(bucket.name, key)


def _kms(call: Call, operation: str, request: Request) -> Response:
    try:
        return call.forward(f"kms:{operation}", request, by=SERVICE)
    except ServiceError as error:
        raise _worded(error) from error


def _worded(error: ServiceError) -> WireError:
    """Return what S3 says of a key that cannot be used."""
    if error.recorded_code == "AccessDenied":
        return refused("AccessDenied", error.message)
    return refused(f"KMS.{error.code}", error.message or "The KMS key cannot be used.")
