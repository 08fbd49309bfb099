"""Puts an object into a trail's bucket, as CloudTrail does: staged here, committed by the front."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from lading.delivery.trail import Trail
from lading.inside import Ask, Inside
from lading.ports import Blobs
from lading.pure.s3.checksums import SERVERS_OWN, BodySums
from lading.services.s3.encryption import KMS, encoded_context

_GZIP: Final = 31
"""zlib's name for a gzip member with a header; the header's time is 0, so equal is equal."""
_PIECE_BYTES: Final = 1 << 20
_SERVICE: Final = "cloudtrail.amazonaws.com"
_TRAIL_CONTEXT: Final = "aws:cloudtrail:arn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An object on its way: where to, and what is said of it."""

    trail: Trail
    region: str
    bucket: str
    key: str
    metadata: Mapping[str, str] = field(default_factory=dict)


class Bucket:
    """The way into buckets."""

    def __init__(self, blobs: Blobs, ask: Ask) -> None:
        self._blobs = blobs
        self._ask = ask

    def put(self, delivery: Delivery, content: Iterable[bytes]) -> None:
        """Store gzipped JSON, replacing what is under the key; durable when this returns.

        Raises `ServiceError` (the bucket is gone, its policy says no), `InsideUnavailable`,
        `StorageFull`.
        """
        upload_id = str(uuid4())
        try:
            received = self._stage(upload_id, content)
            self._ask(_put_object(delivery, received))
        finally:
            self._blobs.discard(upload_id)

    def _stage(self, upload_id: str, content: Iterable[bytes]) -> Mapping[str, Any]:
        sums = BodySums(SERVERS_OWN)
        upload = self._blobs.claim(upload_id)
        try:
            for piece in gathered(content):
                upload.write(sums.size_bytes, [piece])
                sums.update(piece)
            upload.sync()
        finally:
            upload.close()
        return sums.received(upload_id)


def gzipped(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content as one gzip member: some readers look at the first one only."""
    compressor = zlib.compressobj(wbits=_GZIP)
    for piece in content:
        yield compressor.compress(piece)
    yield compressor.flush()


def gathered(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of a good size to write."""
    held = bytearray()
    for piece in content:
        held += piece
        if len(held) >= _PIECE_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _put_object(delivery: Delivery, received: Mapping[str, Any]) -> Inside:
    trail = delivery.trail
    request: dict[str, Any] = {
        "Bucket": delivery.bucket,
        "Key": delivery.key,
        "ACL": "bucket-owner-full-control",
        "ContentType": "application/json",
        "ContentEncoding": "gzip",
        "Metadata": dict(delivery.metadata),
    }
    if trail.kms_key is not None:
        request |= {
            "ServerSideEncryption": KMS,
            "SSEKMSKeyId": trail.kms_key,
            "SSEKMSEncryptionContext": encoded_context({_TRAIL_CONTEXT: trail.arn}),
        }
    return Inside(
        "s3:PutObject",
        _SERVICE,
        trail.account,
        delivery.region,
        request,
        source_arn=trail.arn,
        received=received,
    )
