"""Everything one trail delivers in one Region: log files, then digests, and its log group."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

import structlog

from lading.delivery.digest_files import DigestFiles, Signers
from lading.delivery.log_files import LogFiles
from lading.delivery.log_groups import LogEvents, LogGroup
from lading.delivery.objects import Bucket
from lading.delivery.spool import Spool
from lading.delivery.state import StateFile
from lading.delivery.trail import Trail
from lading.inside import InsideUnavailable
from lading.operation import ServiceError
from lading.ports import AnalyticsUnavailable, QueryError, StorageFull, TrailStates
from lading.pure.trail_state import Deliveries as Outcome

_LOG = structlog.get_logger("trails")

_BACK_OFF_SECONDS: Final = 1.0
_BACK_OFF_DOUBLINGS_MAX: Final = 9
_LOG_GROUP_BYTES_MAX: Final = 4 << 20
_DENIED: Final = "AccessDeniedException"

Kind = Literal["log_files", "digest_files", "log_group"]
_State = Literal["state"]


@dataclass(frozen=True, slots=True)
class Paces:
    """How often things are delivered, and how much at a time.

    keep_seconds: how long a record waits for a bucket or group that does not take it.
    """

    delivery_seconds: float
    digest_seconds: float
    file_bytes_max: int
    keep_seconds: float


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways out: into buckets, into log groups, with whose signature, and who is told."""

    bucket: Bucket
    group: LogGroup
    signers: Signers
    states: TrailStates


@dataclass(slots=True)
class _Trouble:
    """Failures in a row, and when to try again."""

    failures: int = 0
    again: float = 0.0

    def note(self) -> None:
        self.failures += 1
        doublings = min(self.failures - 1, _BACK_OFF_DOUBLINGS_MAX)
        self.again = time.monotonic() + _BACK_OFF_SECONDS * 2**doublings


class RegionDelivery:
    """The deliveries of one trail and Region; used by one thread at a time."""

    def __init__(self, trail_id: str, region: str, folder: Path, ways: Ways, paces: Paces) -> None:
        """folder: `DATA/trails/<trail>/<region>`."""
        self._trail_id = trail_id
        self._region = region
        self._ways = ways
        self._paces = paces
        self._file_spool = Spool(folder / "files")
        self._group_spool = Spool(folder / "group")
        self._state = StateFile(folder)
        self._files = LogFiles(
            region, self._file_spool, self._state, ways.bucket, bytes_max=paces.file_bytes_max
        )
        self._digests = DigestFiles(
            region, self._state, ways.bucket, ways.signers, period_seconds=paces.digest_seconds
        )
        self._events = LogEvents(
            region, self._group_spool, ways.group, bytes_max=_LOG_GROUP_BYTES_MAX
        )
        self._troubles: dict[Kind | _State, _Trouble] = {}

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits and no chain is open."""
        waits = self._file_spool.segments() or self._group_spool.segments()
        return not waits and self._state.read().chain is None

    def advance(self, trail: Trail, now: datetime, *, hurry: bool) -> bool:
        """Deliver what is due, or with `hurry` all that waits; return whether nothing failed.

        What nobody has thought of, such as a state that cannot be read, holds up this Region only.
        """
        if self._waits("state", hurry):
            return False
        try:
            done = self._advance(trail, now, hurry=hurry)
        except Exception as error:
            self._troubles.setdefault("state", _Trouble()).note()
            passes = isinstance(error, OSError | InsideUnavailable)
            tell = _LOG.warning if passes else _LOG.exception
            tell("trail.failed", trail=self._trail_id, region=self._region, reason=str(error))
            return False
        self._troubles.pop("state", None)
        return done

    def _advance(self, trail: Trail, now: datetime, *, hurry: bool) -> bool:
        self._drop_what_is_too_old(now)
        self._digests.begin(trail, now, waits=bool(self._file_spool.segments()))
        done, soon = True, hurry or not trail.is_logging
        if self._is_due(self._file_spool, now, soon) or self._state.read().plan is not None:
            done = self._try("log_files", lambda: self._files.deliver(trail, now), now, hurry)
        if done:  # a digest lists what was delivered before it
            done = self._try("digest_files", lambda: self._digests.deliver(trail, now), now, hurry)
        if trail.log_group_arn is None:
            self._let_go_of(self._group_spool)
        elif self._is_due(self._group_spool, now, soon):
            told = self._try("log_group", lambda: self._events.deliver(trail), now, hurry)
            done = told and done
        return done

    def _waits(self, kind: Kind | _State, hurry: bool) -> bool:
        """Whether it failed a short while ago."""
        trouble = self._troubles.get(kind)
        return trouble is not None and not hurry and time.monotonic() < trouble.again

    def _is_due(self, spool: Spool, now: datetime, soon: bool) -> bool:
        waits_since = spool.waits_since()
        if waits_since is None:
            return False
        return soon or now >= waits_since + timedelta(seconds=self._paces.delivery_seconds)

    def _try(self, kind: Kind, deliver: Callable[[], int], now: datetime, hurry: bool) -> bool:
        """Deliver, unless it failed a short while ago; note how it went."""
        if self._waits(kind, hurry):
            return False
        try:
            delivered = deliver()
        except (
            ServiceError,
            InsideUnavailable,
            AnalyticsUnavailable,
            QueryError,
            StorageFull,
            OSError,
        ) as error:
            self._troubles.setdefault(kind, _Trouble()).note()
            code = _code(kind, error)
            self._note(kind, lambda outcome: outcome.after_failure(now, code))
            _LOG.warning(
                "trail.not_delivered",
                trail=self._trail_id,
                region=self._region,
                what=kind,
                reason=str(error),
            )
            return False
        self._troubles.pop(kind, None)
        if delivered:
            self._note(kind, lambda outcome: outcome.after_success(now))
        return True

    def _note(self, kind: Kind, change: Callable[[Outcome], Outcome]) -> None:
        states = self._ways.states
        state = states.read(self._trail_id, self._region)
        changed = replace(state, **{kind: change(getattr(state, kind))})
        try:
            states.write(self._trail_id, self._region, changed)
        except OSError as error:  # the next delivery notes how it went, too
            _LOG.warning("trail.state_not_written", trail=self._trail_id, reason=str(error))

    def _drop_what_is_too_old(self, now: datetime) -> None:
        """Nothing may grow without an end: AWS gives a bucket up after 30 days, too."""
        oldest = now - timedelta(seconds=self._paces.keep_seconds)
        for spool in (self._file_spool, self._group_spool):
            waits_since = spool.waits_since()
            if waits_since is not None and waits_since < oldest:
                _LOG.error("trail.records_given_up", trail=self._trail_id, region=self._region)
                spool.take(spool.segments()[0])

    @staticmethod
    def _let_go_of(spool: Spool) -> None:
        for segment in spool.segments():
            spool.take(segment)


def _code(kind: Kind, error: Exception) -> str:
    """Return the error code that GetTrailStatus shows: of a bucket, as Amazon S3 spells it."""
    if not isinstance(error, ServiceError):
        return "ServiceUnavailable"
    if kind != "log_group" and error.code == _DENIED:
        return _DENIED.removesuffix("Exception")
    return error.code
