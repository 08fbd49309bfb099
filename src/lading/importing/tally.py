"""What an import has done so far: written by one thread, read by progress and summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

PROBLEMS_KEPT_MAX: Final = 10_000
OUTSIDE: Final = "not part of event history"
"""How the reason ends for records that were not meant for the history in the first place."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, and what is wrong with it."""

    name: str
    reason: str


@dataclass(slots=True)
class Tally:
    """Counts of files and records.

    files_before: read by an earlier import. present: records that the history had already, or
    that came twice. records_skipped, files_skipped, signatures: by reason, or by result.
    """

    files: int = 0
    bytes: int = 0
    files_read: int = 0
    files_before: int = 0
    bytes_done: int = 0
    read: int = 0
    stored: int = 0
    present: int = 0
    logged: int = 0
    first: datetime | None = None
    last: datetime | None = None
    seconds: float = 0.0
    records_skipped: Counter[str] = field(default_factory=Counter)
    files_skipped: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    incomplete: bool = False

    def skip_file(self, name: str, reason: str, *, harmless: bool = False) -> None:
        """Count a file, or the rest of one, that was not read."""
        self.files_skipped[reason] += 1
        self._note(name, reason, harmless=harmless)

    def skip_records(self, reason: str, records: int = 1, name: str | None = None) -> None:
        """Count records that were not stored."""
        if not records:
            return
        self.records_skipped[reason] += records
        harmless = reason.endswith(OUTSIDE)
        if name is not None:
            self._note(name, reason, harmless=harmless)
        self.incomplete = self.incomplete or not harmless

    def digest(self, result: str, name: str | None = None) -> None:
        """Count a digest file; one with a name is bad."""
        self.digests[result] += 1
        if name is not None:
            self._note(name, result, harmless=False)

    def span(self, first: datetime, last: datetime) -> None:
        """Note from when to when events are."""
        self.first = min(self.first or first, first)
        self.last = max(self.last or last, last)

    def _note(self, name: str, reason: str, *, harmless: bool) -> None:
        self.incomplete = self.incomplete or not harmless
        if not harmless and len(self.problems) < PROBLEMS_KEPT_MAX:
            self.problems.append(Problem(name, reason))
