"""Storing log events: once under a token, durable when it returns, whatever their texts hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lading.ports import Analytics, RowsRefused
from lading.services.logs.event_ids import batch_of
from lading.services.logs.event_schema import EVENT_COLUMNS, EVENTS, on_table

OVERHEAD_BYTES: Final = 26
"""What each event counts beside its text (CloudWatch Logs API reference, PutLogEvents)."""
_PART_CHARACTERS_MAX: Final = 12 << 20
"""Text in one insert; in UTF-8 it stays below the store's 64 MiB for a request body."""
_PART_EVENTS_MAX: Final = 50_000
_NESTING_MAX: Final = 200
_IS_OBJECT: Final = EVENT_COLUMNS.index("is_object")

Event = tuple[int, str]
"""Its time in milliseconds since 1970, and its text."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The stream that events go to."""

    account: str
    region: str
    group_id: int
    stream_id: int
    stream: str


def store(
    analytics: Analytics,
    destination: Destination,
    events: Sequence[Event],
    token: str,
    ingested_ms: int,
) -> None:
    """Store events once: durable when it returns, safe to repeat.

    In one stream `token` always stands for the same events in the same order; it makes their ids,
    too. Raises what `Analytics.insert` raises, but never `RowsRefused`.
    """
    place = (
        destination.account,
        destination.region,
        destination.group_id,
        destination.stream_id,
        destination.stream,
    )
    batch = batch_of(token)
    rows: list[Row] = [
        (
            *place,
            timestamp_ms,
            ingested_ms,
            batch,
            position,
            len(message.encode()),
            message,
            is_object(message),
        )
        for position, (timestamp_ms, message) in enumerate(events)
    ]
    for number, part in enumerate(_parts(rows)):
        _insert(analytics, part, f"logs/{destination.stream_id}/{token}/{number}")


Row = tuple[Any, ...]
_MESSAGE: Final = EVENT_COLUMNS.index("message")


def _insert(analytics: Analytics, rows: Sequence[Row], token: str) -> None:
    """Insert rows; where the store takes none, find the one text that it takes for no object.

    The halves and their tokens follow from the rows alone, so that a batch that comes again is
    cut the same way.
    """
    try:
        on_table(analytics, lambda: analytics.insert(EVENTS, EVENT_COLUMNS, rows, token))
    except RowsRefused:
        if len(rows) > 1:
            half = len(rows) // 2
            _insert(analytics, rows[:half], f"{token}.0")
            _insert(analytics, rows[half:], f"{token}.1")
        elif rows[0][_IS_OBJECT]:
            plain = (*rows[0][:_IS_OBJECT], False, *rows[0][_IS_OBJECT + 1 :])
            _insert(analytics, [plain], f"{token}.text")
        else:
            raise


def is_object(message: str) -> bool:
    """Return whether a text is a JSON object that queries can read by its fields.

    One that nests deeper than anyone would ask for is kept as text only.
    """
    if message.lstrip()[:1] != "{":
        return False
    try:
        parsed = orjson.loads(message)
    except orjson.JSONDecodeError:
        return False
    return isinstance(parsed, dict) and _nests_little(message)


def _nests_little(message: str) -> bool:
    """Whether nothing in it can nest deep; few brackets are quickly counted."""
    if message.count("{") + message.count("[") <= _NESTING_MAX:
        return True
    depth = deepest = 0
    for character in message:
        if character in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest <= _NESTING_MAX


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut events so that no insert of them is too large; the events alone decide where."""
    start = size = 0
    for index, row in enumerate(rows):
        length = len(row[_MESSAGE])
        full = size + length > _PART_CHARACTERS_MAX or index - start >= _PART_EVENTS_MAX
        if index > start and full:
            yield rows[start:index]
            start, size = index, 0
        size += length
    if rows:
        yield rows[start:]
