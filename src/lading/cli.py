"""`lading`: the commands, in the order in which one meets them."""

from __future__ import annotations

import typer

from lading.commands.account import account
from lading.commands.demo import demo
from lading.commands.doctor import doctor
from lading.commands.env import env
from lading.commands.events import events
from lading.commands.flush import flush
from lading.commands.image import image
from lading.commands.import_trail import import_trail
from lading.commands.lifecycle import lifecycle
from lading.commands.mirror import mirror
from lading.commands.serve import serve
from lading.commands.sweep import sweep
from lading.commands.tls import tls
from lading.commands.verify import verify

COMMANDS = (demo, serve, env, events, verify, mirror, flush, sweep, doctor)

app = typer.Typer(
    name="lading",
    help="A self-hosted container registry that keeps the books.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in COMMANDS:
    app.command()(command)
app.command("import")(import_trail)
app.add_typer(image)
app.add_typer(account)
app.add_typer(lifecycle)
app.add_typer(tls)


def main() -> None:
    """Run the command of this process's arguments."""
    app()


if __name__ == "__main__":
    main()
