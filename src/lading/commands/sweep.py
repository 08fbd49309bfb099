"""`lading sweep`: remove what nothing needs now, or show what would go."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import orjson
import typer

from lading.commands.options import DataOption, refuse, settings_with
from lading.commands.sweep_print import print_report
from lading.folders import DataFolder
from lading.server.control import ControlUnavailable, ask

_SECONDS_MAX: Final = 86_400.0


def sweep(
    data: DataOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go now, and touch nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    seconds: Annotated[
        float, typer.Option(min=1, max=_SECONDS_MAX, help="Longest wait.", show_default=True)
    ] = 3600.0,
) -> None:
    """Remove blobs that no image needs, silent uploads and leftovers, on record.

    A layer goes when a sweep found that no image needs it, a grace has passed, and no push has
    asked for it meanwhile. The server sweeps by itself now and then; this does it at once.

    Exit code 0: done. 1: something was left alone because it could not be read, or the sweep
    ended early. 2: no clerk answers.
    """
    socket = DataFolder(settings_with(data=data).data).clerk_socket
    try:
        report = ask(socket, {"do": "sweep", "dry_run": dry_run}, seconds)
    except ControlUnavailable as error:
        raise refuse(f"no clerk answers at {socket} ({error}): is the server running?") from None
    if "sweep_id" not in report:
        raise refuse(str(report.get("error")))
    if as_json:
        typer.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    else:
        print_report(report, sys.stdout)
    if report["skipped"] or report["error"]:
        raise typer.Exit(1)
