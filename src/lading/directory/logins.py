"""Login profiles: the console passwords of users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, and_, bindparam, delete, insert, select, update

from lading.directory.instants import milliseconds, whole_seconds
from lading.directory.passwords import PasswordPolicy
from lading.directory.tables import LOGIN_PROFILES, USERS
from lading.directory.version import bump
from lading.ports import Row, Snapshot, Transaction

# The most that a password policy can forbid to be used again.
_EARLIER_MAX = 24

_FIND = select(LOGIN_PROFILES).where(LOGIN_PROFILES.c.user_id == bindparam("user_id"))
_ANY = select(LOGIN_PROFILES.c.user_id).limit(1)
_ADD = insert(LOGIN_PROFILES).values(
    user_id=bindparam("user_id"),
    verifier=bindparam("verifier"),
    earlier_verifiers="",
    reset_required=bindparam("reset_required"),
    created_ms=bindparam("created_ms"),
    changed_ms=bindparam("created_ms"),
)
_CHANGE = (
    update(LOGIN_PROFILES)
    .where(LOGIN_PROFILES.c.user_id == bindparam("user"))
    .values(
        verifier=bindparam("verifier"),
        earlier_verifiers=bindparam("earlier_verifiers"),
        reset_required=bindparam("reset_required", type_=Integer),
        changed_ms=bindparam("changed_ms"),
    )
)
_USE = (
    update(LOGIN_PROFILES)
    .where(LOGIN_PROFILES.c.user_id == bindparam("user"))
    .values(used_ms=bindparam("used_ms"))
)
_USES = (
    select(LOGIN_PROFILES.c.user_id, LOGIN_PROFILES.c.used_ms)
    .join(USERS, USERS.c.user_id == LOGIN_PROFILES.c.user_id)
    .where(
        and_(
            USERS.c.account == bindparam("account"),
            USERS.c.name_folded > bindparam("after"),
            USERS.c.name_folded <= bindparam("last"),
            LOGIN_PROFILES.c.used_ms.is_not(None),
        )
    )
)
_DELETE = delete(LOGIN_PROFILES).where(LOGIN_PROFILES.c.user_id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class Login:
    """A user's console password, as far as it is kept; `earlier` are verifiers, newest first."""

    user_id: str
    verifier: str
    earlier: tuple[str, ...]
    reset_required: bool
    created: datetime
    changed: datetime
    used: datetime | None


def find_login(snapshot: Snapshot, user_id: str) -> Login | None:
    """Return a user's login profile, or None."""
    row = snapshot.first(_FIND, user_id=user_id)
    return None if row is None else _from_row(row)


def somebody_has_a_password(snapshot: Snapshot) -> bool:
    """Return whether anybody, in whatever account, can sign in with a password."""
    return snapshot.first(_ANY) is not None


def password_expired(login: Login, policy: PasswordPolicy | None, now: datetime) -> bool:
    """Return whether the password is older than the account lets it be."""
    days = None if policy is None else policy.age_days_max
    return days is not None and now >= login.changed + timedelta(days=days)


def add_login(
    tx: Transaction, user_id: str, verifier: str, *, reset_required: bool, now: datetime
) -> None:
    """Store a first password. Raises `Conflict` if the user has one."""
    tx.run(
        _ADD,
        user_id=user_id,
        verifier=verifier,
        reset_required=int(reset_required),
        created_ms=milliseconds(now),
    )
    bump(tx)


def change_login(
    tx: Transaction,
    login: Login,
    verifier: str | None,
    *,
    reset_required: bool,
    now: datetime,
) -> None:
    """Replace the password, if there is a new one, and whether it must be changed at sign-in."""
    earlier = login.earlier if verifier is None else (login.verifier, *login.earlier)
    changed = login.changed if verifier is None else now
    tx.run(
        _CHANGE,
        user=login.user_id,
        verifier=login.verifier if verifier is None else verifier,
        earlier_verifiers="\n".join(earlier[:_EARLIER_MAX]),
        reset_required=int(reset_required),
        changed_ms=milliseconds(changed),
    )
    bump(tx)


def note_login_use(tx: Transaction, user_id: str, now: datetime) -> None:
    """Store when the password was last used; caches need not know of it."""
    tx.run(_USE, user=user_id, used_ms=milliseconds(now))


def login_uses(snapshot: Snapshot, account: str, *, after: str, last: str) -> dict[str, datetime]:
    """Return when passwords were last used, by user id, of users from behind a name to another."""
    rows = snapshot.all(_USES, account=account, after=after.lower(), last=last.lower())
    return {row["user_id"]: whole_seconds(row["used_ms"]) for row in rows}


def delete_login(tx: Transaction, user_id: str) -> bool:
    """Forget a user's password; return whether there was one."""
    found = tx.run(_DELETE, user_id=user_id) > 0
    bump(tx)
    return found


def _from_row(row: Row) -> Login:
    used_ms = row["used_ms"]
    return Login(
        user_id=row["user_id"],
        verifier=row["verifier"],
        earlier=tuple(filter(None, row["earlier_verifiers"].split("\n"))),
        reset_required=bool(row["reset_required"]),
        created=whole_seconds(row["created_ms"]),
        changed=whole_seconds(row["changed_ms"]),
        used=None if used_ms is None else whole_seconds(used_ms),
    )
