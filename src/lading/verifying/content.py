"""The hash of what a gzip file holds, as those who verify log files take it.

One gzip member and nothing behind it: who reads the first member only would see less.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

_PIECE_BYTES: Final = 256 << 10
_INFLATED_PIECE_BYTES: Final = 1 << 20
_GZIP: Final = 31


class NotGzip(Exception):
    """The file is not one whole gzip member; the text says why."""


def sha256_of(file: BinaryIO, told: Callable[[int], None]) -> str:
    """Return the SHA-256, in hexadecimal, of what a gzip file holds.

    told: is called with the number of bytes that were read. Raises `NotGzip`, `CannotRead`.
    """
    hasher = hashlib.sha256()
    for piece in inflated(file, told):
        hasher.update(piece)
    return hasher.hexdigest()


def content_within(file: BinaryIO, bytes_max: int) -> bytes:
    """Return what a gzip file holds. Raises `NotGzip` if that is too much, `CannotRead`."""
    content = bytearray()
    for piece in inflated(file, lambda size: None):
        content += piece
        if len(content) > bytes_max:
            raise NotGzip(f"more than {bytes_max:,} bytes")
    return bytes(content)


def inflated(file: BinaryIO, told: Callable[[int], None]) -> Iterator[bytes]:
    """Yield what a gzip file holds, piece by piece. Raises `NotGzip`, `CannotRead`."""
    stream = zlib.decompressobj(_GZIP)
    while data := file.read(_PIECE_BYTES):
        told(len(data))
        while data and not stream.eof:
            try:
                piece = stream.decompress(data, _INFLATED_PIECE_BYTES)
            except zlib.error:
                raise NotGzip("damaged gzip") from None
            yield piece
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
        if data:
            raise NotGzip("unexpected data after the end of the compressed stream")
    if not stream.eof:
        raise NotGzip("cut off")
