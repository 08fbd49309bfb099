"""Sessions of the console: from a sign-in to its end, in every worker alike.

Kept is a hash of what the browser's cookie holds. A session hangs on what was shown at sign-in:
it is over once the password is another one, the access key stopped working, or the user is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import BigInteger, Integer, and_, bindparam, delete, insert, or_, select, update

from lading.caller import Caller, caller_from, caller_payload
from lading.directory.instants import milliseconds
from lading.directory.logins import find_login
from lading.directory.tables import CONSOLE_SESSIONS
from lading.directory.version import bump
from lading.ports import Row, Snapshot, Transaction

SESSIONS_PER_ENTITY_MAX = 50
"""Past it the oldest session ends."""

_TEXT_CHARACTERS_MAX = 512

_FIND = select(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.session_id == bindparam("session_id"))
_OLDEST = (
    select(CONSOLE_SESSIONS.c.session_id)
    .where(CONSOLE_SESSIONS.c.entity_id == bindparam("entity_id"))
    .order_by(CONSOLE_SESSIONS.c.created_ms.desc(), CONSOLE_SESSIONS.c.session_id)
    .offset(bindparam("kept", type_=Integer))
    .limit(SESSIONS_PER_ENTITY_MAX)
)
_ADD = insert(CONSOLE_SESSIONS).values(
    session_id=bindparam("session_id"),
    secret_hash=bindparam("secret_hash"),
    entity_id=bindparam("entity_id"),
    caller=bindparam("caller"),
    password_mark=bindparam("password_mark"),
    address=bindparam("address"),
    user_agent=bindparam("user_agent"),
    created_ms=bindparam("created_ms"),
    used_ms=bindparam("created_ms"),
    ends_ms=bindparam("ends_ms"),
)
_WEAR = (
    update(CONSOLE_SESSIONS)
    .where(CONSOLE_SESSIONS.c.session_id == bindparam("id"))
    .values(role=bindparam("role"), role_ends_ms=bindparam("role_ends_ms", type_=BigInteger))
)
_USE = (
    update(CONSOLE_SESSIONS)
    .where(
        and_(
            CONSOLE_SESSIONS.c.session_id == bindparam("id"),
            CONSOLE_SESSIONS.c.used_ms < bindparam("used_ms", type_=BigInteger),
        )
    )
    .values(used_ms=bindparam("used_ms", type_=BigInteger))
)
_END = delete(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.session_id == bindparam("session_id"))
_END_ALL = delete(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.entity_id == bindparam("entity_id"))
_FORGET_OVER = delete(CONSOLE_SESSIONS).where(
    or_(
        CONSOLE_SESSIONS.c.ends_ms <= bindparam("now_ms", type_=BigInteger),
        CONSOLE_SESSIONS.c.used_ms <= bindparam("idle_since_ms", type_=BigInteger),
    )
)


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """One sign-in; `role` is the role session that is worn, until `role_ends` at most.

    `caller` and `role` name no access key: credentials are made anew each time they are asked
    for. `password_mark` stands for the password that was shown, None where it was a key.
    """

    session_id: str
    secret_hash: str
    caller: Caller
    password_mark: str | None
    address: str
    user_agent: str
    created: datetime
    used: datetime
    ends: datetime
    role: Caller | None = None
    role_ends: datetime | None = None


def secret_hash(secret: str) -> str:
    """Return what is kept of a cookie's secret, which has 256 bits of chance."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def password_mark(verifier: str) -> str:
    """Return what stands for a password that was shown: another one has another verifier."""
    return sha256(verifier.encode()).hexdigest()


def find_console_session(snapshot: Snapshot, session_id: str) -> ConsoleSession | None:
    """Return a session, over or not, or None."""
    row = snapshot.first(_FIND, session_id=session_id)
    return None if row is None else _from_row(row)


def is_over(session: ConsoleSession, now: datetime, idle_seconds: float) -> bool:
    """Return whether the session's time is up, or it was left alone for too long."""
    return now >= session.ends or now >= session.used + timedelta(seconds=idle_seconds)


def password_is_the_same(snapshot: Snapshot, session: ConsoleSession) -> bool:
    """Return whether the password that was shown at sign-in still is the user's."""
    if session.password_mark is None:
        return True
    login = find_login(snapshot, session.caller.entity_id)
    return login is not None and password_mark(login.verifier) == session.password_mark


def add_console_session(tx: Transaction, session: ConsoleSession, *, idle_seconds: float) -> None:
    """Store a new session, and forget those that are over or too many."""
    now_ms = milliseconds(session.created)
    tx.run(_FORGET_OVER, now_ms=now_ms, idle_since_ms=now_ms - int(idle_seconds * 1000))
    tx.run(
        _ADD,
        session_id=session.session_id,
        secret_hash=session.secret_hash,
        entity_id=session.caller.entity_id,
        caller=_packed(session.caller),
        password_mark=session.password_mark,
        address=session.address[:_TEXT_CHARACTERS_MAX],
        user_agent=session.user_agent[:_TEXT_CHARACTERS_MAX],
        created_ms=now_ms,
        ends_ms=milliseconds(session.ends),
    )
    entity_id = session.caller.entity_id
    for row in tx.all(_OLDEST, entity_id=entity_id, kept=SESSIONS_PER_ENTITY_MAX):
        end_console_session(tx, row["session_id"])


def wear_role(tx: Transaction, session_id: str, role: Caller | None, ends: datetime | None) -> bool:
    """Put a role on, or take it off with None; return False if the session is gone."""
    changed = tx.run(
        _WEAR,
        id=session_id,
        role=None if role is None else _packed(role),
        role_ends_ms=None if ends is None else milliseconds(ends),
    )
    bump(tx)
    return changed > 0


def note_console_use(tx: Transaction, session_id: str, used: datetime) -> None:
    """Store when a session was last used; caches need not know of it."""
    tx.run(_USE, id=session_id, used_ms=milliseconds(used))


def end_console_session(tx: Transaction, session_id: str) -> None:
    """End a session: its credentials are refused from now on, in every worker."""
    tx.run(_END, session_id=session_id)
    bump(tx)


def end_console_sessions_of(tx: Transaction, entity_id: str) -> None:
    """End every session of a user or of root."""
    tx.run(_END_ALL, entity_id=entity_id)
    bump(tx)


def _packed(caller: Caller) -> str:
    return orjson.dumps(caller_payload(caller)).decode()


def _unpacked(text: str) -> Caller:
    payload: dict[str, Any] = orjson.loads(text)
    return caller_from(payload, credential="AccessKey")


def _from_row(row: Row) -> ConsoleSession:
    role, role_ends_ms = row["role"], row["role_ends_ms"]
    return ConsoleSession(
        session_id=row["session_id"],
        secret_hash=row["secret_hash"],
        caller=_unpacked(row["caller"]),
        password_mark=row["password_mark"],
        address=row["address"],
        user_agent=row["user_agent"],
        created=_instant(row["created_ms"]),
        used=_instant(row["used_ms"]),
        ends=_instant(row["ends_ms"]),
        role=None if role is None else _unpacked(role),
        role_ends=None if role_ends_ms is None else _instant(role_ends_ms),
    )


def _instant(value_ms: int) -> datetime:
    return datetime.fromtimestamp(value_ms / 1000, UTC)
