"""The content of a file, gzip or not, piece by piece and within a bound."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

GZIP_MAGIC: Final = b"\x1f\x8b"
_PIECE_BYTES: Final = 256 * 1024
_INFLATED_PIECE_BYTES: Final = 1 << 20
_GZIP: Final = 31


class Unreadable(Exception):
    """The rest of a file cannot be had; the text is the reason as it is counted."""


class Readable(Protocol):
    """What is read from."""

    def read(self, size: int, /) -> bytes:
        """Return some bytes, at most `size`; none at the end."""


def content_of(file: BinaryIO | Readable, bytes_max: int) -> Iterator[bytes]:
    """Yield the content; of gzip, what its streams hold, one behind another.

    Raises `Unreadable` where the file is damaged, cut off, or holds more than `bytes_max`. What
    came before that has been yielded.
    """
    left = bytes_max
    for piece in _content(file):
        left -= len(piece)
        if left < 0:
            raise Unreadable(f"more than {bytes_max:,} bytes: the rest of the file")
        yield piece


def _content(file: BinaryIO | Readable) -> Iterator[bytes]:
    head = file.read(_PIECE_BYTES)
    if not head.startswith(GZIP_MAGIC):
        while head:
            yield head
            head = file.read(_PIECE_BYTES)
        return
    yield from _inflated(file, head)


def _inflated(file: BinaryIO | Readable, data: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(_GZIP)
    while data or not stream.eof:
        if stream.eof:
            if not data.strip(b"\0"):  # padding, as tapes and some tools leave it
                return
            stream = zlib.decompressobj(_GZIP)
        try:
            piece = stream.decompress(data, _INFLATED_PIECE_BYTES)
        except zlib.error:
            raise Unreadable("damaged gzip: the rest of the file") from None
        if piece:
            yield piece
        data = stream.unused_data if stream.eof else stream.unconsumed_tail
        if not data:
            data = file.read(_PIECE_BYTES)
            if not data and not stream.eof and not piece:
                raise Unreadable("cut off: the rest of the file")
