"""Files, several to a batch: one quay full, sent to the store in few requests."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from lading.importing.files import CannotRead, SourceFile
from lading.importing.parts import Part, parts_of
from lading.services.cloudtrail.history_quay import Quay, Shape
from lading.services.cloudtrail.history_quay_schema import MARK

BATCH_BYTES: Final = 64 << 20
"""Content of one batch, about; more makes fewer and larger inserts, and takes more memory."""
_BATCH_PARTS_MAX: Final = 10_000
_BODY_BYTES: Final = 20 << 20
_BODY_PARTS_MAX: Final = 1_000
_GZIP: Final = 31


@dataclass(frozen=True, slots=True)
class Batch:
    """Parts in the order of their files, and the random word of their marks."""

    parts: Sequence[Part]
    mark: str

    @property
    def readable(self) -> list[Part]:
        """The parts that the store reads."""
        return [part for part in self.parts if part.shape is not None]


def batches_of(
    files: Iterable[SourceFile], bytes_max: int, hashes: Mapping[str, str]
) -> Iterator[Batch]:
    """Yield all files as batches; one that cannot be read is a part that says so.

    bytes_max: of one file's content. hashes: SHA-256 of contents, by the names of their files.
    """
    parts: list[Part] = []
    bytes_about = 0
    for part in _parts(files, bytes_max, hashes):
        full = bytes_about + part.bytes_about > BATCH_BYTES or len(parts) >= _BATCH_PARTS_MAX
        if parts and full:
            yield Batch(tuple(parts), token_hex(8))
            parts, bytes_about = [], 0
        parts.append(part)
        bytes_about += part.bytes_about
    if parts:
        yield Batch(tuple(parts), token_hex(8))


def fill(quay: Quay, batch: Batch) -> None:
    """Put what the store reads of a batch into a quay; raises what `Quay.fill` raises."""
    for shape, parts in _bodies(batch.readable):
        mark = _mark(shape, batch.mark)
        quay.fill(shape, b"".join(piece for part in parts for piece in (part.body, mark)))


def _parts(
    files: Iterable[SourceFile], bytes_max: int, hashes: Mapping[str, str]
) -> Iterator[Part]:
    for file in files:
        try:
            yield from parts_of(file, bytes_max, hashes.get(file.name))
        except CannotRead as error:
            yield Part(file, failure=str(error))


def _bodies(parts: Iterable[Part]) -> Iterator[tuple[Shape, list[Part]]]:
    """Yield neighbours of one shape, as many as fit into one request."""
    held: list[Part] = []
    bytes_about = 0
    for part in parts:
        assert part.shape is not None, "only what the store reads"
        full = bytes_about + part.bytes_about > _BODY_BYTES or len(held) >= _BODY_PARTS_MAX
        if held and held[0].shape is not None and (full or held[0].shape != part.shape):
            yield held[0].shape, held
            held, bytes_about = [], 0
        held.append(part)
        bytes_about += part.bytes_about
    if held and held[0].shape is not None:
        yield held[0].shape, held


def _mark(shape: Shape, word: str) -> bytes:
    mark = MARK % word
    text = f'\n{{"Records":[{mark}]}}\n' if shape == "documents" else f"\n{mark}\n"
    stream = zlib.compressobj(1, wbits=_GZIP)
    return stream.compress(text.encode()) + stream.flush()
