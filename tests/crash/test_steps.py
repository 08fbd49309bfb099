"""Whoever comes to a named step dies there, under load: nothing acknowledged is lost."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest
from tests.crash.oracle import Oracle

import lading
from lading.audit.steps import STEPS

ROUNDS: Final = int(os.environ.get("LADING_CRASH_ROUNDS", "0"))
"""0: what every run does. More: a soak, so many times as long, in which nothing is left out."""

FAMILY_STEPS: Final = (
    "blob.renamed",
    "transaction.commit",
    "transaction.committed",
    "journal.synced",
    "journal.rotate",
    "history.next_table",
    "cursor.written",
    "analytics.stored",
)
"""Where one thing is on disk and the next is not; a soak takes every step."""

SLOW: Final = ("history.", "cursor.", "analytics.", "journal.trim")
"""Steps of the roles that take seconds to come back; the load meanwhile need not be heavy."""


ON_A_CLOCK: Final = ("records.trim", "journal.trim")
"""Steps that are taken once a second."""

ELSEWHERE: Final = ("sweep.", "trails.")
"""Who sweeps dies in `tests/jobs/test_sweep_crash.py`: here nothing lies idle long enough. Who
delivers for trails dies in `test_trails.py`: here there is none."""

UNDER_LOAD: Final = tuple(step for step in STEPS if not step.startswith(ELSEWHERE))


def pause_seconds(step: str) -> float:
    return 1.0 if step.startswith(SLOW) else 0.0


def counts(step: str) -> tuple[int, ...]:
    return ((1, 1, 2) if step in ON_A_CLOCK else (1, 2, 5)) * max(1, ROUNDS)


def test_the_list_of_steps_is_whole() -> None:
    """Every step that the source takes is in the list, and every one of the list is taken."""
    package = Path(lading.__file__).parent
    taken = {
        name
        for file in package.rglob("*.py")
        for name in re.findall(r'\bstep\("([\w.]+)"\)', file.read_text())
    }
    assert taken == set(STEPS)


@pytest.mark.timeout(300 * (ROUNDS + 1))
@pytest.mark.parametrize("step", UNDER_LOAD)
def test_a_process_dies_at_the_step(oracle: Oracle, step: str) -> None:
    """Somebody comes to it for the first, the second, the fifth time; others go on meanwhile."""
    server, load = oracle.server, oracle.load
    with load.running(pause_seconds(step)):
        for count in counts(step):
            before = server.executed(step)
            server.order(step, count)
            server.await_execution(step, before)
        load.go_on()
    oracle.check()


@pytest.mark.timeout(300 * (ROUNDS + 1))
@pytest.mark.parametrize("step", UNDER_LOAD if ROUNDS else FAMILY_STEPS)
def test_the_whole_family_dies_at_the_step(oracle: Oracle, step: str) -> None:
    """As after a power cut that spares the disk: everything is started again."""
    server, load = oracle.server, oracle.load
    with load.running(pause_seconds(step)):
        for count in counts(step)[: max(1, ROUNDS)]:
            before = server.executed(step)
            server.order(step, count, family=True)
            server.await_death()
            assert len(server.executed(step) - before) == 1
            server.start()
        load.go_on()
    oracle.check()
