"""Reading an object: its pieces one after the other, each opened when the one before has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, runtime_checkable

from lading.operation import Call
from lading.pure.s3.ranges import Span
from lading.services.s3.object_keys import opened
from lading.services.s3.stored_object import Segment


@runtime_checkable
class _ReadsAtHand(Protocol):
    def read_at_hand(self, bytes_max: int) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of one segment: `size_bytes` from `first` on."""

    segment: Segment
    first: int
    size_bytes: int


def pieces_of(segments: Sequence[Segment], span: Span) -> list[Piece]:
    """Return what of each segment belongs to a span of the whole."""
    pieces, at = [], 0
    for segment in segments:
        first, end = max(span.first, at), min(span.end, at + segment.size_bytes)
        if first < end:
            pieces.append(Piece(segment, first - at, end - first))
        at += segment.size_bytes
    return pieces


class ObjectReader:
    """Reads a span of an object to its end.

    The first piece is open from the beginning, so that who holds a reader knows that there is
    something to read; the others follow. The keys of sealed pieces were opened before. Raises
    `BlobMissing` where the bytes are gone, and `SealBroken` where they are not those that came.
    """

    def __init__(self, call: Call, pieces: Sequence[Piece]) -> None:
        self._call = call
        self._pieces = list(pieces)
        self._next = 0
        self._left = 0
        self._reader: BinaryIO | None = None
        self._open_next()

    def read_at_hand(self, bytes_max: int) -> bytes | None:
        """Return the next bytes if that needs no waiting, else None; empty at the end."""
        if self._reader is None:
            return b""
        if self._left == 0 or not isinstance(self._reader, _ReadsAtHand):
            return None
        return self._taken(self._reader.read_at_hand(min(bytes_max, self._left)))

    def read(self, bytes_max: int) -> bytes:
        """Return the next bytes, empty at the end; blocks."""
        if self._left == 0:
            self._open_next()
        if self._reader is None:
            return b""
        return self._taken(self._reader.read(min(bytes_max, self._left))) or b""

    def close(self) -> None:
        """Let go of what is open."""
        self._pieces.clear()
        self._left = 0
        self._close_current()

    def _taken(self, data: bytes | None) -> bytes | None:
        if data is not None:
            self._left -= len(data)
            if not self._left and self._next >= len(self._pieces):
                self._close_current()
        return data

    def _open_next(self) -> None:
        self._close_current()
        if self._next >= len(self._pieces):
            return
        piece = self._pieces[self._next]
        self._next += 1
        object_id = piece.segment.object_id
        assert object_id is not None, "a segment with bytes has a name"
        reader = self._call.parts.blobs.open_object(object_id)
        self._reader = opened(self._call, reader, piece.segment)
        self._reader.seek(piece.first)
        self._left = piece.size_bytes

    def _close_current(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
