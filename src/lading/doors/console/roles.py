"""`/console/session/role`: a session puts a role on, keeps it, and takes it off.

Whether it may is what sts:AssumeRole says, asked as the user who signed in: with the user's own
address, and the MFA of the sign-in. Roles are never chained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from lading.caller import Caller
from lading.directory.account_settings import account_of_alias
from lading.directory.arns import role_arn
from lading.directory.console_sessions import ConsoleSession
from lading.directory.identifiers import new_access_key_id
from lading.directory.sessions import open_session
from lading.doors.console.arrival import refuse_others, text_of, text_or_none
from lading.doors.console.refusal import Refusal
from lading.doors.console.visit import Visit

_OURSELVES: Final = "AWS Internal"
_MEMBERS: Final = frozenset({"account", "roleName"})
_RENEWED_BEFORE: Final = timedelta(minutes=15)
_SESSION_NAME_CHARACTERS_MIN: Final = 2


async def switch(visit: Visit, members: Mapping[str, object]) -> ConsoleSession:
    """Put on the role that the request names. Raises `Refusal`, `Unavailable`."""
    refuse_others(members, _MEMBERS)
    session = visit.signed_in()
    return await _wear(visit, session, _asked_arn(visit, session, members), "SwitchRole")


async def kept(visit: Visit, session: ConsoleSession) -> ConsoleSession:
    """Return the session with its role assumed anew, should its hour be nearly over.

    A role that may not be worn any longer comes off. Raises `Unavailable`.
    """
    role, ends, now = session.role, session.role_ends, visit.desk.dispatch.clock.now()
    if role is None or ends is None or ends - now > _RENEWED_BEFORE or ends >= session.ends:
        return session
    try:
        return await _wear(visit, session, role.entity_arn, "RenewRole")
    except Refusal as refusal:
        if refusal.status == 503:
            raise
        return await leave(visit, session)


async def leave(visit: Visit, session: ConsoleSession) -> ConsoleSession:
    """Take the role off, if one is worn. Raises `Refusal`, `Unavailable`."""
    if session.role is None:
        return session
    request = {"session_id": session.session_id}
    about = _about(visit, session)
    await visit.invoke("signin:ExitRole", session.role, request, additional=about)
    return replace(session, role=None, role_ends=None)


async def _wear(visit: Visit, session: ConsoleSession, arn: str, event: str) -> ConsoleSession:
    role = await _assume(visit, session, arn)
    ends = visit.desk.sessions.role_ends(session, visit.desk.dispatch.clock.now())
    request = {"session_id": session.session_id, "role": role, "ends": ends}
    about = _about(visit, session)
    await visit.invoke(f"signin:{event}", role, request, additional=about)
    return replace(session, role=role, role_ends=ends)


async def _assume(visit: Visit, session: ConsoleSession, arn: str) -> Caller:
    """Return the role's session; sts:AssumeRole decides, and has its own record."""
    user = session.caller
    identity = replace(
        user.identity,
        access_key_id=new_access_key_id(user.account, "ASIA"),
        invoked_by=_OURSELVES,
    )
    name = user.identity.user_name or "root"
    response = await visit.invoke(
        "sts:AssumeRole",
        replace(user, identity=identity),
        {"RoleArn": arn, "RoleSessionName": name.ljust(_SESSION_NAME_CHARACTERS_MIN, "-")},
    )
    dispatch, given = visit.desk.dispatch, response["Credentials"]
    opened = open_session(
        dispatch.parts.seal, given["SessionToken"], given["AccessKeyId"], dispatch.clock.now()
    )
    caller = opened.caller
    return replace(
        caller,
        identity=replace(caller.identity, access_key_id=None),
        console=session.session_id,
    )


def _asked_arn(visit: Visit, session: ConsoleSession, members: Mapping[str, object]) -> str:
    account = text_or_none(members, "account") or session.caller.account
    name = text_of(members, "roleName").strip("/")
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        alias = account
        found = visit.desk.dispatch.database.read(lambda tx: account_of_alias(tx, alias))
        if found is None:  # as if the role were not there
            raise Refusal("AccessDenied", "There is no such role, or you may not switch to it.")
        account = found
    path, _, last = name.rpartition("/")
    return role_arn(account, f"/{path}/" if path else "/", last)


def _about(visit: Visit, session: ConsoleSession) -> dict[str, str]:
    return {"SwitchFrom": str(session.caller.identity.arn), "RedirectTo": visit.console_url}
