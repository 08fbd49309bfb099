"""Reading log events: pages in the order of events, from either end, within bounds.

Every statement names account, Region and group, and what is bound is never spliced. A page of many
events is found in two steps: what fits it, by sizes alone, then its texts. So the store never
gathers thousands of large texts of which a page shows a few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lading.ports import Analytics, QueryLimits
from lading.services.logs.event_ids import TIME_MS_MAX, EventPlace
from lading.services.logs.event_schema import EVENTS, on_table
from lading.services.logs.event_store import OVERHEAD_BYTES

PAGE_EVENTS_MAX: Final = 10_000
PAGE_BYTES_MAX: Final = 1_048_576
READ_LIMITS: Final = QueryLimits(
    seconds=30, memory_bytes=768 << 20, rows_read=5_000_000_000, rows_returned=PAGE_EVENTS_MAX + 1
)

_FEW_EVENTS: Final = 100
_SMALL_BYTES: Final = 65_536
"""So many events, none larger than that, may be read to show one of them."""

_ASCENDING: Final = "timestamp, ingested, batch, position"
_DESCENDING: Final = "timestamp DESC, ingested DESC, batch DESC, position DESC"

# How many events fit a page, whether there are more, and the times between which they lie.
_MEASURE: Final = """
SELECT countIf(total <= {{bytes:UInt64}}), count(),
    toUnixTimestamp64Milli(minIf(timestamp, total <= {{bytes:UInt64}})),
    toUnixTimestamp64Milli(maxIf(timestamp, total <= {{bytes:UInt64}}))
FROM (
    SELECT timestamp, sum(size_bytes + {overhead}) OVER (
        ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total
    FROM (
        SELECT timestamp, ingested, batch, position, size_bytes
        FROM {table} WHERE {conditions}
        ORDER BY {order} LIMIT {{limit:UInt32}}
    )
)"""
_READ: Final = """
SELECT toUnixTimestamp64Milli(timestamp), toUnixTimestamp64Milli(ingested), batch, position,
    stream, if(size_bytes <= {{message_bytes_max:UInt32}}, message, ''), size_bytes
FROM {table} WHERE {conditions}
ORDER BY {order} LIMIT {{limit:UInt32}}"""

_OWN: Final = (
    "account = {account:String}",
    "region = {region:String}",
    "group_id = {group_id:UInt64}",
)
_AFTER: Final = (
    "timestamp >= fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC')",
    "(toUnixTimestamp64Milli(timestamp), toUnixTimestamp64Milli(ingested), batch, position)"
    " > ({after_ms:Int64}, {after_ingested_ms:Int64}, {after_batch:UInt64},"
    " {after_position:UInt32})",
)
_BEFORE: Final = (
    "timestamp <= fromUnixTimestamp64Milli({before_ms:Int64}, 'UTC')",
    "(toUnixTimestamp64Milli(timestamp), toUnixTimestamp64Milli(ingested), batch, position)"
    " < ({before_ms:Int64}, {before_ingested_ms:Int64}, {before_batch:UInt64},"
    " {before_position:UInt32})",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of a group are wanted; times are inclusive, places are not.

    `stream_ids` None means all streams but `deleted_stream_ids`. `matching` are further conditions
    over the columns, `values` what is bound in them.
    """

    account: str
    region: str
    group_id: int
    first_ms: int = 0
    last_ms: int = TIME_MS_MAX
    stream_ids: tuple[int, ...] | None = None
    deleted_stream_ids: tuple[int, ...] = ()
    after: EventPlace | None = None
    before: EventPlace | None = None
    matching: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One event of a page."""

    place: EventPlace
    stream: str
    message: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in the order asked for, and whether there are more behind them."""

    events: tuple[FoundEvent, ...]
    has_more: bool


def read_page(
    analytics: Analytics, wanted: Wanted, limit: int, *, newest_first: bool = False
) -> EventPage:
    """Return the first events of all that are wanted: at most `limit`, and a MiB of text.

    Raises what `Analytics.select` raises.
    """
    if not 1 <= limit <= PAGE_EVENTS_MAX:
        raise ValueError(f"limit of {limit} events")
    if wanted.first_ms > wanted.last_ms:
        return EventPage((), False)
    statements = _Statements(wanted, newest_first)
    return _few(analytics, statements, limit) or _many(analytics, statements, limit)


class _Statements:
    """The statements that read what is wanted, and what is bound in them."""

    def __init__(self, wanted: Wanted, newest_first: bool) -> None:
        conditions, self.values = _conditions(wanted)
        names = {
            "table": EVENTS,
            "conditions": " AND ".join(conditions),
            "order": _DESCENDING if newest_first else _ASCENDING,
            "overhead": OVERHEAD_BYTES,
        }
        self.measure = _MEASURE.format(**names)
        self.read = _READ.format(**names)


def _few(analytics: Analytics, statements: _Statements, limit: int) -> EventPage | None:
    """Return the page if it is one of few small events, so that a rare match is searched once.

    None when there are more, or large ones: those are to be measured first.
    """
    few = min(limit, _FEW_EVENTS)
    values = {**statements.values, "limit": few + 1, "message_bytes_max": _SMALL_BYTES}
    rows = _select(analytics, statements.read, values)
    sizes = [row[-1] for row in rows]
    if max(sizes, default=0) > _SMALL_BYTES or (few < limit and len(rows) > few):
        return None
    total = count = 0
    for size_bytes in sizes[:few]:
        total += size_bytes + OVERHEAD_BYTES
        if total > PAGE_BYTES_MAX:
            break
        count += 1
    return EventPage(tuple(_event(row) for row in rows[:count]), len(rows) > count)


def _many(analytics: Analytics, statements: _Statements, limit: int) -> EventPage:
    """Measure what fits a page, then read that."""
    values = {**statements.values, "limit": limit + 1, "bytes": PAGE_BYTES_MAX}
    ((fitting, found, first_ms, last_ms),) = _select(analytics, statements.measure, values)
    count = max(1, min(fitting, limit))
    # One more than measured: what has arrived in between must not be taken for the last event.
    values = {
        **statements.values,
        "limit": count + 1,
        "message_bytes_max": PAGE_BYTES_MAX,
        "first_ms": first_ms,
        "last_ms": last_ms,
    }
    rows = _select(analytics, statements.read, values)
    has_more = found > count or len(rows) > count
    return EventPage(tuple(_event(row) for row in rows[:count]), has_more)


def _select(analytics: Analytics, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    return on_table(analytics, lambda: analytics.select(sql, values, limits=READ_LIMITS))


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, object]]:
    conditions = [
        *_OWN,
        "timestamp >= fromUnixTimestamp64Milli({first_ms:Int64}, 'UTC')",
        "timestamp <= fromUnixTimestamp64Milli({last_ms:Int64}, 'UTC')",
    ]
    values: dict[str, object] = {
        "account": wanted.account,
        "region": wanted.region,
        "group_id": wanted.group_id,
        "first_ms": max(0, wanted.first_ms),
        "last_ms": min(wanted.last_ms, TIME_MS_MAX),
    }
    if wanted.stream_ids is not None:
        conditions.append("stream_id IN {stream_ids:Array(UInt64)}")
        values["stream_ids"] = list(wanted.stream_ids)
    elif wanted.deleted_stream_ids:
        conditions.append("stream_id NOT IN {deleted_stream_ids:Array(UInt64)}")
        values["deleted_stream_ids"] = list(wanted.deleted_stream_ids)
    if wanted.after is not None:
        conditions += _AFTER
        values |= _bound("after", wanted.after)
    if wanted.before is not None:
        conditions += _BEFORE
        values |= _bound("before", wanted.before)
    return conditions + list(wanted.matching), values | dict(wanted.values)


def _bound(name: str, place: EventPlace) -> dict[str, object]:
    return {
        f"{name}_ms": place.timestamp_ms,
        f"{name}_ingested_ms": place.ingested_ms,
        f"{name}_batch": place.batch,
        f"{name}_position": place.position,
    }


def _event(row: tuple[Any, ...]) -> FoundEvent:
    timestamp_ms, ingested_ms, batch, position, stream, message, _ = row
    return FoundEvent(EventPlace(timestamp_ms, ingested_ms, batch, position), stream, message)
