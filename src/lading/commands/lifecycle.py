"""`lading lifecycle run`: run lifecycle policies now, or see what a run would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from lading.commands.options import DataOption, refuse, settings_with
from lading.folders import DataFolder
from lading.server.control import ControlUnavailable, ask

_SECONDS: Final = 600.0

lifecycle = typer.Typer(
    name="lifecycle", help="Lifecycle policies: run them now.", no_args_is_help=True
)


@lifecycle.callback()
def group() -> None:
    """Lifecycle policies: run them now."""


@lifecycle.command()
def run(
    repository: Annotated[
        str | None, typer.Argument(help="Only this repository.", show_default=False)
    ] = None,
    data: DataOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would expire; remove nothing.")
    ] = False,
) -> None:
    """Expire what lifecycle policies say, as the server does by itself once in a period.

    Exit code 0: done. 2: no server answers, or it could not do it now.
    """
    socket = DataFolder(settings_with(data=data).data).clerk_socket
    question = {"do": "expire_images", "repository": repository, "dry_run": dry_run}
    try:
        answer = ask(socket, question, _SECONDS)
    except ControlUnavailable as error:
        raise refuse(f"no clerk answers at {socket} ({error}): is the server running?") from None
    if "error" in answer:
        raise refuse(str(answer["error"]))
    found = answer["repositories"]
    if not found:
        typer.echo("No repository with a lifecycle policy.")
    elif dry_run:
        Console().print(_would_expire(found))
    else:
        for one in found:
            kept = f", {one['kept']} kept by manifest lists" if one["kept"] else ""
            typer.echo(f"{one['repository']}: {one['expired']} expired{kept}")


def _would_expire(found: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Repository", "Image", "Tags", "Pushed", "Rule", "Kept by"):
        table.add_column(heading, overflow="fold")
    for one in found:
        for image in one["images"]:
            table.add_row(
                one["repository"],
                image["digest"],
                ", ".join(image["tags"]),
                image["pushed_at"],
                str(image["rule_priority"]),
                ", ".join(image["kept_by"]),
            )
    more = sum(one["total"] - len(one["images"]) for one in found)
    if more:
        table.caption = f"and {more} more"
    return table
