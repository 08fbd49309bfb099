"""Puts a trail's records into its log group, as CloudTrail does under the role it is given.

Whether it still may is asked of the front for each batch; a stream that is not there yet is made,
on record. The events themselves go straight to the store, under a token that comes again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import orjson

from lading.delivery.trail import Trail
from lading.inside import Ask, Inside
from lading.operation import ServiceError
from lading.ports import Analytics, Database
from lading.services.logs.delivery import destination, store_records
from lading.services.logs.event_store import Destination, Event

_SERVICE: Final = "cloudtrail.amazonaws.com"
_GROUP_PLACE: Final = 6
"""Where an ARN `arn:aws:logs:<region>:<account>:log-group:<name>:*` has the group's name."""


class AnalyticsGroup:
    """Log groups of this server."""

    def __init__(self, database: Database, analytics: Analytics, ask: Ask) -> None:
        self._database = database
        self._analytics = analytics
        self._ask = ask

    def store(
        self, trail: Trail, region: str, stream: str, records: Sequence[bytes], token: str
    ) -> None:
        """Store records once, each at its own event time; makes the stream if there is none.

        Raises `ServiceError` (the group is gone, the role may not), `InsideUnavailable`,
        `AnalyticsUnavailable`.
        """
        place = self._destination(trail, stream)
        request = {
            "TrailArn": trail.arn,
            "LogGroupArn": trail.log_group_arn,
            "RoleArn": trail.log_role_arn,
            "LogStreamName": stream,
            "IsThere": place is not None,
        }
        self._ask(
            Inside(
                "cloudtrail:OpenLogStream",
                _SERVICE,
                trail.account,
                trail.home_region,
                request,
                source_arn=trail.arn,
            )
        )
        place = place or self._destination(trail, stream)
        if place is None:
            raise ServiceError("ResourceNotFoundException", "The log group is gone.")
        events = [_event(record) for record in records]
        store_records(self._analytics, place, events, token, int(time.time() * 1000))

    def _destination(self, trail: Trail, stream: str) -> Destination | None:
        assert trail.log_group_arn is not None, "without a group nothing waits for one"
        group = trail.log_group_arn.split(":")[_GROUP_PLACE]
        return self._database.read(
            lambda tx: destination(tx, trail.account, trail.home_region, group, stream)
        )


def _event(record: bytes) -> Event:
    """Return a record as a log event at its own time, which AWS's have not."""
    when = datetime.strptime(orjson.loads(record)["eventTime"], "%Y-%m-%dT%H:%M:%SZ")
    return int(when.replace(tzinfo=UTC).timestamp() * 1000), record.decode()
