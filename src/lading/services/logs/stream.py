"""A log stream: what is known of it, and finding it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from lading.operation import Call
from lading.ports import Row
from lading.services.logs.group import LogGroup
from lading.services.logs.tables import LOG_STREAMS

_FIND = select(LOG_STREAMS).where(
    and_(
        LOG_STREAMS.c.group_id == bindparam("group_id"),
        LOG_STREAMS.c.name == bindparam("name"),
    )
)


@dataclass(frozen=True, slots=True)
class LogStream:
    """A log stream as it is stored."""

    id: int
    name: str
    created_ms: int


def find_stream(call: Call, group: LogGroup, name: str) -> LogStream | None:
    """Return the stream of that name in a group, or None."""
    row = call.tx.first(_FIND, group_id=group.id, name=name)
    return None if row is None else stream_from_row(row)


def existing_stream(call: Call, group: LogGroup, name: str) -> LogStream:
    """Return the stream of that name in a group. Raises ResourceNotFoundException."""
    stream = find_stream(call, group, name)
    if stream is None:
        raise call.error("ResourceNotFoundException", "The specified log stream does not exist.")
    return stream


def stream_from_row(row: Row) -> LogStream:
    """Return the stream a row of the table holds."""
    return LogStream(row["id"], row["name"], row["created_ms"])
