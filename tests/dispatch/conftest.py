"""A dispatch with a database of its own and a journal in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import create_engine

from lading.adapters.sqlite import SqliteDatabase
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.audit.record_table import READ_AFTER
from lading.caller import Origin, Scope
from lading.catalog import CATALOG
from lading.directory.accounts import ensure_account, root_caller
from lading.dispatch.authorize import Authorizer
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.dispatch.meters import Meters
from lading.dispatch.neighbours import Neighbourhood
from lading.operation import Call, Operation, Parts
from lading.ports import Analytics, Blobs, JournalUnavailable
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.schema import METADATA
from lading.settings import Settings

ACCOUNT = "111122223333"
NOW = datetime(2026, 3, 1, 10, 0, 0, tzinfo=UTC)
MODELS = ServiceModels()


class StillClock:
    """A time that stands."""

    def now(self) -> datetime:
        return NOW


class MemoryJournal:
    """Keeps what is appended; full if told so."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.is_full = False

    async def append(self, entry: bytes) -> None:
        if self.is_full:
            raise JournalUnavailable("full")
        self.entries.append(orjson.loads(entry))


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def dispatch(tmp_path: Path, journal: MemoryJournal) -> Iterator[Dispatch]:
    path = tmp_path / "metadata.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    METADATA.create_all(engine)
    engine.dispose()
    database = SqliteDatabase(path)
    database.write_now(lambda tx: ensure_account(tx, ACCOUNT, NOW))
    seal, nothing, authorizer = Seal(bytes(32)), cast("Any", None), Authorizer()
    with ThreadPoolExecutor(2) as threads:
        yield Dispatch(
            database=database,
            journal=journal,
            parts=Parts(
                Settings(data=tmp_path), cast("Blobs", nothing), cast("Analytics", nothing), seal
            ),
            clock=StillClock(),
            authorizer=authorizer,
            recorder=Recorder(Members(MODELS)),
            threads=threads,
            disk=DiskSpace(lambda: 10**12, 0, 0),
            meters=Meters(CollectorRegistry()),
            neighbours=Neighbourhood(CATALOG, authorizer, StillClock()),
        )
    database.close()


def call_of(dispatch: Dispatch, one: Operation) -> Call:
    caller = root_caller(ACCOUNT, None)
    return dispatch.begin(one, caller, Origin("192.0.2.1", "a", "h"), Scope(ACCOUNT, "us-east-1"))


def committed(dispatch: Dispatch) -> list[Any]:
    rows = dispatch.database.read(lambda tx: tx.all(READ_AFTER, seq=0, limit=100))
    return [orjson.loads(row["body"]) for row in rows]


def invoked(dispatch: Dispatch, call: Call, request: Mapping[str, Any] | None = None) -> Any:
    return asyncio.run(dispatch.invoke(call, request or {}))
