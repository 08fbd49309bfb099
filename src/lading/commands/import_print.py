"""How far an import is, and what it did: for people on a terminal, and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final, TextIO

import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from lading.commands.progress import shown_progress
from lading.importing.tally import Tally

_PROBLEMS_SHOWN_MAX: Final = 50


def progress_of(tally: Tally) -> AbstractContextManager[None]:
    """Show on standard error how far it is, if that is a terminal."""
    return shown_progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        state=lambda: {
            "description": f"{tally.read:,} records",
            "total": tally.bytes,
            "completed": tally.bytes_done,
        },
    )


def summary(tally: Tally) -> dict[str, Any]:
    """Return what was done as a program reads it."""
    return {
        "files": tally.files,
        "filesRead": tally.files_read,
        "filesReadBefore": tally.files_before,
        "filesSkipped": dict(sorted(tally.files_skipped.items())),
        "recordsRead": tally.read,
        "recordsStored": tally.stored,
        "recordsPresent": tally.present,
        "recordsLogged": tally.logged,
        "recordsSkipped": dict(sorted(tally.records_skipped.items())),
        "digests": dict(sorted(tally.digests.items())),
        "oldestEventTime": _time(tally.first),
        "newestEventTime": _time(tally.last),
        "seconds": round(tally.seconds, 3),
        "recordsPerSecond": round(tally.read / tally.seconds) if tally.seconds else 0,
        "problems": [{"name": one.name, "reason": one.reason} for one in tally.problems],
    }


def print_summary(tally: Tally, form: str, history_days: int, out: TextIO) -> None:
    """Print what was done: `table` or `json`."""
    if form == "json":
        out.write(orjson.dumps(summary(tally), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    console = Console(file=out, highlight=False, soft_wrap=True)
    console.print(_table(tally))
    for problem in tally.problems[:_PROBLEMS_SHOWN_MAX]:
        console.print(Text.assemble((problem.name, "bold"), ": ", problem.reason))
    rest = len(tally.problems) - _PROBLEMS_SHOWN_MAX
    if rest > 0:
        console.print(Text(f"and {rest:,} more: --format json lists them"))
    if any(reason.startswith("older than") for reason in tally.records_skipped):
        console.print(
            Text(
                f"The history keeps {history_days} days. Start the server with a larger "
                "LADING_HISTORY_DAYS and import again to have the older records, too."
            )
        )


def _table(tally: Tally) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    _rows(table, {"files read": tally.files_read, "files read before": tally.files_before})
    _rows(table, {f"files skipped: {why}": many for why, many in tally.files_skipped.items()})
    _rows(table, tally.digests)
    table.add_row(f"{tally.read:,}", "records read")
    table.add_row(f"{tally.stored:,}", "stored")
    _rows(table, {"already there": tally.present, "new in the log group": tally.logged})
    _rows(table, {f"skipped: {why}": many for why, many in tally.records_skipped.items()})
    if tally.first is not None:
        table.add_row("", f"from {_time(tally.first)} to {_time(tally.last)}")
    if tally.seconds and tally.read:
        table.add_row(f"{tally.read / tally.seconds:,.0f}", "records a second")
    return table


def _rows(table: Table, counts: Mapping[str, int]) -> None:
    for what, many in counts.items():
        if many:
            table.add_row(f"{many:,}", Text(what))


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
