"""Aliases in the database: second names of keys, `alias/…`, within an account and Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from lading.directory.instants import milliseconds, whole_seconds
from lading.ports import Row, Snapshot, Transaction
from lading.services.kms.key import Key, alias_arn
from lading.services.kms.tables import ALIASES

ALIASES_PER_KEY_MAX: Final = 50

_NAMED = (
    ALIASES.c.account == bindparam("of_account"),
    ALIASES.c.region == bindparam("of_region"),
    ALIASES.c.name == bindparam("of_name"),
)
_FIND = select(ALIASES).where(*_NAMED)
_OF_KEY = (
    select(ALIASES)
    .where(ALIASES.c.key_id == bindparam("key_id"))
    .order_by(ALIASES.c.name)
    .limit(ALIASES_PER_KEY_MAX + 1)
)
_PAGE = (
    select(ALIASES)
    .where(
        ALIASES.c.account == bindparam("account"),
        ALIASES.c.region == bindparam("region"),
        ALIASES.c.name > bindparam("after"),
    )
    .order_by(ALIASES.c.name)
    .limit(bindparam("aliases_max"))
)
_ADD = insert(ALIASES).values(
    account=bindparam("account"),
    region=bindparam("region"),
    name=bindparam("name"),
    key_id=bindparam("key_id"),
    created_ms=bindparam("now_ms"),
    updated_ms=bindparam("now_ms"),
)
_POINT = (
    update(ALIASES)
    .where(*_NAMED)
    .values(key_id=bindparam("to_key"), updated_ms=bindparam("now_ms"))
)
_DELETE = delete(ALIASES).where(*_NAMED)


@dataclass(frozen=True, slots=True)
class Alias:
    """An alias; `name` begins with `alias/`."""

    account: str
    region: str
    name: str
    key_id: str
    created: datetime
    updated: datetime

    @property
    def arn(self) -> str:
        """The ARN of the alias."""
        return alias_arn(self.account, self.region, self.name)


def find_alias(snapshot: Snapshot, account: str, region: str, name: str) -> Alias | None:
    """Return an alias, or None."""
    row = snapshot.first(_FIND, of_account=account, of_region=region, of_name=name)
    return None if row is None else _from_row(row)


def aliases_of(snapshot: Snapshot, key_id: str) -> list[str]:
    """Return the names of a key's aliases, in order."""
    return [row["name"] for row in snapshot.all(_OF_KEY, key_id=key_id)]


def aliases_of_key(snapshot: Snapshot, key_id: str) -> list[Alias]:
    """Return the aliases of a key, by name."""
    return [_from_row(row) for row in snapshot.all(_OF_KEY, key_id=key_id)]


def aliases_of_account(
    snapshot: Snapshot, account: str, region: str, *, after: str, aliases_max: int
) -> list[Alias]:
    """Return aliases by name, from behind `after`."""
    rows = snapshot.all(_PAGE, account=account, region=region, after=after, aliases_max=aliases_max)
    return [_from_row(row) for row in rows]


def add_alias(tx: Transaction, key: Key, name: str, now: datetime) -> None:
    """Give a key one more name. Raises `Conflict` when the name is taken."""
    tx.run(
        _ADD,
        account=key.account,
        region=key.region,
        name=name,
        key_id=key.key_id,
        now_ms=milliseconds(now),
    )


def point_alias(tx: Transaction, alias: Alias, key: Key, now: datetime) -> None:
    """Make an alias the name of another key."""
    tx.run(
        _POINT,
        of_account=alias.account,
        of_region=alias.region,
        of_name=alias.name,
        to_key=key.key_id,
        now_ms=milliseconds(now),
    )


def delete_alias(tx: Transaction, alias: Alias) -> None:
    """Forget an alias; the key stays."""
    tx.run(_DELETE, of_account=alias.account, of_region=alias.region, of_name=alias.name)


def _from_row(row: Row) -> Alias:
    return Alias(
        account=row["account"],
        region=row["region"],
        name=row["name"],
        key_id=row["key_id"],
        created=whole_seconds(row["created_ms"]),
        updated=whole_seconds(row["updated_ms"]),
    )
