"""Delivers what waits for a trail in one Region to its log group, a record a log event.

A batch is stored under a token that follows from where it lies, so that a batch that comes again
after a crash is there once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lading.audit.steps import step
from lading.delivery.spool import Segment, Spool, lines
from lading.delivery.trail import Trail


class LogGroup(Protocol):
    """The way into log groups."""

    def store(
        self, trail: Trail, region: str, stream: str, records: Sequence[bytes], token: str
    ) -> None:
        """Store records once, each at its own event time; makes the stream if there is none.

        Raises `ServiceError` (the group is gone, the role may not), `InsideUnavailable`,
        `AnalyticsUnavailable`.
        """


class LogEvents:
    """Delivers the log events of one trail and Region."""

    def __init__(self, region: str, spool: Spool, group: LogGroup, *, bytes_max: int) -> None:
        """bytes_max: of records in one batch."""
        self._region = region
        self._spool = spool
        self._group = group
        self._bytes_max = bytes_max

    def deliver(self, trail: Trail) -> int:
        """Deliver all that waits; return how many batches. Raises what `store` raises."""
        stream = f"{trail.account}_CloudTrail_{self._region}"
        batches = 0
        for segment in self._spool.segments():
            for number, records in enumerate(self._batches(segment)):
                step("trails.log_events")
                self._group.store(trail, self._region, stream, records, f"{segment.token}/{number}")
                batches += 1
            self._spool.take(segment)
        return batches

    def _batches(self, segment: Segment) -> list[list[bytes]]:
        """Cut a segment into batches; the segment alone decides where."""
        batches: list[list[bytes]] = []
        size = self._bytes_max
        for record in lines(segment, 0):
            if size + len(record) > self._bytes_max:
                batches.append([])
                size = 0
            batches[-1].append(record)
            size += len(record)
        return batches
