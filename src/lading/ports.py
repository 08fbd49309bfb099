"""What the inside asks of the outside: the protocols that adapters fulfil, and their errors.

Everything above this module names these protocols; only `main` knows which adapter stands
behind one. A port's documentation is its contract: `tests/contracts/` runs it on every adapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Literal, Protocol, TypeVar

from sqlalchemy.sql.expression import Executable

from lading.pure.trail_state import TrailState

T = TypeVar("T")


class Row(Protocol):
    """One row of a result; columns by name."""

    def __getitem__(self, name: str, /) -> Any: ...


class Snapshot(Protocol):
    """A consistent, read-only view of the metadata database.

    Statements are SQLAlchemy Core objects kept as module constants: an adapter compiles each
    once. Values are bound by name, never spliced.
    """

    def first(self, statement: Executable, /, **values: object) -> Row | None:
        """Return the first row, or None."""

    def all(self, statement: Executable, /, **values: object) -> list[Row]:
        """Return every row; the statement itself bounds how many."""


class Transaction(Snapshot, Protocol):
    """A snapshot that can change things; everything run on it commits together or not at all."""

    def run(self, statement: Executable, /, **values: object) -> int:
        """Run a change and return how many rows it touched.

        Raises `Conflict` when a unique index refuses a row.
        """


class Conflict(Exception):
    """A unique index refused a row: somebody else was first."""


class DatabaseUnavailable(Exception):
    """The database cannot take the work now (full disk, lock wait, lost connection): try later."""


class Database(Protocol):
    """The metadata database: many readers, one queue of writes."""

    def read(self, work: Callable[[Snapshot], T], /) -> T:
        """Run `work` on a snapshot in the calling thread and return its result."""

    async def write(self, work: Callable[[Transaction], T], /) -> T:
        """Run `work` in a transaction of its own; when this returns, it is on disk.

        An exception of `work` undoes what it did and is raised here. `work` may run again after
        a rollback that was not its fault, so it must have no effect but on the transaction.
        """

    def close(self) -> None:
        """Finish queued writes, then release the files."""


class BlobMissing(Exception):
    """No such blob."""


class DigestMismatch(Exception):
    """The bytes do not have the digest that was claimed for them."""


class StorageFull(Exception):
    """No room for the bytes: try later."""


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob whose bytes were verified and synced."""

    digest: str
    size_bytes: int


class UploadBusy(Exception):
    """Somebody else is writing to this upload."""


class Upload(Protocol):
    """An upload held by one writer. All methods block: call them from a worker thread."""

    def write(self, offset_bytes: int, data: Sequence[bytes | memoryview]) -> None:
        """Put `data` at `offset_bytes`; not yet synced. Raises `StorageFull`."""

    def read_into(self, offset_bytes: int, out: memoryview) -> int:
        """Fill `out` with what was written at `offset_bytes`; return the bytes, 0 at the end."""

    def sync(self) -> None:
        """Return once everything written is on disk."""

    def seal(self, size_bytes: int, digest: str) -> StoredBlob:
        """Verify the first `size_bytes` against `digest`, sync them and make them a blob.

        The upload is used up. Raises `DigestMismatch` (the upload stays), `StorageFull`.
        """

    def keep(self, size_bytes: int, object_id: str) -> None:
        """Sync the first `size_bytes` and make them the object `object_id`.

        The upload is used up. Doing it again after a crash changes nothing. Raises `StorageFull`,
        and `BlobMissing` when the upload does not hold so many bytes.
        """

    def close(self) -> None:
        """Let the upload go, for the next writer."""


class BytesInUse(Exception):
    """Somebody works with these bytes, or did so a moment ago."""


Kind = Literal["blob", "upload", "object"]


@dataclass(frozen=True, slots=True)
class IdleBytes:
    """Bytes that nobody has touched for a while: a blob's, an upload's or an object's.

    `name` is its digest or id, `idle_seconds` how long ago it was made or written to.
    """

    kind: Kind
    name: str
    size_bytes: int
    idle_seconds: float


class Blobs(Protocol):
    """Bytes by digest or by a name of ours, and the uploads that become them.

    A blob exists only once its digest was verified and its bytes were synced. An object has an
    id that we made, 32 hexadecimal digits, and belongs to one place; it is never changed. All
    methods block: call them from a worker thread.
    """

    def claim(self, upload_id: str) -> Upload:
        """Hold an upload, new or begun. Raises `UploadBusy`."""

    def discard(self, upload_id: str) -> None:
        """Forget an upload; no error if it is gone."""

    def size(self, digest: str) -> int | None:
        """Return the blob's size in bytes, or None if there is none."""

    def open(self, digest: str) -> BinaryIO:
        """Return a seekable reader of the blob. Raises `BlobMissing`."""

    def open_object(self, object_id: str) -> BinaryIO:
        """Return a seekable reader of the object. Raises `BlobMissing`."""

    def discard_object(self, object_id: str) -> None:
        """Remove an object for good; no error if it is gone."""

    def object_ids(self, older_than_seconds: float) -> Iterator[str]:
        """Yield the objects that were made longer ago than that."""

    def idle(self, kind: Kind, seconds: float) -> Iterator[IdleBytes]:
        """Yield what was not touched for so long, in the order of names.

        Touched is a blob when an upload becomes it, also if it was there already.
        """

    def condemn(self, kind: Kind, name: str, idle_seconds: float) -> int:
        """Put bytes out of reach for good and return how many; they go with `remove`.

        It is done while nobody can touch them, and quickly: inside the transaction that found
        that no row needs them, and after which none can. Whoever makes a row that needs a blob
        asks for its `size` in the same transaction. Raises `BlobMissing`, and `BytesInUse` when
        they were touched less than `idle_seconds` ago.
        """

    def remove(self, kind: Kind, name: str) -> None:
        """Remove condemned bytes, once the transaction is committed; no error if they are gone."""

    def reprieve(self) -> int:
        """Put condemned bytes back that were never removed, and return how many.

        Who condemned them died before it was sure that a record says so. Bytes that came anew
        meanwhile stay as they are.
        """

    def free_bytes(self) -> int:
        """Return the room left where blobs are kept."""


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one analytics query may use."""

    seconds: float
    memory_bytes: int
    rows_read: int
    rows_returned: int


class AnalyticsUnavailable(Exception):
    """The analytics store does not answer or is overloaded: try later."""


class QueryLimitExceeded(Exception):
    """The query was stopped at one of its limits."""


class QueryError(Exception):
    """The analytics store refused the query: our own mistake."""


class TableMissing(QueryError):
    """There is no such table: nobody has made it yet."""


class RowsRefused(QueryError):
    """The store takes none of an insert's rows, for what is in one of them, and never will."""


class Analytics(Protocol):
    """The columnar store behind history, log groups and metrics."""

    def select(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: QueryLimits | None = None,
        query_id: str | None = None,
    ) -> list[tuple[object, ...]]:
        """Return the rows of a query with bound parameters."""

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        """Store rows once: durable when it returns; the same token again changes nothing.

        Raises `RowsRefused` only where nothing was stored and the same rows would be refused
        again; after any other error they may be there, and are sent again under the same token.
        """

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run a statement that returns nothing."""

    def cancel(self, query_id: str) -> None:
        """Stop a running query; no error if it has ended."""


class DocumentAnalytics(Analytics, Protocol):
    """A store that also takes JSON as it is and reads it itself."""

    def insert_documents(self, table: str, column: str, body: bytes, *, whole: bool) -> None:
        """Store JSON objects, one behind another, that gzip streams, one behind another, hold.

        Each is a row: its own text if `whole`, else its member of the column's name, with the
        texts it had. Not safe to repeat. Raises `AnalyticsUnavailable`, `QueryError` (some of the
        rows may be there).
        """


class Clock(Protocol):
    """The time, so that tests can set it."""

    def now(self) -> datetime:
        """Return the time in UTC."""


class Journal(Protocol):
    """The durable record of what changed nothing in the database: reads and refusals."""

    async def append(self, entry: bytes) -> None:
        """Return once the entry is on disk. Raises `JournalUnavailable`."""


class JournalUnavailable(Exception):
    """The record cannot be written, so the operation must not be answered: try later."""


class TrailStates(Protocol):
    """How the delivery of each trail goes in each Region: the clerk writes, the front reads.

    It changes with every delivery and is nobody's act, so it is no part of the metadata database.
    """

    def read(self, trail_id: str, region: str) -> TrailState:
        """Return how it goes; an empty state when nothing was tried."""

    def write(self, trail_id: str, region: str, state: TrailState) -> None:
        """Return once the state is on disk. Raises `OSError`."""

    def forget(self, trail_id: str) -> None:
        """Remove every state of a trail that is gone."""


Entries = Iterator[tuple[int, bytes]]
"""Journal entries with the position behind each."""
