"""What was deleted while its events still lie in the analytics store.

Nobody can read them any more. A job deletes them there and then has `RemoveLogRemains` forget them
here: long enough after the deletion that no PutLogEvents of before is still on its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, insert, select

from lading.operation import Call, operation
from lading.ports import Snapshot
from lading.services.logs.group import LogGroup, milliseconds
from lading.services.logs.tables import LOG_REMAINS

KEPT_MS: Final = 600_000
WHOLE_GROUP: Final = 0
_BATCH_MAX: Final = 1_000

_ADD = insert(LOG_REMAINS).values(
    group_id=bindparam("group_id"),
    stream_id=bindparam("stream_id"),
    account=bindparam("account"),
    region=bindparam("region"),
    deleted_ms=bindparam("deleted_ms"),
)
_OF_GROUP = (
    select(LOG_REMAINS.c.stream_id)
    .where(LOG_REMAINS.c.group_id == bindparam("group_id"))
    .order_by(LOG_REMAINS.c.stream_id)
)
_OLDEST = select(LOG_REMAINS).order_by(LOG_REMAINS.c.deleted_ms).limit(bindparam("limit"))
_FORGET = delete(LOG_REMAINS).where(
    and_(
        LOG_REMAINS.c.account == bindparam("account"),
        LOG_REMAINS.c.region == bindparam("region"),
        LOG_REMAINS.c.group_id == bindparam("group_id"),
        LOG_REMAINS.c.stream_id == bindparam("stream_id"),
        LOG_REMAINS.c.deleted_ms <= bindparam("deleted_ms"),
    )
)


@dataclass(frozen=True, slots=True)
class Remains:
    """Events of a deleted stream, or of a whole deleted group (`stream_id` 0)."""

    account: str
    region: str
    group_id: int
    stream_id: int
    deleted_ms: int


def remember(call: Call, group: LogGroup, stream_id: int = WHOLE_GROUP) -> None:
    """Note that a stream, or the whole group, is deleted in this transaction."""
    call.tx.run(
        _ADD,
        group_id=group.id,
        stream_id=stream_id,
        account=group.named.account,
        region=group.named.region,
        deleted_ms=milliseconds(call.now),
    )


def deleted_streams(snapshot: Snapshot, group_id: int) -> tuple[int, ...]:
    """Return the streams of a group whose events must not be seen any more."""
    return tuple(row["stream_id"] for row in snapshot.all(_OF_GROUP, group_id=group_id))


def oldest_remains(snapshot: Snapshot) -> list[Remains]:
    """Return what was deleted first, up to a number that one statement can delete."""
    return [
        Remains(
            account=row["account"],
            region=row["region"],
            group_id=row["group_id"],
            stream_id=row["stream_id"],
            deleted_ms=row["deleted_ms"],
        )
        for row in snapshot.all(_OLDEST, limit=_BATCH_MAX)
    ]


@operation("logs:RemoveLogRemains", changes=True, internal=True)
def remove_log_remains(call: Call, request: Mapping[str, Any]) -> dict[str, Any]:
    """Forget remains whose events are deleted: `remains` is a list of [group id, stream id]."""
    pairs: Sequence[tuple[int, int]] = request["remains"]
    for group_id, stream_id in pairs:
        call.tx.run(
            _FORGET,
            account=call.scope.account,
            region=call.scope.region,
            group_id=int(group_id),
            stream_id=int(stream_id),
            deleted_ms=milliseconds(call.now) - KEPT_MS,
        )
    return {}
