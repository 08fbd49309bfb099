"""Journals, a metadata database and records as the front writes them; a real analytics role."""

from __future__ import annotations

import fcntl
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import orjson
import pytest
from tests.free_ports import free_port

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.audit.journal_files import file_name, frame
from lading.audit.record_table import APPEND
from lading.folders import DataFolder
from lading.followers.cursors import CursorFile
from lading.followers.follower import Follower, Sink
from lading.followers.pace import Pace
from lading.followers.positions import Entry
from lading.followers.rejected import RejectedRecords, Rejection
from lading.followers.sources import Sources
from lading.migrate import migrate_file
from lading.ports import Transaction
from lading.server.analytics_access import analytics_access
from lading.settings import Settings


def record(event_id: str, account: str = "000000000001") -> bytes:
    """Return a record of a pull as JSON."""
    return orjson.dumps(
        {
            "eventVersion": "1.11",
            "userIdentity": {"type": "IAMUser", "accountId": account, "userName": "ana"},
            "eventTime": "2026-03-01T10:00:00Z",
            "eventSource": "ecr.amazonaws.com",
            "eventName": "BatchGetImage",
            "awsRegion": "us-east-1",
            "eventID": event_id,
            "readOnly": True,
            "resources": [
                {"ARN": f"arn:aws:ecr:us-east-1:{account}:repository/web", "accountId": account}
            ],
            "eventCategory": "Management",
            "managementEvent": True,
            "recipientAccountId": account,
        }
    )


class JournalWriter:
    """A worker's journal that a test opens and closes at will."""

    def __init__(self, folder: Path, worker: str, number: int = 1) -> None:
        self.path = folder / file_name(worker, number)
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def write(self, *entries: bytes) -> None:
        self.write_raw(b"".join(map(frame, entries)))

    def write_raw(self, content: bytes) -> None:
        os.write(self._descriptor, content)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@dataclass
class RememberingSink:
    """A sink with a memory for tokens, as the store has; a test breaks it at will."""

    name: str = "memory"
    delivered: dict[str, list[bytes]] = field(default_factory=dict)
    sent: list[tuple[str, list[bytes]]] = field(default_factory=list)
    failure: Exception | None = None
    fails_after_storing: bool = False

    def prepare(self) -> None:
        pass

    def deliver(self, entries: Sequence[Entry], token: str) -> list[Rejection]:
        bodies = [entry.body for entry in entries]
        self.sent.append((token, bodies))
        if self.failure is not None and not self.fails_after_storing:
            raise self.failure
        self.delivered.setdefault(token, bodies)
        if self.failure is not None:
            raise self.failure
        return [Rejection(entry, "odd") for entry in entries if entry.body == b"odd"]

    @property
    def bodies(self) -> list[bytes]:
        return [body for bodies in self.delivered.values() for body in bodies]


@dataclass
class Place:
    """A data folder and what a test does in it."""

    folder: DataFolder
    database: SqliteDatabase
    writers: list[JournalWriter] = field(default_factory=list)

    @property
    def sources(self) -> Sources:
        return Sources(self.folder.journal, self.database)

    def journal(self, worker: str = "w1", number: int = 1) -> JournalWriter:
        writer = JournalWriter(self.folder.journal, worker, number)
        self.writers.append(writer)
        return writer

    def commit(self, *bodies: bytes) -> None:
        """Put records into the table, in one transaction."""

        def work(tx: Transaction) -> None:
            for body in bodies:
                tx.run(APPEND, event_id=secrets.token_hex(8), body=body)

        self.database.write_now(work)

    def follower(self, sink: Sink, records_max: int = 1_000) -> Follower:
        return Follower(
            sink,
            self.sources,
            CursorFile(self.folder.cursors, sink.name),
            RejectedRecords(self.folder.rejected),
            records_max=records_max,
            pace=Pace(idle_seconds=0.01, period_seconds=0.01),
        )


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty database, as bytes: making one takes longer than copying."""
    path = tmp_path_factory.mktemp("database") / "metadata.sqlite"
    migrate_file(path)
    return path.read_bytes()


@pytest.fixture
def place(tmp_path: Path, empty_database: bytes) -> Iterator[Place]:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    path = database_path(folder.root)
    path.write_bytes(empty_database)
    place = Place(folder, SqliteDatabase(path))
    yield place
    for writer in place.writers:
        writer.close()
    place.database.close()


class AnalyticsRole:
    """The analytics role as its own process, started as the supervisor does."""

    def __init__(self, root: Path, port: int) -> None:
        self.folder = DataFolder(root)
        self.folder.create()
        self.folder.analytics_port.write_text(str(port))
        self.folder.analytics_secret.write_text(secrets.token_urlsafe(24))
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url_with_secret(self) -> str:
        secret = self.folder.analytics_secret.read_text()
        return f"http://lading:{secret}@127.0.0.1:{self.port}"

    def client(self) -> ClickHouseAnalytics:
        access = analytics_access(Settings(data=self.folder.root))
        return ClickHouseAnalytics(access.url, access.user, access.secret)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lading.server.analytics"],
            env={**os.environ, "LADING_DATA": str(self.folder.root)},
        )
        wait_for(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the role ended while it started"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=5):
                return True
        except (OSError, HTTPException):  # it is not there, slow, or ends in the middle
            return False


def wait_for(is_true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Return once the condition holds; fail when it does not come about."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


@pytest.fixture(scope="session")
def role(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalyticsRole]:
    """One analytics role for all tests that leave it running; keep apart by account."""
    role = AnalyticsRole(tmp_path_factory.mktemp("analytics"), free_port())
    role.start()
    yield role
    role.stop()
