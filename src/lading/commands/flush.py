"""`lading flush`: wait until everything that is recorded can be looked up."""

from __future__ import annotations

from typing import Annotated

import typer

from lading.commands.options import DataOption, refuse, settings_with
from lading.folders import DataFolder
from lading.server.control import ControlUnavailable, ask

_MARGIN_SECONDS = 5.0


def flush(
    data: DataOption = None,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=600, help="Longest wait.", show_default=True)
    ] = 60.0,
) -> None:
    """Deliver everything that waits and return when it is there.

    Exit code 0: done. 1: not all of it in time; the rest follows by itself. 2: no clerk answers.
    """
    socket = DataFolder(settings_with(data=data).data).clerk_socket
    try:
        answer = ask(socket, {"do": "flush", "seconds": seconds}, seconds + _MARGIN_SECONDS)
    except ControlUnavailable as error:
        raise refuse(f"no clerk answers at {socket} ({error}): is the server running?") from None
    if answer.get("flushed"):
        return
    typer.echo(f"lading: not everything was delivered within {seconds:g} s", err=True)
    if "error" in answer:
        typer.echo(f"  {answer['error']}", err=True)
    if answer.get("followed"):
        typer.echo("  a trail's bucket or log group takes nothing: see GetTrailStatus", err=True)
        raise typer.Exit(1)
    for follower in answer.get("followers", []):
        typer.echo(
            f"  {follower['name']}: {follower['lag_journal_bytes']} bytes of journals and "
            f"{follower['lag_table_records']} records wait; last error: "
            f"{follower['last_error'] or 'none'}",
            err=True,
        )
    raise typer.Exit(1)
