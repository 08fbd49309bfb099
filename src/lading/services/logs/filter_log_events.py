"""FilterLogEvents: the events of a group's streams that a pattern picks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lading.operation import Call, Request, operation
from lading.ports import QueryLimitExceeded
from lading.pure.filter_patterns.terms import PatternRefused, Terms, parse_terms
from lading.services.logs.event_ids import TIME_MS_MAX, EventPlace
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
from lading.services.logs.names import data_resources, group_resource
from lading.services.logs.paging import next_page, page_start
from lading.services.logs.remains import deleted_streams
from lading.services.logs.search_bounds import too_much_to_search
from lading.services.logs.stream import existing_stream

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import FilterLogEventsRequestTypeDef


@operation(
    "logs:FilterLogEvents",
    resource=group_resource,
    conditions=tag_conditions,
    resources_of=data_resources,
    data=True,
)
def filter_log_events(call: Call, request: FilterLogEventsRequestTypeDef) -> dict[str, Any]:
    """Return a page of the events that match, of all streams together in the order of time."""
    terms = _terms(call, request)
    newest_first, place = _position(call, request)
    group = required(call, request)
    refuse_class(call, group)
    wanted = _wanted(call, request, group, terms, newest_first, place)
    try:
        page = read_page(
            call.parts.analytics,
            wanted,
            request.get("limit") or PAGE_EVENTS_MAX,
            newest_first=newest_first,
        )
    except QueryLimitExceeded as error:
        raise too_much_to_search(call) from error
    response: dict[str, Any] = {
        "events": [_shown(event) for event in page.events],
        "searchedLogStreams": [],
    }
    if page.has_more:
        response["nextToken"] = _token(call, request, newest_first, page)
    return response


def _terms(call: Call, request: Request) -> Terms:
    try:
        return parse_terms(request.get("filterPattern") or "")
    except PatternRefused as refused:
        raise call.error("InvalidParameterException", str(refused)) from refused


def _position(call: Call, request: Request) -> tuple[bool, EventPlace | None]:
    """Return the direction and the last event of the page before; the token knows both."""
    newest_first = request.get("startFromHead") is False
    position = page_start(call, request, [newest_first])
    if len(position) == 1:
        return newest_first, None
    return bool(position[0]), EventPlace(*position[1:])


def _token(call: Call, request: Request, newest_first: bool, page: EventPage) -> str:
    last = page.events[-1].place
    return next_page(
        call,
        request,
        [newest_first, last.timestamp_ms, last.ingested_ms, last.batch, last.position],
    )


def _wanted(
    call: Call,
    request: Request,
    group: LogGroup,
    terms: Terms,
    newest_first: bool,
    place: EventPlace | None,
) -> Wanted:
    """Return what is looked for; both ends of the time range are part of it (API reference)."""
    names, prefix = request.get("logStreamNames"), request.get("logStreamNamePrefix")
    if names and prefix:
        raise call.error(
            "InvalidParameterException",
            "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.",
        )
    matching, values = term_conditions(terms)
    if prefix:
        matching += ("startsWith(stream, {stream_prefix:String})",)
        values = {**values, "stream_prefix": prefix}
    end_ms = request.get("endTime")
    return Wanted(
        account=group.named.account,
        region=group.named.region,
        group_id=group.id,
        first_ms=max(request.get("startTime") or 0, group.oldest_ms(call.now)),
        last_ms=TIME_MS_MAX if end_ms is None else end_ms,
        stream_ids=(
            tuple(existing_stream(call, group, name).id for name in names) if names else None
        ),
        deleted_stream_ids=deleted_streams(call.tx, group.id),
        after=None if newest_first else place,
        before=place if newest_first else None,
        matching=matching,
        values=values,
    )


def term_conditions(terms: Terms) -> tuple[tuple[str, ...], Mapping[str, object]]:
    """Return the conditions over the column `message` that terms stand for, and their values."""
    conditions: list[str] = []
    values: dict[str, object] = {}

    def bound(term: str) -> str:
        name = f"term_{len(values)}"
        values[name] = term
        return f"position(message, {{{name}:String}})"

    conditions += [f"{bound(term)} > 0" for term in terms.required]
    conditions += [f"{bound(term)} = 0" for term in terms.excluded]
    if terms.any_of:
        conditions.append("(" + " OR ".join(f"{bound(term)} > 0" for term in terms.any_of) + ")")
    return tuple(conditions), values


def _shown(event: FoundEvent) -> dict[str, Any]:
    return {
        "logStreamName": event.stream,
        "timestamp": event.place.timestamp_ms,
        "message": event.message,
        "ingestionTime": event.place.ingested_ms,
        "eventId": event.place.event_id,
    }
