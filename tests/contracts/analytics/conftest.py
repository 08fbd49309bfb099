"""A real analytics role: its own process on a free loopback port with a folder of its own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
from tests.free_ports import free_port

from lading.adapters.chdb.authentication import USER
from lading.adapters.clickhouse import ClickHouseAnalytics

_SECONDS_MAX = 60
TABLE = (
    "(id UInt64, name String) ENGINE = MergeTree ORDER BY id"
    " SETTINGS non_replicated_deduplication_window = 100,"
    " fsync_after_insert = 1, fsync_part_directory = 1"
)
RUN = """
import sys
from pathlib import Path
from lading.adapters.chdb.serve import run
folder, port, secret, parent = sys.argv[1:]
run(Path(folder), "127.0.0.1", int(port), secret, parent_pid=int(parent))
"""


@dataclass
class Role:
    """The role process and how to reach it."""

    folder: Path
    port: int = field(default_factory=free_port)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        arguments = [str(self.folder), str(self.port), self.secret, str(os.getpid())]
        self.process = subprocess.Popen([sys.executable, "-c", RUN, *arguments])
        self.await_answer()

    def await_answer(self) -> None:
        deadline = time.monotonic() + _SECONDS_MAX
        while not self._answers():
            assert self.process is None or self.process.poll() is None, "it ended at its start"
            assert time.monotonic() < deadline, "the role does not answer"
            time.sleep(0.01)

    def await_silence(self) -> None:
        deadline = time.monotonic() + _SECONDS_MAX
        while self._answers():
            assert time.monotonic() < deadline, "the role still answers"
            time.sleep(0.01)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def analytics(self) -> ClickHouseAnalytics:
        return ClickHouseAnalytics(self.url, USER, self.secret)

    def make_table(self, name: str) -> None:
        analytics = self.analytics()
        analytics.command(f"CREATE TABLE {name} {TABLE}")
        analytics.close()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ping", timeout=5) as answer:
                return bool(answer.read() == b"Ok.\n")
        except (OSError, HTTPException):  # it is not there, slow, or ends in the middle
            return False

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture(scope="session")
def role(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Role]:
    """One role shared by tests that leave it running."""
    role = Role(tmp_path_factory.mktemp("analytics"))
    role.start()
    yield role
    assert role.stop() == 0


@pytest.fixture
def own_role(tmp_path: Path) -> Iterator[Role]:
    """A role of the test's own, to stop and kill."""
    role = Role(tmp_path / "analytics")
    role.start()
    yield role
    if role.process is not None and role.process.poll() is None:
        role.kill()


@pytest.fixture(scope="session")
def analytics(role: Role) -> Iterator[ClickHouseAnalytics]:
    analytics = role.analytics()
    yield analytics
    analytics.close()


@pytest.fixture
def table(analytics: ClickHouseAnalytics, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty table that stores each token once: (id UInt64, name String)."""
    name = f"t_{secrets.token_hex(6)}"
    analytics.command(f"CREATE TABLE {name} {TABLE}")
    yield name
    analytics.command(f"DROP TABLE {name} SYNC")
