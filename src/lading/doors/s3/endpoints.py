"""What each kind of request does with its body and its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lading.dispatch.invoke import Unavailable
from lading.doors.s3.answers import answer
from lading.doors.s3.bodies import (
    Incoming,
    drop_object,
    missing_length,
    read_document,
    stage_body,
)
from lading.doors.s3.downloads import close_reading, send_object
from lading.doors.s3.visit import Visit
from lading.operation import Call
from lading.ports import StorageFull
from lading.pure.s3.checksums import Algorithm
from lading.pure.s3.errors import refused
from lading.pure.wire.errors import WireError
from lading.pure.wire.rest_xml import decode_body, decode_head, missing_members

_DOCUMENT_BYTES_MAX = 4 * 1024**2
_AT_HAND_BYTES_MAX = 32 * 1024
_AT_ONCE_MAX = 32


async def serve(visit: Visit, call: Call) -> None:
    """Carry out what a proven caller asks for, and answer. Raises `WireError`, `Unavailable`."""
    arrival = visit.arrival
    try:
        members = decode_head(visit.model, arrival.labels, arrival.query, arrival.headers)
        incoming = Incoming(visit.http, visit.proof, arrival.headers)
    except WireError as error:
        raise await visit.refused(call, None, error) from error
    await _ENDPOINTS.get(visit.model.name, _plain)(visit, call, members, incoming)


async def _plain(visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming) -> None:
    """Answer a request with a short body, or none, and a short answer."""
    members |= await _document(visit, call, members, incoming)
    response = await visit.invoke(call, members)
    await answer(visit.http, visit.ids, visit.model, response)


async def _document(
    visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming
) -> dict[str, Any]:
    """Return the member that the body holds. Raises `WireError`, on record."""
    try:
        body = await read_document(incoming, _DOCUMENT_BYTES_MAX)
        if len(body) > _AT_HAND_BYTES_MAX:  # thousands of parts or keys: too long for the loop
            found = await asyncio.to_thread(decode_body, visit.model, body)
        else:
            found = decode_body(visit.model, body)
        if missing_members(visit.model, {**members, **found}):
            raise refused("MissingRequestBodyError", "Request Body is empty")
    except WireError as error:
        raise await visit.refused(call, members, error) from error
    return found


async def _receive(visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming) -> None:
    """Take an object, or a part of one, in."""
    await _check_size(visit, call, members, incoming)
    if incoming.claimed is not None:
        call.received["claimed"] = str(incoming.claimed.algorithm)
    await visit.admit(call, members)
    kept, cover = call.memo.get("algorithm"), call.memo["cover"]
    blobs = visit.dispatch.parts.blobs
    try:
        algorithm = None if kept is None else Algorithm(kept)
        call.received |= await stage_body(blobs, incoming, algorithm, cover)
    except WireError as error:
        raise await visit.refused(call, members, error) from error
    except StorageFull as full:
        no_room = refused("ServiceUnavailable", "There is no room for the object now.")
        raise await visit.refused(call, members, no_room) from full
    try:
        response = await visit.invoke(call, members)
    except WireError as error:
        if error.status < 500:  # else it may have been committed all the same
            await drop_object(blobs, call.received)
        raise
    await answer(visit.http, visit.ids, visit.model, response)


async def _check_size(
    visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming
) -> None:
    size, size_max = incoming.size_bytes, visit.settings.s3_put_bytes_max
    if size is None:
        raise await visit.refused(call, members, missing_length())
    if size > size_max:
        error = refused(
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed size",
            ProposedSize=size,
            MaxSizeAllowed=size_max,
        )
        raise await visit.refused(call, members, error)


async def _send(visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming) -> None:
    """Send an object, or its headers."""
    try:
        response = await visit.invoke(call, members)
    except BaseException:
        close_reading(call)
        raise
    await send_object(visit.http, visit.ids, visit.model, call, response)


async def _delete_many(
    visit: Visit, call: Call, members: dict[str, Any], incoming: Incoming
) -> None:
    """Delete many objects: each a call, and on record, of its own."""
    if not incoming.has_sum:
        error = refused(
            "InvalidRequest",
            "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        )
        raise await visit.refused(call, members, error)
    members |= await _document(visit, call, members, incoming)
    await visit.invoke(call, members)
    asked = members["Delete"]["Objects"]
    results: list[dict[str, Any]] = []
    for at in range(0, len(asked), _AT_ONCE_MAX):
        group = asked[at : at + _AT_ONCE_MAX]
        results += await asyncio.gather(*(_delete_one(visit, members, one) for one in group))
    response: dict[str, Any] = {"Errors": [one for one in results if "Code" in one]}
    if not members["Delete"].get("Quiet"):
        response["Deleted"] = [one for one in results if "Code" not in one]
    await answer(visit.http, visit.ids, visit.model, response)


async def _delete_one(
    visit: Visit, members: Mapping[str, Any], asked: Mapping[str, Any]
) -> dict[str, Any]:
    """Delete one object; return its entry of the answer."""
    operation = visit.catalog.find("s3", "DeleteObject")
    assert operation is not None, "DeleteObject is one of ours"
    key = asked["Key"]
    request = {"Bucket": members["Bucket"], "Key": key}
    if asked.get("VersionId"):
        request["VersionId"] = asked["VersionId"]
    if asked.get("ETag"):
        request["IfMatch"] = asked["ETag"]
    if members.get("ExpectedBucketOwner"):
        request["ExpectedBucketOwner"] = members["ExpectedBucketOwner"]
    try:
        await visit.invoke(visit.begin(operation, key), request)
    except WireError as error:
        return {"Key": key, "Code": error.code, "Message": error.message}
    except Unavailable:
        return {"Key": key, "Code": "ServiceUnavailable", "Message": "Reduce your request rate."}
    return {"Key": key}


_Endpoint = Callable[[Visit, Call, dict[str, Any], Incoming], Awaitable[None]]
_ENDPOINTS: Mapping[str, _Endpoint] = {
    "DeleteObjects": _delete_many,
    "GetObject": _send,
    "HeadObject": _send,
    "PutObject": _receive,
    "UploadPart": _receive,
}
