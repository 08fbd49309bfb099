"""Killed while the data folder is being made: the next start finishes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from tests.crash import migrating
from tests.crash.server import Server, until

APPEARING: Final = (
    "lading.lock",
    "master.key",
    "root-credentials.json",
    "metadata.sqlite",
    "run/server.json",
    "run/analytics.secret",
    "run/clerk.sock",
    "cursors/history.json",
)
"""Files in the order in which a first start makes them; each tells how far it has come."""

PREPARING: Final = ("transaction.begin", "transaction.commit", "transaction.committed")
"""Steps of the transaction that puts root's key into a new database."""


@pytest.mark.timeout(300)
def test_a_first_start_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    server = Server(tmp_path)
    secrets: set[bytes] = set()
    for name in APPEARING:
        path = server.folder.root / name
        server.launch()
        until(path.exists, f"{name} is made")
        server.kill()
        if server.folder.root_credentials.exists():
            secrets.add(server.folder.root_credentials.read_bytes())
    for step in PREPARING:
        server.order(step, 1)
        server.launch()
        server.await_death()
        assert server.executed(step)
    server.start()
    secrets.add(server.folder.root_credentials.read_bytes())
    assert len(secrets) == 1, "root's key is another one"
    server.flush()
    assert server.stop() == 0


def test_a_migration_that_is_killed_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Killed at every statement, one after the other, and migrated again."""
    result = subprocess.run(
        [sys.executable, migrating.__file__, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes = dict(line.split() for line in result.stdout.splitlines())
    assert len(outcomes) > 20
    assert set(outcomes.values()) == {"same"}, outcomes
