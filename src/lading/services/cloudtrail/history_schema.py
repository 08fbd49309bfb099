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
    *(
        f"ALTER TABLE {EVENTS} DROP INDEX IF EXISTS {column}_index,"
        f" ADD INDEX IF NOT EXISTS {column}_bloom {column} TYPE bloom_filter(0.01) GRANULARITY 64"
        for column in ("event_name", "event_source", "read_only")
    ),
)
"""Statements that make the tables; running them again changes nothing. Append, never edit."""

_TABLES_WITH_OTHER_TIME_TO_LIVE: Final = """
SELECT name FROM system.tables
WHERE database = currentDatabase() AND name IN {tables:Array(String)}
    AND position(create_table_query, {time_to_live:String}) = 0
ORDER BY name"""


_TABLE_OF_EVENTS: Final = """
SELECT create_table_query FROM system.tables
WHERE database = currentDatabase() AND name = {table:String}"""
_DAYS: Final = re.compile(r"TTL event_time \+ toIntervalDay\((?P<days>\d+)\)")


def retention_days(analytics: Analytics) -> int | None:
    """Return how long the history that is there keeps events; None while there is none."""
    for (text,) in analytics.select(_TABLE_OF_EVENTS, {"table": EVENTS}):
        match = _DAYS.search(str(text))
        if match is not None:
            return int(match["days"])
    return None


def prepare(analytics: Analytics, retention_days: int) -> None:
    """Make the tables where they are missing and have them keep events for `retention_days`."""
    if not 1 <= retention_days <= 36_500:
        raise ValueError(f"retention of {retention_days} days")
    for statement in SCHEMA:
        analytics.command(statement)
    time_to_live = _TIME_TO_LIVE.format(days=int(retention_days))
    others = analytics.select(
        _TABLES_WITH_OTHER_TIME_TO_LIVE,
        {"tables": list(TABLES), "time_to_live": time_to_live},
    )
    for (name,) in others:
        analytics.command(f"ALTER TABLE {name} MODIFY TTL {time_to_live}")
