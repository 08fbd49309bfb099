"""What delivery knows of a trail, and which records it wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

_GLOBAL_SOURCES: Final = frozenset({"iam.amazonaws.com"})
_OURSELVES: Final = "cloudtrail.amazonaws.com"
_TIMED_ID: Final = re.compile(
    r"([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One trail as it is now, or as it was when it was deleted.

    trail_id: names its folder. prefix: of object keys, without a slash at its end, or "".
    intervals_ms: when it was logging, oldest first; the end of the last one is None while it is.
    edge_ids: the events that began and ended these; they belong to them.
    chain: a number that is another when digests have to begin anew.
    logs_itself: whether records of its own deliveries are wanted.
    matches: its event selectors. validated: whether digests are written. deleted: since when it is
    kept only until the last of its records are delivered.
    """

    trail_id: str
    arn: str
    name: str
    account: str
    home_region: str
    bucket: str
    matches: Callable[[Mapping[str, Any]], bool]
    intervals_ms: tuple[tuple[int, int | None], ...]
    edge_ids: frozenset[str] = frozenset()
    prefix: str = ""
    is_multi_region: bool = False
    includes_global: bool = True
    validated: bool = False
    chain: int = 0
    logs_itself: bool = False
    kms_key: str | None = None
    log_group_arn: str | None = None
    log_role_arn: str | None = None
    deleted: datetime | None = None

    @property
    def top(self) -> str:
        """What all keys of its objects begin with."""
        prefix = f"{self.prefix}/" if self.prefix else ""
        return f"{prefix}AWSLogs/{self.account}/"

    @property
    def is_logging(self) -> bool:
        """Whether it logs now."""
        return self.deleted is None and bool(self.intervals_ms) and self.intervals_ms[-1][1] is None

    def wants(self, record: Mapping[str, Any]) -> bool:
        """Return whether a record belongs into this trail's files (CloudTrail User Guide)."""
        region = record.get("awsRegion")
        return (
            record.get("recipientAccountId") == self.account
            and (self.is_multi_region or region == self.home_region)
            and (self.includes_global or record.get("eventSource") not in _GLOBAL_SOURCES)
            and (record.get("eventID") in self.edge_ids or self._was_logging(_milliseconds(record)))
            and (self.logs_itself or not self._is_own_delivery(record))
            and self.matches(record)
        )

    def _was_logging(self, when_ms: int) -> bool:
        return any(
            start <= when_ms and (stop is None or when_ms <= stop)
            for start, stop in self.intervals_ms
        )

    def _is_own_delivery(self, record: Mapping[str, Any]) -> bool:
        """A trail that logged its own files would never come to an end."""
        identity = record.get("userIdentity")
        if not isinstance(identity, Mapping) or identity.get("invokedBy") != _OURSELVES:
            return False
        parameters = record.get("requestParameters")
        return isinstance(parameters, Mapping) and parameters.get("bucketName") == self.bucket


class TrailBook(Protocol):
    """Where the trails stand."""

    def trails(self) -> Sequence[Trail]:
        """Return every trail, and the deleted ones that still have something to deliver."""

    def settle(self, trail: Trail) -> None:
        """Let go of a deleted trail: it has delivered everything. Raises `InsideUnavailable`."""


def _milliseconds(record: Mapping[str, Any]) -> int:
    """Return when a call began: ids of ours tell it; others have their second's end."""
    match = _TIMED_ID.fullmatch(str(record.get("eventID")))
    if match is not None:
        return int(match[1] + match[2], 16)
    try:
        when = datetime.strptime(str(record.get("eventTime")), "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return -1  # no record of ours
    return int(when.replace(tzinfo=UTC).timestamp() * 1000) + 999
