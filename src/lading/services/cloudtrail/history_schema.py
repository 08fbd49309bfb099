"""The event history's tables in the analytics store.

One table holds every event in the order of time; two more hold the records again, by user and
by resource, so that the newest 50 events of a user are 50 neighbours on disk whatever the size
of the history. The copies are unpartitioned and finely indexed: measured over 10 M records, an
index over monthly parts took 0.7 s and more where a copy takes some 20 ms. A copy has only what
it is searched by: what a page shows is derived from the record again.

Exactly once: each table has a deduplication window, and each batch is one insert into each table
with a token of its own. Durable: parts are synced before an insert is acknowledged, and again
after merges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lading.ports import Analytics

SCHEMA_VERSION: Final = 1
EVENTS: Final = "history_events"
BY_USER: Final = "history_by_user"
BY_RESOURCE: Final = "history_by_resource"
TABLES: Final = (EVENTS, BY_USER, BY_RESOURCE)

_COLUMNS: Final = {
    "account": "LowCardinality(String)",
    "region": "LowCardinality(String)",
    "management": "Bool",
    "event_time": "DateTime('UTC') CODEC(Delta, ZSTD)",
    "event_id": "String CODEC(ZSTD)",
    "event_name": "LowCardinality(String)",
    "event_source": "LowCardinality(String)",
    "read_only": "LowCardinality(String)",
    "username": "String CODEC(ZSTD)",
    "access_key_id": "String CODEC(ZSTD)",
    "resource_key": "String CODEC(ZSTD)",
    "resource_names": "Array(String) CODEC(ZSTD)",
    "resource_types": "Array(LowCardinality(String))",
    "record": "String CODEC(ZSTD)",
}
_PLACE: Final = ("account", "region", "management", "event_time", "event_id")
EVENT_COLUMNS: Final = (
    *_PLACE,
    "event_name",
    "event_source",
    "read_only",
    "username",
    "access_key_id",
    "resource_names",
    "resource_types",
    "record",
)
USER_COLUMNS: Final = (*_PLACE, "username", "record")
RESOURCE_COLUMNS: Final = (*_PLACE, "resource_key", "resource_names", "record")

_INDEXES: Final = """,
    INDEX event_id_index event_id TYPE bloom_filter(0.001) GRANULARITY 64,
    INDEX access_key_index access_key_id TYPE bloom_filter(0.01) GRANULARITY 64,
    INDEX event_name_index event_name TYPE set(0) GRANULARITY 64,
    INDEX event_source_index event_source TYPE set(0) GRANULARITY 64,
    INDEX read_only_index read_only TYPE set(0) GRANULARITY 64,
    INDEX resource_types_index resource_types TYPE bloom_filter(0.01) GRANULARITY 64"""

_TIME_TO_LIVE: Final = "event_time + toIntervalDay({days})"
_DAYS_DEFAULT: Final = 90
_OPTIONS: Final = f"""
TTL {_TIME_TO_LIVE.format(days=_DAYS_DEFAULT)}
SETTINGS index_granularity = 128,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    merge_with_ttl_timeout = 86400"""


def _table(name: str, columns: tuple[str, ...], order: str, indexes: str = "") -> str:
    defined = ",\n    ".join(f"{column} {_COLUMNS[column]}" for column in columns)
    return (
        f"CREATE TABLE IF NOT EXISTS {name} (\n    {defined}{indexes}\n)"
        f"\nENGINE = MergeTree ORDER BY ({order}){_OPTIONS}"
    )


SCHEMA: Final[tuple[str, ...]] = (
    _table(EVENTS, EVENT_COLUMNS, "account, region, management, event_time, event_id", _INDEXES),
    _table(
        BY_USER,
        USER_COLUMNS,
        "account, region, management, username, event_time, event_id",
    ),
    _table(
        BY_RESOURCE,
        RESOURCE_COLUMNS,
        "account, region, management, resource_key, event_time, event_id",
    ),
)
"""Statements that make the tables; running them again changes nothing. Append, never edit."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a table that is there; its definition has `part` once it is made."""

    table: str
    part: str
    alteration: str


_CHANGES: Final = tuple(
    _Change(
        EVENTS,
        f"INDEX {column}_bloom ",
        f"DROP INDEX IF EXISTS {column}_index,"
        f" ADD INDEX IF NOT EXISTS {column}_bloom {column} TYPE bloom_filter(0.01) GRANULARITY 64",
    )
    for column in ("event_name", "event_source", "read_only")
)
"""Append, never edit."""

_DEFINITIONS: Final = """
SELECT name, create_table_query FROM system.tables
WHERE database = currentDatabase() AND name IN {tables:Array(String)}"""
_DAYS: Final = re.compile(r"TTL event_time \+ toIntervalDay\((?P<days>\d+)\)")


def retention_days(analytics: Analytics) -> int | None:
    """Return how long the history that is there keeps events; None while there is none."""
    match = _DAYS.search(_definitions(analytics).get(EVENTS, ""))
    return None if match is None else int(match["days"])


def prepare(analytics: Analytics, retention_days: int) -> None:
    """Make the tables where they are missing and have them keep events for `retention_days`.

    What is as it should be is only read: an alteration writes the table's definition anew, even
    where it changes nothing.
    """
    if not 1 <= retention_days <= 36_500:
        raise ValueError(f"retention of {retention_days} days")
    for statement in SCHEMA:
        analytics.command(statement)
    time_to_live = _TIME_TO_LIVE.format(days=int(retention_days))
    lifetimes = (_Change(name, time_to_live, f"MODIFY TTL {time_to_live}") for name in TABLES)
    definitions = _definitions(analytics)
    for change in (*_CHANGES, *lifetimes):
        if change.part not in definitions.get(change.table, ""):
            analytics.command(f"ALTER TABLE {change.table} {change.alteration}")


def _definitions(analytics: Analytics) -> dict[str, str]:
    """Return the statement that each of the tables would be made with."""
    found = analytics.select(_DEFINITIONS, {"tables": list(TABLES)})
    return {str(name): str(text) for name, text in found}
