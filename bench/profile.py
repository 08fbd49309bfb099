"""`python -m bench.profile`: where the CPU time of a pull goes; writes `bench/profile.md`.

A front worker serves manifests by tag to 16 clients. The kernel tells the CPU time of each of its
threads; py-spy samples what holds the interpreter, and each sample counts for the part of the
house whose code is innermost in it. Nothing of this is in the worker itself.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.images import small_image
from bench.load import Load, run_load
from bench.machine import description
from bench.peer_programs import peer_program, pinned_version
from bench.processes import cpu_seconds, thread_cpu_seconds
from bench.servers import Lading

_PAGE = Path(__file__).parent / "profile.md"
_REPOSITORY = "bench/profile"
_CLIENTS = 16
_COUNTED_SECONDS, _SAMPLED_SECONDS, _SAMPLES_A_SECOND = 8.0, 20, 200
_FUNCTIONS_SHOWN = 20
_FRAME = re.compile(r"(?P<function>.+) \((?P<file>[^()]+?)(?::\d+)?\)")
_THREAD = re.compile(r'^Thread (?P<id>\d+) \([^)]*\): "(?P<name>[^"]+)"', re.M)

_PARTS: Final = (
    (("doors/metrics.py", "dispatch/meters.py"), "meters"),
    (("doors/", "pure/oci/", "server/handover.py"), "door: HTTP, route, answer"),
    (("dispatch/authenticate", "pure/sealing.py", "pure/sigv4/"), "authenticate"),
    (("dispatch/authorize.py", "directory/", "pure/policy/"), "authorize"),
    (("adapters/sqlite.py",), "SQLite"),
    (("services/", "operation.py", "caller.py"), "operation"),
    (("audit/journal",), "journal"),
    (("audit/", "pure/trail_record/", "pure/wire/"), "record"),
    (("dispatch/",), "dispatch"),
    (("server/", "followers/"), "server: chores of a worker"),
)
_OUTSIDE = "event loop, Granian's Python"


@dataclass(frozen=True, slots=True)
class _Profile:
    """What was found: CPU µs of a pull by thread, and samples by part and by function."""

    microseconds: float
    threads: dict[str, float]
    parts: Counter[str]
    functions: Counter[str]


def main() -> None:
    """Measure and write the page."""
    program = peer_program("py-spy")
    if program is None:
        raise SystemExit("py-spy could not be installed")
    with tempfile.TemporaryDirectory(prefix="lading-profile-") as folder, _serving(folder) as one:
        machine = description(Path(folder))
        profile = _profile(one, program, Path(folder) / "samples")
    _PAGE.write_text(_page(machine, profile))
    print(_PAGE.read_text())


@contextmanager
def _serving(folder: str) -> Iterator[Lading]:
    server = Lading(Path(folder) / "lading")
    try:
        yield server
    finally:
        server.stop()


def _profile(server: Lading, program: str, samples: Path) -> _Profile:
    image = small_image()
    server.registry.push_image(_REPOSITORY, "latest", image)
    work = server.registry.work(f"/v2/{_REPOSITORY}/manifests/latest", image.manifest)

    def load(seconds: float) -> Load:
        return run_load(
            server.address,
            work,
            clients=_CLIENTS,
            seconds=seconds,
            server_cpu_seconds=server.cpu_seconds,
        )

    server.settle()
    worker, counted, threads = _counted(server, program, load)
    sampling = threading.Thread(target=load, args=(_SAMPLED_SECONDS + 3,))
    sampling.start()
    time.sleep(1)
    _sample(program, worker, samples)
    sampling.join()
    parts, functions = _folded(samples.read_text())
    return _Profile(counted.server_cpu_microseconds, threads, parts, functions)


def _counted(
    server: Lading, program: str, load: Callable[[float], Load]
) -> tuple[int, Load, dict[str, float]]:
    """Return the busiest worker, the load, and the µs of a pull by thread, of all workers."""
    before = {pid: thread_cpu_seconds(pid) for pid in server.pids()}
    counted = load(_COUNTED_SECONDS)
    used: defaultdict[str, float] = defaultdict(float)
    for pid, earlier in before.items():
        names = _thread_names(program, pid)
        for thread, seconds in thread_cpu_seconds(pid).items():
            used[names.get(thread, "Granian's network thread")] += seconds - earlier.get(thread, 0)
    scale = counted.server_cpu_microseconds / (sum(used.values()) or 1)
    worker = max(before, key=lambda pid: cpu_seconds([pid]) - sum(before[pid].values()))
    return (
        worker,
        counted,
        {name: seconds * scale for name, seconds in sorted(used.items(), key=_most_first)},
    )


def _most_first(named: tuple[str, float]) -> float:
    return -named[1]


def _thread_names(program: str, pid: int) -> dict[int, str]:
    """Return the names of the threads that Python knows, by their kernel's number."""
    said = subprocess.run(
        [program, "dump", "--pid", str(pid)], capture_output=True, text=True, check=False
    )
    return {int(one["id"]): _shown(one["name"]) for one in _THREAD.finditer(said.stdout)}


def _shown(name: str) -> str:
    known = {
        "MainThread": "event loop: everything on the way of a pull",
        "journal": "journal: write and fdatasync",
        "sqlite-writer": "writer of the database",
    }
    return known.get(name, "Granian's calls into Python" if "Dummy" in name else "other threads")


def _sample(program: str, pid: int, out: Path) -> None:
    command = [program, "record", "--pid", str(pid), "--gil", "--format", "raw"]
    more = ["--duration", str(_SAMPLED_SECONDS), "--rate", str(_SAMPLES_A_SECOND)]
    subprocess.run([*command, *more, "--output", str(out)], capture_output=True, check=True)


def _folded(samples: str) -> tuple[Counter[str], Counter[str]]:
    """Count samples by the innermost frame of ours, or of Granian."""
    parts: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in samples.splitlines():
        stack, _, count = line.rpartition(" ")
        ours = [one for frame in stack.split(";") if (one := _FRAME.fullmatch(frame))]
        ours = [one for one in ours if one["file"].startswith(("lading/", "granian/"))]
        if ours:
            file = ours[-1]["file"]
            parts[_part(file)] += int(count)
            functions[f"`{ours[-1]['function']}` ({file})"] += int(count)
    return parts, functions


def _part(file: str) -> str:
    path = file.removeprefix("lading/")
    if path == file:
        return _OUTSIDE
    for prefixes, part in _PARTS:
        if path.startswith(prefixes):
            return part
    return "other"


def _page(machine: str, profile: _Profile) -> str:
    lines = [
        "# Where the CPU time of a pull goes",
        "",
        "Written by `python -m bench.profile`: a manifest of 2 KB by tag, 16 clients, a token, and",
        "the record on disk before the answer.",
        "",
        f"Machine: {machine}.",
        "",
        f"One pull takes {profile.microseconds:.0f} µs of the front's CPU time, user and kernel.",
        "",
        "| Thread | µs of a pull |",
        "| --- | --- |",
        *(f"| {name} | {value:.0f} |" for name, value in profile.threads.items() if value >= 0.5),
        "",
        f"What holds the interpreter, by py-spy {pinned_version('py-spy')}: samples of one worker,",
        "each counted for the innermost code of ours (libraries count for who called them).",
        "",
        "| Part | Share |",
        "| --- | --- |",
        *_shares(profile.parts),
        "",
        "| Function | Share |",
        "| --- | --- |",
        *_shares(profile.functions, _FUNCTIONS_SHOWN),
        "",
    ]
    return "\n".join(lines)


def _shares(counts: Counter[str], shown: int | None = None) -> Iterator[str]:
    for name, count in counts.most_common(shown):
        yield f"| {name} | {count / counts.total():.1%} |"


if __name__ == "__main__":
    main()
