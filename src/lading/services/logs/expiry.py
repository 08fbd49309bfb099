"""Deleting events that nobody can read any more: expired ones, and those of what was deleted.

One statement deletes for all groups. It marks rows in the parts that have any, and merges leave
them out later; AWS, too, takes up to 72 hours until expired events are gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from lading.ports import Analytics, QueryLimits, Snapshot
from lading.services.logs.event_schema import EVENTS, on_table
from lading.services.logs.group import LogGroup, from_row
from lading.services.logs.remains import WHOLE_GROUP, Remains
from lading.services.logs.tables import LOG_GROUPS

_GROUPS_MAX: Final = 1_000
_LIMITS: Final = QueryLimits(
    seconds=60, memory_bytes=512 << 20, rows_read=20_000_000_000, rows_returned=1
)

_KEPT_FOR_A_TIME = (
    select(LOG_GROUPS)
    .where(LOG_GROUPS.c.retention_days.is_not(None))
    .where(LOG_GROUPS.c.id > bindparam("after"))
    .order_by(LOG_GROUPS.c.id)
    .limit(bindparam("limit"))
)

_ANY: Final = "SELECT 1 FROM {table} WHERE {condition} LIMIT 1"
_DELETE: Final = "DELETE FROM {table} WHERE {condition}"
_EXPIRED: Final = (
    "group_id IN {group_ids:Array(UInt64)} AND toUnixTimestamp64Milli(timestamp)"
    " < transform(group_id, {group_ids:Array(UInt64)}, {oldest_ms:Array(Int64)}, toInt64(0))"
)
_OF_DELETED: Final = (
    "group_id IN {group_ids:Array(UInt64)} OR stream_id IN {stream_ids:Array(UInt64)}"
)


def expiring_groups(snapshot: Snapshot, after: int = 0) -> list[LogGroup]:
    """Return groups whose events expire, by id, behind the id `after`."""
    rows = snapshot.all(_KEPT_FOR_A_TIME, after=after, limit=_GROUPS_MAX)
    return [from_row(row) for row in rows]


def delete_expired(analytics: Analytics, groups: Sequence[LogGroup], now: datetime) -> bool:
    """Delete what has expired in the groups; return whether there was anything."""
    values = {
        "group_ids": [group.id for group in groups],
        "oldest_ms": [group.oldest_ms(now) for group in groups],
    }
    return bool(groups) and _delete(analytics, _EXPIRED, values)


def delete_remains(analytics: Analytics, remains: Sequence[Remains]) -> bool:
    """Delete the events of deleted groups and streams; return whether there were any."""
    values = {
        "group_ids": [one.group_id for one in remains if one.stream_id == WHOLE_GROUP],
        "stream_ids": [one.stream_id for one in remains if one.stream_id != WHOLE_GROUP],
    }
    return bool(remains) and _delete(analytics, _OF_DELETED, values)


def _delete(analytics: Analytics, condition: str, values: Mapping[str, object]) -> bool:
    any_such = _ANY.format(table=EVENTS, condition=condition)
    if not on_table(analytics, lambda: analytics.select(any_such, values, limits=_LIMITS)):
        return False
    analytics.command(_DELETE.format(table=EVENTS, condition=condition), values)
    return True
