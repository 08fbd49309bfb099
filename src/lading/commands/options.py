"""Options that several commands share, and settings made from options and environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError

from lading.folders import DataFolder
from lading.settings import Settings

EXIT_REFUSED = 2
_LEFT = (
    "listen",
    "external_url",
    "account",
    "region",
    "registry_domain",
    "tls_cert",
    "tls_key",
)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Data folder.", show_default=False),
]


def settings_with(**options: Any) -> Settings:
    """Return the settings; an option that is not None goes before the environment.

    Ends the command with one line for each value that is refused.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = ".".join(map(str, problem["loc"])) or "settings"
            typer.echo(f"lading: {name}: {problem['msg']}", err=True)
        raise typer.Exit(EXIT_REFUSED) from None


def settings_of_server(**options: Any) -> Settings:
    """Return the settings, completed by how the server of the data folder was started.

    An option goes before the environment, and both before what the server left in its folder.
    """
    settings = settings_with(**options)
    try:
        left = orjson.loads(DataFolder(settings.data).server.read_bytes())
    except (OSError, ValueError):
        return settings
    given = {name: value for name, value in options.items() if value is not None}
    completed = {name: left.get(name) for name in _LEFT if name not in settings.model_fields_set}
    return settings_with(**{**completed, **given})


def refuse(message: str) -> typer.Exit:
    """Say why the command cannot be done; return what to raise."""
    typer.echo(f"lading: {message}", err=True)
    return typer.Exit(EXIT_REFUSED)
