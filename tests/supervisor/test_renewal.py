"""A role is renewed: another process takes over, and the former finishes what it has begun."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from lading.server.supervisor import Role, Supervisor

from .test_supervisor import WAIT_SECONDS, is_alive, notes, state, supervised, until

RENEWABLE = Path(__file__).with_name("renewable.py")


def answering(folder: Path) -> int | None:
    path = folder / "answering"
    return int(path.read_text()) if path.exists() else None


def renewable(folder: Path, stop_seconds: float = 10.0) -> Role:
    return Role(
        "front",
        (sys.executable, str(RENEWABLE), str(folder)),
        lambda: answering(folder) is not None,
        stop_seconds,
        answering=lambda: answering(folder),
    )


def begun(folder: Path) -> list[int]:
    """Return the processes in the order of their start."""
    return [int(note.split()[-1]) for note in notes(folder) if note.startswith("start")]


def test_a_successor_takes_over_and_the_former_leaves_when_it_has_finished(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        (former,) = begun(tmp_path)
        assert await supervisor.renew("front", {"MANNER": "new"})
        _, successor = begun(tmp_path)
        assert state(tmp_path, "front")["pid"] == successor != former
        await until(lambda: f"leave {former}" in notes(tmp_path))
        assert is_alive(former)
        (tmp_path / "finished").touch()
        await until(lambda: not is_alive(former))
        assert state(tmp_path, "front")["restarts"] == 0
        os.kill(successor, signal.SIGKILL)
        await until(lambda: len(begun(tmp_path)) == 3)
        await until(lambda: answering(tmp_path) == begun(tmp_path)[2])
        supervisor.stop()

    assert supervised(tmp_path, [renewable(tmp_path)], during) == 0
    manners = [note.split()[1] for note in notes(tmp_path) if note.startswith("start")]
    assert manners == ["at-once", "new", "new"], "what is new in the environment stays"


def test_a_successor_that_does_not_answer_changes_nothing(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        before = state(tmp_path, "front")
        assert not await supervisor.renew("front", {"MANNER": "broken"})
        assert state(tmp_path, "front") == before
        former, successor = begun(tmp_path)
        assert is_alive(former)
        assert not is_alive(successor)
        os.kill(former, signal.SIGKILL)
        await until(lambda: "start at-once" in notes(tmp_path)[-1])
        supervisor.stop()

    assert supervised(tmp_path, [renewable(tmp_path)], during) == 0


def test_the_former_may_die_while_its_successor_starts(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        renewing = asyncio.create_task(supervisor.renew("front", {"MANNER": "when-told"}))
        await until(lambda: len(begun(tmp_path)) == 2)
        former, successor = begun(tmp_path)
        os.kill(former, signal.SIGKILL)
        (tmp_path / "answer").touch()
        assert await renewing
        assert (state(tmp_path, "front")["pid"], state(tmp_path, "front")["restarts"]) == (
            successor,
            0,
        )
        supervisor.stop()

    assert supervised(tmp_path, [renewable(tmp_path)], during) == 0
    assert len(begun(tmp_path)) == 2


def test_a_stop_ends_who_leaves_and_who_begins(tmp_path: Path) -> None:
    renewals = []

    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        assert await supervisor.renew("front", {})
        renewals.append(asyncio.create_task(supervisor.renew("front", {"MANNER": "when-told"})))
        await until(lambda: len(begun(tmp_path)) == 3)
        supervisor.stop()
        assert not await renewals[0]

    assert supervised(tmp_path, [renewable(tmp_path, stop_seconds=0.1)], during) == 0
    assert not any(map(is_alive, begun(tmp_path)))


def test_few_take_their_time_to_leave(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        for _ in range(4):
            assert await supervisor.renew("front", {})
        assert list(map(is_alive, begun(tmp_path))) == [False, True, True, True, True]
        (tmp_path / "finished").touch()
        supervisor.stop()

    assert supervised(tmp_path, [renewable(tmp_path)], during) == 0
