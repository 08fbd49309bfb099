"""Storing events for others than PutLogEvents' callers: CloudTrail's delivery, and imports.

Nothing here is on record by itself, and no caller is asked whether he may: who delivers creates the
stream by CreateLogStream, through the front, and is refused there if he may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, select

from lading.ports import Analytics, Snapshot
from lading.services.logs.event_ids import TIME_MS_MAX
from lading.services.logs.event_store import Destination, Event, store
from lading.services.logs.tables import LOG_GROUPS, LOG_STREAMS

EVENT_BYTES_MAX: Final = 1_048_576
EVENTS_MAX: Final = 1_000_000
"""Events under one token; their places in it are part of their ids."""

_FIND = (
    select(LOG_STREAMS.c.id, LOG_STREAMS.c.group_id)
    .join(LOG_GROUPS, LOG_GROUPS.c.id == LOG_STREAMS.c.group_id)
    .where(
        and_(
            LOG_GROUPS.c.account == bindparam("account"),
            LOG_GROUPS.c.region == bindparam("region"),
            LOG_GROUPS.c.name == bindparam("group"),
            LOG_STREAMS.c.name == bindparam("stream"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many events were stored, and the indexes of those that cannot be (size, time)."""

    stored: int
    skipped: tuple[int, ...]


def destination(
    snapshot: Snapshot, account: str, region: str, group: str, stream: str
) -> Destination | None:
    """Return where events of that stream go, or None if there is no such group or stream."""
    row = snapshot.first(_FIND, account=account, region=region, group=group, stream=stream)
    if row is None:
        return None
    return Destination(account, region, row["group_id"], row["id"], stream)


def store_records(
    analytics: Analytics,
    destination: Destination,
    events: Sequence[Event],
    token: str,
    ingested_ms: int,
) -> Delivered:
    """Store events at their own times, however old; durable when it returns, safe to repeat.

    In one stream `token` stands for the same events in the same order, at most `EVENTS_MAX`. An
    event of no text or of more than a MiB, or with a time that no store can hold, is skipped.
    Raises `AnalyticsUnavailable` (repeat under the same token) and `QueryError`.
    """
    if len(events) > EVENTS_MAX:
        raise ValueError(f"{len(events)} events under one token")
    skipped = tuple(index for index, event in enumerate(events) if not _fits(event))
    gone = frozenset(skipped)
    kept = [event for index, event in enumerate(events) if index not in gone] if gone else events
    if kept:
        store(analytics, destination, kept, token, ingested_ms)
    return Delivered(len(kept), skipped)


def _fits(event: Event) -> bool:
    timestamp_ms, message = event
    if not 0 <= timestamp_ms <= TIME_MS_MAX or not message:
        return False
    return len(message) * 4 <= EVENT_BYTES_MAX or len(message.encode()) <= EVENT_BYTES_MAX
