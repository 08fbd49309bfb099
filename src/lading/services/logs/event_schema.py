"""The table of log events in the analytics store.

Every event is there as its text and, when the text is a JSON object, as a column of JSON that
queries read by path. Measured with real CloudTrail records on two busy cores:

- an insert of 100 of them took 25 ms with 64 paths of their own, 64 ms with 256, and whole
  seconds when inserted parts were "wide", where each path is a file that is synced by itself:
  hence `max_dynamic_paths` and `min_bytes_for_wide_part`. What is beyond the 64 most frequent
  paths of a part is in shared buckets and was read as quickly (130 ms over 500,000 records).
- a projection with the first and last time of each stream tripled the cost of an insert and
  answered no sooner than the columns themselves: there is none.

Whether a text is an object is decided by who inserts (`is_object`), as the engine refuses a whole
insert for one bad text. The engine guesses no dates (see the adapter's settings): what a field
holds is what the text has. Of a path that a text has twice the first counts. JSON null is as if the
field were not there.

Nothing expires by itself: how long events are kept is a property of their group that may change
any day. Readers ask for what has not expired, a job deletes the rest (`expiry`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from lading.ports import Analytics, TableMissing

T = TypeVar("T")

EVENTS: Final = "log_events"

_COLUMNS: Final = {
    "account": "LowCardinality(String)",
    "region": "LowCardinality(String)",
    "group_id": "UInt64 CODEC(ZSTD)",
    "stream_id": "UInt64 CODEC(ZSTD)",
    "stream": "LowCardinality(String)",
    "timestamp": "DateTime64(3, 'UTC') CODEC(Delta, ZSTD)",
    "ingested": "DateTime64(3, 'UTC') CODEC(Delta, ZSTD)",
    "batch": "UInt64 CODEC(ZSTD)",
    "position": "UInt32 CODEC(Delta, ZSTD)",
    "size_bytes": "UInt32 CODEC(ZSTD)",
    "message": "String CODEC(ZSTD)",
    "is_object": "Bool EPHEMERAL",
}
EVENT_COLUMNS: Final = tuple(_COLUMNS)
"""What an insert brings; `fields` is made of `message`."""

_DEFINED: Final = ",\n    ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())

SCHEMA: Final[tuple[str, ...]] = (
    f"""CREATE TABLE IF NOT EXISTS {EVENTS} (
    {_DEFINED},
    fields JSON(max_dynamic_paths = 64)
        MATERIALIZED if(is_object, message, '{{}}') CODEC(ZSTD),
    INDEX stream_index stream_id TYPE set(64) GRANULARITY 1
)
ENGINE = MergeTree ORDER BY (group_id, timestamp, ingested, batch, position)
SETTINGS index_granularity = 1024,
    non_replicated_deduplication_window = 10000,
    min_bytes_for_wide_part = 268435456,
    fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1""",
)
"""Statements that make the table; running them again changes nothing. Append, never edit."""


def prepare(analytics: Analytics) -> None:
    """Make the table where it is missing."""
    for statement in SCHEMA:
        analytics.command(statement)


def on_table(analytics: Analytics, work: Callable[[], T]) -> T:
    """Return what `work` returns; should it be the first to need the table, make that."""
    try:
        return work()
    except TableMissing:
        prepare(analytics)
        return work()
