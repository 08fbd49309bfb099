"""How far a mirror is, and what it did: for people on a terminal, and for programs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final, TextIO

import orjson
from rich.console import Console
from rich.filesize import decimal
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from lading.commands.progress import shown_progress
from lading.mirror.tally import COUNTS, Tally

_FAILURES_SHOWN_MAX: Final = 50


def progress_of(tally: Tally) -> AbstractContextManager[None]:
    """Show on standard error how far it is, if that is a terminal."""
    return shown_progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        state=lambda: {"description": progress_line(tally)},
    )


def progress_line(tally: Tally) -> str:
    """Return how far it is, in one line."""
    counts = tally.counts
    done = counts["tagsCopied"] + counts["tagsPresent"]
    failed = f", [red]{tally.failed} failed[/]" if tally.failed else ""
    return (
        f"{counts['repositories']} repositories, {done} of {counts['tags']} tags, "
        f"{decimal(counts['bytesCopied'])}{failed}"
    )


def summary(tally: Tally) -> dict[str, Any]:
    """Return what was done as a program reads it."""
    return {
        **tally.counts,
        "failed": tally.failed,
        "failures": [{"what": one.what, "why": one.why} for one in tally.failures],
    }


def print_summary(tally: Tally, form: str, out: TextIO) -> None:
    """Print what was done: `table` or `json`."""
    if form == "json":
        out.write(orjson.dumps(summary(tally), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    console = Console(file=out, highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column()
    for name, amount in tally.counts.items():
        if amount:
            table.add_row(decimal(amount) if name == "bytesCopied" else f"{amount:,}", COUNTS[name])
    table.add_row(Text(f"{tally.failed:,}", style="red" if tally.failed else ""), "failed")
    console.print(table)
    for failure in tally.failures[:_FAILURES_SHOWN_MAX]:
        console.print(Text.assemble((failure.what, "bold"), ": ", failure.why))
    rest = tally.failed - _FAILURES_SHOWN_MAX
    if rest > 0:
        console.print(Text(f"and {rest:,} more: --format json lists them"))
