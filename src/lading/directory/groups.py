"""Groups of users: finding them, and the changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lading.directory.arns import group_arn
from lading.directory.entity_table import EntityTable
from lading.directory.identifiers import new_entity_id
from lading.directory.instants import milliseconds, whole_seconds
from lading.directory.tables import GROUPS
from lading.ports import Row, Snapshot, Transaction

GROUPS_PER_ACCOUNT_MAX = 300

_TABLE = EntityTable(GROUPS, GROUPS.c.group_id)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of an account; `created` in whole seconds, UTC."""

    group_id: str
    account: str
    name: str
    path: str
    created: datetime

    @property
    def arn(self) -> str:
        """The group's ARN, path included."""
        return group_arn(self.account, self.path, self.name)


def find_group(snapshot: Snapshot, account: str, name: str) -> Group | None:
    """Return the group of that name in any case, or None."""
    row = _TABLE.find(snapshot, account, name)
    return None if row is None else group_from_row(row)


def find_group_by_id(snapshot: Snapshot, group_id: str) -> Group | None:
    """Return the group of that unique id (`AGPA…`), or None."""
    row = _TABLE.find_by_id(snapshot, group_id)
    return None if row is None else group_from_row(row)


def list_groups(
    snapshot: Snapshot, account: str, *, path_prefix: str = "/", after: str = "", limit: int
) -> tuple[Group, ...]:
    """Return groups by name, from behind the name `after`."""
    rows = _TABLE.list(snapshot, account, path_prefix, after, limit)
    return tuple(group_from_row(row) for row in rows)


def count_groups(snapshot: Snapshot, account: str) -> int:
    """Return how many groups an account has."""
    return _TABLE.count(snapshot, account)


def add_group(tx: Transaction, account: str, name: str, path: str, now: datetime) -> Group:
    """Store a new group and return it. Raises `Conflict` if the name is taken in any case."""
    group = Group(new_entity_id("AGPA"), account, name, path, whole_seconds(milliseconds(now)))
    _TABLE.add(
        tx,
        group_id=group.group_id,
        account=account,
        name=name,
        path=path,
        created_ms=milliseconds(now),
    )
    return group


def rename_group(tx: Transaction, group_id: str, name: str, path: str) -> None:
    """Give a group another name or path; its id stays. Raises `Conflict` if the name is taken."""
    _TABLE.rename(tx, group_id, name, path)


def delete_group(tx: Transaction, group_id: str) -> None:
    """Forget a group; the caller has made sure that no member and no policy is left."""
    _TABLE.delete(tx, group_id)


def group_from_row(row: Row) -> Group:
    """Return the group of a row of its table."""
    return Group(
        group_id=row["group_id"],
        account=row["account"],
        name=row["name"],
        path=row["path"],
        created=whole_seconds(row["created_ms"]),
    )
