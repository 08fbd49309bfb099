"""Which managed policies users, groups and roles have: as permissions, and as boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, delete, func, insert, select, update

from lading.directory.tables import ATTACHED_POLICIES, BOUNDARIES
from lading.directory.version import bump
from lading.ports import Conflict, Snapshot, Transaction

POLICIES_PER_ENTITY_MAX = 10
# No account has more users, groups and roles together.
_ENTITIES_MAX = 10_000

_OF_ENTITY = (
    select(ATTACHED_POLICIES.c.policy_arn)
    .where(ATTACHED_POLICIES.c.entity_id == bindparam("entity_id"))
    .order_by(ATTACHED_POLICIES.c.policy_arn)
    .limit(POLICIES_PER_ENTITY_MAX)
)
_ATTACH = insert(ATTACHED_POLICIES).values(
    entity_id=bindparam("entity_id"),
    policy_arn=bindparam("policy_arn"),
    account=bindparam("account"),
)
_DETACH = delete(ATTACHED_POLICIES).where(
    and_(
        ATTACHED_POLICIES.c.entity_id == bindparam("entity_id"),
        ATTACHED_POLICIES.c.policy_arn == bindparam("policy_arn"),
    )
)
_BOUNDARY = select(BOUNDARIES.c.policy_arn).where(BOUNDARIES.c.entity_id == bindparam("entity_id"))
_SET_BOUNDARY = insert(BOUNDARIES).values(
    entity_id=bindparam("entity_id"),
    policy_arn=bindparam("policy_arn"),
    account=bindparam("account"),
)
_CHANGE_BOUNDARY = (
    update(BOUNDARIES)
    .where(BOUNDARIES.c.entity_id == bindparam("entity"))
    .values(policy_arn=bindparam("policy_arn"))
)
_CLEAR_BOUNDARY = delete(BOUNDARIES).where(BOUNDARIES.c.entity_id == bindparam("entity_id"))


def _entities_with(table: Table) -> Select[Any]:
    return (
        select(table.c.entity_id)
        .where(
            and_(
                table.c.policy_arn == bindparam("policy_arn"),
                table.c.account == bindparam("account"),
            )
        )
        .order_by(table.c.entity_id)
        .limit(_ENTITIES_MAX)
    )


def _counts_in(table: Table) -> Select[Any]:
    return (
        select(table.c.policy_arn, func.count().label("entities"))
        .where(table.c.account == bindparam("account"))
        .group_by(table.c.policy_arn)
    )


_HOLDERS, _BOUNDED = _entities_with(ATTACHED_POLICIES), _entities_with(BOUNDARIES)
_COUNTS, _BOUNDED_COUNTS = _counts_in(ATTACHED_POLICIES), _counts_in(BOUNDARIES)


def attached_arns(snapshot: Snapshot, entity_id: str) -> tuple[str, ...]:
    """Return the ARNs of the managed policies that count for a user, group or role itself."""
    rows = snapshot.all(_OF_ENTITY, entity_id=entity_id)
    return tuple(row["policy_arn"] for row in rows)


def holders_of(snapshot: Snapshot, account: str, policy_arn: str) -> tuple[str, ...]:
    """Return the ids of the account's users, groups and roles that have a policy."""
    rows = snapshot.all(_HOLDERS, account=account, policy_arn=policy_arn)
    return tuple(row["entity_id"] for row in rows)


def bounded_by(snapshot: Snapshot, account: str, policy_arn: str) -> tuple[str, ...]:
    """Return the ids of the account's users and roles whose boundary a policy is."""
    rows = snapshot.all(_BOUNDED, account=account, policy_arn=policy_arn)
    return tuple(row["entity_id"] for row in rows)


def attachment_counts(snapshot: Snapshot, account: str) -> Mapping[str, int]:
    """Return how many of the account's entities have each policy that is in use, by ARN."""
    return {row["policy_arn"]: row["entities"] for row in snapshot.all(_COUNTS, account=account)}


def boundary_counts(snapshot: Snapshot, account: str) -> Mapping[str, int]:
    """Return how many of the account's entities are bounded by each policy in use, by ARN."""
    rows = snapshot.all(_BOUNDED_COUNTS, account=account)
    return {row["policy_arn"]: row["entities"] for row in rows}


def attach(tx: Transaction, entity_id: str, policy_arn: str, account: str) -> None:
    """Give an entity of the account a managed policy; one it has already stays."""
    with suppress(Conflict):
        tx.run(_ATTACH, entity_id=entity_id, policy_arn=policy_arn, account=account)
        bump(tx)


def detach(tx: Transaction, entity_id: str, policy_arn: str) -> bool:
    """Take a managed policy from an entity; return whether it had it."""
    found = tx.run(_DETACH, entity_id=entity_id, policy_arn=policy_arn) > 0
    if found:
        bump(tx)
    return found


def boundary_of(snapshot: Snapshot, entity_id: str) -> str | None:
    """Return the ARN of the policy that bounds a user or role, or None."""
    row = snapshot.first(_BOUNDARY, entity_id=entity_id)
    return None if row is None else str(row["policy_arn"])


def set_boundary(tx: Transaction, entity_id: str, policy_arn: str, account: str) -> None:
    """Bound a user or role of the account by a managed policy."""
    if tx.run(_CHANGE_BOUNDARY, entity=entity_id, policy_arn=policy_arn) == 0:
        tx.run(_SET_BOUNDARY, entity_id=entity_id, policy_arn=policy_arn, account=account)
    bump(tx)


def clear_boundary(tx: Transaction, entity_id: str) -> bool:
    """Take the boundary from a user or role; return whether there was one."""
    found = tx.run(_CLEAR_BOUNDARY, entity_id=entity_id) > 0
    if found:
        bump(tx)
    return found
