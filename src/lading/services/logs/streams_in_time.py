"""Streams of a group in the order of their last events.

The analytics store knows the streams that have events, the metadata database those that have none.
The latter come last where the newest is first, and first otherwise, by name among themselves (AWS
does not say where they belong).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, bindparam, select

from lading.operation import Call
from lading.services.logs.group import LogGroup
from lading.services.logs.remains import deleted_streams
from lading.services.logs.statistics import StreamTimes, streams_by_last_event, times_of_streams
from lading.services.logs.stream import LogStream, stream_from_row
from lading.services.logs.tables import LOG_STREAMS

_SCAN_ROWS: Final = 200
_SCANS_MAX: Final = 25
_ACTIVE: Final = "active"
_QUIET: Final = "quiet"

_AFTER = (
    select(LOG_STREAMS)
    .where(
        and_(
            LOG_STREAMS.c.group_id == bindparam("group_id"),
            LOG_STREAMS.c.name > bindparam("name"),
        )
    )
    .order_by(LOG_STREAMS.c.name)
    .limit(bindparam("limit"))
)
_BY_ID = select(LOG_STREAMS).where(
    and_(
        LOG_STREAMS.c.id == bindparam("stream_id"), LOG_STREAMS.c.group_id == bindparam("group_id")
    )
)


@dataclass(slots=True)
class StreamsInTime:
    """A page of streams, the times of those that have events, and where the next page starts."""

    streams: list[LogStream] = field(default_factory=list)
    times: dict[int, StreamTimes] = field(default_factory=dict)
    next_position: Sequence[Any] | None = None


def streams_in_time(
    call: Call, group: LogGroup, start: Sequence[Any], limit: int, *, descending: bool
) -> StreamsInTime:
    """Return at most `limit` streams behind the position `start` (empty: from the beginning).

    A page may be short, or empty, though there are more. Raises what `Analytics.select` raises.
    """
    kinds = (_ACTIVE, _QUIET) if descending else (_QUIET, _ACTIVE)
    kind = start[0] if start else kinds[0]
    page = StreamsInTime()
    for one in kinds[kinds.index(kind) :]:
        place = start[1:] if start and one == kind else ()
        room = limit - len(page.streams)
        if not room:
            page.next_position = [one]
        elif one == _ACTIVE:
            _add_active(call, group, page, place, room, descending=descending)
        else:
            _add_quiet(call, group, page, place, room)
        if page.next_position is not None:
            break
    return page


def _add_active(
    call: Call,
    group: LogGroup,
    page: StreamsInTime,
    place: Sequence[Any],
    room: int,
    *,
    descending: bool,
) -> None:
    """Add streams that have events."""
    found = streams_by_last_event(
        call.parts.analytics,
        group.named.account,
        group.named.region,
        group.id,
        deleted_streams(call.tx, group.id),
        (place[0], place[1]) if place else None,
        room + 1,
        descending=descending,
    )
    for times in found[:room]:
        row = call.tx.first(_BY_ID, group_id=group.id, stream_id=times.stream_id)
        if row is not None:  # one made after this snapshot is not there yet
            page.streams.append(stream_from_row(row))
            page.times[times.stream_id] = times
    if len(found) > room:
        last = found[room - 1]
        page.next_position = [_ACTIVE, last.last_ms, last.stream_id]


def _add_quiet(
    call: Call, group: LogGroup, page: StreamsInTime, place: Sequence[Any], room: int
) -> None:
    """Add streams without events, by name; a bounded number is looked at."""
    name, named = str(place[0]) if place else "", group.named
    for _ in range(_SCANS_MAX):
        rows = call.tx.all(_AFTER, group_id=group.id, name=name, limit=_SCAN_ROWS)
        if not rows:
            return
        streams = [stream_from_row(row) for row in rows]
        ids = [stream.id for stream in streams]
        active = times_of_streams(call.parts.analytics, named.account, named.region, group.id, ids)
        for stream in streams:
            if stream.id not in active:
                if not room:
                    page.next_position = [_QUIET, name]
                    return
                page.streams.append(stream)
                room -= 1
            name = stream.name
        if len(rows) < _SCAN_ROWS:
            return
    page.next_position = [_QUIET, name]
