"""Starts the roles, restarts one that dies, stops them in the order that loses nothing.

A role may also be renewed: a second process takes over beside the first, which finishes what it
has begun and leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import orjson
import structlog

from lading.durable_files import replace_file

_LOG = structlog.get_logger("supervisor")

EXIT_REFUSED: Final = 2
"""A role that ends with this before it was ready cannot start at all: so does the server."""

_STANDARD_ERROR: Final = 2
_READY_POLL_SECONDS: Final = 0.05
_OTHERS_READY_SECONDS: Final = 20.0
_BACK_OFF_SECONDS_MIN: Final = 0.2
_BACK_OFF_DOUBLINGS_MAX: Final = 10
_STEADY_SECONDS: Final = 30.0
_RENEWAL_SECONDS: Final = 60.0
_LEAVING_MAX: Final = 3

State = Literal["starting", "running", "waiting", "stopping", "stopped"]


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its command, how to tell that it is ready, how long it may take to stop.

    `is_ready` and `answering` block shortly and run in a thread. A role that can be renewed has
    `answering`, the id of the process that answers just now, and heeds `leave_signal`: take
    nothing new, finish what has begun, in a time of its own, and end.
    """

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    stop_seconds: float
    answering: Callable[[], int | None] | None = None
    leave_signal: signal.Signals = signal.SIGUSR1


@dataclass(slots=True)
class _Running:
    """What the supervisor knows of one role."""

    role: Role
    state: State = "starting"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    restarts: int = 0
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    leaving: dict[asyncio.subprocess.Process, asyncio.Task[None]] = field(default_factory=dict)

    def described(self) -> dict[str, object]:
        """Return the role's state for `roles.json`."""
        return {
            "state": self.state,
            "pid": None if self.process is None else self.process.pid,
            "restarts": self.restarts,
            "since": self.since.isoformat(timespec="seconds"),
        }


class Supervisor:
    """Runs roles until it is told to stop."""

    def __init__(
        self,
        roles: Sequence[Role],
        states_file: Path,
        environment: Mapping[str, str],
        *,
        back_off_seconds_max: float = 10.0,
    ) -> None:
        """roles: in the order of their start; they are stopped the other way round.

        back_off_seconds_max: the longest wait before a role that died is started again.
        """
        self._roles = [_Running(role) for role in roles]
        self._states_file = states_file
        self._environment = dict(environment)
        self._back_off_seconds_max = back_off_seconds_max
        self._stopping = asyncio.Event()
        self._exit_code = 0

    async def run(self, on_ready: Callable[[], None]) -> int:
        """Keep every role running until `stop`; return the exit code of the server.

        on_ready: called once, when the last role (the front) is ready, and the others are or
        have had their time.
        """
        self._show()
        keepers = [asyncio.create_task(self._keep(one)) for one in self._roles]
        announcing = asyncio.create_task(self._announce(on_ready))
        await self._stopping.wait()
        announcing.cancel()
        for one in reversed(self._roles):
            await self._end(one)
        await asyncio.gather(*keepers)
        await asyncio.gather(*(task for one in self._roles for task in one.leaving.values()))
        with contextlib.suppress(asyncio.CancelledError):
            await announcing
        return self._exit_code

    def stop(self) -> None:
        """Have `run` stop every role and return."""
        self._stopping.set()

    async def renew(self, name: str, changes: Mapping[str, str]) -> bool:
        """Have a new process take over from the one of a role, which finishes what it has begun.

        changes: what is new in the environment, from now on if the new process answers.
        Return whether it does; if not, everything is as before.
        """
        one = next(one for one in self._roles if one.role.name == name)
        async with one.renewing:
            former = one.process
            if one.state != "running" or former is None:
                return False
            environment = {**self._environment, **changes}
            successor = await self._start(one, environment)
            if successor is None:
                return False
            if not await self._has_taken_over(one, successor):
                if not self._stopping.is_set():
                    _LOG.error("role.not_renewed", name=name)
                _kill_group(successor.pid)
                await successor.wait()
                return False
            self._environment = environment
            one.process = successor
            self._show()
            await self._let_leave(one, former)
        _LOG.info("role.renewed", name=name)
        return True

    async def _has_taken_over(self, one: _Running, successor: asyncio.subprocess.Process) -> bool:
        """Wait until a second process of a role answers, or will not."""
        assert one.role.answering is not None, "only such a role can be renewed"
        end = time.monotonic() + _RENEWAL_SECONDS
        while await asyncio.to_thread(one.role.answering) != successor.pid:
            if self._stopping.is_set() or time.monotonic() > end:
                return False
            if successor.returncode is not None:
                return False
            await asyncio.sleep(_READY_POLL_SECONDS)
        return not self._stopping.is_set()

    async def _let_leave(self, one: _Running, former: asyncio.subprocess.Process) -> None:
        """Ask a process whose successor answers to leave; few may take their time at once."""
        with contextlib.suppress(ProcessLookupError):
            former.send_signal(one.role.leave_signal)
        one.leaving[former] = asyncio.create_task(self._see_off(one, former))
        while len(one.leaving) > _LEAVING_MAX:
            slowest, seen_off = next(iter(one.leaving.items()))
            _LOG.warning("role.too_slow_to_leave", name=one.role.name, pid=slowest.pid)
            _kill_group(slowest.pid)
            await seen_off

    async def _see_off(self, one: _Running, former: asyncio.subprocess.Process) -> None:
        await former.wait()
        _kill_group(former.pid)
        one.leaving.pop(former, None)

    async def _keep(self, one: _Running) -> None:
        """Start a role, again and again, until the server stops."""
        failures = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._live(one)
            if self._stopping.is_set():
                break
            if code == EXIT_REFUSED and not one.ready.is_set():
                _LOG.error("role.refused", name=one.role.name)
                self._exit_code = EXIT_REFUSED
                self.stop()
                break
            failures = 1 if time.monotonic() - started > _STEADY_SECONDS else failures + 1
            wait = min(_back_off_seconds(failures), self._back_off_seconds_max)
            _LOG.error("role.died", name=one.role.name, exit_code=code, again_in_seconds=wait)
            self._enter(one, "waiting")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)
            one.restarts += 1
        self._enter(one, "stopped")

    async def _live(self, one: _Running) -> int:
        """Run a role's process from its start to its end; return its exit code."""
        process = one.process = await self._start(one, self._environment)
        if process is None:
            return -1
        self._enter(one, "starting")
        watching = asyncio.create_task(self._watch_start(one))
        while True:
            code = await process.wait()
            async with one.renewing:  # a successor may be about to take over
                successor = one.process
            if successor is process or successor is None:
                break
            process = successor
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        _kill_group(process.pid)  # workers that outlived their role hold its port
        one.process = None
        return code

    async def _start(
        self, one: _Running, environment: Mapping[str, str]
    ) -> asyncio.subprocess.Process | None:
        """Start a process of a role; None if the system has none for us."""
        try:
            process = await asyncio.create_subprocess_exec(
                *one.role.command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=_STANDARD_ERROR,
                start_new_session=True,
            )
        except OSError as error:
            _LOG.error("role.not_started", name=one.role.name, error=error.strerror)
            return None
        if self._stopping.is_set():
            process.kill()  # the stop came while it was being started, and has passed it by
        return process

    async def _watch_start(self, one: _Running) -> None:
        while not await asyncio.to_thread(one.role.is_ready):  # noqa: ASYNC110  (a process)
            await asyncio.sleep(_READY_POLL_SECONDS)
        one.ready.set()
        if one.state == "starting":
            self._enter(one, "running")
            _LOG.info("role.running", name=one.role.name)

    async def _announce(self, on_ready: Callable[[], None]) -> None:
        await self._roles[-1].ready.wait()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OTHERS_READY_SECONDS):
                for one in self._roles:
                    await one.ready.wait()
        on_ready()

    async def _end(self, one: _Running) -> None:
        """Ask a role to stop, and kill it when it takes longer than it may."""
        processes = [*one.leaving, *([one.process] if one.process else [])]
        if not processes:
            return
        self._enter(one, "stopping")
        await asyncio.gather(*(_end_process(one.role, process) for process in processes))

    def _enter(self, one: _Running, state: State) -> None:
        one.state, one.since = state, datetime.now(UTC)
        self._show()

    def _show(self) -> None:
        """Write the states for `/healthz` and `lading doctor`; a full disk is no reason to stop."""
        states = {one.role.name: one.described() for one in self._roles}
        try:
            replace_file(self._states_file, orjson.dumps(states))
        except OSError as error:
            _LOG.warning("states.not_written", error=error.strerror)


async def _end_process(role: Role, process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), role.stop_seconds)
    except TimeoutError:
        _LOG.error("role.killed", name=role.name, after_seconds=role.stop_seconds)
        _kill_group(process.pid)
        await process.wait()


def _back_off_seconds(failures: int) -> float:
    grown: float = _BACK_OFF_SECONDS_MIN * 2 ** min(failures - 1, _BACK_OFF_DOUBLINGS_MAX)
    return grown


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
