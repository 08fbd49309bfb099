"""Killed at any moment, under load: a worker, a role, the supervisor with the whole family."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from typing import Final

import pytest
from tests.crash.load import Load
from tests.crash.oracle import Oracle
from tests.crash.server import Server, is_alive, until
from tests.crash.test_steps import ROUNDS

KILLS: Final = 3 * max(1, ROUNDS)
CALLS_MAX: Final = 120
SEED: Final = 1


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid), f"process {pid} is gone")


def kill_a_worker(server: Server) -> None:
    kill(min(server.workers()))


def kill_the_family(server: Server) -> None:
    server.kill()
    server.start()


TARGETS: Final[dict[str, Callable[[Server], None]]] = {
    "worker": kill_a_worker,
    "front": lambda server: kill(server.pid("front")),
    "clerk": lambda server: kill(server.pid("clerk")),
    "analytics": lambda server: kill(server.pid("analytics")),
    "family": kill_the_family,
}


def await_calls(load: Load, calls: int) -> None:
    """Return after so many more acknowledged calls."""
    goal = load.calls + calls

    def is_reached() -> bool:
        load.check()
        return load.calls >= goal

    until(is_reached, f"{calls} calls are answered")


@pytest.mark.timeout(300 * (ROUNDS + 1))
@pytest.mark.parametrize("target", TARGETS)
def test_killed_at_any_moment(oracle: Oracle, target: str) -> None:
    """A moment is a number of answered calls after the last death."""
    chance = random.Random(f"{SEED} {target}")
    with oracle.load.running():
        for _ in range(KILLS):
            await_calls(oracle.load, chance.randint(1, CALLS_MAX))
            TARGETS[target](oracle.server)
        oracle.load.go_on()
    oracle.check()


@pytest.mark.timeout(300)
def test_everything_at_once(oracle: Oracle) -> None:
    """The clerk and the analytics role die while the front is being killed."""
    server = oracle.server
    with oracle.load.running():
        for _ in range(KILLS):
            await_calls(oracle.load, CALLS_MAX)
            pids = [server.pid(role) for role in ("clerk", "analytics", "front")]
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        oracle.load.go_on()
    oracle.check()


@pytest.mark.timeout(300)
def test_stopped_under_load(oracle: Oracle) -> None:
    """Answers in flight finish first; who comes later finds nobody and tries again."""
    with oracle.load.running():
        await_calls(oracle.load, CALLS_MAX)
        assert oracle.server.stop() == 0
        oracle.server.start()
        oracle.load.go_on()
    oracle.check()


@pytest.mark.timeout(300)
def test_killed_while_its_workers_begin(oracle: Oracle) -> None:
    """A worker that finds its parent gone must not take the port and the journals for its own."""
    server = oracle.server
    server.kill()
    server.launch()
    workers = server.workers()
    server.kill()
    until(lambda: not any(map(is_alive, workers)), "workers die with the server")
    server.start()
    oracle.check()
