"""Records on their way into a trail's files, by trail and Region.

    DATA/trails/<trail>/<region>/waiting/<time ns>-<token>   records, one a line
    DATA/trails/<trail>/<region>/taken/<token>               empty: that batch was delivered

A segment holds what one batch of the follower brought. It is written whole or not at all. The
batch may come again after a crash, and is then known by its token, until the next one comes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lading.durable_files import replace_file, sync_folder

_WAITING: Final = "waiting"
_TAKEN: Final = "taken"
_DRAFT: Final = ".new"


@dataclass(frozen=True, slots=True)
class Segment:
    """Records that wait: a file of lines, when it was written, and its batch's token."""

    path: Path
    written_ns: int
    token: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


class Spool:
    """The segments of one trail and Region; one thread adds, another takes."""

    def __init__(self, folder: Path) -> None:
        """folder: `DATA/trails/<trail>/<region>`, or a part of it with a purpose of its own."""
        self._waiting = folder / _WAITING
        self._taken = folder / _TAKEN
        for one in (self._waiting, self._taken):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add(self, token: str, records: Iterable[bytes]) -> None:
        """Keep the records of a batch, unless the spool has or had it already; then on disk."""
        if any(segment.token == token for segment in self.segments()):
            return
        # Only now: what waited when this began may be taken by here, and never the other way.
        taken = {path.name for path in self._taken.iterdir()}
        for name in taken - {token}:
            (self._taken / name).unlink(missing_ok=True)
        if token in taken:
            return
        name = f"{time.time_ns():020d}-{token}"
        replace_file(self._waiting / name, b"".join(record + b"\n" for record in records))

    def segments(self) -> Sequence[Segment]:
        """Return what waits, oldest first."""
        return [_segment(path) for path in sorted(self._waiting.iterdir()) if _is_whole(path)]

    def waits_since(self) -> datetime | None:
        """Return when the oldest segment that waits was written, None if none does."""
        segments = self.segments()
        return datetime.fromtimestamp(segments[0].written_ns / 1e9, UTC) if segments else None

    def take(self, segment: Segment) -> None:
        """Let go of a segment that is delivered."""
        with suppress(FileNotFoundError):
            segment.path.rename(self._taken / segment.token)
        with suppress(FileNotFoundError):
            os.truncate(self._taken / segment.token, 0)
        sync_folder(self._taken)  # first there: what is in neither would come again
        sync_folder(self._waiting)


def lines(segment: Segment, start: int, end: int | None = None) -> Iterator[bytes]:
    """Yield the records of a segment from byte `start` up to `end`, without line ends."""
    with segment.path.open("rb") as file:
        file.seek(start)
        position = start
        for line in file:
            if end is not None and position >= end:
                return
            position += len(line)
            yield line[:-1]


def _is_whole(path: Path) -> bool:
    return path.suffix != _DRAFT


def _segment(path: Path) -> Segment:
    written, _, token = path.name.partition("-")
    return Segment(path, int(written), token)
