"""What a sweep did, or would do, for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, TextIO

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

_SHOWN_MAX: Final = 200
_NAME_CHARACTERS: Final = 19
_MEANINGS: Final = {
    "layer": "layers that no image of their repository needs",
    "upload": "uploads that fell silent",
    "blob": "blobs that no repository has",
    "object": "objects that nothing refers to",
}


def print_report(report: Mapping[str, Any], out: TextIO) -> None:
    """Print the pieces, their sums, and what was left alone; `report` is a sweep's answer."""
    console = Console(file=out, highlight=False, soft_wrap=True)
    pieces = report["pieces"]
    if pieces:
        console.print(_table(pieces[:_SHOWN_MAX]))
    count = sum(one["count"] for one in report["gone"].values())
    if count > _SHOWN_MAX:
        console.print(f"and {count - len(pieces[:_SHOWN_MAX]):,} more")
    for line in _sums(report):
        console.print(Text(line))
    for repository, reason in report["skipped"].items():
        console.print(Text.assemble((repository, "bold"), " was left alone: ", reason))
    if report["error"]:
        console.print(Text(f"the sweep ended early: {report['error']}", style="red"))


def _table(pieces: list[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("what", "where", "name"):
        table.add_column(title, overflow="fold")
    for title in ("bytes", "idle"):
        table.add_column(title, justify="right")
    for piece in pieces:
        table.add_row(
            piece["kind"],
            Text(piece["where"] or "-"),
            Text(_short(piece["name"])),
            decimal(piece["size_bytes"]),
            _age(piece["idle_seconds"]),
        )
    return table


def _sums(report: Mapping[str, Any]) -> list[str]:
    verb = "would go" if report["dry_run"] else "gone"
    lines = [
        f"{verb}: {one['count']:,} {_MEANINGS[kind]}, {decimal(one['size_bytes'])}"
        for kind, one in report["gone"].items()
    ]
    if not lines:
        lines.append("nothing would go now" if report["dry_run"] else "nothing to remove")
    waiting = report["waiting"]
    if waiting["count"]:
        lines.append(
            f"{waiting['count']:,} more layers that no image needs wait for the end of their "
            f"grace, {decimal(waiting['size_bytes'])}"
        )
    return lines


def _short(name: str) -> str:
    """Return enough of a digest to tell it from others; an id as it is."""
    return name[:_NAME_CHARACTERS] if ":" in name else name


def _age(seconds: float) -> str:
    """Return a time in its largest whole unit and the next."""
    age = timedelta(seconds=int(seconds))
    hours, rest = divmod(age.seconds, 3600)
    minutes, left = divmod(rest, 60)
    if age.days:
        return f"{age.days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{left} s"
