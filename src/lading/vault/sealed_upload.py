"""Objects that are sealed on their way to disk.

Chunks are written when they are full. What is left over at the end of a request, the tail, goes
nowhere near the upload's file: it is sealed into a bookmark that is stored in the database in the
transaction that counts the bytes as received, and who goes on with the upload brings it back. So
no byte that was acknowledged is ever written over, and a crash at any moment leaves size and tail
that belong together.

The plain bytes are in memory only, a chunk or a few at a time. `pure.sealed_chunks` has the
format.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from hmac import compare_digest
from typing import Final

from lading.ports import BlobMissing, Blobs, DigestMismatch, Upload
from lading.pure.running_digests import Hasher, RunningDigest, RunningDigests
from lading.pure.sealed_chunks import (
    CHUNK_BYTES,
    OVERHEAD_BYTES,
    SLOT_BYTES,
    ChunkSeal,
    Place,
    SealBroken,
    last_index,
    sealed_size,
    slot_offset,
)
from lading.vault.sealed_reader import SealedReader

_BATCH_CHUNKS: Final = 16
_BOOKMARKS_MAX: Final = 256
_SHA256: Final = "sha256"


class SealedUpload:
    """An upload whose bytes are sealed as they arrive.

    `upload` is held by the caller's claim, and closed here. `size_bytes` and `bookmark` are what
    was stored when the last part was acknowledged (0 and None for a new upload). `data_key` has
    32 bytes, `object_id` 32 hexadecimal digits; they must be the same in every request. What
    comes `at_once`, in one request, has neither bookmarks nor a digest. Raises `SealBroken` for a
    bookmark that is not of this upload or not of this size.
    """

    def __init__(
        self,
        upload: Upload,
        data_key: bytes,
        object_id: str,
        *,
        size_bytes: int = 0,
        bookmark: bytes | None = None,
        digests: RunningDigests | None = None,
        at_once: bool = False,
    ) -> None:
        self._upload = upload
        self._seal = ChunkSeal(data_key, object_id)
        self._object_id = object_id
        self._data_key = data_key
        self._size_bytes = size_bytes
        self._tail = memoryview(bytearray(CHUNK_BYTES))
        self._out = memoryview(bytearray(_BATCH_CHUNKS * SLOT_BYTES))
        self._bookmarks: OrderedDict[int, bytes] = OrderedDict()
        self._digests = digests or RunningDigests()
        self._at_once = at_once
        self._running = RunningDigest() if size_bytes == 0 and not at_once else None
        if bookmark is not None:
            self._go_on(bookmark)
        elif size_bytes:
            raise SealBroken

    def _go_on(self, bookmark: bytes) -> None:
        index, place = last_index(self._size_bytes), Place.BOOKMARK
        if self._seal.open_into(self._tail, index, place, bookmark) != self._tail_bytes:
            raise SealBroken
        self._bookmarks[self._size_bytes] = bookmark
        running = self._digests.take(bookmark)
        if running is not None and running.size_bytes == self._size_bytes:
            self._running = running

    @property
    def _tail_bytes(self) -> int:
        return self._size_bytes % CHUNK_BYTES

    def write(self, offset_bytes: int, data: Sequence[bytes]) -> None:
        """Put `data` behind what has arrived, which is `offset_bytes`. Raises `StorageFull`."""
        assert offset_bytes == self._size_bytes, "parts arrive in order"
        piece = memoryview(data[0] if len(data) == 1 else b"".join(data))
        if self._running is not None:
            self._running.hasher.update(piece)
            self._running.size_bytes += len(piece)
        try:
            self._write_chunks(piece)
        except BaseException:
            self._running = None
            raise
        if self._at_once:
            return
        self._bookmarks[self._size_bytes] = self._new_bookmark()
        if len(self._bookmarks) > _BOOKMARKS_MAX:
            self._bookmarks.popitem(last=False)

    def _write_chunks(self, piece: memoryview) -> None:
        """Seal what is full and leave the rest in the tail."""
        if self._tail_bytes:
            piece = self._fill_tail(piece)
        while len(piece) >= CHUNK_BYTES:
            whole = min(len(piece) // CHUNK_BYTES, _BATCH_CHUNKS) * CHUNK_BYTES
            self._write_whole(piece[:whole])
            piece = piece[whole:]
        begin = self._tail_bytes
        self._tail[begin : begin + len(piece)] = piece
        self._size_bytes += len(piece)

    def _fill_tail(self, piece: memoryview) -> memoryview:
        """Complete the tail and write it, if there is enough; return what is left."""
        begin = self._tail_bytes
        lacking = CHUNK_BYTES - begin
        if len(piece) < lacking:
            return piece
        self._tail[begin:] = piece[:lacking]
        self._size_bytes -= begin
        self._write_whole(self._tail)
        return piece[lacking:]

    def _write_whole(self, chunks: memoryview) -> None:
        index, end = last_index(self._size_bytes), 0
        for position in range(0, len(chunks), CHUNK_BYTES):
            chunk = chunks[position : position + CHUNK_BYTES]
            number = index + position // CHUNK_BYTES
            end += self._seal.seal_into(self._out[end:], number, Place.INNER, chunk)
        self._upload.write(slot_offset(index), [self._out[:end]])
        self._size_bytes += len(chunks)

    def _new_bookmark(self) -> bytes:
        out = bytearray(self._tail_bytes + OVERHEAD_BYTES)
        tail = self._tail[: self._tail_bytes]
        index = last_index(self._size_bytes)
        self._seal.seal_into(memoryview(out), index, Place.BOOKMARK, tail)
        return bytes(out)

    def bookmark_at(self, size_bytes: int) -> bytes:
        """Return what to store when `size_bytes`, the end of a write, are acknowledged.

        May be called beside a write that goes on. Bookmarks of smaller sizes are forgotten.
        """
        bookmark = self._bookmarks[size_bytes]
        for earlier in [one for one in list(self._bookmarks) if one < size_bytes]:
            self._bookmarks.pop(earlier, None)
        return bookmark

    def sync(self) -> None:
        """Return once every full chunk is on disk; the rest is in the bookmark."""
        self._upload.sync()

    def keep(self, blobs: Blobs, digest: str) -> int:
        """Verify the bytes, make them an object and return what it takes on disk.

        Raises `DigestMismatch` (the upload stays), `SealBroken` and `StorageFull`. Doing it again
        after a crash gives the same.
        """
        size_on_disk = sealed_size(self._size_bytes)
        try:
            self._verify(digest)
        except SealBroken:
            if not self._is_kept(blobs, digest):
                raise
        else:
            self._end()
        self._upload.keep(size_on_disk, self._object_id)
        self._running = None
        return size_on_disk

    def keep_unverified(self, size_bytes: int) -> int:
        """Make the bytes an object and return what it takes on disk; the caller has verified them.

        For what came at once. Raises `StorageFull`.
        """
        assert self._at_once and size_bytes == self._size_bytes, "all of it was written here"
        size_on_disk = sealed_size(size_bytes)
        self._end()
        self._upload.keep(size_on_disk, self._object_id)
        self._running = None
        return size_on_disk

    def _verify(self, digest: str) -> None:
        """Raise `DigestMismatch`, or `SealBroken` where the chunks are not in the file."""
        algorithm, _, expected = digest.partition(":")
        chunks, running = range(last_index(self._size_bytes)), self._running
        if algorithm == _SHA256 and running is not None:
            # Where another process has made the object already, this upload is a new, empty one.
            self._read_back(chunks[-1:], hashlib.sha256())
            hasher: Hasher = running.hasher
        else:
            hasher = hashlib.new(algorithm)
            self._read_back(chunks, hasher)
            hasher.update(self._tail[: self._tail_bytes])
        if not compare_digest(hasher.hexdigest(), expected):
            raise DigestMismatch(digest)

    def _read_back(self, chunks: range, hasher: Hasher) -> None:
        """Open chunks that were written and hash them. Raises `SealBroken`."""
        plain = memoryview(bytearray(CHUNK_BYTES))
        slot = self._out[:SLOT_BYTES]
        for index in chunks:
            if self._upload.read_into(slot_offset(index), slot) != SLOT_BYTES:
                raise SealBroken
            self._seal.open_into(plain, index, Place.INNER, slot)
            hasher.update(plain)

    def _is_kept(self, blobs: Blobs, digest: str) -> bool:
        """Whether these bytes are an object already: so it is after a crash before the commit."""
        try:
            file = blobs.open_object(self._object_id)
        except BlobMissing:
            return False
        with SealedReader(file, self._data_key, self._object_id, self._size_bytes) as reader:
            algorithm, _, expected = digest.partition(":")
            hasher = hashlib.new(algorithm)
            while piece := reader.read(_BATCH_CHUNKS * CHUNK_BYTES):
                hasher.update(piece)
        if not compare_digest(hasher.hexdigest(), expected):
            raise DigestMismatch(digest)
        return True

    def _end(self) -> None:
        """Write the last chunk and the header: only now the file is an object."""
        index = last_index(self._size_bytes)
        tail = self._tail[: self._tail_bytes]
        end = self._seal.seal_into(self._out, index, Place.LAST, tail)
        self._upload.write(slot_offset(index), [self._out[:end]])
        self._upload.write(0, [self._seal.header])

    def close(self) -> None:
        """Let the upload go, for the next writer."""
        bookmark = self._bookmarks.get(self._size_bytes)
        if self._running is not None and bookmark is not None:
            self._digests.keep(bookmark, self._running)
            self._running = None
        self._upload.close()
