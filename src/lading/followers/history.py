"""The event history: every record becomes rows of the analytics store."""

from __future__ import annotations

from collections.abc import Sequence

from lading.followers.positions import Entry
from lading.followers.rejected import Rejection
from lading.ports import Analytics, RowsRefused
from lading.services.cloudtrail.history import store
from lading.services.cloudtrail.history_row import HistoryRow, row_of
from lading.services.cloudtrail.history_schema import prepare


class HistorySink:
    """Delivers records to the tables of the event history."""

    name = "history"

    def __init__(self, analytics: Analytics, retention_days: int) -> None:
        self._analytics = analytics
        self._retention_days = retention_days

    def prepare(self) -> None:
        """Make the tables and have them keep events as long as the settings say."""
        prepare(self._analytics, self._retention_days)

    def deliver(self, entries: Sequence[Entry], token: str) -> list[Rejection]:
        """Store the records once; return those that are no records, or that no store takes."""
        rows: list[tuple[Entry, HistoryRow]] = []
        rejections: list[Rejection] = []
        for entry in entries:
            try:
                row = row_of(entry.body)
            except Exception as error:  # one strange record must not hold up all others
                rejections.append(Rejection(entry, f"not a record: {type(error).__name__}"))
            else:
                if row.management:  # event history has no data events, however many there are
                    rows.append((entry, row))
        return rejections + self._store(rows, token)

    def _store(self, rows: list[tuple[Entry, HistoryRow]], token: str) -> list[Rejection]:
        """Store rows; where the store refuses them, find the ones it refuses by halving.

        The halves and their tokens follow from the rows alone, so that a batch that comes again
        after a crash is cut the same way. After any other error nothing may be cut: rows that
        were stored already would come again under another token, and be there twice.
        """
        if not rows:
            return []
        try:
            store(self._analytics, [row for _, row in rows], token)
        except RowsRefused as error:
            if len(rows) == 1:
                return [Rejection(rows[0][0], f"refused by the store: {error}")]
            half = len(rows) // 2
            first = self._store(rows[:half], f"{token}.0")
            return first + self._store(rows[half:], f"{token}.1")
        return []
