"""The supervisor over stand-in roles: it restarts what dies and stops in order."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson

from lading.server.process import PARENT_VARIABLE
from lading.server.supervisor import Role, Supervisor

STAND_IN = Path(__file__).with_name("stand_in.py")
SUPERVISE = Path(__file__).with_name("supervise.py")
WAIT_SECONDS = 60.0


def role(folder: Path, name: str, manner: str = "", stop_seconds: float = 10.0) -> Role:
    command = (sys.executable, str(STAND_IN), str(folder), name, manner)
    return Role(name, command, (folder / f"{name}.pid").exists, stop_seconds)


def notes(folder: Path) -> list[str]:
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


def state(folder: Path, name: str) -> dict[str, object]:
    return dict(orjson.loads((folder / "roles.json").read_bytes())[name])


def is_running(folder: Path, name: str, restarts: int) -> bool:
    """Whether a role runs after so many restarts."""
    shown = state(folder, name)
    return (shown["state"], shown["restarts"]) == ("running", restarts)


def pid(folder: Path, name: str) -> int:
    return int((folder / f"{name}.pid").read_text())


def is_alive(process: int) -> bool:
    """Whether the process runs; one that nobody has waited for yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not is_true():  # noqa: ASYNC110  (other processes)
            await asyncio.sleep(0.01)


def supervised(
    folder: Path, roles: list[Role], during: Callable[[Supervisor, asyncio.Event], object]
) -> int:
    """Run a supervisor with something that happens meanwhile; return the exit code."""

    async def run() -> int:
        environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
        supervisor = Supervisor(roles, folder / "roles.json", environment)
        ready = asyncio.Event()
        running = asyncio.create_task(supervisor.run(ready.set))
        await during(supervisor, ready)  # type: ignore[misc]
        return await asyncio.wait_for(running, WAIT_SECONDS)

    return asyncio.run(run())


def test_roles_start_together_and_stop_in_the_other_order(tmp_path: Path) -> None:
    names = ["analytics", "clerk", "front"]

    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        assert [state(tmp_path, name)["state"] for name in names] == ["running"] * 3
        assert [state(tmp_path, name)["pid"] for name in names] == [
            pid(tmp_path, name) for name in names
        ]
        supervisor.stop()

    assert supervised(tmp_path, [role(tmp_path, name) for name in names], during) == 0
    assert notes(tmp_path)[3:] == ["stop front", "stop clerk", "stop analytics"]
    assert [state(tmp_path, name)["state"] for name in names] == ["stopped"] * 3


def test_a_role_that_is_killed_is_started_again(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        for restarts in (1, 2):
            last = pid(tmp_path, "clerk")
            (tmp_path / "clerk.pid").unlink()
            os.kill(last, signal.SIGKILL)
            await until(partial(is_running, tmp_path, "clerk", restarts))
        assert state(tmp_path, "front")["restarts"] == 0
        supervisor.stop()

    assert supervised(tmp_path, [role(tmp_path, n) for n in ("clerk", "front")], during) == 0


def test_a_role_that_does_not_stop_in_time_is_killed(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, ready: asyncio.Event) -> None:
        await asyncio.wait_for(ready.wait(), WAIT_SECONDS)
        supervisor.stop()

    roles = [role(tmp_path, "clerk"), role(tmp_path, "front", "deaf", stop_seconds=0.05)]
    assert supervised(tmp_path, roles, during) == 0
    assert not is_alive(pid(tmp_path, "front"))
    assert notes(tmp_path)[-1] == "stop clerk"


def test_a_role_that_cannot_start_at_all_ends_the_server(tmp_path: Path) -> None:
    async def during(_supervisor: Supervisor, _ready: asyncio.Event) -> None:
        pass

    roles = [role(tmp_path, "clerk"), role(tmp_path, "front", "refuses")]
    assert supervised(tmp_path, roles, during) == 2
    assert notes(tmp_path).count("start front") == 1


def test_a_stop_while_roles_are_starting_leaves_none_behind(tmp_path: Path) -> None:
    async def during(supervisor: Supervisor, _ready: asyncio.Event) -> None:
        await asyncio.sleep(0)
        supervisor.stop()

    assert supervised(tmp_path, [role(tmp_path, n) for n in ("clerk", "front")], during) == 0
    assert [state(tmp_path, n)["state"] for n in ("clerk", "front")] == ["stopped"] * 2


def test_roles_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, SUPERVISE, tmp_path], stdout=subprocess.PIPE
    ) as supervisor:
        try:
            assert supervisor.stdout is not None
            assert supervisor.stdout.readline() == b"ready\n"
            roles = [pid(tmp_path, name) for name in ("clerk", "front")]
            assert all(map(is_alive, roles))
        finally:
            supervisor.kill()
    asyncio.run(until(lambda: not any(map(is_alive, roles))))
    assert "stop front" not in notes(tmp_path)
