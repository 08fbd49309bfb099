"""A role that can be renewed, for tests: python renewable.py FOLDER, manner in MANNER.

It answers by writing its process id to FOLDER/answering: at once, `when-told` only after
FOLDER/answer is there, `broken` never, as it ends. Asked to leave it lingers until
FOLDER/finished is there.
"""

import os
import signal
import sys
import time
from pathlib import Path

from lading.server.process import PARENT_VARIABLE, die_with_parent


def main(folder: Path, manner: str) -> None:
    die_with_parent(int(os.environ[PARENT_VARIABLE]))

    def note(what: str) -> None:
        with (folder / "notes").open("a") as file:
            file.write(f"{what} {os.getpid()}\n")

    def leave(*_: object) -> None:
        note("leave")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        await_file(folder / "finished")
        note("left")
        sys.exit(0)

    signal.signal(signal.SIGUSR1, leave)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    note(f"start {manner}")
    if manner == "broken":
        sys.exit(1)
    if manner == "when-told":
        await_file(folder / "answer")
    draft = folder / f"answering.{os.getpid()}"
    draft.write_text(str(os.getpid()))
    draft.replace(folder / "answering")
    while True:
        signal.pause()


def await_file(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ.get("MANNER", "at-once"))
