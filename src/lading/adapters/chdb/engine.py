"""The engine behind the protocol: lanes of sessions on one folder, and what runs right now."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lading.adapters.chdb.deduplication_logs import NoteSync, repair_notes
from lading.adapters.chdb.errors import (
    NOT_ENOUGH_SPACE,
    QUERY_ID_IN_USE,
    QUERY_WAS_CANCELLED,
    TOO_MANY_SIMULTANEOUS_QUERIES,
    EngineRefusal,
)
from lading.adapters.chdb.folder_lock import FolderLock
from lading.adapters.chdb.lanes import Lane
from lading.adapters.chdb.session import Answer, Session
from lading.adapters.chdb.statements import Statement
from lading.audit.steps import step

_CHANGE_SESSIONS: Final = 2
_QUERY_VERBS: Final = frozenset({"SELECT", "WITH", "SHOW", "EXPLAIN", "CHECK"})
"""What may wait behind slow queries; inserts, and the DESCRIBE clients send first, may not."""
_DEFINING_VERBS: Final = frozenset({"ALTER", "CREATE", "RENAME"})
_KILL_TRIES_MAX: Final = 20
_KILL_PAUSE_SECONDS: Final = 0.05
_KILL: Final = (
    "KILL QUERY WHERE query_id IN (SELECT query_id FROM system.processes"
    " WHERE startsWith(query, {mark:String})) ASYNC"
)


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What all requests together may use."""

    waiting_max: int = 64
    wait_seconds: float = 10.0
    memory_bytes: int = 4 << 30
    mark_cache_bytes: int = 128 << 20
    defining_room_bytes: int = 16 << 20

    def options(self) -> str:
        """Return the limits as engine options of a connection string."""
        return (
            f"?max_server_memory_usage={self.memory_bytes}&mark_cache_size={self.mark_cache_bytes}"
            f"&index_mark_cache_size={self.mark_cache_bytes}"
            f"&primary_index_cache_size={self.mark_cache_bytes}"
        )


@dataclass(slots=True)
class _Running:
    """A request with a query id, from its arrival to its end."""

    stoppable: bool
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A statement with all that goes with it."""

    statement: Statement
    output_format: str
    parameters: Mapping[str, str]
    settings: Mapping[str, str]
    query_id: str


@dataclass(slots=True)
class Engine:
    """Runs requests; only one `Engine` may be open on a folder, in one process."""

    folder: Path
    query_sessions: int
    limits: EngineLimits = field(default_factory=EngineLimits)
    _lock: FolderLock = field(init=False)
    _queries: Lane = field(init=False)
    _changes: Lane = field(init=False)
    _control: Lane = field(init=False)
    _notes: NoteSync = field(init=False)
    _running: dict[str, _Running] = field(init=False, default_factory=dict)
    _stopping: bool = field(init=False, default=False)

    def open(self) -> None:
        """Open the folder, having repaired it. Raises `FolderInUse`."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FolderLock(self.folder)
        repair_notes(self.folder)
        self._queries = self._lane(self.query_sessions)
        self._changes = self._lane(_CHANGE_SESSIONS)
        self._control = self._lane(1)
        self._notes = NoteSync(self.folder)

    async def close(self) -> None:
        """Let what runs come to its end, then release the folder."""
        for lane in (self._queries, self._changes, self._control):
            await lane.close()
        self._lock.release()

    async def stop(self) -> None:
        """Refuse new requests and stop queries; changes come to their end."""
        self._stopping = True
        for query_id, running in list(self._running.items()):
            if running.stoppable:
                await self.kill(query_id)

    async def run(self, request: Request) -> Answer:
        """Run a request on the lane for its kind. Raises `EngineRefusal`."""
        if self._stopping:
            raise EngineRefusal(TOO_MANY_SIMULTANEOUS_QUERIES, "The server stops: try later.")
        stoppable = request.statement.verb in _QUERY_VERBS
        with self._tracked(request.query_id, stoppable) as running:
            if stoppable:
                return await self._queries.run(lambda session: _query(session, request, running))
            return await self._changes.run(lambda session: self._change(session, request, running))

    async def kill(self, query_id: str) -> None:
        """Stop a request; returns at once if there is none of that id."""
        running = self._running.get(query_id)
        if running is None:
            return
        running.cancelled = True
        for _ in range(_KILL_TRIES_MAX):
            stopped = await self._control.run(
                lambda session: session.query(_KILL, "TabSeparated", {"mark": _mark(query_id)}, {})
            )
            if stopped.body or query_id not in self._running:
                return
            # Between its thread's start and the engine's list of processes.
            await asyncio.sleep(_KILL_PAUSE_SECONDS)

    @contextmanager
    def _tracked(self, query_id: str, stoppable: bool) -> Iterator[_Running]:
        if query_id in self._running:
            raise EngineRefusal(QUERY_ID_IN_USE, "A query with this query_id is running.")
        running = self._running[query_id] = _Running(stoppable)
        try:
            yield running
        finally:
            del self._running[query_id]

    def _lane(self, sessions: int) -> Lane:
        opened = [Session(self.folder, self.limits.options()) for _ in range(sessions)]
        return Lane(opened, self.limits.waiting_max, self.limits.wait_seconds)

    def _change(self, session: Session, request: Request, running: _Running) -> Answer:
        statement = request.statement
        if statement.verb in _DEFINING_VERBS:
            self._check_room()
        if statement.data_format is None:
            answer = _query(session, request, running)
        else:
            step("analytics.insert")
            answer = session.insert(
                statement.sql, statement.data_format, statement.data, request.settings
            )
        if statement.verb == "INSERT":
            step("analytics.stored")
            self._notes.sync()
            step("analytics.synced")
        return answer

    def _check_room(self) -> None:
        """Refuse to define tables on a full disk.

        The engine writes a definition anew and takes what was cut off for written: the table is
        gone at the next start. Measured with ALTER on a tmpfs without a free byte.
        """
        room = os.statvfs(self.folder)
        if room.f_bavail * room.f_frsize < self.limits.defining_room_bytes:
            raise EngineRefusal(NOT_ENOUGH_SPACE, "The disk is full: nothing is defined on it.")


def _query(session: Session, request: Request, running: _Running) -> Answer:
    if running.cancelled:
        raise EngineRefusal(QUERY_WAS_CANCELLED, "Query was cancelled while it waited.")
    sql = _mark(request.query_id) + request.statement.sql
    return session.query(sql, request.output_format, request.parameters, request.settings)


def _mark(query_id: str) -> str:
    """The engine gives queries ids of its own; a leading comment carries ours."""
    return f"/*query_id={query_id}*/ "
