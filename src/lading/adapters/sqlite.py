"""The metadata database on SQLite: snapshots in any thread, one writer thread a process.

The writer gathers what waits, gives each work a savepoint and commits them together: one fsync
for many. A lock file makes the processes of one server take turns, where SQLite's own busy
handler would let one of them starve the others.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Executable

from lading.audit.steps import step
from lading.ports import Conflict, DatabaseUnavailable, Row, Snapshot, Transaction

T = TypeVar("T")

_BATCH_MAX = 200
_BUSY_MILLISECONDS = 10_000
_PAGE_CACHE_KIB = 16_384
_STATEMENTS_MAX = 512
_REMEMBERED_BYTES_MAX = 1 << 20
_REMEMBERED_ROW_BYTES_MAX = 16 * 1024
_ROW_BYTES = 400
"""What a row, its key and their places take beside the values themselves."""

_DIALECT = sqlite_dialect(paramstyle="named")


class _Statements:
    """Core statements compiled once: text and the values they carry themselves."""

    def __init__(self) -> None:
        self._compiled: dict[Executable, tuple[str, dict[str, object]]] = {}

    def text(self, statement: Executable) -> tuple[str, dict[str, object]]:
        """Return the SQL text and its built-in values. Statements are module constants."""
        found = self._compiled.get(statement)
        if found is None:
            assert len(self._compiled) < _STATEMENTS_MAX, "statements must be module constants"
            compiled = cast(
                "SQLCompiler", cast("ClauseElement", statement).compile(dialect=_DIALECT)
            )
            text = str(compiled)
            assert "POSTCOMPILE" not in text, "expanding parameters are not supported"
            carried = {
                name: bind.value for name, bind in compiled.binds.items() if not bind.required
            }
            found = self._compiled[statement] = (text, carried)
        return found


_STATEMENTS = _Statements()


class SqliteTransaction:
    """Runs statements on one connection, inside what the caller has begun."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def first(self, statement: Executable, /, **values: object) -> Row | None:
        """Return the first row, or None."""
        return cast("Row | None", self._execute(statement, values).fetchone())

    def all(self, statement: Executable, /, **values: object) -> list[Row]:
        """Return every row."""
        return cast("list[Row]", self._execute(statement, values).fetchall())

    def run(self, statement: Executable, /, **values: object) -> int:
        """Run a change; return how many rows it touched. Raises `Conflict`."""
        try:
            return self._execute(statement, values).rowcount
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in _UNIQUE_CODES:
                raise Conflict(str(error)) from error
            raise

    def _execute(self, statement: Executable, values: dict[str, Any]) -> sqlite3.Cursor:
        text, carried = _STATEMENTS.text(statement)
        return self._connection.execute(text, {**carried, **values} if carried else values)


class _Remembered:
    """Small rows that one connection has read, good as long as nobody changes the database.

    The database's own version (`PRAGMA data_version`, read inside of the snapshot) tells: a commit
    of any other connection, of this process or another, gives it another value. The connection
    itself changes nothing.
    """

    __slots__ = ("_size_bytes", "_version", "rows")

    def __init__(self) -> None:
        self.rows: dict[tuple[object, ...], Row | None] = {}
        self._version = -1
        self._size_bytes = 0

    def begin(self, version: int) -> None:
        """Forget everything if the snapshot that begins is of another version."""
        if version != self._version:
            self._version = version
            self._forget()

    def keep(self, key: tuple[object, ...], row: Row | None) -> None:
        """Remember what a look-up found, unless it is large."""
        size_bytes = _ROW_BYTES
        for value in cast("Iterator[object]", row or ()):
            if isinstance(value, str | bytes):
                size_bytes += len(value)
        if size_bytes > _REMEMBERED_ROW_BYTES_MAX:
            return
        if self._size_bytes + size_bytes > _REMEMBERED_BYTES_MAX:
            self._forget()
        self.rows[key] = row
        self._size_bytes += size_bytes

    def _forget(self) -> None:
        self.rows.clear()
        self._size_bytes = 0


class SqliteSnapshot(SqliteTransaction):
    """A snapshot, on a connection that remembers what it read of the same version."""

    __slots__ = ("_remembered",)

    def __init__(self, connection: sqlite3.Connection, remembered: _Remembered) -> None:
        super().__init__(connection)
        self._remembered = remembered
        remembered.begin(connection.execute("PRAGMA data_version").fetchone()[0])

    def first(self, statement: Executable, /, **values: object) -> Row | None:
        """Return the first row, or None."""
        key = (statement, *values.items())
        rows = self._remembered.rows
        if key in rows:
            return rows[key]
        row = super().first(statement, **values)
        self._remembered.keep(key, row)
        return row


_UNIQUE_CODES = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


class _Work:
    """A change that waits, and the future that its caller awaits."""

    __slots__ = ("error", "future", "result", "run")

    def __init__(self, run: Callable[[Transaction], Any]) -> None:
        self.run = run
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Tell the caller what became of it."""
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class SqliteDatabase:
    """One SQLite file in WAL mode, synced at every commit."""

    def __init__(self, path: Path, *, queue_max: int = 1_000, read_only: bool = False) -> None:
        self._path = path
        self._queue_max = queue_max
        self._read_only = read_only
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._waiting: deque[_Work] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self.on_commit: Callable[[int], None] = lambda _works: None
        self._thread = threading.Thread(target=self._write_all, name="sqlite-writer", daemon=True)
        if not read_only:
            # Before anybody else is connected: a change of this mode waits for nobody.
            self._connect().execute("PRAGMA journal_mode=WAL")
            self._thread.start()

    def read(self, work: Callable[[Snapshot], T], /) -> T:
        """Run `work` on a snapshot in the calling thread and return its result."""
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            try:
                return work(SqliteSnapshot(connection, self._local.remembered))
            finally:
                connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise DatabaseUnavailable(str(error)) from error

    async def write(self, work: Callable[[Transaction], T], /) -> T:
        """Run `work` in a transaction; when this returns, it is on disk."""
        return cast("T", await asyncio.wrap_future(self._enqueue(work)))

    def write_now(self, work: Callable[[Transaction], T], /) -> T:
        """The same for a thread that may wait: start-up and tests."""
        return cast("T", self._enqueue(work).result())

    def close(self) -> None:
        """Finish queued writes, then release the files."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    def _enqueue(self, run: Callable[[Transaction], Any]) -> Future[Any]:
        work = _Work(run)
        with self._wake:
            if self._closing or self._read_only or len(self._waiting) >= self._queue_max:
                raise DatabaseUnavailable("too many changes are waiting")
            self._waiting.append(work)
            self._wake.notify()
        return work.future

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only=1")
            self._local.connection = connection
            self._local.remembered = _Remembered()
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=_BUSY_MILLISECONDS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS_MAX,
        )
        connection.row_factory = sqlite3.Row
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=1",
            f"cache_size=-{_PAGE_CACHE_KIB}",
            "temp_store=MEMORY",
            # What is deleted is overwritten in its page: key material among it.
            "secure_delete=1",
        ):
            connection.execute(f"PRAGMA {pragma}")
        self._connections.append(connection)
        return connection

    def _write_all(self) -> None:
        connection = self._connections[0]
        with (self._path.with_suffix(".lock")).open("ab") as turn:
            while batch := self._next_batch():
                batch = [work for work in batch if work.future.set_running_or_notify_cancel()]
                with _turn(turn.fileno()):
                    self._commit(connection, batch)
                for work in batch:
                    work.answer()
                self.on_commit(len(batch))

    def _next_batch(self) -> list[_Work]:
        """Wait for work; an empty list means the database is closed and nothing waits."""
        with self._wake:
            while not self._waiting and not self._closing:
                self._wake.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH_MAX))]

    def _commit(self, connection: sqlite3.Connection, batch: list[_Work]) -> None:
        """Run each work under a savepoint of its own, then commit them together."""
        try:
            step("transaction.begin")
            connection.execute("BEGIN IMMEDIATE")
            for work in batch:
                _run_one(connection, work)
            step("transaction.commit")
            connection.execute("COMMIT")
            step("transaction.committed")
        except sqlite3.Error as error:
            _roll_back(connection)
            for work in batch:
                work.error = work.error or DatabaseUnavailable(str(error))


def _run_one(connection: sqlite3.Connection, work: _Work) -> None:
    connection.execute("SAVEPOINT work")
    step("transaction.savepoint")
    try:
        work.result = work.run(SqliteTransaction(connection))
    except sqlite3.OperationalError:
        raise  # the whole transaction is in doubt: disk full, I/O error
    except Exception as error:
        work.error = error
        connection.execute("ROLLBACK TO work")
    connection.execute("RELEASE work")


def _roll_back(connection: sqlite3.Connection) -> None:
    """Undo what the transaction did. Where even that fails, the next one begins with it again:
    the writer must live on, or every later change would wait for ever.
    """
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


@contextmanager
def _turn(descriptor: int) -> Iterator[None]:
    """Wait for this process's turn to write."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def database_path(data: Path) -> Path:
    """Return where the metadata database of a data folder is."""
    return data / "metadata.sqlite"


def ensure_private(path: Path) -> None:
    """Make the database file readable by its owner only, before anything is in it."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    os.close(descriptor)
