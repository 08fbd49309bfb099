"""GetTrailStatus: whether a trail is logging, and how its delivery goes in this Region.

The delivery is the clerk's, which keeps how it goes in files of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from lading.operation import Call, operation
from lading.pure.trail_state import Deliveries, TrailState
from lading.services.cloudtrail.trail import Trail, required_trail, trail_resource
from lading.services.cloudtrail.trail_logging import newest_span
from lading.services.cloudtrail.trail_names import named
from lading.services.cloudtrail.trail_tags import tag_conditions

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import GetTrailStatusRequestTypeDef


@operation(
    "cloudtrail:GetTrailStatus",
    resource=trail_resource("Name"),
    conditions=tag_conditions("Name"),
)
def get_trail_status(call: Call, request: GetTrailStatusRequestTypeDef) -> dict[str, Any]:
    """Show when a trail began and ended to log, and its last deliveries with their errors."""
    shown = named(call, request["Name"]).arn
    trail = required_trail(call, request["Name"], shown=shown)
    span = newest_span(call.tx, trail)
    started, stopped = (None, None) if span is None else (span.started, span.stopped)
    state = _state(call, trail)
    delivered = state.log_files.succeeded
    status = {
        "IsLogging": span is not None and stopped is None,
        "StartLoggingTime": started,
        "StopLoggingTime": stopped,
        **_members("Latest", "Delivery", state.log_files),
        **_members("LatestCloudWatchLogs", "Delivery", state.log_group),
        **_members("LatestDigest", "Delivery", state.digest_files),
        # What is left of the API's first version: texts, empty where there is no time. The last
        # success of a notification stays unknown, as Amazon SNS is not built.
        "LatestDeliveryAttemptTime": _text(state.log_files.attempted),
        "LatestDeliveryAttemptSucceeded": _text(delivered),
        "LatestNotificationAttemptTime": "",
        "LatestNotificationAttemptSucceeded": "",
        "TimeLoggingStarted": _text(started),
        "TimeLoggingStopped": _text(stopped),
    }
    return {name: value for name, value in status.items() if value is not None}


def _state(call: Call, trail: Trail) -> TrailState:
    """Return how delivery goes in the caller's Region, or in the only one a trail is for."""
    if call.parts.trail_states is None:
        return TrailState()
    region = call.scope.region if trail.is_in(call.scope.region) else trail.region
    return call.parts.trail_states.read(trail.trail_id, region)


def _members(before: str, after: str, deliveries: Deliveries) -> dict[str, Any]:
    return {
        f"{before}{after}Time": deliveries.succeeded,
        f"{before}{after}Error": deliveries.error,
    }


def _text(when: datetime | None) -> str:
    return "" if when is None else when.strftime("%Y-%m-%dT%H:%M:%SZ")
