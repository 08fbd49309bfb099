"""1 GB of CloudTrail log files: `lading import` into the history, DuckDB into a table."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import orjson

from bench.cloudtrail_files import sample, write_files
from bench.duckdb_load import WAYS
from bench.images import MIB
from bench.processes import command_line, family, resident_bytes, watching
from bench.sides import Sides
from bench.table import Line, median, ratio

_BYTES, _QUICK_BYTES = 1_000_000_000, 20_000_000
_ROUNDS = 3


@dataclass(slots=True)
class _Load:
    """One load: records a second, and the highest memory of the processes that did it."""

    per_second: float
    peak_bytes: int


def import_files(sides: Sides) -> Iterator[Line]:
    """Measure rounds on fresh files each: what is there already would not be stored again."""
    records, kind = sample()
    wanted = _QUICK_BYTES if sides.quick else _BYTES
    ways = list(WAYS) if _duckdb_version() else []
    ours: list[_Load] = []
    peers: dict[str, list[_Load]] = {way: [] for way in ways}
    idle_bytes = resident_bytes(_analytics(sides))
    for number in range(1 if sides.quick else _ROUNDS):
        folder = sides.folder / f"logs{number}"
        count = write_files(folder, records, wanted, seed=number)
        for server in sides.servers:
            server.settle()
        turns = ["ours", *ways]
        for turn in turns[:: 1 if number % 2 == 0 else -1]:
            if turn == "ours":
                ours.append(_imported(sides, folder, count))
                sides.ours.settle()
            else:
                peers[turn].append(_loaded(sides.folder / "duck.db", folder, turn, count))
        shutil.rmtree(folder)
    best = max(ways, key=lambda way: sum(one.per_second for one in peers[way]), default=None)
    peer = peers[best] if best is not None else []
    peak = max(one.peak_bytes for one in ours)
    name = f"DuckDB {_duckdb_version()}, {best}" if best is not None else "DuckDB is not installed"
    others = ", ".join(
        f"{way} {median([one.per_second for one in peers[way]], '{:,.0f}/s')}"
        for way in ways
        if way != best
    )
    yield Line(
        f"import of {wanted // 1_000_000} MB of log files",
        median([one.per_second for one in ours], "{:,.0f}/s"),
        median([one.per_second for one in peer], "{:,.0f}/s"),
        ratio([one.per_second for one in ours], [one.per_second for one in peer]),
        "≥ 1.0×, ≥ 30,000/s",
        f"{kind}; peer: {name}{f' ({others})' if others else ''}",
    )
    yield Line(
        "memory while importing",
        f"+ {max(0, peak - idle_bytes) / MIB:.0f} MiB",
        f"{max(one.peak_bytes for one in peer) / MIB:.0f} MiB" if peer else "",
        notes=f"command and analytics role together; the role idle: {idle_bytes / MIB:.0f} MiB",
    )


def _imported(sides: Sides, folder: Path, count: int) -> _Load:
    program = str(Path(sys.executable).parent / "lading")
    data = str(sides.ours.folder)
    command = [program, "import", "--data", data, "--format", "json", str(folder)]
    output, peak_bytes = _run(command, _analytics(sides))
    done = orjson.loads(output)
    if done["recordsStored"] != count:
        raise RuntimeError(f"{count} records, but {done}")
    return _Load(count / done["seconds"], peak_bytes)


def _loaded(database: Path, folder: Path, way: str, count: int) -> _Load:
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    command = [sys.executable, "-m", "bench.duckdb_load", str(folder), str(database), way]
    output, peak_bytes = _run(command, [])
    done = orjson.loads(output)
    if done["rows"] != count:
        raise RuntimeError(f"{count} records, but {done}")
    return _Load(count / done["seconds"], peak_bytes)


def _run(command: list[str], others: list[int]) -> tuple[bytes, int]:
    """Return what a command prints, and the highest memory of its process and of others."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    with watching([process.pid, *others]) as peak:
        output, _ = process.communicate()
    return output, peak.resident_bytes


def _analytics(sides: Sides) -> list[int]:
    return [
        pid
        for pid in family(sides.ours.process_id)
        if "lading.server.analytics" in command_line(pid)
    ]


def _duckdb_version() -> str | None:
    try:
        return version("duckdb")
    except PackageNotFoundError:
        return None
