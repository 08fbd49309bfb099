"""A log group: what is known of it, and finding it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, select

from lading.operation import Call, Request, ServiceError
from lading.ports import Row
from lading.services.logs.names import GroupName, group_named
from lading.services.logs.tables import LOG_GROUPS

DAY_MS = 86_400_000
STANDARD = "STANDARD"
_ID_BITS = 62

_FIND = select(LOG_GROUPS).where(
    and_(
        LOG_GROUPS.c.account == bindparam("account"),
        LOG_GROUPS.c.region == bindparam("region"),
        LOG_GROUPS.c.name == bindparam("name"),
    )
)


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group as it is stored. `retention_days` is None where events never expire."""

    id: int
    named: GroupName
    created_ms: int
    group_class: str
    retention_days: int | None
    protected: bool
    tags: dict[str, str]

    def oldest_ms(self, now: datetime) -> int:
        """Return the time before which events of the group have expired."""
        if self.retention_days is None:
            return 0
        return milliseconds(now) - self.retention_days * DAY_MS


def find(call: Call, named: GroupName) -> LogGroup | None:
    """Return the group of that name, or None. Read once a snapshot."""
    key = f"log group {named.arn}"
    if key not in call.memo:
        row = None
        if named.region == call.scope.region:
            row = call.tx.first(_FIND, account=named.account, region=named.region, name=named.name)
        call.memo[key] = None if row is None else from_row(row)
    found: LogGroup | None = call.memo[key]
    return found


def required(call: Call, request: Request) -> LogGroup:
    """Return the group a request names. Raises ResourceNotFoundException."""
    return existing(call, group_named(call, request))


def existing(call: Call, named: GroupName) -> LogGroup:
    """Return the group of that name. Raises ResourceNotFoundException."""
    group = find(call, named)
    if group is None:
        raise call.error("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def from_row(row: Row) -> LogGroup:
    """Return the group a row of the table holds."""
    return LogGroup(
        id=row["id"],
        named=GroupName(row["account"], row["region"], row["name"]),
        created_ms=row["created_ms"],
        group_class=row["group_class"],
        retention_days=row["retention_days"],
        protected=bool(row["protected"]),
        tags=orjson.loads(row["tags"]),
    )


def tag_conditions(call: Call, request: Request) -> dict[str, str | tuple[str, ...]]:
    """Return the condition keys that tags stand for: the group's and the request's."""
    return conditions_of(call, request, group_named(call, request))


def conditions_of(
    call: Call, request: Request, named: GroupName
) -> dict[str, str | tuple[str, ...]]:
    """Return the condition keys of a request about a group, which need not exist."""
    group = find(call, named)
    keys: dict[str, str | tuple[str, ...]] = {
        f"aws:ResourceTag/{key}": value for key, value in (group.tags if group else {}).items()
    }
    given: Any = request.get("tags")
    requested: dict[str, str] = given if isinstance(given, dict) else {}
    keys |= {f"aws:RequestTag/{key}": value for key, value in requested.items()}
    removed = () if isinstance(given, dict) else given
    names = tuple(requested) or tuple(request.get("tagKeys") or removed or ())
    if names:
        keys["aws:TagKeys"] = names
    return keys


def refuse_class(call: Call, group: LogGroup) -> None:
    """Refuse to read events of a group whose class can only be queried.

    The text is ours (CloudWatch Logs User Guide, "Log classes", says only that it cannot be done).
    """
    if group.group_class != STANDARD:
        raise unsupported_class(call, group)


def unsupported_class(call: Call, group: LogGroup) -> ServiceError:
    """Return the error for what a group of this class cannot do."""
    return call.error(
        "InvalidParameterException",
        f"{call.operation.name} is not supported for log groups of the class {group.group_class}.",
    )


def new_id() -> int:
    """Return an id that no group and no stream has had, here or before a restored backup."""
    return secrets.randbits(_ID_BITS) | 1


def milliseconds(when: datetime) -> int:
    """Return a time in milliseconds since 1970."""
    return int(when.timestamp() * 1000)
