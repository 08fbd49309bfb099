"""GetLogEvents: the events of one stream, page by page in both directions.

A token is a direction and the id of the event it starts from: `f/` leads to the events behind it,
`b/` to those before it. It stands for nothing else, so both stay good for ever, and a page that is
empty today leads to events that arrive tomorrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from lading.operation import Call, Request, operation
from lading.ports import QueryLimitExceeded
from lading.services.logs.event_ids import (
    FIRST_PLACE,
    TIME_MS_MAX,
    EventPlace,
    neighbour,
    place_of,
)
from lading.services.logs.event_reading import (
    PAGE_EVENTS_MAX,
    EventPage,
    FoundEvent,
    Wanted,
    read_page,
)
from lading.services.logs.group import (
    LogGroup,
    refuse_class,
    required,
    tag_conditions,
)
from lading.services.logs.names import data_resources, stream_resource
from lading.services.logs.paging import invalid_token
from lading.services.logs.search_bounds import too_much_to_search
from lading.services.logs.stream import LogStream, existing_stream

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import GetLogEventsRequestTypeDef

_TOKEN: Final = re.compile(r"(?P<direction>[fb])/(?P<event_id>\d{56})(?:/s)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page begins: at an end of the window, or beside an event."""

    forward: bool
    place: EventPlace | None


@operation(
    "logs:GetLogEvents",
    resource=stream_resource,
    conditions=tag_conditions,
    resources_of=data_resources,
    data=True,
)
def get_log_events(call: Call, request: GetLogEventsRequestTypeDef) -> dict[str, Any]:
    """Return a page of events, oldest first in it whatever the direction."""
    start = _start(call, request)
    group = required(call, request)
    stream = existing_stream(call, group, request["logStreamName"])
    refuse_class(call, group)
    wanted = _wanted(call, request, group, stream)
    if start.place is not None:
        wanted = (
            replace(wanted, after=start.place)
            if start.forward
            else replace(wanted, before=start.place)
        )
    try:
        page = read_page(
            call.parts.analytics,
            wanted,
            request.get("limit") or PAGE_EVENTS_MAX,
            newest_first=not start.forward,
        )
    except QueryLimitExceeded as error:
        raise too_much_to_search(call) from error
    events = page.events if start.forward else page.events[::-1]
    forward, backward = _ends(start, page)
    return {
        "events": [_shown(event) for event in events],
        "nextForwardToken": f"f/{forward.event_id}",
        "nextBackwardToken": f"b/{backward.event_id}",
    }


def _start(call: Call, request: Request) -> _Start:
    token = request.get("nextToken")
    if token is None:
        return _Start(bool(request.get("startFromHead")), None)
    found = _TOKEN.fullmatch(token)
    place = place_of(found["event_id"]) if found else None
    if found is None or place is None:
        raise invalid_token(call)
    return _Start(found["direction"] == "f", place)


def _wanted(call: Call, request: Request, group: LogGroup, stream: LogStream) -> Wanted:
    """Return the window: the start is part of it, the end is not (API reference)."""
    end_ms = request.get("endTime")
    return Wanted(
        account=group.named.account,
        region=group.named.region,
        group_id=group.id,
        first_ms=max(request.get("startTime") or 0, group.oldest_ms(call.now)),
        last_ms=TIME_MS_MAX if end_ms is None else end_ms - 1,
        stream_ids=(stream.id,),
    )


def _ends(start: _Start, page: EventPage) -> tuple[EventPlace, EventPlace]:
    """Return the places that forward and backward tokens start from.

    Where there is nothing, the token that was sent comes back: that is how the end is known. The
    other one leads back to the event that the token sent started from.
    """
    if page.events:
        first, last = page.events[0].place, page.events[-1].place
        return (last, first) if start.forward else (first, last)
    place = start.place or FIRST_PLACE
    if start.place is None:
        return place, place
    return (place, neighbour(place, 1)) if start.forward else (neighbour(place, -1), place)


def _shown(event: FoundEvent) -> dict[str, Any]:
    return {
        "timestamp": event.place.timestamp_ms,
        "message": event.message,
        "ingestionTime": event.place.ingested_ms,
    }
