"""What the events themselves say of groups and streams: sizes, first and last times.

Nothing of this is kept anywhere else: PutLogEvents would be a change of the metadata database only
to move a time on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lading.ports import Analytics, QueryLimits
from lading.services.logs.event_schema import EVENTS, on_table
from lading.services.logs.event_store import OVERHEAD_BYTES

_LIMITS: Final = QueryLimits(
    seconds=20, memory_bytes=512 << 20, rows_read=20_000_000_000, rows_returned=1_000
)

_SIZES: Final = """
SELECT group_id, sum(size_bytes + {overhead})
FROM {table}
WHERE account = {{account:String}} AND region = {{region:String}}
    AND group_id IN {{group_ids:Array(UInt64)}}
GROUP BY group_id"""

_TIMES: Final = """
SELECT stream_id, toUnixTimestamp64Milli(min(timestamp)) AS first_ms,
    toUnixTimestamp64Milli(max(timestamp)) AS last_ms,
    toUnixTimestamp64Milli(max(ingested)) AS ingested_ms
FROM {table}
WHERE account = {{account:String}} AND region = {{region:String}}
    AND group_id = {{group_id:UInt64}} AND {streams}
GROUP BY stream_id
{rest}"""

_THOSE: Final = "stream_id IN {stream_ids:Array(UInt64)}"
_ALL_BUT: Final = "stream_id NOT IN {deleted_stream_ids:Array(UInt64)}"
_RISING: Final = """HAVING (last_ms, stream_id) > ({after_ms:Int64}, {after_id:UInt64})
ORDER BY last_ms, stream_id LIMIT {limit:UInt32}"""
_FALLING: Final = """HAVING (last_ms, stream_id) < ({after_ms:Int64}, {after_id:UInt64})
ORDER BY last_ms DESC, stream_id DESC LIMIT {limit:UInt32}"""

_ID_MAX: Final = (1 << 64) - 1
_MS_MAX: Final = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class StreamTimes:
    """First and last time of a stream's events, and when the last of them was taken in."""

    stream_id: int
    first_ms: int
    last_ms: int
    ingested_ms: int


def sizes_of_groups(
    analytics: Analytics, account: str, region: str, group_ids: Sequence[int]
) -> dict[int, int]:
    """Return the bytes that groups hold: their texts, and what every event counts beside them."""
    values = {"account": account, "region": region, "group_ids": list(group_ids)}
    sql = _SIZES.format(table=EVENTS, overhead=OVERHEAD_BYTES)
    return dict(_select(analytics, sql, values))


def times_of_streams(
    analytics: Analytics, account: str, region: str, group_id: int, stream_ids: Sequence[int]
) -> dict[int, StreamTimes]:
    """Return the times of those streams that have events."""
    values = {**_bound(account, region, group_id), "stream_ids": list(stream_ids)}
    sql = _TIMES.format(table=EVENTS, streams=_THOSE, rest="")
    found = (StreamTimes(*row) for row in _select(analytics, sql, values))
    return {times.stream_id: times for times in found}


def streams_by_last_event(
    analytics: Analytics,
    account: str,
    region: str,
    group_id: int,
    deleted_stream_ids: Sequence[int],
    after: tuple[int, int] | None,
    limit: int,
    *,
    descending: bool,
) -> list[StreamTimes]:
    """Return streams with events in the order of their last event.

    `after` is the last event's time and the stream id that the page before ended with.
    """
    first = (_MS_MAX, _ID_MAX) if descending else (-1, 0)
    after_ms, after_id = after or first
    rest = _FALLING if descending else _RISING
    sql = _TIMES.format(table=EVENTS, streams=_ALL_BUT, rest=rest)
    values = {
        **_bound(account, region, group_id),
        "deleted_stream_ids": list(deleted_stream_ids),
        "after_ms": after_ms,
        "after_id": after_id,
        "limit": limit,
    }
    return [StreamTimes(*row) for row in _select(analytics, sql, values)]


def _bound(account: str, region: str, group_id: int) -> dict[str, object]:
    return {"account": account, "region": region, "group_id": group_id}


def _select(analytics: Analytics, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    return on_table(analytics, lambda: analytics.select(sql, values, limits=_LIMITS))
