"""Event ids: 56 decimal digits in the order of events, and where an event lies in the store.

    01752228664123 01752228665000 09223372036854775807 00000042
    time           ingestion      batch                place in it

Events are in the order of their time, then of ingestion, then of the batch they came with
(CloudWatch Logs API reference, FilterLogEvents). AWS's ids have 56 digits, too; what they are made
of is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

ID_DIGITS: Final = 56
_ID: Final = re.compile(r"\d{56}", re.ASCII)
_PARTS: Final = (slice(0, 14), slice(14, 28), slice(28, 48), slice(48, 56))
_BATCH_MAX: Final = (1 << 64) - 1
TIME_MS_MAX: Final = 10_413_791_999_999
"""The last millisecond of the year 2299, where ClickHouse's DateTime64 ends."""


@dataclass(frozen=True, slots=True, order=True)
class EventPlace:
    """Where an event stands among all of its group; times in milliseconds since 1970."""

    timestamp_ms: int
    ingested_ms: int
    batch: int
    position: int

    @property
    def event_id(self) -> str:
        """The id on the wire."""
        return (
            f"{self.timestamp_ms:014d}{self.ingested_ms:014d}{self.batch:020d}{self.position:08d}"
        )


FIRST_PLACE: Final = EventPlace(0, 0, 0, 0)


def place_of(event_id: str) -> EventPlace | None:
    """Return the place that an id names, or None if it cannot be an id."""
    if not _ID.fullmatch(event_id):
        return None
    timestamp, ingested, batch, position = (int(event_id[part]) for part in _PARTS)
    if timestamp > TIME_MS_MAX or ingested > TIME_MS_MAX or batch > _BATCH_MAX:
        return None
    return EventPlace(timestamp, ingested, batch, position)


def neighbour(place: EventPlace, distance: int) -> EventPlace:
    """Return the place right behind (1) or before (-1) another; the first has none before it."""
    number = max(0, int(place.event_id) + distance)
    return place_of(f"{number:0{ID_DIGITS}d}") or place


def batch_of(token: str) -> int:
    """Return the batch number of events stored under a token."""
    return int.from_bytes(sha256(token.encode()).digest()[:8])
