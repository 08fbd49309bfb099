"""Delivers what waits for every trail and Region, each at its own pace, in a thread of its own.

A bucket that is gone holds up its own trail only: its records wait in the spool, and it is tried
again ever more rarely. GetTrailStatus shows the error of the last try.
"""

from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import structlog

from lading.delivery.region_delivery import Paces, RegionDelivery, Ways
from lading.delivery.routing import regions_of
from lading.delivery.trail import Trail, TrailBook
from lading.inside import InsideUnavailable
from lading.operation import ServiceError
from lading.ports import Clock

_LOG = structlog.get_logger("trails")

_LOOK_SECONDS: Final = 0.5


class Router(Protocol):
    """The follower that puts records into the spools."""

    def flush(self, seconds: float) -> bool:
        """Return True once all that was written before this call is in the spools."""


class Deliveries:
    """The deliveries of all trails."""

    def __init__(
        self, folder: Path, book: TrailBook, router: Router, ways: Ways, paces: Paces, clock: Clock
    ) -> None:
        """folder: `DATA/trails`."""
        self._folder = folder
        self._book = book
        self._router = router
        self._ways = ways
        self._paces = paces
        self._clock = clock
        self._known: dict[tuple[str, str], RegionDelivery] = {}
        self._stopping = threading.Event()
        self._at_work = threading.Lock()
        self._has_begun = False

    def run(self) -> None:
        """Deliver until `stop`."""
        while not self._stopping.wait(_LOOK_SECONDS):
            try:
                self.advance()
            except Exception:  # a thread that died would stop every trail without a word
                _LOG.exception("trails.failed")

    def stop(self) -> None:
        """Have `run` return after the delivery at hand."""
        self._stopping.set()

    def flush(self, seconds: float) -> bool:
        """Deliver everything that was written before this call; return whether all of it went."""
        return self._router.flush(seconds) and self.advance(hurry=True)

    def advance(self, *, hurry: bool = False) -> bool:
        """Deliver what is due, or with `hurry` all that waits; return whether nothing failed."""
        with self._at_work:
            self._remove_forgotten()
            done = [self._advance(trail, hurry=hurry) for trail in self._book.trails()]
        return all(done)

    def _advance(self, trail: Trail, *, hurry: bool) -> bool:
        regions = {trail.home_region, *regions_of(self._folder, trail.trail_id)}
        deliveries = [self._of(trail, region) for region in sorted(regions)]
        if trail.is_logging:
            return _deliver(deliveries, trail, self._clock, hurry=hurry)
        if trail.deleted is None and all(one.is_settled for one in deliveries):
            return True
        # What it logged last must be in the spool before its last files are made.
        if not self._router.flush(self._paces.delivery_seconds):
            return False
        done = _deliver(deliveries, trail, self._clock, hurry=hurry)
        if trail.deleted is not None and (done or self._is_given_up(trail.deleted)):
            return self._forget(trail) and done
        return done

    def _is_given_up(self, deleted: datetime) -> bool:
        """Whether a deleted trail whose bucket takes nothing has tried for long enough."""
        return self._clock.now() > deleted + timedelta(seconds=self._paces.keep_seconds)

    def _of(self, trail: Trail, region: str) -> RegionDelivery:
        known = self._known.get((trail.trail_id, region))
        if known is None:
            folder = self._folder / trail.trail_id / region
            known = RegionDelivery(trail.trail_id, region, folder, self._ways, self._paces)
            self._known[trail.trail_id, region] = known
        return known

    def _forget(self, trail: Trail) -> bool:
        """Let go of a deleted trail that has delivered everything; return whether that went."""
        try:
            self._book.settle(trail)
        except (InsideUnavailable, ServiceError) as error:
            _LOG.warning("trail.not_forgotten", trail=trail.trail_id, reason=str(error))
            return False
        self._ways.states.forget(trail.trail_id)
        shutil.rmtree(self._folder / trail.trail_id, ignore_errors=True)
        for key in [key for key in self._known if key[0] == trail.trail_id]:
            del self._known[key]
        return True

    def _remove_forgotten(self) -> None:
        """Once: remove what is left of trails that were forgotten when the process died."""
        if self._has_begun:
            return
        # The folders first: a trail has one only after it is in the book.
        folders = list(self._folder.iterdir()) if self._folder.exists() else []
        known = {trail.trail_id for trail in self._book.trails()}
        for folder in folders:
            if folder.is_dir() and folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)
        self._has_begun = True


def _deliver(deliveries: list[RegionDelivery], trail: Trail, clock: Clock, *, hurry: bool) -> bool:
    done = [one.advance(trail, clock.now(), hurry=hurry) for one in deliveries]
    return all(done)
