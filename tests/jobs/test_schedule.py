"""Jobs on a clock: each in its period, and none that ends by an error."""

from __future__ import annotations

import threading

import pytest

from lading.inside import InsideUnavailable
from lading.jobs.schedule import Job, Schedule

SECONDS_MAX = 20.0


class Runs:
    """Counts runs, and raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.count = 0
        self._ran = threading.Condition()

    def __call__(self) -> None:
        with self._ran:
            self.count += 1
            self._ran.notify_all()
        if self.error is not None:
            raise self.error

    def wait_for(self, count: int) -> bool:
        with self._ran:
            return self._ran.wait_for(lambda: self.count >= count, SECONDS_MAX)


def started(*jobs: Job) -> Schedule:
    schedule = Schedule(jobs)
    schedule.start()
    return schedule


@pytest.mark.parametrize("error", [None, InsideUnavailable("no front"), ValueError("a bug")])
def test_a_job_runs_again_and_again_whatever_becomes_of_a_run(error: Exception | None) -> None:
    runs = Runs(error)
    schedule = started(Job("j", 0.001, runs))
    assert runs.wait_for(3)
    schedule.stop(SECONDS_MAX)


def test_a_job_that_takes_long_holds_up_no_other() -> None:
    release = threading.Event()
    others = Runs()

    def wait() -> None:
        release.wait(SECONDS_MAX)

    schedule = started(Job("long", 0.001, wait), Job("short", 0.001, others))
    assert others.wait_for(3)
    release.set()
    schedule.stop(SECONDS_MAX)


def test_a_period_of_zero_is_off() -> None:
    never, often = Runs(), Runs()
    schedule = started(Job("off", 0, never), Job("on", 0.001, often))
    assert often.wait_for(3)
    schedule.stop(SECONDS_MAX)
    assert never.count == 0


def test_after_a_stop_nothing_runs() -> None:
    runs = Runs()
    schedule = started(Job("j", 0.001, runs))
    assert runs.wait_for(1)
    schedule.stop(SECONDS_MAX)
    count = runs.count
    assert not any(thread.name == "job-j" for thread in threading.enumerate())
    assert runs.count == count
