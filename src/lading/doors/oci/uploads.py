"""Blobs in: begin, grow in a stream, finish. A long stream is recorded part by part.

Bytes go to disk as they arrive, a MiB at a time; the client hears that they are there only when
they are synced and their part is committed. Receiving, writing and committing overlap: while one
part is synced the next one arrives. Memory is constant, whatever the blob's size.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lading.doors.http import BodyCutShort
from lading.doors.oci.errors import RangeRefused, registry_error
from lading.doors.oci.mounts import mount_or_begin
from lading.operation import ServiceError
from lading.ports import Row, StorageFull, Upload, UploadBusy
from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import RegistryError
from lading.pure.oci.ranges import parse_upload_range, received_range
from lading.services.ecr.upload_bytes import bookmark_at, writer_of

if TYPE_CHECKING:
    from lading.doors.oci.visit import Visit
    from lading.vault.sealed_upload import SealedUpload

_WRITE_BYTES = 1 << 20


async def begin_upload(visit: Visit) -> None:
    """Begin an upload; with `digest` and a body, the whole of it at once, with `mount` none."""
    digest = visit.parameters().get("digest")
    if digest is not None:
        await _check_digest(visit, digest)
    upload_id = await mount_or_begin(visit)
    if upload_id is None:
        return
    if digest is not None:
        await _receive(visit, upload_id)
        await _complete(visit, upload_id, digest)
        return
    await visit.answer(202, _progress(visit, upload_id, 0))


async def show_upload(visit: Visit) -> None:
    """Say how much of an upload has arrived."""
    upload_id = visit.route.reference
    row = await _admit(visit, upload_id)
    await visit.answer(204, _progress(visit, upload_id, row["received_bytes"]))


async def grow_upload(visit: Visit) -> None:
    """Add the body to an upload; a `Content-Range` must begin where the upload ends."""
    upload_id = visit.route.reference
    received = await _receive(visit, upload_id)
    await visit.answer(202, _progress(visit, upload_id, received))


async def finish_upload(visit: Visit) -> None:
    """Add the body, if any, and make the upload the blob that `digest` names."""
    digest = visit.parameters().get("digest", "")
    await _check_digest(visit, digest)
    upload_id = visit.route.reference
    if visit.http.content_length != 0:
        await _receive(visit, upload_id)
    await _complete(visit, upload_id, digest)


async def _admit(visit: Visit, upload_id: str) -> Row:
    """Let a caller go on with an upload; return its row, which says how much has arrived."""
    call = visit.begin("UploadLayerPart")
    try:
        await visit.dispatch.admit(call, {**visit.names, "uploadId": upload_id})
    except ServiceError as error:
        raise registry_error(error) from error
    row: Row = call.memo["upload"]
    return row


async def _receive(visit: Visit, upload_id: str) -> int:
    """Take the body in behind what has arrived; return how much that is then."""
    received = (await _admit(visit, upload_id))["received_bytes"]
    await _check_range(visit, upload_id, received)
    parts = visit.dispatch.parts
    try:
        upload = await asyncio.to_thread(parts.blobs.claim, upload_id)
    except UploadBusy as busy:
        text = "the upload is being written to"
        raise await _out_of_range(visit, upload_id, received, text) from busy
    writer: Upload | SealedUpload = upload
    try:
        # Asked again: only who holds the upload knows where it ends.
        row = await _admit(visit, upload_id)
        received = row["received_bytes"]
        await _check_range(visit, upload_id, received)
        writer = writer_of(parts, upload, row, visit.dispatch.clock.now())
        return await _Stream(visit, upload_id, writer, received).take()
    except ServiceError as error:
        raise await _refused(visit, upload_id, error.code, registry_error(error)) from error
    except StorageFull as full:
        refusal = RegistryError("UNAVAILABLE", "there is no room for the blob")
        raise await _refused(visit, upload_id, "ServiceUnavailableException", refusal) from full
    except BodyCutShort as cut:
        refusal = RegistryError("SIZE_INVALID", "the body ended too soon")
        raise await _refused(visit, upload_id, "InvalidLayerPartException", refusal) from cut
    finally:
        await asyncio.to_thread(writer.close)


class _Stream:
    """A body on its way to disk: at most one write and one commit are under way."""

    def __init__(
        self, visit: Visit, upload_id: str, upload: Upload | SealedUpload, received_bytes: int
    ) -> None:
        self._visit = visit
        self._upload_id = upload_id
        self._upload = upload
        self._committed = self._begun = self._written = received_bytes
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._writing: asyncio.Task[None] | None = None
        self._committing: asyncio.Task[None] | None = None

    async def take(self) -> int:
        """Take all of it; return how many bytes of the upload are committed."""
        try:
            await self._take_body()
            await self._begin_write()
            await self._begin_commit()
            await _ended(self._committing)
        finally:
            under_way = [task for task in (self._writing, self._committing) if task is not None]
            if under_way:
                await asyncio.wait(under_way)
        return self._committed

    async def _take_body(self) -> None:
        settings = self._visit.settings
        async for chunk in self._visit.http.chunks():
            self._waiting.append(chunk)
            self._waiting_bytes += len(chunk)
            if self._waiting_bytes < _WRITE_BYTES:
                continue
            await self._begin_write()
            if self._written > settings.blob_bytes_max:
                raise RegistryError("SIZE_INVALID", "the blob is too large", status=413)
            if self._written - self._begun >= settings.part_bytes:
                await self._begin_commit()

    async def _begin_write(self) -> None:
        """Hand what waits to the disk, once it is done with what it has."""
        await _ended(self._writing)
        if self._waiting:
            write = asyncio.to_thread(self._upload.write, self._written, self._waiting)
            self._writing = asyncio.create_task(write)
            self._written += self._waiting_bytes
            self._waiting, self._waiting_bytes = [], 0

    async def _begin_commit(self) -> None:
        """Begin to make a part of what was handed over, once the part before it is one."""
        await _ended(self._committing)
        if self._written > self._begun:
            commit = self._commit(self._begun, self._written, self._writing)
            self._committing = asyncio.create_task(commit)
            self._begun = self._written

    async def _commit(self, first: int, end: int, writing: asyncio.Task[None] | None) -> None:
        """Sync the bytes from `first` up to `end` and put them on record as a part."""
        await _ended(writing)
        bookmark = bookmark_at(self._upload, end)
        await asyncio.to_thread(self._upload.sync)
        request: dict[str, Any] = {
            **self._visit.names,
            "uploadId": self._upload_id,
            "partFirstByte": first,
            "partLastByte": end - 1,
        }
        call = self._visit.begin("UploadLayerPart")
        call.received = bookmark
        try:
            await self._visit.dispatch.invoke(call, request)
        except ServiceError as error:
            raise registry_error(error) from error
        self._committed = end


async def _ended(task: asyncio.Task[None] | None) -> None:
    """Wait for a task and raise what it raised; a waiter that is cancelled leaves it running."""
    if task is not None:
        await asyncio.wait([task])
        task.result()


async def _complete(visit: Visit, upload_id: str, digest: str) -> None:
    call = visit.begin("CompleteLayerUpload")
    request = {**visit.names, "uploadId": upload_id, "layerDigests": [digest]}
    try:
        await visit.dispatch.invoke(call, request)
    except ServiceError as error:
        if error.code != "LayerAlreadyExistsException":  # there already: what the client wanted
            raise registry_error(error) from error
    location = f"/v2/{visit.route.name}/blobs/{digest}"
    await visit.answer(201, {"location": location, "docker-content-digest": digest})


async def _check_digest(visit: Visit, digest: str) -> None:
    """Refuse a digest that is none before any byte is taken for it."""
    try:
        Digest.parse(digest)
    except RegistryError as refusal:
        error = ServiceError("InvalidParameterException", refusal.message)
        raise await visit.refused("CompleteLayerUpload", visit.names, error, refusal) from refusal


async def _check_range(visit: Visit, upload_id: str, received: int) -> None:
    """Refuse a body that would not go on where the upload ends."""
    header = visit.http.headers.get("content-range")
    if header is None:
        return
    length = visit.http.content_length
    try:
        span = parse_upload_range(header)
    except RegistryError as error:
        raise await _out_of_range(visit, upload_id, received, error.message) from error
    if span.first != received or (length is not None and length != span.length_bytes):
        text = f"the upload goes on at byte {received}"
        raise await _out_of_range(visit, upload_id, received, text)


async def _out_of_range(visit: Visit, upload_id: str, received: int, message: str) -> RegistryError:
    refusal = RangeRefused(message, _progress(visit, upload_id, received))
    return await _refused(visit, upload_id, "InvalidLayerPartException", refusal)


async def _refused(
    visit: Visit, upload_id: str, code: str, refusal: RegistryError
) -> RegistryError:
    """Put a part on record that was refused before it could be one."""
    request = {**visit.names, "uploadId": upload_id}
    error = ServiceError(code, refusal.message)
    return await visit.refused("UploadLayerPart", request, error, refusal)


def _progress(visit: Visit, upload_id: str, received_bytes: int) -> dict[str, str]:
    return {
        "location": f"/v2/{visit.route.name}/blobs/uploads/{upload_id}",
        "range": received_range(received_bytes),
        "docker-upload-uuid": upload_id,
    }
