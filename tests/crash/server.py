"""A whole server that is killed and started again on one data folder, and its processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from tests.free_ports import free_port

from lading.audit.steps import KILL_VARIABLE
from lading.folders import DataFolder
from lading.server.control import ControlUnavailable, ask

WAIT_SECONDS = 60.0
_POLL_SECONDS = 0.01
_COMMAND = (sys.executable, "-m", "lading.cli")
_SETTINGS = {
    "LADING_DISK_RESERVE_BYTES": "0",
    "LADING_DISK_FLOOR_BYTES": "0",
    "LADING_JOURNAL_BYTES_MAX": "24576",
    "LADING_HISTORY_POLL_SECONDS": "0.02",
    "LADING_REFUSALS_PER_SECOND": "100000",
    "LADING_RESTART_SECONDS_MAX": "0.2",
    "LADING_LOG_FORMAT": "json",
}
"""Small journals rotate often, refusals are never aggregated, who died is back soon."""


def until(is_true: Callable[[], bool], told: str, seconds: float = WAIT_SECONDS) -> None:
    """Return once the condition holds; fail when it does not come about."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"{told}: not within {seconds:g} s"
        time.sleep(_POLL_SECONDS)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that nobody has waited for yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> set[int]:
    """Return the processes that a process has started and that run."""
    found: set[int] = set()
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(child) for child in (task / "children").read_text().split()}
    return {child for child in found if is_alive(child)}


@dataclass
class Server:
    """One data folder, one port, and the supervisor that serves them now."""

    root: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.root / "data")

    @property
    def orders(self) -> Path:
        """Where steps look whether they are to kill."""
        return self.root / "kill"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    def start(self) -> None:
        """Return once the server says that it is ready."""
        process = self.launch()
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready "), f"it did not start:\n{self.log.read_text()[-4000:]}"

    def launch(self) -> subprocess.Popen[str]:
        """Start the server, and do not wait."""
        self.orders.mkdir(exist_ok=True)
        options = ["--data", str(self.folder.root), "--listen", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_COMMAND, "serve", *options],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **_SETTINGS, **self.settings, KILL_VARIABLE: str(self.orders)},
            )
        return self.process

    def stop(self) -> int:
        """End the server as an operator does; return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def kill(self) -> None:
        """Kill the supervisor: everything dies with it."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def await_death(self) -> None:
        """Return once the supervisor, killed by somebody else, is gone."""
        self._reap()

    def _reap(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        code = self.process.wait(WAIT_SECONDS)
        self.process.stdout.close()
        self.process = None
        return code

    def pid(self, role: str) -> int:
        """Return a role's process id, once it has one and runs."""
        found: list[int] = []

        def look() -> bool:
            with suppress(OSError, ValueError, KeyError):
                known = orjson.loads(self.folder.roles.read_bytes())[role]["pid"]
                if known is not None and is_alive(known):
                    found.append(known)
            return bool(found)

        until(look, f"{role} runs")
        return found[0]

    def workers(self) -> set[int]:
        """Return the front's worker processes, once there is one."""
        found: set[int] = set()

        def look() -> bool:
            found.update(children(self.pid("front")))
            return bool(found)

        until(look, "a front worker runs")
        return found

    def order(self, step: str, count: int, *, family: bool = False) -> None:
        """Have whoever takes the step the count-th time die."""
        draft = self.root / "order"
        supervisor = self.process.pid if family and self.process is not None else ""
        draft.write_text(f"{count} {supervisor}")
        draft.rename(self.orders / step)

    def executed(self, step: str) -> set[int]:
        """Return the processes that died at the step so far."""
        return {int(path.suffix[1:]) for path in self.orders.glob(f"{step}.*")}

    def await_execution(self, step: str, before: set[int]) -> int:
        """Return the process that died at the step, once it is gone."""
        until(lambda: bool(self.executed(step) - before), f"somebody dies at {step}")
        (pid,) = self.executed(step) - before
        until(lambda: not is_alive(pid), f"process {pid} is gone")
        return pid

    def flush(self) -> None:
        """Return once everything on record is in the history."""

        def flushed() -> bool:
            question = {"do": "flush", "seconds": WAIT_SECONDS / 2}
            with suppress(ControlUnavailable):
                return ask(self.folder.clerk_socket, question, WAIT_SECONDS)["flushed"] is True
            return False

        until(flushed, "everything is in the history")

    def remove(self) -> None:
        """End what runs and remove the folder."""
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.root, ignore_errors=True)
