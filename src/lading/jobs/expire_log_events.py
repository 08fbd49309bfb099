"""Deletes log events that nobody can read any more, and forgets what has nothing left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from lading.inside import Ask, Inside
from lading.ports import Analytics, Database
from lading.services.logs.event_schema import prepare
from lading.services.logs.expiry import delete_expired, delete_remains, expiring_groups
from lading.services.logs.group import milliseconds
from lading.services.logs.remains import KEPT_MS, Remains, oldest_remains

_SERVICE = "logs.amazonaws.com"

log = structlog.get_logger("expire_log_events")


def expire_log_events(database: Database, analytics: Analytics, ask: Ask, now: datetime) -> None:
    """Delete expired events, and those of deleted groups and streams, from the analytics store.

    Raises `AnalyticsUnavailable`, `DatabaseUnavailable`, `InsideUnavailable`: run again later.
    """
    prepare(analytics)
    after: int | None = 0
    while after is not None:
        groups = database.read(partial(expiring_groups, after=after))
        if delete_expired(analytics, groups, now):
            log.info("expired", groups=len(groups))
        after = groups[-1].id if groups else None
    remains = database.read(oldest_remains)
    if delete_remains(analytics, remains):
        log.info("deleted", remains=len(remains))
    _forget(remains, ask, now)


def _forget(remains: Sequence[Remains], ask: Ask, now: datetime) -> None:
    """Forget what was deleted so long ago that nothing can be on its way to it any more."""
    owners: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for one in remains:
        if one.deleted_ms <= milliseconds(now) - KEPT_MS:
            owners[one.account, one.region].append((one.group_id, one.stream_id))
    for (account, region), pairs in owners.items():
        request = {"remains": [list(pair) for pair in pairs]}
        ask(Inside("logs:RemoveLogRemains", _SERVICE, account, region, request))
