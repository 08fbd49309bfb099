"""How far a check is, and what it has found: for people on a terminal, and for programs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final, TextIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lading.commands.progress import shown_progress
from lading.pure.digests.chains import Finding
from lading.verifying.report import ChainReport, Report

_SHOWN_MAX: Final = 200
_NAMED_MAX: Final = 5
_FILE_CHARACTERS: Final = 160
"""Of a line where it goes into a file or another program: nothing is cut off there."""
_SIGNED: Final = {
    "file": "Signatures were checked with the public keys given.",
    "api": "Signatures were checked with the keys that ListPublicKeys answers.",
    "none": "Signatures were NOT checked (no public keys): hashes and links only.",
}


def progress_of(report: Report) -> AbstractContextManager[None]:
    """Show on standard error how far it is, if that is a terminal."""
    return shown_progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        state=lambda: {
            "description": f"{report.doing}, {report.bytes_done >> 20:,} MiB",
            "total": report.files,
            "completed": report.files_done,
        },
    )


def as_document(report: Report) -> dict[str, Any]:
    """Return what was found as a program reads it."""
    return {
        "whole": report.is_whole,
        "keys": report.keys,
        "chains": [_chain(one) for one in report.chains],
        "findings": [_finding(one) for one in report.findings],
        "logFilesInNoDigest": report.unlisted,
        "unread": [{"name": name, "reason": reason} for name, reason in report.unread],
    }


def _chain(chain: ChainReport) -> dict[str, Any]:
    return {
        "account": chain.name.account,
        "region": chain.name.region,
        "trail": chain.name.trail,
        "homeRegion": chain.name.home_region,
        "backfill": chain.name.is_backfill,
        "startTime": chain.start,
        "endTime": chain.end,
        "digestFiles": {"checked": chain.digests, "good": chain.digests_good},
        "logFiles": {"checked": chain.log_files, "good": chain.log_files_good},
        "signatureNotAtHand": chain.unproven,
        "gaps": [{"from": start, "to": end} for start, end in chain.gaps],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "fault": finding.fault,
        "what": finding.what,
        "place": finding.place,
        "reason": finding.reason,
        "toldBy": finding.told_by,
        "trail": finding.chain.trail_arn,
        "region": finding.chain.region,
    }


def print_report(report: Report, out: TextIO, *, as_json: bool) -> None:
    """Print what was found."""
    if as_json:
        out.write(orjson.dumps(as_document(report), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    console = Console(file=out, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _FILE_CHARACTERS
    for finding in report.findings[:_SHOWN_MAX]:
        console.print(
            Text.assemble(
                (f"{finding.fault:<10}", "bold red"),
                f" {finding.what}  {finding.place}\n",
                f"           {finding.reason}",
                "" if finding.told_by is None else f"\n           told by {finding.told_by}",
            )
        )
    if len(report.findings) > _SHOWN_MAX:
        console.print(f"and {len(report.findings) - _SHOWN_MAX:,} more: --json lists them")
    for name, reason in report.unread[:_SHOWN_MAX]:
        console.print(Text.assemble(("not read", "bold red"), f"   {name}: {reason}"))
    _print_gaps(report, console)
    console.print(_table(report))
    _print_notes(report, console)


def _print_gaps(report: Report, console: Console) -> None:
    for chain in report.chains:
        for start, end in chain.gaps:
            console.print(
                Text(f"no digests {_named(chain)} from {start} to {end}: logging or validation off")
            )


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("account", "trail", "Region", "from", "to"):
        table.add_column(heading)
    for heading in ("digest files", "log files"):
        table.add_column(heading, justify="right")
    for chain in report.chains:
        trail = chain.name.trail + (" (backfill)" if chain.name.is_backfill else "")
        table.add_row(
            chain.name.account,
            Text(trail),
            chain.name.region,
            chain.start,
            chain.end,
            f"{chain.digests_good:,}/{chain.digests:,} good",
            f"{chain.log_files_good:,}/{chain.log_files:,} good",
        )
    return table


def _print_notes(report: Report, console: Console) -> None:
    console.print(_SIGNED[report.keys])
    unproven = [name for chain in report.chains for name in chain.unproven]
    if unproven and report.keys != "none":
        console.print(
            f"{_counted(len(unproven), 'digest file')} at the end of a chain: not proven, as the "
            "signature is in its metadata in the bucket or in the digest file after it."
        )
        _print_some(unproven, console)
    if report.unlisted:
        are = "is" if len(report.unlisted) == 1 else "are"
        console.print(f"{_counted(len(report.unlisted), 'log file')} {are} in no digest file.")
        _print_some(report.unlisted, console)
    console.print(
        Text("All of it is there, as it was.", "bold green")
        if report.is_whole
        else Text("NOT all of it is there, as it was.", "bold red")
    )


def _print_some(names: list[str], console: Console) -> None:
    for name in names[:_NAMED_MAX]:
        console.print(Text(f"  {name}"))
    if len(names) > _NAMED_MAX:
        console.print(f"  and {len(names) - _NAMED_MAX:,} more: --json lists them")


def _named(chain: ChainReport) -> str:
    return f"of {chain.name.trail} ({chain.name.account}) in {chain.name.region}"


def _counted(many: int, what: str) -> str:
    return f"{many:,} {what}" if many == 1 else f"{many:,} {what}s"
