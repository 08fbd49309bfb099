"""The event history as it is in the analytics store, read past the server under test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.folders import DataFolder
from lading.ports import Analytics
from lading.server.analytics_access import analytics_access
from lading.services.cloudtrail.history_schema import BY_RESOURCE, BY_USER, EVENTS
from lading.settings import Settings

_LATE_SECONDS = 30
_COUNTS = f"""
SELECT count(), uniqExact(event_id), countIf(username != ''),
    (SELECT count() FROM {BY_USER}), (SELECT uniqExact(event_id) FROM {BY_USER}),
    (SELECT count() FROM {BY_RESOURCE}),
    (SELECT uniqExact(event_id, resource_key) FROM {BY_RESOURCE})
FROM {EVENTS}"""
_NEWEST = f"""
SELECT record FROM {EVENTS} WHERE event_time >= toDateTime({{after:UInt32}}, 'UTC')
ORDER BY event_id"""


@dataclass
class History:
    """Every event that was read so far; `read` adds what came since.

    `errors` and `ids` are those of a request id and an event name.
    """

    events: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: dict[tuple[str, str], list[str | None]] = field(default_factory=dict)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    _seconds: int = 0

    def read(self, folder: DataFolder) -> list[Mapping[str, Any]]:
        """Return the events that are new, in the order of their ids; each is there once."""
        with _analytics(folder) as analytics:
            _check_counts(analytics)
            rows = analytics.select(_NEWEST, {"after": max(0, self._seconds - _LATE_SECONDS)})
            ((events, *_),) = analytics.select(_COUNTS)
        records = [orjson.loads(str(record)) for (record,) in rows]
        fresh = [record for record in records if record["eventID"] not in self.events]
        for record in fresh:
            self.events[record["eventID"]] = record
            name = record["requestID"], record["eventName"]
            self.errors.setdefault(name, []).append(record.get("errorCode"))
            self.ids[name] = record["eventID"]
        assert len(self.events) == events, "events that are older than those read before"
        if records:
            self._seconds = max(map(_seconds_of, records))
        return fresh


def _check_counts(analytics: Analytics) -> None:
    """Each event is once in each table it belongs to."""
    ((events, ids, with_user, of_users, user_ids, resources, resource_ids),) = analytics.select(
        _COUNTS
    )
    assert events == ids, f"{events} events, {ids} ids"
    assert of_users == user_ids == with_user, f"{of_users}, {user_ids}, {with_user} of users"
    assert resources == resource_ids, f"{resources} of resources, {resource_ids} of them distinct"


def _seconds_of(record: Mapping[str, Any]) -> int:
    return int(datetime.fromisoformat(record["eventTime"]).timestamp())


@contextmanager
def _analytics(folder: DataFolder) -> Iterator[ClickHouseAnalytics]:
    access = analytics_access(Settings(data=folder.root))
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    try:
        yield analytics
    finally:
        analytics.close()
