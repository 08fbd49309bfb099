"""How the delivery of a trail goes in one Region, as GetTrailStatus tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson


class DamagedState(Exception):
    """Not the text of a state."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One kind of delivery: when it last succeeded and was last tried, in UTC.

    `error` is the code with which the last try failed, and None when it did not.
    """

    succeeded: datetime | None = None
    attempted: datetime | None = None
    error: str | None = None

    def after_success(self, now: datetime) -> Deliveries:
        """Return what is so after a delivery."""
        return Deliveries(now, now, None)

    def after_failure(self, now: datetime, error: str) -> Deliveries:
        """Return what is so after a try that failed with an error code."""
        return Deliveries(self.succeeded, now, error)


@dataclass(frozen=True, slots=True)
class TrailState:
    """Deliveries of log files and digest files to the bucket, and of events to the log group."""

    log_files: Deliveries = Deliveries()
    digest_files: Deliveries = Deliveries()
    log_group: Deliveries = Deliveries()


_KINDS = ("log_files", "digest_files", "log_group")


def encoded(state: TrailState) -> bytes:
    """Return the state as text that `decoded` reads."""
    return orjson.dumps({kind: _plain(getattr(state, kind)) for kind in _KINDS})


def decoded(text: bytes) -> TrailState:
    """Return the state that was encoded. Raises `DamagedState`."""
    try:
        members = orjson.loads(text)
        return TrailState(**{kind: _deliveries(members[kind]) for kind in _KINDS})
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise DamagedState(str(error)) from error


def _plain(deliveries: Deliveries) -> list[Any]:
    times = (deliveries.succeeded, deliveries.attempted)
    return [*(None if one is None else one.timestamp() for one in times), deliveries.error]


def _deliveries(plain: list[Any]) -> Deliveries:
    succeeded, attempted, error = plain
    return Deliveries(_time(succeeded), _time(attempted), error)


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
