"""Inserts of many threads as one: while one is under way, those that come wait and go together.

The store's work for an insert hardly depends on its rows, and it makes one part on disk of each.
With 16 clients that store 100 log events each, one insert for every call was all that the store
did.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from lading.ports import Analytics, AnalyticsUnavailable, QueryLimits, RowsRefused

_ROWS_MAX: Final = 50_000

_Target = tuple[str, tuple[str, ...]]


@dataclass(slots=True)
class _Insert:
    """What one thread wants stored; `turn` is set when that was tried, or when it is to lead.

    Unless somebody says that it is stored, it is not.
    """

    rows: Sequence[Sequence[object]]
    token: str
    turn: threading.Event = field(default_factory=threading.Event)
    was_tried: bool = False
    error: Exception | None = field(default_factory=lambda: AnalyticsUnavailable("not stored"))


class GatheredInserts:
    """`ports.Analytics` for callers that give every insert a token of its own and never repeat it.

    An insert that went together with others has not its own token in the store: the same token
    again would store its rows again. Everything else is as the store behind it does it.
    """

    def __init__(self, store: Analytics, *, rows_max: int = _ROWS_MAX) -> None:
        self._store = store
        self._rows_max = rows_max
        self._lock = threading.Lock()
        self._waiting: dict[_Target, list[_Insert]] = {}

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        """Store rows; durable when it returns. Raises what the store's `insert` raises."""
        target, mine = (table, tuple(columns)), _Insert(rows, token)
        with self._lock:
            leads = target not in self._waiting
            self._waiting.setdefault(target, []).append(mine)
        if not leads:
            mine.turn.wait()
        if not mine.was_tried:
            self._lead(target)
        if mine.error is not None:
            raise mine.error

    def select(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: QueryLimits | None = None,
        query_id: str | None = None,
    ) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        return self._store.select(sql, parameters, limits=limits, query_id=query_id)

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run a statement that returns nothing."""
        self._store.command(sql, parameters)

    def cancel(self, query_id: str) -> None:
        """Stop a running query; no error if it has ended."""
        self._store.cancel(query_id)

    def _lead(self, target: _Target) -> None:
        """Store what waits, then wake everyone it was for and the one who leads next.

        Who leads is always the first of those that wait.
        """
        with self._lock:
            together = self._first(target)
        try:
            self._insert(target, together)
        finally:
            with self._lock:
                waiting = self._waiting[target] = self._waiting[target][len(together) :]
                if not waiting:
                    del self._waiting[target]
            for one in together:
                one.was_tried = True
                one.turn.set()
            if waiting:
                waiting[0].turn.set()

    def _first(self, target: _Target) -> list[_Insert]:
        count = rows = 0
        for one in self._waiting[target]:
            rows += len(one.rows)
            if count and rows > self._rows_max:
                break
            count += 1
        return self._waiting[target][:count]

    def _insert(self, target: _Target, together: Sequence[_Insert]) -> None:
        if len(together) == 1:
            self._alone(target, together[0])
            return
        rows = [row for one in together for row in one.rows]
        token = sha256("\n".join(one.token for one in together).encode()).hexdigest()
        try:
            self._store.insert(target[0], target[1], rows, token)
        except RowsRefused:
            for one in together:
                self._alone(target, one)
        except Exception as error:  # whatever it is, everyone who waits has to hear of it
            for one in together:
                one.error = error
        else:
            for one in together:
                one.error = None

    def _alone(self, target: _Target, one: _Insert) -> None:
        try:
            self._store.insert(target[0], target[1], one.rows, one.token)
        except Exception as error:  # raised again in the thread that wanted it
            one.error = error
        else:
            one.error = None
