"""A key as the database has it: finding one, making one, and its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import bindparam, func, insert, select, update

from lading.directory.instants import milliseconds, whole_seconds
from lading.operation import Resource
from lading.ports import Row, Snapshot, Transaction
from lading.services.kms.tables import ALIASES, KEYS

RESOURCE_TYPE: Final = "AWS::KMS::Key"
KEYS_MAX: Final = 100_000

State = Literal["Enabled", "Disabled", "PendingDeletion"]
Manager = Literal["CUSTOMER", "AWS"]

_FIND = select(KEYS).where(KEYS.c.key_id == bindparam("key_id"))
_OF_ACCOUNT = (KEYS.c.account == bindparam("account"), KEYS.c.region == bindparam("region"))
_FIND_BY_ALIAS = (
    select(KEYS)
    .join(ALIASES, ALIASES.c.key_id == KEYS.c.key_id)
    .where(
        ALIASES.c.account == bindparam("account"),
        ALIASES.c.region == bindparam("region"),
        ALIASES.c.name == bindparam("name"),
    )
)
_COUNT = select(func.count().label("keys")).select_from(KEYS).where(*_OF_ACCOUNT)
_PAGE = (
    select(KEYS.c.key_id)
    .where(*_OF_ACCOUNT, KEYS.c.key_id > bindparam("after"))
    .order_by(KEYS.c.key_id)
    .limit(bindparam("keys_max"))
)
_ADD = insert(KEYS).values(
    key_id=bindparam("key_id"),
    account=bindparam("account"),
    region=bindparam("region"),
    manager=bindparam("manager"),
    description=bindparam("description"),
    state="Enabled",
    policy=bindparam("policy"),
    material_tag=bindparam("material_tag"),
    created_ms=bindparam("created_ms"),
)
_SET_STATE = (
    update(KEYS)
    .where(KEYS.c.key_id == bindparam("key"))
    .values(
        state=bindparam("state"),
        window_days=bindparam("window_days"),
        deletion_ms=bindparam("deletion_ms"),
    )
)
_SET_DESCRIPTION = (
    update(KEYS)
    .where(KEYS.c.key_id == bindparam("key"))
    .values(description=bindparam("description"))
)
_SET_POLICY = (
    update(KEYS).where(KEYS.c.key_id == bindparam("key")).values(policy=bindparam("policy"))
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key; `policy` is its stored form, `material_tag` names the material that encrypts now.

    `deletion` and `window_days` are of a key that is to be deleted, `rotation_days` and
    `rotation` (the next time) of one that rotates by itself.
    """

    key_id: str
    account: str
    region: str
    manager: Manager
    description: str
    state: State
    policy: str
    material_tag: str
    created: datetime
    window_days: int | None
    deletion: datetime | None
    rotation_days: int | None
    rotation: datetime | None

    @property
    def arn(self) -> str:
        """The key's ARN."""
        return key_arn(self.account, self.region, self.key_id)

    @property
    def resource(self) -> Resource:
        """The key as policies and records name it."""
        return key_resource(self.account, self.region, self.key_id)


def key_arn(account: str, region: str, key_id: str) -> str:
    """Return the ARN of a key."""
    return f"arn:aws:kms:{region}:{account}:key/{key_id}"


def key_resource(account: str, region: str, key_id: str) -> Resource:
    """Return a key, there or not, as policies and records name it."""
    return Resource(key_arn(account, region, key_id), account, RESOURCE_TYPE)


def alias_arn(account: str, region: str, name: str) -> str:
    """Return the ARN of an alias; `name` begins with `alias/`."""
    return f"arn:aws:kms:{region}:{account}:{name}"


def alias_resource(account: str, region: str, name: str) -> Resource:
    """Return an alias as policies and records name it; its type is a key's (AWS KMS)."""
    return Resource(alias_arn(account, region, name), account, RESOURCE_TYPE)


def find_key(snapshot: Snapshot, key_id: str) -> Key | None:
    """Return a key of any account and Region, or None."""
    row = snapshot.first(_FIND, key_id=key_id)
    return None if row is None else _from_row(row)


def find_key_by_alias(snapshot: Snapshot, account: str, region: str, name: str) -> Key | None:
    """Return the key that an alias points at, or None."""
    row = snapshot.first(_FIND_BY_ALIAS, account=account, region=region, name=name)
    return None if row is None else _from_row(row)


def count_keys(snapshot: Snapshot, account: str, region: str) -> int:
    """Return how many keys an account has in a Region."""
    row = snapshot.first(_COUNT, account=account, region=region)
    return 0 if row is None else int(row["keys"])


def key_ids(
    snapshot: Snapshot, account: str, region: str, *, after: str, keys_max: int
) -> list[str]:
    """Return ids of keys in their order, from behind `after`."""
    rows = snapshot.all(_PAGE, account=account, region=region, after=after, keys_max=keys_max)
    return [row["key_id"] for row in rows]


def add_key(
    tx: Transaction,
    *,
    key_id: str,
    account: str,
    region: str,
    manager: Manager,
    description: str,
    policy: str,
    material_tag: str,
    now: datetime,
) -> Key:
    """Enter a new key, which is enabled, and return it."""
    tx.run(
        _ADD,
        key_id=key_id,
        account=account,
        region=region,
        manager=manager,
        description=description,
        policy=policy,
        material_tag=material_tag,
        created_ms=milliseconds(now),
    )
    key = find_key(tx, key_id)
    assert key is not None, "the key was stored a line above"
    return key


def set_state(
    tx: Transaction,
    key: Key,
    state: State,
    *,
    deletion: datetime | None = None,
    window_days: int | None = None,
) -> None:
    """Change the state; only a key that is to be deleted has a date for it."""
    assert (state == "PendingDeletion") == (deletion is not None), "a date goes with the state"
    tx.run(
        _SET_STATE,
        key=key.key_id,
        state=state,
        window_days=window_days,
        deletion_ms=None if deletion is None else milliseconds(deletion),
    )


def set_description(tx: Transaction, key: Key, description: str) -> None:
    """Change the description."""
    tx.run(_SET_DESCRIPTION, key=key.key_id, description=description)


def set_policy(tx: Transaction, key: Key, policy: str) -> None:
    """Change the key policy, which is in its stored form."""
    tx.run(_SET_POLICY, key=key.key_id, policy=policy)


def _from_row(row: Row) -> Key:
    return Key(
        key_id=row["key_id"],
        account=row["account"],
        region=row["region"],
        manager=cast("Manager", row["manager"]),
        description=row["description"],
        state=cast("State", row["state"]),
        policy=row["policy"],
        material_tag=row["material_tag"],
        created=whole_seconds(row["created_ms"]),
        window_days=row["window_days"],
        deletion=_instant(row["deletion_ms"]),
        rotation_days=row["rotation_days"],
        rotation=_instant(row["rotation_ms"]),
    )


def _instant(value: Any) -> datetime | None:
    return None if value is None else whole_seconds(value)
