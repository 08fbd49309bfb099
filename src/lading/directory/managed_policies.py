"""Managed policies of accounts, and their versions. Those of AWS are in `aws_policies`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, delete, func, insert, select, update

from lading.directory.arns import AWS, parse_policy_arn, policy_arn
from lading.directory.aws_policies import aws_policies
from lading.directory.entity_table import EntityTable
from lading.directory.identifiers import new_entity_id
from lading.directory.instants import milliseconds, whole_seconds
from lading.directory.tables import MANAGED_POLICIES, POLICY_VERSIONS
from lading.directory.version import bump
from lading.ports import Row, Snapshot, Transaction

POLICIES_PER_ACCOUNT_MAX = 1500

_TABLE = EntityTable(MANAGED_POLICIES, MANAGED_POLICIES.c.policy_id)
_COUNT_VERSIONS = (
    select(func.count().label("versions"))
    .select_from(
        POLICY_VERSIONS.join(
            MANAGED_POLICIES, MANAGED_POLICIES.c.policy_id == POLICY_VERSIONS.c.policy_id
        )
    )
    .where(MANAGED_POLICIES.c.account == bindparam("account"))
)
_DELETE_VERSIONS = delete(POLICY_VERSIONS).where(
    POLICY_VERSIONS.c.policy_id == bindparam("policy_id")
)
_ADD_VERSION = insert(POLICY_VERSIONS).values(
    policy_id=bindparam("policy_id"),
    version=bindparam("version"),
    document=bindparam("document"),
    created_ms=bindparam("created_ms"),
)
_SET_VERSIONS = (
    update(MANAGED_POLICIES)
    .where(MANAGED_POLICIES.c.policy_id == bindparam("id"))
    .values(
        default_version=bindparam("default_version", type_=Integer),
        newest_version=bindparam("newest_version", type_=Integer),
        updated_ms=bindparam("updated_ms"),
    )
)
_DOCUMENT = (
    select(POLICY_VERSIONS.c.document)
    .select_from(
        POLICY_VERSIONS.join(
            MANAGED_POLICIES,
            and_(
                MANAGED_POLICIES.c.policy_id == POLICY_VERSIONS.c.policy_id,
                MANAGED_POLICIES.c.default_version == POLICY_VERSIONS.c.version,
            ),
        )
    )
    .where(
        and_(
            MANAGED_POLICIES.c.account == bindparam("account"),
            MANAGED_POLICIES.c.name_folded == bindparam("name_folded"),
            MANAGED_POLICIES.c.path == bindparam("path"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A policy that stands by itself; `account` is `aws` for one of AWS, times as of `User`."""

    policy_id: str
    account: str
    name: str
    path: str
    description: str | None
    default_version: int
    newest_version: int
    created: datetime
    updated: datetime

    @property
    def arn(self) -> str:
        """The policy's ARN, path included."""
        return policy_arn(self.account, self.path, self.name)


def find_managed(snapshot: Snapshot, account: str, arn: str) -> ManagedPolicy | None:
    """Return the policy of that ARN if the account can use it: its own, or one of AWS."""
    name = parse_policy_arn(arn)
    if name is None:
        return None
    if name.account == AWS:
        return _of_aws(arn)
    if name.account != account:
        return None
    row = _TABLE.find(snapshot, account, name.name)
    policy = None if row is None else _from_row(row)
    return policy if policy is not None and policy.arn == arn else None


def managed_document(snapshot: Snapshot, arn: str) -> str | None:
    """Return the document that is the policy's default version now, or None."""
    name = parse_policy_arn(arn)
    if name is None:
        return None
    if name.account == AWS:
        policy = aws_policies().get(arn)
        return None if policy is None else policy.document
    row = snapshot.first(
        _DOCUMENT, account=name.account, name_folded=name.name.lower(), path=name.path
    )
    return None if row is None else str(row["document"])


def list_managed(snapshot: Snapshot, account: str) -> tuple[ManagedPolicy, ...]:
    """Return the account's own policies by name; there are never more than the quota."""
    rows = _TABLE.list(snapshot, account, "/", "", POLICIES_PER_ACCOUNT_MAX)
    return tuple(_from_row(row) for row in rows)


def list_of_aws() -> tuple[ManagedPolicy, ...]:
    """Return AWS's own policies by name."""
    found = (_of_aws(arn) for arn in aws_policies())
    return tuple(policy for policy in found if policy is not None)


def count_managed(snapshot: Snapshot, account: str) -> int:
    """Return how many policies an account has itself."""
    return _TABLE.count(snapshot, account)


def count_versions(snapshot: Snapshot, account: str) -> int:
    """Return how many versions all policies of an account have together."""
    row = snapshot.first(_COUNT_VERSIONS, account=account)
    return 0 if row is None else int(row["versions"])


def add_managed(
    tx: Transaction,
    account: str,
    name: str,
    *,
    path: str,
    description: str | None,
    document: str,
    now: datetime,
) -> ManagedPolicy:
    """Store a new policy with version 1. Raises `Conflict` if the name is taken in any case."""
    made = whole_seconds(milliseconds(now))
    policy_id = new_entity_id("ANPA")
    _TABLE.add(
        tx,
        policy_id=policy_id,
        account=account,
        name=name,
        path=path,
        description=description,
        default_version=1,
        newest_version=1,
        created_ms=milliseconds(now),
        updated_ms=milliseconds(now),
    )
    policy = ManagedPolicy(policy_id, account, name, path, description, 1, 1, made, made)
    _store_version(tx, policy_id, 1, document, now)
    return policy


def add_version(
    tx: Transaction, policy: ManagedPolicy, document: str, now: datetime, *, default: bool
) -> int:
    """Store a further version, as the one that counts if `default`; return its number."""
    version = policy.newest_version + 1
    _store_version(tx, policy.policy_id, version, document, now)
    set_versions(tx, policy, version if default else policy.default_version, version, now)
    return version


def set_versions(
    tx: Transaction, policy: ManagedPolicy, default: int, newest: int, now: datetime
) -> None:
    """Say which version counts and which number was given out last."""
    tx.run(
        _SET_VERSIONS,
        id=policy.policy_id,
        default_version=default,
        newest_version=newest,
        updated_ms=milliseconds(now),
    )
    bump(tx)


def delete_managed(tx: Transaction, policy_id: str) -> None:
    """Forget a policy and its versions; the caller has made sure that nobody has it."""
    tx.run(_DELETE_VERSIONS, policy_id=policy_id)
    _TABLE.delete(tx, policy_id)


def _store_version(
    tx: Transaction, policy_id: str, version: int, document: str, now: datetime
) -> None:
    tx.run(
        _ADD_VERSION,
        policy_id=policy_id,
        version=version,
        document=document,
        created_ms=milliseconds(now),
    )
    bump(tx)


def _of_aws(arn: str) -> ManagedPolicy | None:
    policy = aws_policies().get(arn)
    if policy is None:
        return None
    return ManagedPolicy(
        policy_id=policy.policy_id,
        account=AWS,
        name=policy.name,
        path="/",
        description=policy.description,
        default_version=1,
        newest_version=1,
        created=policy.created,
        updated=policy.created,
    )


def _from_row(row: Row) -> ManagedPolicy:
    return ManagedPolicy(
        policy_id=row["policy_id"],
        account=row["account"],
        name=row["name"],
        path=row["path"],
        description=row["description"],
        default_version=row["default_version"],
        newest_version=row["newest_version"],
        created=whole_seconds(row["created_ms"]),
        updated=whole_seconds(row["updated_ms"]),
    )
