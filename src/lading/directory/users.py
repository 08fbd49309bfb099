"""Users: finding them, and the changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lading.directory.arns import user_arn
from lading.directory.entity_table import EntityTable
from lading.directory.identifiers import new_entity_id
from lading.directory.instants import milliseconds, whole_seconds
from lading.directory.tables import USERS
from lading.ports import Row, Snapshot, Transaction

USERS_PER_ACCOUNT_MAX = 5000

_TABLE = EntityTable(USERS, USERS.c.user_id)


@dataclass(frozen=True, slots=True)
class User:
    """A user of an account; `created` in whole seconds, UTC."""

    user_id: str
    account: str
    name: str
    path: str
    created: datetime

    @property
    def arn(self) -> str:
        """The user's ARN, path included."""
        return user_arn(self.account, self.path, self.name)


def find_user(snapshot: Snapshot, account: str, name: str) -> User | None:
    """Return the user of that name in any case, or None."""
    row = _TABLE.find(snapshot, account, name)
    return None if row is None else user_from_row(row)


def find_user_by_id(snapshot: Snapshot, user_id: str) -> User | None:
    """Return the user of that unique id (`AIDA…`), or None."""
    row = _TABLE.find_by_id(snapshot, user_id)
    return None if row is None else user_from_row(row)


def list_users(
    snapshot: Snapshot, account: str, *, path_prefix: str = "/", after: str = "", limit: int
) -> tuple[User, ...]:
    """Return users by name, from behind the name `after`."""
    rows = _TABLE.list(snapshot, account, path_prefix, after, limit)
    return tuple(user_from_row(row) for row in rows)


def count_users(snapshot: Snapshot, account: str) -> int:
    """Return how many users an account has."""
    return _TABLE.count(snapshot, account)


def add_user(tx: Transaction, account: str, name: str, path: str, now: datetime) -> User:
    """Store a new user and return it. Raises `Conflict` if the name is taken in any case."""
    user = User(new_entity_id("AIDA"), account, name, path, whole_seconds(milliseconds(now)))
    _TABLE.add(
        tx,
        user_id=user.user_id,
        account=account,
        name=name,
        path=path,
        created_ms=milliseconds(now),
    )
    return user


def rename_user(tx: Transaction, user_id: str, name: str, path: str) -> None:
    """Give a user another name or path; the id stays. Raises `Conflict` if the name is taken."""
    _TABLE.rename(tx, user_id, name, path)


def delete_user(tx: Transaction, user_id: str) -> None:
    """Forget a user; the caller has made sure that no key and no policy is left."""
    _TABLE.delete(tx, user_id)


def user_from_row(row: Row) -> User:
    """Return the user of a row of its table."""
    return User(
        user_id=row["user_id"],
        account=row["account"],
        name=row["name"],
        path=row["path"],
        created=whole_seconds(row["created_ms"]),
    )
