"""Objects out: opened and recorded by the operation, then streamed."""

from __future__ import annotations

import asyncio

import structlog
from botocore.model import OperationModel

from lading.doors.http import Exchange
from lading.doors.s3.answers import ever_headers
from lading.doors.s3.arrival import Ids
from lading.operation import Call
from lading.ports import BlobMissing
from lading.pure.sealed_chunks import SealBroken
from lading.pure.wire.rest_xml import encode_headers
from lading.services.s3.get_object import Reading
from lading.services.s3.reading import ObjectReader

log = structlog.get_logger("objects")

_CHUNK_BYTES = 256 * 1024


async def send_object(
    http: Exchange, ids: Ids, operation: OperationModel, call: Call, response: object
) -> None:
    """Answer a GET or HEAD that was recorded. Raises ConnectionError when it cannot end well."""
    reading: Reading = call.memo["reading"]
    try:
        assert isinstance(response, dict), "the operation answers with members"
        headers = ever_headers(ids) + encode_headers(operation, response)
        await http.start(reading.status, headers)
        if reading.reader is not None:
            await _stream(http, reading.reader, reading.size_bytes)
        await http.finish()
    finally:
        close_reading(call)


def close_reading(call: Call) -> None:
    """Let go of an object that was opened for a call."""
    reading = call.memo.get("reading")
    if isinstance(reading, Reading) and reading.reader is not None:
        reading.reader.close()


async def _stream(http: Exchange, reader: ObjectReader, size_bytes: int) -> None:
    """Send so many bytes; those that the kernel has in memory without a change of threads."""
    left = size_bytes
    while left > 0:
        chunk = await _next(reader, min(_CHUNK_BYTES, left))
        left -= len(chunk)
        await http.send(chunk)


async def _next(reader: ObjectReader, bytes_max: int) -> bytes:
    try:
        chunk = reader.read_at_hand(bytes_max)
        if not chunk:
            chunk = await asyncio.to_thread(reader.read, bytes_max)
    except (BlobMissing, SealBroken) as error:
        log.exception("object.damaged", bytes_max=bytes_max)
        raise ConnectionAbortedError("a piece of the object is gone or damaged") from error
    if not chunk:
        raise ConnectionAbortedError("the object ended before its size")
    return chunk
