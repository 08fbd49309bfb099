"""Files made ready for the store: whole gzip streams of a size that it takes at once.

A file that CloudTrail wrote goes as it lies there. What is too large for one part, or of no shape
that the store reads, is left to Python. Many lines come in several parts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Final

from lading.importing.files import SourceFile
from lading.importing.inflation import GZIP_MAGIC, Unreadable, content_of
from lading.services.cloudtrail.history_quay import Shape

PART_BYTES_MAX: Final = 40 << 20
"""Content of one part; the embedded store takes bodies of 64 MiB. CloudTrail's files have 50 MB at
most, and rarely more than a few."""
_LINES_BYTES: Final = 16 << 20
_HEAD_BYTES: Final = 4096
_GZIP: Final = 31
_LOG_FILE: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"Records"\s*:\s*\[')
_OBJECT: Final = re.compile(rb"\s*\{")
_BETWEEN_LINES: Final = b"}\n{"


@dataclass(frozen=True, slots=True)
class Part:
    """A file or a piece of it.

    body: a gzip stream, and the shape of what it holds; None for a file that Python reads. Its
    length is `bytes_about` when it is unpacked, as far as the stream says the truth. last: whether
    the file ends with it. failure: why there is no more of the file, as it is counted.
    """

    file: SourceFile
    shape: Shape | None = None
    body: bytes = b""
    bytes_about: int = 0
    last: bool = True
    failure: str | None = None

    def content(self, bytes_max: int) -> Iterator[bytes]:
        """Yield what it holds. Raises `Unreadable`, and `CannotRead` where the file is opened."""
        if self.body:
            yield from content_of(BytesIO(self.body), bytes_max)
            return
        with self.file.open() as file:
            yield from content_of(file, bytes_max)


def parts_of(
    file: SourceFile, bytes_max: int, expected_sha256: str | None = None
) -> Iterator[Part]:
    """Yield a file's parts. Raises `CannotRead`.

    bytes_max: of the file's content. expected_sha256: what a digest says of the content; the parts
    of a file that has another are one that says so.
    """
    if expected_sha256 is not None and _sha256(file, bytes_max) != expected_sha256:
        yield Part(file, failure="other content than its digest says: the whole file")
        return
    with file.open() as opened:
        data = opened.read(PART_BYTES_MAX + 1)
    if not data:
        yield Part(file, failure="an empty file")
        return
    if len(data) > PART_BYTES_MAX:
        yield from _large(file, data[: 1 << 20], bytes_max)
        return
    is_gzip = data.startswith(GZIP_MAGIC)
    about = int.from_bytes(data[-4:], "little") if is_gzip else len(data)
    shape = _shape(_head(data) if is_gzip else data[:_HEAD_BYTES])
    if shape is None:
        yield Part(file)
    elif about > min(PART_BYTES_MAX, bytes_max):
        yield from _large(file, data, bytes_max)
    else:
        yield Part(file, shape, data if is_gzip else _packed(data), about)


def _large(file: SourceFile, data: bytes, bytes_max: int) -> Iterator[Part]:
    head = _head(data) if data.startswith(GZIP_MAGIC) else data[:_HEAD_BYTES]
    if _shape(head) != "lines":
        yield Part(file)
        return
    held = bytearray()
    try:
        with file.open() as opened:
            for piece in content_of(opened, bytes_max):
                held += piece
                if len(held) > _LINES_BYTES and (end := _end_of_lines(held)):
                    part = bytes(held[:end])
                    del held[:end]
                    yield Part(file, "lines", _packed(part), len(part), last=False)
    except Unreadable as error:
        if held:
            yield Part(file, "lines", _packed(bytes(held)), len(held), last=False)
        yield Part(file, failure=str(error))
        return
    yield Part(file, "lines", _packed(bytes(held)), len(held))


def _end_of_lines(held: bytearray) -> int:
    """Return where the last line that surely ends a record ends, 0 to wait for more."""
    end = held.rfind(_BETWEEN_LINES) + 1
    if end or len(held) < PART_BYTES_MAX:
        return end
    return held.rfind(b"\n") + 1 or len(held)


def _shape(head: bytes) -> Shape | None:
    if _LOG_FILE.match(head):
        return "documents"
    return "lines" if _OBJECT.match(head) else None


def _head(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP).decompress(data, _HEAD_BYTES)
    except zlib.error:
        return b""


def _packed(data: bytes) -> bytes:
    """Return a gzip stream; hardly compressed, as it goes no further than to the store."""
    stream = zlib.compressobj(1, wbits=_GZIP)
    return stream.compress(data) + stream.flush()


def _sha256(file: SourceFile, bytes_max: int) -> str | None:
    digest = sha256()
    try:
        with file.open() as opened:
            for piece in content_of(opened, bytes_max):
                digest.update(piece)
    except Unreadable:
        return None
    return digest.hexdigest()
