"""Bodies in: framing taken off, sums taken and verified, bytes staged as an upload.

A body is read only after its caller was let in, a MiB is written while the next one arrives, and
memory is constant. Nothing counts before the end: what does not fit what was claimed is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from hmac import compare_digest
from typing import Any
from uuid import uuid4

from lading.dispatch.authenticate_s3 import S3Proof
from lading.doors.http import BodyCutShort, Exchange
from lading.ports import Blobs
from lading.pure.s3.checksums import (
    SERVERS_OWN,
    Algorithm,
    BodySums,
    Claimed,
    check_content_md5,
    claimed,
    content_md5,
    differs,
)
from lading.pure.s3.chunks import ChunkDecoder, cut_short, wrong_length
from lading.pure.s3.errors import refused
from lading.pure.sigv4.payload import PayloadMode
from lading.pure.wire.errors import WireError
from lading.services.s3.encryption import Cover, Writer
from lading.vault import objects as vault

_WRITE_BYTES = 1 << 20
_STREAMING = frozenset(
    {
        PayloadMode.STREAMING_SIGNED,
        PayloadMode.STREAMING_SIGNED_TRAILER,
        PayloadMode.STREAMING_UNSIGNED_TRAILER,
    }
)
_WITH_TRAILER = frozenset(
    {PayloadMode.STREAMING_SIGNED_TRAILER, PayloadMode.STREAMING_UNSIGNED_TRAILER}
)


class Incoming:
    """The body of a proven request, still to be read."""

    def __init__(self, http: Exchange, proof: S3Proof, headers: Mapping[str, str]) -> None:
        """Read what the headers say of the body. Raises `WireError`."""
        self._http = http
        self._proof = proof
        self._mode = proof.payload.mode
        self._content_md5 = headers.get("content-md5")
        if self._content_md5 is not None:
            content_md5(self._content_md5)
        if self._mode not in _WITH_TRAILER:
            headers = {name: text for name, text in headers.items() if name != "x-amz-trailer"}
        self.claimed: Claimed | None = claimed(headers)
        self.size_bytes = self._announced(headers)

    def _announced(self, headers: Mapping[str, str]) -> int | None:
        """Return the size of what the body holds; None where nothing says it."""
        if self._mode not in _STREAMING:
            return self._http.content_length
        text = headers.get("x-amz-decoded-content-length", "")
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            raise missing_length()
        return int(text)

    @property
    def has_sum(self) -> bool:
        """Whether the client sent anything to hold the body against."""
        return self._content_md5 is not None or self.claimed is not None

    def sums(self, kept: Algorithm | None = None) -> BodySums:
        """Return sums of nothing yet: what is verified, and the checksum that is `kept`."""
        wanted = None if self.claimed is None else self.claimed.algorithm
        return BodySums(
            kept or wanted or SERVERS_OWN, wanted, sha256=self._mode is PayloadMode.PLAIN
        )

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body without its framing. Raises `WireError`."""
        if self._mode not in _STREAMING:
            async for piece in self._raw():
                yield piece
            return
        assert self.size_bytes is not None, "a framed body has a decoded length"
        trailing = self.claimed.algorithm if self._awaits_trailer() and self.claimed else None
        signer = (
            None if self._mode is PayloadMode.STREAMING_UNSIGNED_TRAILER else self._proof.signer
        )
        decoder = ChunkDecoder(self.size_bytes, signer, trailing)
        async for raw in self._raw():
            for piece in decoder.feed(raw):
                yield piece
        value = decoder.finish()
        if trailing is not None:
            self.claimed = Claimed(trailing, value)

    def _awaits_trailer(self) -> bool:
        return self.claimed is not None and self.claimed.value is None

    async def _raw(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._http.chunks():
                yield piece
        except BodyCutShort as cut:
            raise cut_short() from cut

    def verify(self, sums: BodySums) -> None:
        """Hold what came against what was said of it. Raises `WireError`."""
        if self.size_bytes is not None and sums.size_bytes != self.size_bytes:
            raise wrong_length(self.size_bytes, sums.size_bytes)
        text = self._proof.payload.text.lower()
        if self._mode is PayloadMode.PLAIN and not compare_digest(sums.sha256, text):
            raise refused(
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
                ClientComputedContentSHA256=text,
                S3ComputedContentSHA256=sums.sha256,
            )
        check_content_md5(self._content_md5, sums.md5)
        said = self.claimed
        if said is not None and said.value != sums.value(said.algorithm):
            raise differs(said.algorithm)


def missing_length() -> WireError:
    """Return the refusal of a body that nothing tells the length of."""
    return refused("MissingContentLength", "You must provide the Content-Length HTTP header.")


async def read_document(incoming: Incoming, bytes_max: int) -> bytes:
    """Return a short body as a whole, verified. Raises `WireError`."""
    sums, pieces = incoming.sums(), []
    if (incoming.size_bytes or 0) > bytes_max:
        raise _too_long(bytes_max)
    async for piece in incoming.pieces():
        sums.update(piece)
        if sums.size_bytes > bytes_max:
            raise _too_long(bytes_max)
        pieces.append(piece)
    incoming.verify(sums)
    return b"".join(pieces)


def _too_long(bytes_max: int) -> WireError:
    return refused(
        "MaxMessageLengthExceeded", "Your request was too big.", MaxMessageLengthBytes=bytes_max
    )


async def stage_body(
    blobs: Blobs, incoming: Incoming, kept: Algorithm | None, cover: Cover
) -> dict[str, Any]:
    """Stream a body to an object of the vault; return it as operations take it.

    That is `BodySums.received`, with `object` in place of `upload`. Raises `WireError` and
    `StorageFull`; nothing is kept then.
    """
    staging = _Staging(blobs, incoming.sums(kept), cover)
    try:
        async for piece in incoming.pieces():
            await staging.add(piece)
        await staging.written()
        incoming.verify(staging.sums)
        object_id = await staging.keep()
    except BaseException:
        await staging.drop()
        raise
    said = incoming.claimed
    return {
        **staging.sums.received(None),
        "object": object_id,
        "cover": cover,
        "confirmed": {} if said is None else {said.algorithm.member: said.value},
    }


async def drop_object(blobs: Blobs, received: Mapping[str, Any]) -> None:
    """Remove the object of a write that was refused: nothing refers to it, nor ever will."""
    if received["object"] is not None:
        await asyncio.to_thread(blobs.discard_object, received["object"])


class _Staging:
    """Bytes on their way to an object: at most one write is under way."""

    def __init__(self, blobs: Blobs, sums: BodySums, cover: Cover) -> None:
        self.sums = sums
        self._blobs = blobs
        self._cover = cover
        self._upload_id = str(uuid4())
        self._object_id = vault.new_object_id()
        self._upload: Writer | None = None
        self._writing: asyncio.Task[None] | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    async def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)
        if self._waiting_bytes >= _WRITE_BYTES:
            await self._begin_write()

    async def written(self) -> None:
        """Return once everything is written, though not synced."""
        if self._waiting:
            await self._begin_write()
        await self._last_write()

    async def keep(self) -> str | None:
        """Sync what was written and make it an object; return its id, None for no bytes."""
        if self._upload is None:
            return None
        await asyncio.to_thread(self._keep, self._upload)
        return self._object_id

    async def drop(self) -> None:
        """Forget what was written."""
        with suppress(Exception):
            await self._last_write()
        if self._upload is not None:
            await asyncio.to_thread(self._forget, self._upload)

    async def _begin_write(self) -> None:
        await self._last_write()
        pieces, self._waiting, self._waiting_bytes = self._waiting, [], 0
        self._writing = asyncio.create_task(asyncio.to_thread(self._write, pieces))

    async def _last_write(self) -> None:
        if self._writing is not None:
            await asyncio.wait([self._writing])
            self._writing.result()

    def _write(self, pieces: list[bytes]) -> None:
        if self._upload is None:
            claimed = self._blobs.claim(self._upload_id)
            self._upload = self._cover.closing(claimed, self._object_id)
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        self._upload.write(self.sums.size_bytes, [data])
        self.sums.update(data)

    def _keep(self, upload: Writer) -> None:
        upload.keep(self.sums.size_bytes, self._object_id)
        upload.close()

    def _forget(self, upload: Writer) -> None:
        upload.close()
        self._blobs.discard(self._upload_id)
