"""Runs jobs on a clock, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from lading.inside import InsideUnavailable
from lading.operation import ServiceError
from lading.ports import AnalyticsUnavailable, DatabaseUnavailable

_LOG = structlog.get_logger("jobs")

_FIRST_SECONDS_MAX: Final = 60.0
"""A server that is started again every hour must not put off its hourly jobs for ever."""
_WAITED_OUT: Final = (InsideUnavailable, ServiceError, DatabaseUnavailable, AnalyticsUnavailable)


@dataclass(frozen=True, slots=True)
class Job:
    """What is done once in a period. `run` may raise: then it is done a period later."""

    name: str
    period_seconds: float
    run: Callable[[], object]


class Schedule:
    """The jobs of a server; those with a period of 0 are off."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(job,), name=f"job-{job.name}", daemon=True)
            for job in jobs
            if job.period_seconds > 0
        ]

    def start(self) -> None:
        """Begin; the first run of each job comes after a period, or a minute if that is less."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> None:
        """Begin no run any more and wait for those at hand, up to `seconds` in all."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds / len(self._threads))

    def _keep(self, job: Job) -> None:
        wait = min(job.period_seconds, _FIRST_SECONDS_MAX)
        while not self._stopping.wait(wait):
            _run(job)
            wait = job.period_seconds


def _run(job: Job) -> None:
    try:
        job.run()
    except _WAITED_OUT as error:
        _LOG.warning("job.put_off", name=job.name, reason=f"{type(error).__name__}: {error}")
    except Exception:  # a thread that died would end the job without a word
        _LOG.exception("job.failed", name=job.name)
