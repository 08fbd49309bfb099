"""How far a long command is, shown while it runs to people on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress, ProgressColumn

_REFRESH_SECONDS: Final = 0.25


@contextmanager
def shown_progress(
    *columns: ProgressColumn, state: Callable[[], Mapping[str, Any]]
) -> Iterator[None]:
    """Show on standard error how far it is, if that is a terminal.

    state: what `Progress.update` takes: `description`, and where known `total` and `completed`.
    """
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield
        return
    ended = Event()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def refresh() -> None:
            while not ended.wait(_REFRESH_SECONDS):
                progress.update(task, **state())

        thread = Thread(target=refresh, name="progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
