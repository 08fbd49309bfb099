"""PutLogEvents: events of one stream, in the order of their time.

AWS has PutLogEvents, GetLogEvents and FilterLogEvents on no record at all (CloudWatch Logs User
Guide, "Logging API calls in CloudTrail"). Here they are data events: on record, without the
texts, and not in the event history. The call changes nothing in the metadata database: the events
are stored, then the record goes to the journal, then the answer leaves. Who dies in between leaves
events that nobody was told of.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from lading.operation import Call, ServiceError, operation
from lading.services.logs.event_ids import EventPlace, batch_of
from lading.services.logs.event_store import OVERHEAD_BYTES, Destination, Event, store
from lading.services.logs.group import (
    DAY_MS,
    LogGroup,
    milliseconds,
    required,
    tag_conditions,
)
from lading.services.logs.names import data_resources, stream_resource
from lading.services.logs.stream import existing_stream

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import PutLogEventsRequestTypeDef

# CloudWatch Logs API reference, PutLogEvents.
BATCH_BYTES_MAX: Final = 1_048_576
_AHEAD_MS_MAX: Final = 2 * 3_600_000
_AGE_MS_MAX: Final = 14 * DAY_MS
_SPAN_MS_MAX: Final = DAY_MS


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is to be stored, and where; `rejected` is what the answer says of the rest."""

    destination: Destination
    events: Sequence[Event]
    received: int
    rejected: dict[str, int]


def _check(call: Call, request: PutLogEventsRequestTypeDef) -> None:
    """Leave the `_Batch` for the stage; refuse what cannot be taken at all."""
    group = required(call, request)
    stream = existing_stream(call, group, request["logStreamName"])
    events: list[Event] = [(one["timestamp"], one["message"]) for one in request["logEvents"]]
    _check_batch(call, events)
    taken, rejected = _sorted_out(call, group, [timestamp_ms for timestamp_ms, _ in events])
    kept = events[taken]
    if kept and kept[-1][0] - kept[0][0] > _SPAN_MS_MAX:
        raise _invalid(
            call,
            "The batch of log events in a single PutLogEvents request cannot span more than "
            "24 hours.",
        )
    named = group.named
    destination = Destination(named.account, named.region, group.id, stream.id, stream.name)
    call.memo["batch"] = _Batch(destination, kept, len(events), rejected)


def _store(call: Call, request: PutLogEventsRequestTypeDef) -> _Batch:
    """Store the events, with no snapshot held."""
    batch: _Batch = call.memo["batch"]
    if batch.events:
        now_ms = milliseconds(call.now)
        store(call.parts.analytics, batch.destination, batch.events, call.event_id, now_ms)
    return batch


@operation(
    "logs:PutLogEvents",
    resource=stream_resource,
    conditions=tag_conditions,
    check=_check,
    stage=_store,
    resources_of=data_resources,
    read_only=False,
    data=True,
    hidden=frozenset({"logEvents", "sequenceToken"}),
)
def put_log_events(call: Call, request: PutLogEventsRequestTypeDef) -> dict[str, Any]:
    """Store events; those too old, too new or expired are left out, and the answer says which."""
    batch: _Batch = call.staged
    stored = len(batch.events)
    call.additional["logEvents"] = {"received": batch.received, "stored": stored}
    # Sequence tokens are ignored by everyone today; clients of old want one to send again.
    now_ms = milliseconds(call.now)
    sequence = EventPlace(now_ms, now_ms, batch_of(call.event_id), 0).event_id
    response: dict[str, Any] = {"nextSequenceToken": sequence}
    if batch.rejected:
        response["rejectedLogEventsInfo"] = batch.rejected
    return response


def _check_batch(call: Call, events: Sequence[Event]) -> None:
    size_bytes = sum(len(message.encode()) + OVERHEAD_BYTES for _, message in events)
    if size_bytes > BATCH_BYTES_MAX:
        raise _invalid(
            call, f"Upload too large: {size_bytes} bytes exceeds limit of {BATCH_BYTES_MAX}"
        )
    if any(late < early for (early, _), (late, _) in pairwise(events)):
        raise _invalid(
            call,
            "Log events in a single PutLogEvents request must be in chronological order.",
        )


def _sorted_out(
    call: Call, group: LogGroup, times_ms: Sequence[int]
) -> tuple[slice, dict[str, int]]:
    """Return which events are taken, and where the others begin or end (ends are exclusive)."""
    now_ms = milliseconds(call.now)
    too_old = bisect_left(times_ms, now_ms - _AGE_MS_MAX)
    expired = bisect_left(times_ms, group.oldest_ms(call.now))
    too_new = bisect_right(times_ms, now_ms + _AHEAD_MS_MAX)
    rejected: dict[str, int] = {}
    if too_new < len(times_ms):
        rejected["tooNewLogEventStartIndex"] = too_new
    if too_old:
        rejected["tooOldLogEventEndIndex"] = too_old
    if expired:
        rejected["expiredLogEventEndIndex"] = expired
    return slice(max(too_old, expired), too_new), rejected


def _invalid(call: Call, message: str) -> ServiceError:
    return call.error("InvalidParameterException", message)
