"""Temporary credentials: sealed tokens that carry the caller, so that no table is needed.

The secret of an `ASIA` key is inside its sealed token and nowhere else (AWS IAM User Guide,
"Temporary security credentials": the server may keep nothing of a session).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from lading.caller import Caller, caller_from, caller_payload
from lading.directory.accounts import account_exists
from lading.directory.console_sessions import find_console_session, password_is_the_same
from lading.directory.identifiers import new_access_key_id, new_secret
from lading.directory.keys import find_key
from lading.directory.roles import find_role_by_id
from lading.directory.users import find_user_by_id
from lading.ports import Snapshot
from lading.pure.sealing import BrokenSeal, Seal

_SEAL_PURPOSE = "session"


class SessionInvalid(Exception):
    """Not a session token of ours, altered, or not the one of this access key id."""


class SessionExpired(Exception):
    """The session token was ours, but its time is over."""


class Credentials(TypedDict):
    """The `Credentials` shape of the STS API."""

    AccessKeyId: str
    SecretAccessKey: str
    SessionToken: str
    Expiration: datetime


@dataclass(frozen=True, slots=True)
class SessionCredentials:
    """What a session token says."""

    access_key_id: str
    secret: str
    caller: Caller
    expires: datetime


def mint_session(
    seal: Seal, caller: Caller, seconds: int, now: datetime, *, made_with: str | None = None
) -> Credentials:
    """Return new temporary credentials under which `caller` calls for so many seconds.

    The key id in `caller.identity` is replaced by the new one. `made_with` is the long-term
    key without which the session shall stop.
    """
    assert caller.identity.session is not None, "temporary credentials always tell their session"
    key_id = new_access_key_id(caller.account, "ASIA")
    secret = new_secret()
    expires = now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
    identity = replace(caller.identity, access_key_id=key_id)
    holder = replace(caller, identity=identity, made_with=made_with)
    payload: dict[str, Any] = caller_payload(holder) | {
        "s": secret,
        "x": int(expires.timestamp()),
    }
    return {
        "AccessKeyId": key_id,
        "SecretAccessKey": secret,
        "SessionToken": seal.seal(_SEAL_PURPOSE, payload),
        "Expiration": expires,
    }


def open_session(seal: Seal, token: str, access_key_id: str, now: datetime) -> SessionCredentials:
    """Return what a session token says about the key id that came with it.

    Raises `SessionInvalid` and `SessionExpired`. Whether the principal still exists is
    `session_is_live`'s to say.
    """
    try:
        payload = seal.open(_SEAL_PURPOSE, token)
    except BrokenSeal as error:
        raise SessionInvalid from error
    if payload["k"] != access_key_id:
        raise SessionInvalid
    expires = datetime.fromtimestamp(payload["x"], UTC)
    if now >= expires:
        raise SessionExpired
    return SessionCredentials(
        access_key_id=access_key_id,
        secret=payload["s"],
        caller=caller_from(payload, credential="AccessKey"),
        expires=expires,
    )


def session_is_live(snapshot: Snapshot, caller: Caller) -> bool:
    """Return whether the principal behind a sealed token still exists.

    A long-term key that the caller carries (registry tokens) or that the session was made
    with must still be active, and a console session it came from must not have ended. The answer
    holds for one `identity_version`.
    """
    if caller.console is not None and not _console_is_live(snapshot, caller, caller.console):
        return False
    carried = caller.identity.access_key_id
    for key_id in (caller.made_with, None if caller.is_session else carried):
        if key_id is not None and not _key_is_active(snapshot, key_id, caller.entity_id):
            return False
    return _entity_exists(snapshot, caller)


def _console_is_live(snapshot: Snapshot, caller: Caller, session_id: str) -> bool:
    """Whether a console session goes on, and the role is worn if the caller is one.

    For a role, too, the user must still be who signed in.
    """
    session = find_console_session(snapshot, session_id)
    if session is None or not password_is_the_same(snapshot, session):
        return False
    user, role = session.caller, session.role
    is_part = caller.entity_id in (user.entity_id, None if role is None else role.entity_id)
    return is_part and session_is_live(snapshot, replace(user, console=None))


def _key_is_active(snapshot: Snapshot, access_key_id: str, entity_id: str) -> bool:
    key = find_key(snapshot, access_key_id)
    return key is not None and key.active and key.entity_id == entity_id


def _entity_exists(snapshot: Snapshot, caller: Caller) -> bool:
    entity_id = caller.entity_id
    if entity_id.startswith("AIDA"):
        # A session names its user: once the user has another name it names nobody.
        user = find_user_by_id(snapshot, entity_id)
        return user is not None and user.arn == caller.entity_arn
    if entity_id.startswith("AROA"):
        return find_role_by_id(snapshot, entity_id) is not None
    return account_exists(snapshot, entity_id)
