"""Blobs out: opened and checked, recorded, then streamed.

What the kernel has in memory is sent from the event loop, the rest read in a worker thread: a
change of threads costs more than a copy. A piece is small because the server queues a few of
them for every slow client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import structlog

from lading.doors.oci.errors import RangeRefused, registry_error
from lading.operation import ServiceError
from lading.ports import BlobMissing, Blobs
from lading.pure.oci.errors import RegistryError
from lading.pure.oci.ranges import ByteRange, requested_range
from lading.pure.sealed_chunks import SealBroken
from lading.services.ecr.layer_bytes import OPENED_LAYER, OpenedLayer

if TYPE_CHECKING:
    from lading.doors.http import Exchange
    from lading.doors.oci.visit import Visit

log = structlog.get_logger("blobs")

_CHUNK_BYTES = 256 * 1024
_BINARY = "application/octet-stream"


ReadAtHand = Callable[[int], bytes | None]
"""Returns the next bytes, fewer than asked for perhaps, or None if they must be waited for."""


async def head_blob(visit: Visit) -> None:
    """Say whether the repository has the blob, and its size."""
    digest = visit.route.reference
    response = await visit.invoke(
        "BatchCheckLayerAvailability", {**visit.names, "layerDigests": [digest]}
    )
    found = response["layers"][0] if response["layers"] else {}
    if found.get("layerAvailability") != "AVAILABLE":
        raise RegistryError("BLOB_UNKNOWN")
    visit.http.answered = True
    headers = visit.headers | _headers(digest) | {"content-length": str(found["layerSize"])}
    await visit.http.start(200, headers.items())
    await visit.http.finish()


async def get_blob(visit: Visit) -> None:
    """Send the blob, or the range that was asked for."""
    digest, blobs = visit.route.reference, visit.dispatch.parts.blobs
    try:
        reader: BinaryIO | None = blobs.open(digest)
    except BlobMissing:
        reader = None
    try:
        sealed = await _admitted(visit, digest)
        if sealed is not None:
            if reader is not None:  # of a repository that is not encrypted
                reader.close()
            reader = await opened(blobs, sealed)
        if reader is None:
            raise RegistryError("UNKNOWN", "the blob's bytes are not where they should be")
        await send_blob(visit.http, reader, visit.headers | _headers(digest))
    finally:
        if reader is not None:
            reader.close()


async def _admitted(visit: Visit, digest: str) -> OpenedLayer | None:
    """Have the download authorized and on record; return what opens the blob, if it is sealed."""
    call = visit.begin("GetDownloadUrlForLayer")
    try:
        await visit.dispatch.invoke(call, {**visit.names, "layerDigest": digest})
    except ServiceError as error:
        refusal = registry_error(error)
        if refusal.code == "MANIFEST_BLOB_UNKNOWN":
            raise RegistryError("BLOB_UNKNOWN", refusal.message) from error
        raise refusal from error
    sealed: OpenedLayer | None = call.memo[OPENED_LAYER]
    return sealed


async def opened(blobs: Blobs, sealed: OpenedLayer) -> BinaryIO:
    """Return a reader of a sealed blob, which is whole as far as size and end tell.

    Raises `RegistryError`.
    """
    try:
        return await asyncio.to_thread(sealed.reader, blobs)
    except (BlobMissing, SealBroken) as error:
        log.exception("blob.damaged", object_id=sealed.object_id)
        raise RegistryError("UNKNOWN", "the blob's bytes are damaged") from error


async def send_blob(http: Exchange, reader: BinaryIO, headers: dict[str, str]) -> None:
    """Stream an open blob, whole or the range the request names. Raises `RangeRefused`."""
    size = reader.seek(0, 2)
    try:
        part = requested_range(http.headers.get("range"), size)
    except RegistryError as error:
        raise RangeRefused(error.message, {"content-range": f"bytes */{size}"}) from error
    span = part or ByteRange(0, size - 1)
    headers = {**headers, "content-length": str(span.length_bytes), "accept-ranges": "bytes"}
    if part is not None:
        headers["content-range"] = part.content_range(size)
    reader.seek(span.first)
    await http.start(206 if part else 200, headers.items())
    at_hand: ReadAtHand | None = getattr(reader, "read_at_hand", None)
    left = span.length_bytes if http.method != "HEAD" else 0
    while left > 0:
        bytes_max = min(_CHUNK_BYTES, left)
        try:
            chunk = at_hand(bytes_max) if at_hand is not None else None
            if chunk is None:
                chunk = await asyncio.to_thread(reader.read, bytes_max)
        except SealBroken as broken:
            log.exception("blob.damaged", bytes_left=left)
            raise ConnectionAbortedError("the blob's bytes are damaged") from broken
        if not chunk:
            raise ConnectionAbortedError("the blob ended before its size")
        left -= len(chunk)
        await http.send(chunk)
    await http.finish()


def _headers(digest: str) -> dict[str, str]:
    return {
        "content-type": _BINARY,
        "docker-content-digest": digest,
        "etag": f'"{digest}"',
        "cache-control": "max-age=31536000, immutable",
    }
