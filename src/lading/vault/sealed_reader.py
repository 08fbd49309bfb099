"""Objects that were sealed on their way to disk, opened on their way back.

The plain bytes are in memory only, a chunk or a few at a time. `pure.sealed_chunks` has the
format.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any, BinaryIO, Final, Protocol, runtime_checkable

from lading.pure.sealed_chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    OVERHEAD_BYTES,
    SLOT_BYTES,
    Buffer,
    ChunkSeal,
    Place,
    SealBroken,
    last_index,
    sealed_size,
    slot_offset,
)

_AT_HAND_CHUNKS: Final = 4
"""256 KiB: 60 µs of the event loop."""


@runtime_checkable
class _ReadsAtHand(Protocol):
    def read_at_hand(self, bytes_max: int) -> bytes | None: ...


class SealedReader(io.RawIOBase):
    """A seekable reader of a sealed object's bytes, a few chunks in memory.

    Raises `SealBroken` when it is made, or at a read, for a file that is not what was stored as
    this object: nothing of a chunk is given out before the chunk is known to be the right one.
    Closing it closes `file`; a refusal at the beginning does, too.
    """

    def __init__(self, file: BinaryIO, data_key: bytes, object_id: str, size_bytes: int) -> None:
        super().__init__()
        self._file = file
        self._seal = ChunkSeal(data_key, object_id)
        self._size_bytes = size_bytes
        self._position = 0
        self._slot = memoryview(bytearray(SLOT_BYTES))
        self._plain = memoryview(bytearray(CHUNK_BYTES))
        self._plain_index = -1
        self._plain_bytes = 0
        self._several = memoryview(b"")
        try:
            self._check_ends()
        except BaseException:
            file.close()
            raise

    def _check_ends(self) -> None:
        """Return if header, size and last chunk are those of the object. Raises `SealBroken`."""
        self._file.seek(0)
        header = self._file.read(HEADER_BYTES)
        size_on_disk = self._file.seek(0, io.SEEK_END)
        if header != self._seal.header or size_on_disk != sealed_size(self._size_bytes):
            raise SealBroken
        last = last_index(self._size_bytes)
        self._open(last, self._read_slot(last))

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the position in the plain bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move in the plain bytes and return the position."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size_bytes}
        if start[whence] + offset < 0:
            raise ValueError("negative seek position")
        self._position = start[whence] + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Return `size` bytes from the position on, fewer at the end. Raises `SealBroken`."""
        left = max(0, self._size_bytes - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        out = bytearray(wanted)
        view, filled = memoryview(out), 0
        while filled < wanted:
            filled += self._copy_into(view[filled:])
        return bytes(out)

    def readinto(self, out: Any) -> int:
        """Fill `out` from the position on; return the bytes, 0 at the end. Raises `SealBroken`."""
        view = memoryview(out).cast("B")
        wanted = min(len(view), max(0, self._size_bytes - self._position))
        filled = 0
        while filled < wanted:
            filled += self._copy_into(view[filled:wanted])
        return filled

    def read_at_hand(self, bytes_max: int) -> bytes | None:
        """Return bytes that the file has in memory, or None if they must be read."""
        if self._position >= self._size_bytes:
            return b""
        index = last_index(self._position)
        if index != self._plain_index:
            if not isinstance(self._file, _ReadsAtHand):
                return None
            if self._position % CHUNK_BYTES == 0 and bytes_max >= 2 * CHUNK_BYTES:
                several = self._several_at_hand(self._file, index, bytes_max // CHUNK_BYTES)
                if several is not None:
                    return several
            size_bytes = self._slot_bytes(index)
            self._file.seek(slot_offset(index))
            sealed = self._file.read_at_hand(size_bytes)
            if sealed is None or len(sealed) != size_bytes:
                return None
            self._open(index, sealed)
        begin = self._position % CHUNK_BYTES
        end = min(self._plain_bytes, begin + bytes_max)
        self._position += end - begin
        return bytes(self._plain[begin:end])

    def _several_at_hand(self, file: _ReadsAtHand, index: int, chunks_max: int) -> bytes | None:
        """Return inner chunks from `index` on, one behind another, as many as are at hand."""
        chunks = min(chunks_max, _AT_HAND_CHUNKS, last_index(self._size_bytes) - index)
        if chunks < 1:
            return None
        self._file.seek(slot_offset(index))
        sealed = memoryview(file.read_at_hand(chunks * SLOT_BYTES) or b"")
        chunks = len(sealed) // SLOT_BYTES
        if chunks < 1:
            return None
        if len(self._several) < chunks * CHUNK_BYTES:
            self._several = memoryview(bytearray(chunks * CHUNK_BYTES))
        for number in range(chunks):
            out = self._several[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
            slot = sealed[number * SLOT_BYTES : (number + 1) * SLOT_BYTES]
            self._seal.open_into(out, index + number, Place.INNER, slot)
        self._position += chunks * CHUNK_BYTES
        return bytes(self._several[: chunks * CHUNK_BYTES])

    def _copy_into(self, out: memoryview) -> int:
        """Copy from the chunk at the position, which ends inside the object; return the bytes."""
        index, begin = last_index(self._position), self._position % CHUNK_BYTES
        whole = begin == 0 and len(out) >= CHUNK_BYTES
        if index != self._plain_index and not whole:
            self._open(index, self._read_slot(index))
        if index == self._plain_index:
            count = min(self._plain_bytes - begin, len(out))
            out[:count] = self._plain[begin : begin + count]
        else:
            count = self._seal.open_into(out, index, self._place(index), self._read_slot(index))
        self._position += count
        return count

    def _open(self, index: int, sealed: Buffer) -> None:
        self._plain_index = -1
        place = self._place(index)
        self._plain_bytes = self._seal.open_into(self._plain, index, place, sealed)
        self._plain_index = index

    def _read_slot(self, index: int) -> memoryview:
        slot = self._slot[: self._slot_bytes(index)]
        self._file.seek(slot_offset(index))
        if self._file.readinto(slot) != len(slot):  # type: ignore[attr-defined]
            raise SealBroken
        return slot

    def _slot_bytes(self, index: int) -> int:
        left = self._size_bytes - index * CHUNK_BYTES
        return min(left, CHUNK_BYTES) + OVERHEAD_BYTES

    def _place(self, index: int) -> Place:
        return Place.LAST if index == last_index(self._size_bytes) else Place.INNER

    def close(self) -> None:
        """Close the file, too, and forget what was open."""
        if not self.closed:
            with suppress(ValueError):
                self._file.close()
            self._plain_index = -1
        super().close()
