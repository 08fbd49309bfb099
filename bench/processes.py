"""What processes use: CPU time and memory, read from `/proc`."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SAMPLE_SECONDS = 0.02


def family(pid: int) -> list[int]:
    """Return a process and all its descendants that live."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields is not None:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found.extend(parents.get(one, ()))
    return found


def command_line(pid: int) -> str:
    """Return a process's command line, "" if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time the processes have used, in user and kernel mode."""
    ticks = 0
    for pid in pids:
        fields = _stat(pid)
        if fields is not None:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS_PER_SECOND


def thread_cpu_seconds(pid: int) -> dict[int, float]:
    """Return the CPU time of each thread of a process, by the kernel's number of the thread."""
    used = {}
    for entry in Path(f"/proc/{pid}/task").iterdir():
        fields = _stat(int(entry.name), f"{pid}/task/")
        if fields is not None:
            used[int(entry.name)] = (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
    return used


def resident_bytes(pids: list[int]) -> int:
    """Return the resident memory of the processes, pages they share counted in each."""
    pages = 0
    for pid in pids:
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
    return pages * _PAGE_BYTES


@dataclass(slots=True)
class Peak:
    """The highest resident memory seen."""

    resident_bytes: int = field(default=0)


@contextmanager
def watching(pids: list[int]) -> Iterator[Peak]:
    """Watch the memory of processes while the block runs."""
    peak, stop = Peak(resident_bytes(pids)), threading.Event()

    def watch() -> None:
        while not stop.wait(_SAMPLE_SECONDS):
            peak.resident_bytes = max(peak.resident_bytes, resident_bytes(pids))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def settle(pids: Callable[[], list[int]], *, share: float = 0.05, seconds_max: float = 60) -> None:
    """Wait until processes use less than a share of one core, so that the other side has both."""
    deadline = time.monotonic() + seconds_max
    while time.monotonic() < deadline:
        watched, before, began = pids(), cpu_seconds(pids()), time.monotonic()
        time.sleep(0.5)
        if (cpu_seconds(watched) - before) / (time.monotonic() - began) < share:
            return


def _stat(pid: int, below: str = "") -> list[str] | None:
    """Return the fields of `/proc/<pid>/stat` behind the command, or None if it is gone."""
    try:
        return Path(f"/proc/{below}{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
