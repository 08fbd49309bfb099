"""A sweep that begins at just that step of somebody else's work."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.jobs.world import SWEEPER, World

from lading.audit import steps
from lading.inside import Inside
from lading.jobs.sweep import Sweeper, SweepParts

_SECONDS_MAX = 60.0


class AtStep:
    """Counts the steps of everybody but the sweeper, and sweeps at one of them.

    Who takes that step waits until the sweeps are through. Inside a transaction that would be for
    ever: there it waits until the sweeper has seen what it sees and asks for its first change,
    which then comes as soon as it can.
    """

    def __init__(self, world: World, number: int, sweeps: int) -> None:
        self.taken: list[str] = []
        self._number = number
        self._sweeps = sweeps
        self._lock = threading.Lock()
        self._asked, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._sweep, name=f"{SWEEPER}-clerk")
        self._failure: BaseException | None = None
        parts = world.sweeper._parts

        def ask(inside: Inside) -> Mapping[str, Any]:
            self._asked.set()
            return parts.ask(inside)

        self._sweeper = Sweeper(
            SweepParts(parts.database, parts.blobs, ask, parts.settings, parts.now)
        )

    def take(self, order: Path) -> None:
        """Pass a step."""
        if threading.current_thread().name.startswith(SWEEPER):
            return
        with self._lock:
            self.taken.append(order.name)
            if len(self.taken) - 1 != self._number:
                return
        self._thread.start()
        awaited = self._asked if order.name.startswith("transaction.") else self._done
        assert awaited.wait(_SECONDS_MAX), f"the sweep does not go on at {order.name}"

    def end(self) -> None:
        """Wait for the sweeps, if they ever began, and raise what went wrong with them."""
        if self._thread.ident is not None:
            self._thread.join(_SECONDS_MAX)
            assert not self._thread.is_alive()
        if self._failure is not None:
            raise self._failure

    def _sweep(self) -> None:
        try:
            for _ in range(self._sweeps):
                report = self._sweeper.sweep()
                assert report.error is None, report.error
                assert not report.skipped, report.skipped
        except BaseException as failure:
            self._failure = failure
        finally:
            self._asked.set()
            self._done.set()


@contextmanager
def sweeping_at(world: World, number: int, sweeps: int = 1) -> Iterator[AtStep]:
    """Sweep when the step of that number is taken; a number past all only counts them."""
    at = AtStep(world, number, sweeps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "_folder", "every step is ours")
        patch.setattr(steps, "_die_if_told", at.take)
        yield at
    at.end()
