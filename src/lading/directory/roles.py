"""Roles: finding them, and the changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, update

from lading.directory.arns import parse_role_arn, role_arn
from lading.directory.entity_table import EntityTable
from lading.directory.identifiers import new_entity_id
from lading.directory.instants import milliseconds, whole_seconds
from lading.directory.tables import ROLES
from lading.directory.version import bump
from lading.ports import Row, Snapshot, Transaction

ROLES_PER_ACCOUNT_MAX = 1000

_TABLE = EntityTable(ROLES, ROLES.c.role_id)
_SET_TRUST = (
    update(ROLES)
    .where(ROLES.c.role_id == bindparam("role"))
    .values(trust_policy=bindparam("trust_policy"))
)
_CHANGE = (
    update(ROLES)
    .where(ROLES.c.role_id == bindparam("role"))
    .values(
        description=bindparam("description"),
        session_seconds_max=bindparam("session_seconds_max", type_=Integer),
    )
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role of an account; `created` in whole seconds, UTC, `trust_policy` as it was sent."""

    role_id: str
    account: str
    name: str
    path: str
    description: str | None
    trust_policy: str
    session_seconds_max: int
    created: datetime

    @property
    def arn(self) -> str:
        """The role's ARN, path included."""
        return role_arn(self.account, self.path, self.name)


def find_role(snapshot: Snapshot, account: str, name: str) -> Role | None:
    """Return the role of that name in any case, or None."""
    row = _TABLE.find(snapshot, account, name)
    return None if row is None else _from_row(row)


def find_role_by_id(snapshot: Snapshot, role_id: str) -> Role | None:
    """Return the role of that unique id (`AROA…`), or None."""
    row = _TABLE.find_by_id(snapshot, role_id)
    return None if row is None else _from_row(row)


def find_role_by_arn(snapshot: Snapshot, arn: str) -> Role | None:
    """Return the role with exactly this ARN, or None: path and case count here."""
    name = parse_role_arn(arn)
    role = None if name is None else find_role(snapshot, name.account, name.name)
    return role if role is not None and role.arn == arn else None


def list_roles(
    snapshot: Snapshot, account: str, *, path_prefix: str = "/", after: str = "", limit: int
) -> tuple[Role, ...]:
    """Return roles by name, from behind the name `after`."""
    rows = _TABLE.list(snapshot, account, path_prefix, after, limit)
    return tuple(_from_row(row) for row in rows)


def count_roles(snapshot: Snapshot, account: str) -> int:
    """Return how many roles an account has."""
    return _TABLE.count(snapshot, account)


def add_role(
    tx: Transaction,
    account: str,
    name: str,
    *,
    path: str,
    description: str | None,
    trust_policy: str,
    session_seconds_max: int,
    now: datetime,
) -> Role:
    """Store a new role and return it. Raises `Conflict` if the name is taken in any case."""
    role = Role(
        role_id=new_entity_id("AROA"),
        account=account,
        name=name,
        path=path,
        description=description,
        trust_policy=trust_policy,
        session_seconds_max=session_seconds_max,
        created=whole_seconds(milliseconds(now)),
    )
    _TABLE.add(
        tx,
        role_id=role.role_id,
        account=account,
        name=name,
        path=path,
        description=description,
        trust_policy=trust_policy,
        session_seconds_max=session_seconds_max,
        created_ms=milliseconds(now),
    )
    return role


def set_trust_policy(tx: Transaction, role_id: str, document: str) -> None:
    """Replace the policy that says who may assume the role."""
    tx.run(_SET_TRUST, role=role_id, trust_policy=document)
    bump(tx)


def change_role(
    tx: Transaction, role_id: str, description: str | None, session_seconds_max: int
) -> None:
    """Replace what a role says of itself and how long its sessions may last."""
    tx.run(_CHANGE, role=role_id, description=description, session_seconds_max=session_seconds_max)
    bump(tx)


def delete_role(tx: Transaction, role_id: str) -> None:
    """Forget a role; the caller has made sure that no policy is left."""
    _TABLE.delete(tx, role_id)


def _from_row(row: Row) -> Role:
    return Role(
        role_id=row["role_id"],
        account=row["account"],
        name=row["name"],
        path=row["path"],
        description=row["description"],
        trust_policy=row["trust_policy"],
        session_seconds_max=row["session_seconds_max"],
        created=whole_seconds(row["created_ms"]),
    )
