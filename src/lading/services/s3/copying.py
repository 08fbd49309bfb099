"""Copies: finding the source, and reading it into an upload of the target's own.

An object of the vault belongs to one place, so a copy is a copy of the bytes. They are read outside
of any transaction, from the source as the door's snapshot had it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from lading.operation import Call
from lading.ports import BlobMissing
from lading.pure.s3.checksums import SERVERS_OWN, Algorithm, BodySums
from lading.pure.s3.conditions import Conditions, precondition_failed
from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.names import check_expected_owner
from lading.pure.s3.ranges import Span
from lading.pure.sealed_chunks import SealBroken
from lading.services.s3.body import Body, copied_body
from lading.services.s3.bucket import Bucket, required
from lading.services.s3.encryption import Cover
from lading.services.s3.reading import ObjectReader, pieces_of
from lading.services.s3.stored_object import (
    Segment,
    StoredObject,
    required_object,
    segments_of,
)
from lading.vault import objects as vault

COPY_BYTES_MAX = 5 * 1024**3
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """What is copied."""

    bucket: Bucket
    found: StoredObject
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that is in the vault, under `object_id` (None: no bytes)."""

    body: Body
    object_id: str | None


def find_source(call: Call, request: Any) -> Source:
    """Return the source of a copy that the caller may read. Raises `WireError`."""
    name, key = source_of(request["CopySource"])
    bucket = required(call, {"Bucket": name})
    check_expected_owner(request.get("ExpectedSourceBucketOwner"), bucket.account)
    if not call.permits("s3:GetObject", {"Bucket": name, "Key": key}, call.caller):
        raise refused("AccessDenied", "Access Denied")
    found = required_object(call, bucket, key)
    conditions = Conditions(
        request.get("CopySourceIfMatch"),
        request.get("CopySourceIfNoneMatch"),
        request.get("CopySourceIfModifiedSince"),
        request.get("CopySourceIfUnmodifiedSince"),
    )
    failing = conditions.failing(found.etag, found.modified)
    if failing is not None:
        raise precondition_failed(f"x-amz-copy-source-{failing}")
    return Source(bucket, found, segments_of(call.tx, found))


def source_of(text: str) -> tuple[str, str]:
    """Return bucket and key of an `x-amz-copy-source`. Raises `WireError` InvalidArgument."""
    path, _, version = text.partition("?versionId=")
    bucket, slash, key = unquote(path.removeprefix("/")).partition("/")
    if not (bucket and slash and key) or version not in ("", "null"):
        raise invalid_argument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
            "x-amz-copy-source",
            text[:256],
        )
    return bucket, key


def copy_bytes(
    call: Call, source: Source, span: Span, cover: Cover, algorithm: str | None
) -> Copied:
    """Copy a span of the source into the vault; blocks. Raises `WireError`, `StorageFull`."""
    sums = BodySums(Algorithm(algorithm) if algorithm else SERVERS_OWN)
    if not span.size_bytes:
        return Copied(copied_body(sums, cover), None)
    upload_id, object_id = str(uuid4()), vault.new_object_id()
    upload = cover.closing(call.parts.blobs.claim(upload_id), object_id)
    try:
        reader = ObjectReader(call, pieces_of(source.segments, span))
        try:
            while chunk := reader.read(_CHUNK_BYTES):
                upload.write(sums.size_bytes, [chunk])
                sums.update(chunk)
        finally:
            reader.close()
        upload.keep(sums.size_bytes, object_id)
    except (BlobMissing, SealBroken) as missing:
        raise refused("InternalError", "We encountered an internal error.") from missing
    finally:
        upload.close()
        call.parts.blobs.discard(upload_id)
    assert sums.size_bytes == span.size_bytes, "an object holds as much as its row says"
    return Copied(copied_body(sums, cover), object_id)
