"""The analytics port over ClickHouse's HTTP protocol: the embedded role or a cluster, by URL."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ClickHouseError, DataError, OperationalError
from clickhouse_connect.driver.httputil import get_pool_manager
from urllib3.exceptions import HTTPError

from lading.ports import (
    AnalyticsUnavailable,
    QueryError,
    QueryLimitExceeded,
    QueryLimits,
    RowsRefused,
    TableMissing,
)

ROWS_PER_INSERT_MAX: Final = 1_000_000
"""An insert is stored, and de-duplicated, as one block: the server cuts beyond 1,048,449 rows."""

_KILL: Final = "KILL QUERY WHERE query_id = {query_id:String} ASYNC"
_PLACEHOLDER: Final = re.compile(r"\{\s*(\w+)\s*:")
_UNAVAILABLE_CODES: Final = frozenset({202, 203, 209, 210, 242, 243, 252, 425, 439, 473, 745})
_ROW_CODES: Final = frozenset({6, 27, 38, 41, 53, 69, 70, 72, 117, 321, 349, 407, 469})
"""A value that does not fit its column (ClickHouse, ErrorCodes.cpp)."""
_LIMIT_CODES: Final = frozenset({158, 159, 160, 161, 191, 241, 307, 396})
_TABLE_MISSING_CODE: Final = 60
_INSERT_SETTINGS: Final = {
    "async_insert": 0,
    "insert_deduplicate": 1,
    # What a JSON column holds is what the text has: no text is taken for a date, and of a path
    # that is there twice the first one counts instead of the whole insert being refused.
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    "type_json_skip_duplicated_paths": 1,
}

_DOCUMENT_SETTINGS: Final = {
    "async_insert": 0,
    "input_format_json_read_objects_as_strings": 1,
    "input_format_skip_unknown_fields": 1,
}


class ClickHouseAnalytics:
    """`ports.Analytics` for many threads, through one client that connects when first used."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        *,
        database: str = "default",
        connect_seconds: int = 5,
        answer_seconds: int = 90,
        connections: int = 16,
    ) -> None:
        self._url = urlsplit(url)
        self._options: dict[str, Any] = {
            "username": user,
            "password": password,
            "database": database,
            "connect_timeout": connect_seconds,
            "send_receive_timeout": answer_seconds,
        }
        self._pool: Any = get_pool_manager(maxsize=connections, num_pools=2)
        self._lock = threading.Lock()
        self._connected: Any = None
        self._column_types: dict[tuple[str, tuple[str, ...]], Any] = {}

    def select(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: QueryLimits | None = None,
        query_id: str | None = None,
    ) -> list[tuple[object, ...]]:
        """Return the rows of a query; times are aware, in UTC.

        Placeholders are `{name:Type}`, bound by the server. Raises `QueryLimitExceeded`,
        `AnalyticsUnavailable`, `QueryError`.
        """
        settings = _settings(limits)
        if query_id is not None:
            settings["query_id"] = query_id
        with _errors():
            result = self._client().query(
                sql, parameters=_bindable(sql, parameters), settings=settings
            )
            return [tuple(row) for row in result.result_rows]

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        """Store rows once: durable when it returns; the same token again changes nothing.

        The table must have a deduplication window and sync its parts; `token` must always stand
        for the same rows. Raises `AnalyticsUnavailable` (a store short of memory or time counts
        as one), `RowsRefused`, `QueryError`.
        """
        if not rows:
            return
        if len(rows) > ROWS_PER_INSERT_MAX:
            raise QueryError(f"more than {ROWS_PER_INSERT_MAX} rows in one insert")
        try:
            with _errors():
                self._client().insert(
                    table,
                    rows,
                    column_names=columns,
                    column_types=self._types(table, tuple(columns)),
                    settings={**_INSERT_SETTINGS, "insert_deduplication_token": token},
                )
        except QueryLimitExceeded as failure:
            raise AnalyticsUnavailable(str(failure)) from failure
        except (AnalyticsUnavailable, QueryError, OSError):
            raise
        except Exception as failure:  # whatever encoding a value for its column raises
            raise RowsRefused(type(failure).__name__) from failure

    def insert_documents(self, table: str, column: str, body: bytes, *, whole: bool) -> None:
        """Store JSON objects, one behind another, that gzip streams, one behind another, hold.

        Each is a row: its own text if `whole`, else its member of the column's name, with the
        texts it had. Not safe to repeat. Raises `AnalyticsUnavailable`, `QueryError` (some of the
        rows may be there).
        """
        with _errors():
            self._client().raw_insert(
                table,
                column_names=[column],
                insert_block=body,
                fmt="JSONAsString" if whole else "JSONEachRow",
                compression="gzip",
                settings=_DOCUMENT_SETTINGS,
            )

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run a statement that returns nothing."""
        with _errors():
            self._client().command(sql, parameters=_bindable(sql, parameters))
        self._column_types = {}

    def cancel(self, query_id: str) -> None:
        """Stop a running query; no error if it has ended."""
        with _errors():
            self._client().command(_KILL, parameters={"query_id": query_id})

    def close(self) -> None:
        """Release the connections."""
        self._pool.clear()

    def _client(self) -> Any:
        with self._lock:
            if self._connected is None:
                self._connected = clickhouse_connect.get_client(
                    interface=self._url.scheme,
                    host=self._url.hostname,
                    port=self._url.port,
                    pool_mgr=self._pool,
                    compress=False,
                    query_retries=0,
                    tz_mode="aware",
                    autogenerate_session_id=False,
                    **self._options,
                )
            return self._connected

    def _types(self, table: str, columns: tuple[str, ...]) -> Any:
        known = self._column_types.get((table, columns))
        if known is None:
            context = self._client().create_insert_context(table, column_names=list(columns))
            known = self._column_types[table, columns] = context.column_types
        return known


def _settings(limits: QueryLimits | None) -> dict[str, object]:
    if limits is None:
        return {}
    return {
        "max_execution_time": f"{limits.seconds:g}",
        "max_memory_usage": limits.memory_bytes,
        "max_rows_to_read": limits.rows_read,
        "max_result_rows": limits.rows_returned,
    }


def _bindable(sql: str, parameters: Mapping[str, object] | None) -> dict[str, object] | None:
    """The client splices values into text without `{name:Type}`; that must never happen."""
    if not parameters:
        return None
    missing = parameters.keys() - set(_PLACEHOLDER.findall(sql))
    if missing:
        raise QueryError(f"no placeholder for {', '.join(sorted(missing))}")
    return dict(parameters)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (ClickHouseError, HTTPError) as failure:
        raise _port_error(failure) from failure


def _port_error(failure: Exception) -> Exception:
    code = getattr(failure, "code", None)
    if code in _LIMIT_CODES:
        return QueryLimitExceeded(f"code {code}")
    if code == _TABLE_MISSING_CODE:
        return TableMissing(str(failure))
    if code in _UNAVAILABLE_CODES:
        return AnalyticsUnavailable(f"code {code}")
    if code in _ROW_CODES or isinstance(failure, DataError):
        return RowsRefused(f"code {code}")
    if code is None and isinstance(failure, OperationalError | HTTPError):
        return AnalyticsUnavailable(type(failure).__name__)
    return QueryError(str(failure))
