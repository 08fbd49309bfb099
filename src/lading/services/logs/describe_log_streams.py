"""DescribeLogStreams: streams of a group by name, or in the order of their last events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, select

from lading.operation import Call, Request, operation
from lading.ports import AnalyticsUnavailable, QueryLimitExceeded
from lading.services.logs.event_ids import EventPlace
from lading.services.logs.group import LogGroup, required, tag_conditions
from lading.services.logs.names import group_resource
from lading.services.logs.paging import next_page, page_size, page_start
from lading.services.logs.statistics import StreamTimes, times_of_streams
from lading.services.logs.stream import LogStream, stream_from_row
from lading.services.logs.streams_in_time import streams_in_time
from lading.services.logs.tables import LOG_STREAMS

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import DescribeLogStreamsRequestTypeDef

_IN_GROUP = LOG_STREAMS.c.group_id == bindparam("group_id")
_BEHIND_ALL: Final = "\U0010ffff\U0010ffff"

_FROM = (
    select(LOG_STREAMS)
    .where(and_(_IN_GROUP, LOG_STREAMS.c.name >= bindparam("name")))
    .order_by(LOG_STREAMS.c.name)
    .limit(bindparam("limit"))
)
_AFTER = (
    select(LOG_STREAMS)
    .where(and_(_IN_GROUP, LOG_STREAMS.c.name > bindparam("name")))
    .order_by(LOG_STREAMS.c.name)
    .limit(bindparam("limit"))
)
_BEFORE = (
    select(LOG_STREAMS)
    .where(and_(_IN_GROUP, LOG_STREAMS.c.name < bindparam("name")))
    .order_by(LOG_STREAMS.c.name.desc())
    .limit(bindparam("limit"))
)


@operation(
    "logs:DescribeLogStreams",
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def describe_log_streams(call: Call, request: DescribeLogStreamsRequestTypeDef) -> dict[str, Any]:
    """Describe a page of a group's streams."""
    in_time = request.get("orderBy") == "LastEventTime"
    if in_time and request.get("logStreamNamePrefix"):
        raise call.error(
            "InvalidParameterException",
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        )
    group = required(call, request)
    if in_time:
        start = page_start(call, request, [])
        descending = bool(request.get("descending"))
        found = streams_in_time(call, group, start, page_size(request), descending=descending)
        streams, times, position = found.streams, found.times, found.next_position
    else:
        streams, position = _by_name(call, request, group)
        times = _times(call, group, streams)
    described = [_described(group, stream, times.get(stream.id)) for stream in streams]
    response: dict[str, Any] = {"logStreams": described}
    if position is not None:
        response["nextToken"] = next_page(call, request, position)
    return response


def _by_name(
    call: Call, request: Request, group: LogGroup
) -> tuple[list[LogStream], Sequence[Any] | None]:
    """Return a page of streams, and where it ends if there are more."""
    limit, prefix = page_size(request), request.get("logStreamNamePrefix") or ""
    (after,) = page_start(call, request, [None])
    if request.get("descending"):
        statement, name = _BEFORE, after or prefix + _BEHIND_ALL
    else:
        statement, name = (_FROM, prefix) if after is None else (_AFTER, after)
    rows = call.tx.all(statement, group_id=group.id, name=name, limit=limit + 1)
    found = [one for one in map(stream_from_row, rows) if one.name.startswith(prefix)]
    if len(found) <= limit:
        return found, None
    return found[:limit], [found[limit - 1].name]


def _times(call: Call, group: LogGroup, streams: Sequence[LogStream]) -> dict[int, StreamTimes]:
    """Return what is known of the streams' events; nothing while that cannot be told."""
    if not streams:
        return {}
    named, ids = group.named, [stream.id for stream in streams]
    try:
        return times_of_streams(call.parts.analytics, named.account, named.region, group.id, ids)
    except (AnalyticsUnavailable, QueryLimitExceeded):
        return {}


def _described(group: LogGroup, stream: LogStream, times: StreamTimes | None) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "logStreamName": stream.name,
        "creationTime": stream.created_ms,
        "arn": group.named.stream_arn(stream.name),
        "storedBytes": 0,  # AWS counts no bytes of a stream since 2019 (API reference, LogStream)
    }
    if times is not None:
        last = EventPlace(times.ingested_ms, times.ingested_ms, 0, 0)
        shape |= {
            "firstEventTimestamp": times.first_ms,
            "lastEventTimestamp": times.last_ms,
            "lastIngestionTime": times.ingested_ms,
            "uploadSequenceToken": last.event_id,
        }
    return shape
