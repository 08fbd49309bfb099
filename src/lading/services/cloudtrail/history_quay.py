"""Taking whole log files into the event history: landed, read, counted, stored once.

    fill      files or lines, or rows that Python read, into a quay that is in memory
    count     what is there, what has to be looked at, what the history takes
    store     into each table of the history what that table does not have yet

Once, whatever happens in between: each table is asked which of the events it has, so a batch that
was stored by half is completed when it comes again. An event is the same if its id is, in the span
of time of the batch (an id has one time). Two statements must not do this at once: see `is_idle`.
No token of its own is needed, and none is wanted: what a retention removed may come back later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from lading.ports import DocumentAnalytics, QueryLimits
from lading.services.cloudtrail.history_quay_schema import (
    MARK,
    QUAYS,
    ROW_COLUMNS,
    documents,
    lines,
    quay,
    statements_to_drop,
    statements_to_make,
)
from lading.services.cloudtrail.history_row import HistoryRow
from lading.services.cloudtrail.history_schema import (
    BY_RESOURCE,
    BY_USER,
    EVENT_COLUMNS,
    EVENTS,
    RESOURCE_COLUMNS,
    USER_COLUMNS,
)

Shape = Literal["documents", "lines"]
"""Log files as CloudTrail writes them, `{"Records":[...]}`, or records one behind another."""

_LIMITS: Final = QueryLimits(
    seconds=60, memory_bytes=1 << 30, rows_read=10_000_000_000, rows_returned=2_000_000
)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last second of the events that a batch has for the history."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """What is in a quay.

    records: without marks. odd: those that Python has to look at. others: by category, what is no
    management event. too_old: older than what the history keeps. span: None without any event for
    the history, of which there are `wanted`, and `new` ones.
    """

    records: int
    marks: int
    odd: int
    others: Mapping[str, int]
    too_old: int
    wanted: int
    new: int
    span: Span | None


class Quay:
    """One of the quays of an import."""

    def __init__(self, analytics: DocumentAnalytics, number: int) -> None:
        assert 0 <= number < QUAYS
        self._analytics = analytics
        self._number = number
        self._name = quay(number)

    def fill(self, shape: Shape, body: bytes) -> None:
        """Put in what a gzip stream holds; raises what `insert_documents` raises.

        A refusal leaves none of it here, or some: clear the quay before it is filled again.
        """
        table, column = _WAYS[shape]
        self._analytics.insert_documents(table(self._number), column, body, whole=shape == "lines")

    def fill_rows(self, rows: Sequence[tuple[HistoryRow, str]]) -> None:
        """Put in rows that were made of records, each with its record's category."""
        values = [(*_of_row(row), category, False) for row, category in rows]
        self._analytics.insert(self._name, _FILLED, values, "")

    def odd_records(self) -> list[str]:
        """Return the texts that are no plain records, in no order."""
        rows = self._analytics.select(_ODD.format(quay=self._name), _NO_MARK, limits=_LIMITS)
        return [cast("str", text) for (text,) in rows]

    def count(self, mark: str, oldest: datetime) -> Count:
        """Return what is here; events before `oldest` are not for the history."""
        values = {"mark": MARK % mark, "oldest": _second(oldest)}
        ((total, marks, odd, old, wanted, first, last),) = self._rows(_COUNT, values)
        others = self._rows(_OTHERS, {})
        span = Span(cast("datetime", first), cast("datetime", last)) if wanted else None
        return Count(
            records=cast("int", total) - cast("int", marks),
            marks=cast("int", marks),
            odd=cast("int", odd) - cast("int", marks),
            others=cast("dict[str, int]", dict(others)),
            too_old=cast("int", old),
            wanted=cast("int", wanted),
            new=0 if span is None else self._new(span),
            span=span,
        )

    def size(self) -> int:
        """Return how many records and marks are here: none, if the store was started again."""
        return cast("int", self._rows(_SIZE, {})[0][0])

    def store(self, span: Span) -> None:
        """Store what the history does not have yet; durable when it returns, safe to repeat."""
        values = _bounds(span)
        for statement in (_STORE_BY_USER, _STORE_BY_RESOURCE, _STORE):
            self._analytics.command(statement.format(quay=self._name), values)

    def events(self) -> list[tuple[str, str, datetime, str, str]]:
        """Return (account, Region, time, id, record) of all but what is odd, each event once."""
        return cast("list[tuple[str, str, datetime, str, str]]", self._rows(_EVENTS, {}))

    def clear(self) -> None:
        """Take everything out."""
        self._analytics.command(f"TRUNCATE TABLE {self._name}")

    def _new(self, span: Span) -> int:
        return cast("int", self._rows(_NEW, _bounds(span))[0][0])

    def _rows(self, statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        sql = statement.format(quay=self._name)
        return self._analytics.select(sql, values, limits=_LIMITS)


def make_quays(analytics: DocumentAnalytics) -> tuple[Quay, ...]:
    """Return empty quays in place of those that an earlier import left."""
    drop_quays(analytics)
    for number in range(QUAYS):
        for statement in statements_to_make(number):
            analytics.command(statement)
    return tuple(Quay(analytics, number) for number in range(QUAYS))


def drop_quays(analytics: DocumentAnalytics) -> None:
    """Remove the quays, and with them what an import that was killed had in memory."""
    for number in range(QUAYS):
        for statement in statements_to_drop(number):
            analytics.command(statement)


def is_idle(analytics: DocumentAnalytics) -> bool:
    """Return whether nothing is being stored from a quay, for whomever.

    A statement goes on when the one who sent it is gone: wait for it before the next.
    """
    return analytics.select(_RUNNING, {"quays": quay(0)[:-1]}, limits=_LIMITS) == [(0,)]


_ADDED: Final = ("category", "odd")
_FILLED: Final = (*(name for name in ROW_COLUMNS if name not in _ADDED), *_ADDED)
_WAYS: Final = {"documents": (documents, "Records"), "lines": (lines, "record")}
_NO_MARK: Final = {"mark": MARK.partition("%")[0]}


def _of_row(row: HistoryRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _FILLED[: -len(_ADDED)])


def _second(moment: datetime) -> int:
    return max(0, min(int(moment.timestamp()), 0xFFFF_FFFF))


def _bounds(span: Span) -> dict[str, object]:
    return {"first": _second(span.first), "last": _second(span.last)}


_SIZE: Final = "SELECT count() FROM {quay}"
_ODD: Final = "SELECT record FROM {quay} WHERE odd AND NOT startsWith(record, {{mark:String}})"
_COUNT: Final = """
WITH NOT odd AND management AS known, event_time < toDateTime({{oldest:UInt32}}, 'UTC') AS old
SELECT count(), countIf(record = {{mark:String}}), countIf(odd), countIf(known AND old),
    countIf(known AND NOT old),
    minIf(event_time, known AND NOT old), maxIf(event_time, known AND NOT old)
FROM {quay}"""
_OTHERS: Final = """
SELECT category, count() FROM {quay} WHERE NOT odd AND NOT management GROUP BY category"""
_SECONDS: Final = (
    "event_time BETWEEN toDateTime({{first:UInt32}}, 'UTC') AND toDateTime({{last:UInt32}}, 'UTC')"
)
_MISSING: Final = """
WHERE NOT odd AND management AND {seconds}
    AND event_id NOT IN (SELECT event_id FROM {table} WHERE {seconds})"""
_COUNT_NEW: Final = "SELECT uniqExact(event_id) FROM {{quay}}{missing}"
_INSERT: Final = """
INSERT INTO {table} ({names}) SETTINGS insert_deduplicate = 0
SELECT {selected} FROM {{quay}}{missing}{more} LIMIT 1 BY {once}"""


def _missing(table: str) -> str:
    return _MISSING.format(table=table, seconds=_SECONDS)


def _storing(table: str, columns: Sequence[str], more: str = "", once: str = "event_id") -> str:
    names = ", ".join(columns)
    return _INSERT.format(
        table=table,
        names=names,
        selected=names.replace("resource_key,", "arrayJoin(resource_keys) AS resource_key,"),
        missing=_missing(table),
        more=more,
        once=once,
    )


_NEW: Final = _COUNT_NEW.format(missing=_missing(EVENTS))
_STORE: Final = _storing(EVENTS, EVENT_COLUMNS)
_STORE_BY_USER: Final = _storing(BY_USER, USER_COLUMNS, " AND username != ''")
_STORE_BY_RESOURCE: Final = _storing(
    BY_RESOURCE, RESOURCE_COLUMNS, " AND notEmpty(resource_keys)", "event_id, resource_key"
)
_EVENTS: Final = """
SELECT account, region, event_time, event_id, record FROM {quay} WHERE NOT odd
ORDER BY event_time, event_id LIMIT 1 BY event_id"""
_RUNNING: Final = """
SELECT count() FROM system.processes
WHERE position(query, {quays:String}) > 0 AND position(query, 'system.processes') = 0"""
