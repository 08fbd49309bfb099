"""Imported records as log events: each at its own time, in the stream of its account and Region.

A record is there once: what the group has already, by event id in the same span of time, is left
out. The stream's name is the one that a trail's delivery would give it (CloudTrail User Guide,
"CloudWatch log group and log stream naming").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, cast

from sqlalchemy import and_, bindparam, select

from lading.inside import Ask, Inside
from lading.ports import Analytics, Database, QueryLimits, Snapshot, TableMissing
from lading.services.cloudtrail.history_quay import Quay
from lading.services.logs.delivery import destination, store_records
from lading.services.logs.event_schema import EVENTS
from lading.services.logs.event_store import Destination
from lading.services.logs.tables import LOG_GROUPS

_SERVICE: Final = "cloudtrail.amazonaws.com"
_LIMITS: Final = QueryLimits(
    seconds=60, memory_bytes=1 << 30, rows_read=10_000_000_000, rows_returned=2_000_000
)
_KNOWN: Final = """
SELECT DISTINCT toString(fields.eventID) FROM {table}
WHERE group_id = {{group:UInt64}} AND timestamp BETWEEN
    fromUnixTimestamp64Milli({{first:Int64}}, 'UTC') AND
    fromUnixTimestamp64Milli({{last:Int64}}, 'UTC')"""

_GROUP: Final = select(LOG_GROUPS.c.id).where(
    and_(
        LOG_GROUPS.c.account == bindparam("account"),
        LOG_GROUPS.c.region == bindparam("region"),
        LOG_GROUPS.c.name == bindparam("name"),
    )
)

_Event = tuple[int, str, str]
"""Its time in milliseconds since 1970, its id, its record."""


def has_group(snapshot: Snapshot, account: str, region: str, name: str) -> bool:
    """Return whether there is such a log group."""
    return snapshot.first(_GROUP, account=account, region=region, name=name) is not None


class StreamMissing(Exception):
    """The stream was made and is not there: the group was deleted meanwhile."""


class ImportedEvents:
    """The way of an import into one log group."""

    def __init__(
        self,
        analytics: Analytics,
        database: Database,
        ask: Ask,
        *,
        account: str,
        region: str,
        group: str,
    ) -> None:
        """account, region: whose the group is."""
        self._analytics = analytics
        self._database = database
        self._ask = ask
        self._account = account
        self._region = region
        self._group = group
        self._known: dict[str, Destination] = {}

    def store(self, quay: Quay) -> int:
        """Store what is in a quay, once, and return how many records were new.

        Raises `ServiceError` (there is no such group), `InsideUnavailable`, `StreamMissing`, and
        what the store raises.
        """
        streams: dict[str, list[_Event]] = defaultdict(list)
        for account, region, moment, event_id, record in quay.events():
            time_ms = int(moment.timestamp()) * 1000
            streams[f"{account}_CloudTrail_{region}"].append((time_ms, event_id, record))
        return sum(self._store(name, events) for name, events in streams.items())

    def _store(self, stream: str, events: Sequence[_Event]) -> int:
        to = self._destination(stream)
        known = self._ids(to, events[0][0], events[-1][0])
        new = [event for event in events if event[1] not in known]
        if not new:
            return 0
        token = sha256("\0".join([stream, *(event[1] for event in new)]).encode()).hexdigest()
        delivered = store_records(
            self._analytics,
            to,
            [(time_ms, record) for time_ms, _, record in new],
            f"import/{token}",
            int(datetime.now(UTC).timestamp() * 1000),
        )
        return delivered.stored

    def _ids(self, to: Destination, first_ms: int, last_ms: int) -> set[str]:
        values = {"group": to.group_id, "first": first_ms, "last": last_ms}
        try:
            rows = self._analytics.select(_KNOWN.format(table=EVENTS), values, limits=_LIMITS)
        except TableMissing:
            return set()
        return {cast("str", event_id) for (event_id,) in rows}

    def _destination(self, stream: str) -> Destination:
        found = self._known.get(stream) or self._find(stream)
        if found is None:
            request = {"logGroupName": self._group, "logStreamName": stream}
            operation = "cloudtrail:CreateImportStream"
            self._ask(Inside(operation, _SERVICE, self._account, self._region, request))
            found = self._find(stream)
        if found is None:
            raise StreamMissing(stream)
        self._known[stream] = found
        return found

    def _find(self, stream: str) -> Destination | None:
        return self._database.read(
            lambda tx: destination(tx, self._account, self._region, self._group, stream)
        )
