"""Named steps on the way of a record, where the crash test kills a process.

`LADING_KILL_FOLDER` names a folder. A file there with the name of a step and `2` in it ends the
process that is about to take the step for the second time, as kill -9 would; with `2 4711` the
process 4711, a supervisor, dies first and everything with it. Who dies renames the file to
`<step>.<process id>`, so that it is one process only and its death can be told from any other.
Without the variable a step costs one comparison.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

STEPS: Final = (
    "blob.stage",
    "blob.synced",
    "blob.rename",
    "blob.renamed",
    "transaction.begin",
    "transaction.savepoint",
    "transaction.record",
    "transaction.commit",
    "transaction.committed",
    "records.trim",
    "journal.append",
    "journal.sync",
    "journal.synced",
    "journal.rotate",
    "answer",
    "history.read",
    "history.insert",
    "history.next_table",
    "history.inserted",
    "cursor.write",
    "cursor.written",
    "journal.trim",
    "analytics.insert",
    "analytics.stored",
    "analytics.synced",
    "sweep.condemn",
    "sweep.condemned",
    "sweep.remove",
    "sweep.removed",
    "trails.spool",
    "trails.plan",
    "trails.upload",
    "trails.uploaded",
    "trails.noted",
    "trails.digest_plan",
    "trails.digest_upload",
    "trails.digest_uploaded",
    "trails.log_events",
)

KILL_VARIABLE: Final = "LADING_KILL_FOLDER"

_folder = os.environ.get(KILL_VARIABLE, "")
_taken: dict[str, tuple[int, int]] = {}  # counts in one process, for the crash test only


def step(name: str) -> None:
    """Pass a named step; die here if the crash test says so."""
    if _folder:
        _die_if_told(Path(_folder) / name)


def _die_if_told(order: Path) -> None:
    """Count a step that is to kill; a new order is counted anew."""
    try:
        text, given_ns = order.read_text("ascii"), order.stat().st_mtime_ns
    except FileNotFoundError:
        return
    last_ns, times = _taken.get(order.name, (0, 0))
    times = times + 1 if given_ns == last_ns else 1
    _taken[order.name] = given_ns, times
    count, *others = map(int, text.split())
    if times < count:
        return
    try:
        order.rename(order.with_name(f"{order.name}.{os.getpid()}"))
    except FileNotFoundError:
        return  # another process was told the same and was first
    for process in (*others, os.getpid()):
        os.kill(process, signal.SIGKILL)
