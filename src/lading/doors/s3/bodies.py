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
from lading.ports import Blobs, Upload
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
from lading.services.s3.encryption import Cover

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
    """Stream a body to an upload; return it as operations take it (`BodySums.received`).

    Raises `WireError` and `StorageFull`; nothing is staged then.
    """
    staging = _Staging(blobs, incoming.sums(kept), cover)
    try:
        async for piece in incoming.pieces():
            await staging.add(piece)
        await staging.end()
        incoming.verify(staging.sums)
    except BaseException:
        await staging.drop()
        raise
    said = incoming.claimed
    return {
        **staging.sums.received(staging.upload_id),
        "cover": cover,
        "confirmed": {} if said is None else {said.algorithm.member: said.value},
    }


async def drop_staged(blobs: Blobs, received: Mapping[str, Any]) -> None:
    """Forget staged bytes that no operation has kept."""
    if received.get("upload") is not None:
        await asyncio.to_thread(blobs.discard, received["upload"])


class _Staging:
    """Bytes on their way to an upload: at most one write is under way."""

    def __init__(self, blobs: Blobs, sums: BodySums, cover: Cover) -> None:
        self.sums = sums
        self.upload_id: str | None = None
        self._blobs = blobs
        self._cover = cover
        self._upload: Upload | None = None
        self._writing: asyncio.Task[None] | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    async def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)
        if self._waiting_bytes >= _WRITE_BYTES:
            await self._begin_write()

    async def end(self) -> None:
        """Return once everything is written, though not synced, and let the upload go."""
        if self._waiting or self.upload_id is not None:
            await self._begin_write(last=True)
        await self._written()

    async def drop(self) -> None:
        """Forget what was written."""
        with suppress(Exception):
            await self._written()
        if self.upload_id is not None:
            await asyncio.to_thread(self._forget, self.upload_id)

    async def _begin_write(self, *, last: bool = False) -> None:
        await self._written()
        pieces, self._waiting, self._waiting_bytes = self._waiting, [], 0
        self.upload_id = self.upload_id or str(uuid4())
        write = asyncio.to_thread(self._write, self.upload_id, pieces, last)
        self._writing = asyncio.create_task(write)

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.wait([self._writing])
            self._writing.result()

    def _write(self, upload_id: str, pieces: list[bytes], last: bool) -> None:
        if self._upload is None:
            self._upload = self._cover.closing(self._blobs.claim(upload_id))
        if pieces:
            data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            self._upload.write(self.sums.size_bytes, [data])
            self.sums.update(data)
        if last:
            self._upload.close()
            self._upload = None

    def _forget(self, upload_id: str) -> None:
        if self._upload is not None:
            self._upload.close()
            self._upload = None
        self._blobs.discard(upload_id)
