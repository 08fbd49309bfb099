"""An import from its first file to its last: one thread fills a quay, one stores the other.

    batch    files -> quay -> count -> what is odd is read by Python -> stored -> files done
    refused  each file of it is read by Python, record by record

Whatever fails for a time is tried again; what is stored is stored once (see `history_quay`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Queue
from threading import Event, Thread
from typing import Final, Protocol, TypeVar

from lading.importing.batches import Batch, batches_of, fill
from lading.importing.done_files import DoneFiles
from lading.importing.files import CannotRead, SourceFile
from lading.importing.parts import Part
from lading.importing.prefetch import ahead
from lading.importing.reading import Misread, Read, read, read_odd
from lading.importing.splitting import Broken, items_of
from lading.importing.tally import OUTSIDE, Tally
from lading.ports import AnalyticsUnavailable, DocumentAnalytics, QueryError
from lading.services.cloudtrail.history_quay import Count, Quay, is_idle

T = TypeVar("T")

PATIENCE_SECONDS: Final = 120.0
_PAUSE_SECONDS: Final = 0.2
_PAUSE_SECONDS_MAX: Final = 5.0
_ROWS_AT_ONCE: Final = 20_000
_CHARACTERS_AT_ONCE: Final = 16 << 20
_BROKEN_PER_FILE_MAX: Final = 10_000
_REST: Final = "of the file"
_FILE: Final = "the whole file"
_CATEGORIES: Final = {
    "": "data events",
    "Data": "data events",
    "Insight": "Insights events",
    "NetworkActivity": "network activity events",
}


class StoreGone(Exception):
    """The analytics store has not answered for too long."""


class QuayLost(Exception):
    """The store was started again in between, and what was in memory is gone."""


class Also(Protocol):
    """Where records go beside the history."""

    def store(self, quay: Quay) -> int:
        """Store what is in a quay, once, and return how many records were new."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is imported, and how.

    hashes: SHA-256 of contents, by the names of their files. oldest: of the events that the
    history keeps. file_bytes_max: of one file's content.
    """

    files: Sequence[SourceFile]
    hashes: Mapping[str, str]
    oldest: datetime
    file_bytes_max: int


@dataclass(slots=True)
class _Filled:
    quay: Quay
    batch: Batch
    refused: bool


class Import:
    """Runs once."""

    def __init__(
        self,
        analytics: DocumentAnalytics,
        quays: Sequence[Quay],
        tally: Tally,
        done: DoneFiles,
        wanted: Wanted,
        also: Also | None = None,
    ) -> None:
        self._analytics = analytics
        self._free: Queue[Quay | None] = Queue()
        for quay in quays:
            self._free.put(quay)
        self._ready: Queue[_Filled | BaseException | None] = Queue()
        self._tally = tally
        self._done = done
        self._wanted = wanted
        self._also = also
        self._stop = Event()
        self._troubled: set[str] = set()

    def run(self) -> None:
        """Import all there is. Raises `StoreGone`; ended early, it goes on when run again."""
        started = time.monotonic()
        filling = Thread(target=self._fill_all, name="fill", daemon=True)
        try:
            self._settle()
            filling.start()
            while (filled := self._ready.get()) is not None:
                if isinstance(filled, BaseException):
                    raise filled
                self._take(filled)
                self._free.put(filled.quay)
                self._tally.seconds = time.monotonic() - started
        finally:
            self._stop.set()
            self._free.put(None)
            if filling.ident is not None:
                filling.join()
            self._tally.seconds = time.monotonic() - started

    def _fill_all(self) -> None:
        wanted = self._wanted
        try:
            for batch in batches_of(ahead(self._to_read()), wanted.file_bytes_max, wanted.hashes):
                quay = self._free.get()
                if quay is None or self._stop.is_set():
                    return
                self._ready.put(self._filled(quay, batch))
            self._ready.put(None)
        except BaseException as error:  # whatever ends this thread ends the import
            self._ready.put(error)

    def _to_read(self) -> Iterable[SourceFile]:
        for file in self._wanted.files:
            if self._stop.is_set():
                return
            if self._done.has(file):
                self._tally.files_before += 1
                self._tally.bytes_done += file.size_bytes
            else:
                yield file

    def _filled(self, quay: Quay, batch: Batch) -> _Filled:
        def work() -> bool:
            quay.clear()
            try:
                fill(quay, batch)
            except QueryError:
                return True
            return False

        return _Filled(quay, batch, self._patiently(work, settled=False))

    def _take(self, filled: _Filled) -> None:
        """Store a batch and count it; its files are done if nothing of them was refused."""
        quay, batch = filled.quay, filled.batch
        while not filled.refused:
            try:
                self._store_batch(quay, batch)
                break
            except QuayLost:
                filled = self._filled(quay, batch)
            except Misread:
                filled.refused = True
        for part in batch.parts:
            if part.failure is not None:
                self._skip(part.file, part.failure)
            elif filled.refused or part.shape is None:
                self._read_part(quay, part)
        ended = [part.file for part in batch.parts if part.last]
        self._tally.files_read += sum(p.last and p.failure is None for p in batch.parts)
        self._tally.bytes_done += sum(file.size_bytes for file in ended)
        self._done.add(file for file in ended if file.name not in self._troubled)
        self._troubled -= {file.name for file in ended}

    def _store_batch(self, quay: Quay, batch: Batch) -> None:
        """Store what the quay holds. Raises `QuayLost`, `Misread`; nothing is counted then."""
        parts = batch.readable
        if not parts:
            return
        count = self._patiently(lambda: quay.count(batch.mark, self._wanted.oldest))
        if count.marks != len(parts):
            if self._patiently(quay.size) == 0:
                raise QuayLost
            raise Misread
        found = count.records
        names = [part.file.name for part in parts]
        refused: Mapping[str, int] = {}
        if count.odd:
            rows, refused = read_odd(self._patiently(quay.odd_records))
            if refused and len(names) > 1:
                raise Misread  # read again by file, to tell which one it was
            if rows:
                self._fill_more(quay, rows)
                count = self._patiently(lambda: quay.count(batch.mark, self._wanted.oldest))
        self._store(quay, count)
        self._tally.read += found
        for reason, records in refused.items():
            self._tally.skip_records(reason, records, names[0])
        if refused or count.too_old:
            self._troubled.update(names)

    def _fill_more(self, quay: Quay, rows: Sequence[Read]) -> None:
        try:
            quay.fill_rows(rows)
        except AnalyticsUnavailable as error:  # they may be there, or come later
            raise QuayLost from error

    def _store(self, quay: Quay, count: Count) -> None:
        """Store what is in a quay and count it. Raises `QuayLost`."""
        size = self._patiently(quay.size)
        if count.span is not None and count.new:
            span = count.span
            self._patiently(lambda: quay.store(span))
        logged = 0 if self._also is None else self._patiently(lambda: self._logged(quay))
        if self._patiently(quay.size) != size or size < count.records:
            raise QuayLost
        tally = self._tally
        tally.logged += logged
        tally.stored += count.new
        tally.present += count.wanted - count.new
        tally.skip_records("older than the history keeps", count.too_old)
        for category, records in count.others.items():
            kind = _CATEGORIES.get(category, "events of another category")
            tally.skip_records(f"{kind}: {OUTSIDE}", records)
        if count.span is not None:
            tally.span(count.span.first, count.span.last)

    def _logged(self, quay: Quay) -> int:
        assert self._also is not None
        return self._also.store(quay)

    def _read_part(self, quay: Quay, part: Part) -> None:
        """Read a file, or what there is of it, record by record."""
        rows: list[Read] = []
        characters = broken = 0
        try:
            for item in items_of(part.content(self._wanted.file_bytes_max)):
                found = item.reason if isinstance(item, Broken) else read(item)
                if isinstance(item, str):
                    self._tally.read += 1
                    characters += len(item)
                if not isinstance(found, str):
                    rows.append(found)
                elif (broken := broken + 1) > _BROKEN_PER_FILE_MAX:
                    self._skip(part.file, f"too much that is broken: the rest {_REST}")
                    break
                else:
                    self._skip(part.file, found)
                if len(rows) >= _ROWS_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
                    self._store_rows(quay, part, rows)
                    rows, characters = [], 0
        except CannotRead as error:
            self._skip(part.file, f"{error}: {_FILE}")
        self._store_rows(quay, part, rows)

    def _store_rows(self, quay: Quay, part: Part, rows: Sequence[Read]) -> None:
        while rows:
            self._patiently(lambda: self._refill(quay, rows))
            count = self._patiently(lambda: quay.count("", self._wanted.oldest))
            try:
                self._store(quay, count)
            except QuayLost:
                continue
            if count.too_old:
                self._troubled.add(part.file.name)
            return

    @staticmethod
    def _refill(quay: Quay, rows: Sequence[Read]) -> None:
        quay.clear()
        quay.fill_rows(rows)

    def _skip(self, file: SourceFile, reason: str) -> None:
        self._troubled.add(file.name)
        if reason.endswith("file"):
            self._tally.skip_file(file.name, reason)
        else:
            self._tally.skip_records(reason, 1, file.name)

    def _patiently(self, work: Callable[[], T], *, settled: bool = True) -> T:
        """Return what `work` returns, tried again while the store cannot. Raises `StoreGone`.

        What the store does not answer it may do all the same, later: unless `settled` is of no
        matter, it is tried again once the store does nothing of ours any more.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = _PAUSE_SECONDS
        while True:
            try:
                return work()
            except AnalyticsUnavailable as error:
                failure = error
            while True:
                if time.monotonic() > deadline:
                    raise StoreGone(str(failure))
                time.sleep(pause)
                pause = min(2 * pause, _PAUSE_SECONDS_MAX)
                if not settled or self._is_idle():
                    break

    def _settle(self) -> None:
        """Wait until nothing is stored any more that an import that was killed has sent."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_idle():
            if time.monotonic() > deadline:
                raise StoreGone("the store is busy with an earlier import, or does not answer")
            time.sleep(_PAUSE_SECONDS)

    def _is_idle(self) -> bool:
        try:
            return is_idle(self._analytics)
        except AnalyticsUnavailable:
            return False
