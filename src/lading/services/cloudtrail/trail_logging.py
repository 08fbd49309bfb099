"""StartLogging and StopLogging: the spans of time in which a trail wants records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from lading.operation import Call, operation
from lading.ports import Row, Snapshot
from lading.services.cloudtrail.instants import instant, microseconds
from lading.services.cloudtrail.tables import TRAIL_LOGGING, TRAILS
from lading.services.cloudtrail.trail import Trail, home_trail, trail_resource
from lading.services.cloudtrail.trail_tags import tag_conditions
from lading.services.cloudtrail.trails_version import bump

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        StartLoggingRequestTypeDef,
        StopLoggingRequestTypeDef,
    )

SPANS_MAX = 1_000
"""Spans that are kept of one trail; the oldest is forgotten for the next."""

_OF_TRAIL = TRAIL_LOGGING.c.trail_id == bindparam("id")
_NEWEST = (
    select(TRAIL_LOGGING).where(_OF_TRAIL).order_by(TRAIL_LOGGING.c.started_us.desc()).limit(1)
)
_EVERY = select(TRAIL_LOGGING).order_by(TRAIL_LOGGING.c.trail_id, TRAIL_LOGGING.c.started_us)
_BEGIN = insert(TRAIL_LOGGING).values(
    trail_id=bindparam("id"),
    started_us=bindparam("now"),
    start_event_id=bindparam("event_id"),
)
_END = (
    update(TRAIL_LOGGING)
    .where(and_(_OF_TRAIL, TRAIL_LOGGING.c.stopped_us.is_(None)))
    .values(stopped_us=bindparam("now"), stop_event_id=bindparam("event_id"))
)
_TOO_OLD = (
    select(TRAIL_LOGGING.c.started_us)
    .where(_OF_TRAIL)
    .order_by(TRAIL_LOGGING.c.started_us.desc())
    .offset(SPANS_MAX - 1)
    .limit(1)
)
_FORGET = delete(TRAIL_LOGGING).where(
    and_(_OF_TRAIL, TRAIL_LOGGING.c.started_us <= bindparam("until"))
)
_NEW_CHAIN = (
    update(TRAILS)
    .where(TRAILS.c.trail_id == bindparam("id"))
    .values(digest_chain=TRAILS.c.digest_chain + 1)
)


@dataclass(frozen=True, slots=True)
class LoggingSpan:
    """A time in which a trail was logging, with the ids of the events that began and ended it.

    Both events belong to it, the second one too: its record is the last that is delivered.
    """

    started: datetime
    start_event_id: str
    stopped: datetime | None
    stop_event_id: str | None


@operation(
    "cloudtrail:StartLogging",
    changes=True,
    resource=trail_resource("Name"),
    conditions=tag_conditions("Name"),
)
def start_logging(call: Call, request: StartLoggingRequestTypeDef) -> dict[str, Any]:
    """Have a trail want records from now on; nothing changes if it does already."""
    trail = home_trail(call, request["Name"])
    newest = newest_span(call.tx, trail)
    if newest is not None and newest.stopped is None:
        return {}
    # Spans have distinct beginnings, also for a clock that stands still or goes back.
    least = 0 if newest is None else microseconds(newest.started) + 1
    too_old = call.tx.first(_TOO_OLD, id=trail.trail_id)
    if too_old is not None:
        call.tx.run(_FORGET, id=trail.trail_id, until=too_old["started_us"])
    now = max(microseconds(call.now), least)
    call.tx.run(_BEGIN, id=trail.trail_id, now=now, event_id=call.event_id)
    call.tx.run(_NEW_CHAIN, id=trail.trail_id)
    bump(call.tx)
    return {}


@operation(
    "cloudtrail:StopLogging",
    changes=True,
    resource=trail_resource("Name"),
    conditions=tag_conditions("Name"),
)
def stop_logging(call: Call, request: StopLoggingRequestTypeDef) -> dict[str, Any]:
    """Have a trail want no more records; nothing changes if it wants none."""
    end_logging(call, home_trail(call, request["Name"]))
    return {}


def end_logging(call: Call, trail: Trail) -> None:
    """End the span in which a trail is logging, if it is."""
    if call.tx.run(_END, id=trail.trail_id, now=microseconds(call.now), event_id=call.event_id):
        bump(call.tx)


def newest_span(snapshot: Snapshot, trail: Trail) -> LoggingSpan | None:
    """Return when a trail last began to log, and ended, or None if it never did."""
    row = snapshot.first(_NEWEST, id=trail.trail_id)
    return None if row is None else _span(row)


def every_span(snapshot: Snapshot) -> Iterator[tuple[str, tuple[LoggingSpan, ...]]]:
    """Yield the id of each trail that ever was logging, with its spans, oldest first."""
    rows = snapshot.all(_EVERY)
    for trail_id, group in groupby(rows, itemgetter("trail_id")):
        yield trail_id, tuple(_span(row) for row in group)


def _span(row: Row) -> LoggingSpan:
    stopped = row["stopped_us"]
    return LoggingSpan(
        started=instant(row["started_us"]),
        start_event_id=row["start_event_id"],
        stopped=None if stopped is None else instant(stopped),
        stop_event_id=row["stop_event_id"],
    )
