"""`lading doctor`: look at the installation, the data folder and a running server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lading.commands.checks.certificate import check_certificate
from lading.commands.checks.data_folder import (
    check_database,
    check_lock,
    check_secrets,
    check_space,
)
from lading.commands.checks.finding import Finding, ok
from lading.commands.checks.installation import (
    check_clock,
    check_engine,
    check_libraries,
    check_python,
)
from lading.commands.checks.kms_master import check_kms
from lading.commands.checks.records import check_cursors, check_journals, check_rejected
from lading.commands.checks.roles import check_roles
from lading.commands.options import DataOption, settings_of_server
from lading.folders import DataFolder
from lading.settings import Settings

_STYLES: Final = {"ok": "green", "warning": "yellow", "problem": "bold red"}


def doctor(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print findings as JSON.")] = False,
) -> None:
    """Check installation, data folder and roles; explain what is wrong and what to do.

    Exit code 0: no problems. 1: problems were found.
    """
    found = findings(settings_of_server(data=data))
    healthy = all(finding.level != "problem" for finding in found)
    if as_json:
        report = {"ok": healthy, "findings": [asdict(finding) for finding in found]}
        typer.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    else:
        _show(found)
    raise typer.Exit(0 if healthy else 1)


def findings(settings: Settings) -> list[Finding]:
    """Return what every check finds, in the order in which one would look."""
    folder = DataFolder(settings.data)
    found = [*check_python(), *check_libraries(), *check_engine()]
    if not folder.root.is_dir():
        return [*found, ok("data folder", f"{folder.root} does not exist yet")]
    return [
        *found,
        *check_clock(folder),
        *check_secrets(folder),
        *check_kms(settings),
        *check_space(folder, settings),
        *check_lock(folder),
        *check_database(folder),
        *check_journals(folder),
        *check_cursors(folder),
        *check_rejected(folder),
        *check_certificate(settings),
        *check_roles(folder),
    ]


def _show(found: Sequence[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for finding in found:
        style = _STYLES[finding.level]
        table.add_row(f"[{style}]{finding.level}[/]", finding.area, escape(finding.text))
        if finding.advice:
            table.add_row("", "", f"→ {escape(finding.advice)}")
    Console().print(table)
