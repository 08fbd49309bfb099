"""Grants in the database: a second way to a key, for one principal and some operations.

Grants only allow. Grantee and retiring principal are stored as policies store principals: the
unique id of a user or role, else the name as it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

import orjson
from sqlalchemy import bindparam, delete, func, insert, select

from lading.directory.instants import milliseconds, whole_seconds
from lading.ports import Row, Snapshot, Transaction
from lading.pure.kms.constraints import Constraints
from lading.services.kms.key import Key, key_arn
from lading.services.kms.tables import GRANTS

GRANTS_PER_KEY_MAX: Final = 50_000
GRANTS_PER_GRANTEE_MAX: Final = 1_000
_GRANT_ID_BYTES: Final = 32

_FIND = select(GRANTS).where(GRANTS.c.grant_id == bindparam("grant_id"))
_OF_KEY = (
    select(GRANTS)
    .where(GRANTS.c.key_id == bindparam("key_id"), GRANTS.c.grant_id > bindparam("after"))
    .order_by(GRANTS.c.grant_id)
    .limit(bindparam("grants_max"))
)
_OF_GRANTEE = (
    select(GRANTS)
    .where(
        GRANTS.c.key_id == bindparam("key_id"),
        GRANTS.c.grantee == bindparam("grantee"),
        GRANTS.c.grant_id > bindparam("after"),
    )
    .order_by(GRANTS.c.grant_id)
    .limit(bindparam("grants_max"))
)
_RETIRABLE = (
    select(GRANTS)
    .where(
        GRANTS.c.retiring == bindparam("retiring"),
        GRANTS.c.account == bindparam("account"),
        GRANTS.c.region == bindparam("region"),
        GRANTS.c.grant_id > bindparam("after"),
    )
    .order_by(GRANTS.c.grant_id)
    .limit(bindparam("grants_max"))
)
_COUNT = (
    select(func.count().label("grants"))
    .select_from(GRANTS)
    .where(GRANTS.c.key_id == bindparam("key_id"))
)
_ADD = insert(GRANTS).values(
    grant_id=bindparam("grant_id"),
    key_id=bindparam("key_id"),
    account=bindparam("account"),
    region=bindparam("region"),
    name=bindparam("name"),
    grantee=bindparam("grantee"),
    retiring=bindparam("retiring"),
    operations=bindparam("operations"),
    constraints=bindparam("constraints"),
    created_ms=bindparam("created_ms"),
)
_DELETE = delete(GRANTS).where(GRANTS.c.grant_id == bindparam("grant_id"))


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant; `operations` are in the order they were given."""

    grant_id: str
    key_id: str
    account: str
    region: str
    name: str | None
    grantee: str
    retiring: str | None
    operations: tuple[str, ...]
    constraints: Constraints
    created: datetime

    @property
    def key_arn(self) -> str:
        """The ARN of the key it is for."""
        return key_arn(self.account, self.region, self.key_id)


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What makes a grant: to whom, for what."""

    name: str | None
    grantee: str
    retiring: str | None
    operations: tuple[str, ...]
    constraints: Constraints

    def are_of(self, grant: Grant) -> bool:
        """Return whether a grant was made on these very terms."""
        return (
            self.name == grant.name
            and self.grantee == grant.grantee
            and self.retiring == grant.retiring
            and set(self.operations) == set(grant.operations)
            and self.constraints == grant.constraints
        )


def find_grant(snapshot: Snapshot, grant_id: str) -> Grant | None:
    """Return a grant on any key, or None."""
    row = snapshot.first(_FIND, grant_id=grant_id)
    return None if row is None else _from_row(row)


def grants_on(
    snapshot: Snapshot, key: Key, *, grantee: str | None, after: str, grants_max: int
) -> list[Grant]:
    """Return grants on a key (those of one grantee, unless None) by id, from behind `after`."""
    of = {"key_id": key.key_id, "after": after, "grants_max": grants_max}
    if grantee is None:
        return [_from_row(row) for row in snapshot.all(_OF_KEY, **of)]
    return [_from_row(row) for row in snapshot.all(_OF_GRANTEE, **of, grantee=grantee)]


def grants_to(snapshot: Snapshot, key: Key, grantee: str) -> list[Grant]:
    """Return the grants on a key that a principal, in its stored form, can use."""
    return grants_on(snapshot, key, grantee=grantee, after="", grants_max=GRANTS_PER_GRANTEE_MAX)


def retirable_grants(
    snapshot: Snapshot, account: str, region: str, retiring: str, *, after: str, grants_max: int
) -> list[Grant]:
    """Return the grants that a principal, in its stored form, may retire, by id."""
    rows = snapshot.all(
        _RETIRABLE,
        account=account,
        region=region,
        retiring=retiring,
        after=after,
        grants_max=grants_max,
    )
    return [_from_row(row) for row in rows]


def count_grants(snapshot: Snapshot, key: Key) -> int:
    """Return how many grants there are on a key."""
    row = snapshot.first(_COUNT, key_id=key.key_id)
    return 0 if row is None else int(row["grants"])


def add_grant(tx: Transaction, key: Key, terms: GrantTerms, now: datetime) -> str:
    """Enter a grant and return its id of 64 hexadecimal digits."""
    grant_id = token_hex(_GRANT_ID_BYTES)
    tx.run(
        _ADD,
        grant_id=grant_id,
        key_id=key.key_id,
        account=key.account,
        region=key.region,
        name=terms.name,
        grantee=terms.grantee,
        retiring=terms.retiring,
        operations=" ".join(terms.operations),
        constraints=_text(terms.constraints),
        created_ms=milliseconds(now),
    )
    return grant_id


def delete_grant(tx: Transaction, grant: Grant) -> None:
    """Take a grant back."""
    tx.run(_DELETE, grant_id=grant.grant_id)


def _text(constraints: Constraints) -> str:
    members = {"equals": constraints.equals, "subset": constraints.subset}
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS).decode()


def _from_row(row: Row) -> Grant:
    constraints: dict[str, Any] = orjson.loads(row["constraints"])
    return Grant(
        grant_id=row["grant_id"],
        key_id=row["key_id"],
        account=row["account"],
        region=row["region"],
        name=row["name"],
        grantee=row["grantee"],
        retiring=row["retiring"],
        operations=tuple(row["operations"].split()),
        constraints=Constraints(constraints["equals"], constraints["subset"]),
        created=whole_seconds(row["created_ms"]),
    )
