"""A process that dies between steps of a commit: all of it is there, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .shelf import names

if TYPE_CHECKING:
    from .conftest import Opened

_CHILD = """
import asyncio, sys
from pathlib import Path
from sqlalchemy import text, bindparam, Column, Integer, MetaData, Table, Text, insert
from lading.adapters.sqlite import SqliteDatabase

shelf = Table("shelf", MetaData(), Column("name", Text), Column("count", Integer))
add = insert(shelf).values(name=bindparam("what"), count=bindparam("many"))

def work(name):
    def run(tx):
        tx.run(add, what=name + "-1", many=1)
        tx.run(add, what=name + "-2", many=1)
    return run

async def main():
    database = SqliteDatabase(Path(sys.argv[1]))
    for number in range(5):
        await database.write(work(f"n{number}"))
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("step", "least", "most"),
    [
        ("transaction.begin", 2, 2),
        ("transaction.savepoint", 2, 2),
        ("transaction.commit", 2, 2),
        ("transaction.committed", 3, 3),
    ],
)
def test_kill_at(opened: Opened, tmp_path: Path, step: str, least: int, most: int) -> None:
    """Killed at a step of the third commit: what was answered is there, each change whole."""
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / step).write_text("3")
    opened()
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path / "contract.sqlite")],
        env={**os.environ, "LADING_KILL_FOLDER": str(steps)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    answered = child.stdout.split()
    found = names(opened())
    whole = {name[:2] for name in found}
    assert sorted(found) == sorted(f"{name}-{half}" for name in whole for half in (1, 2))
    assert {f"n{number}" for number in answered} <= whole
    assert least <= len(whole) <= most
