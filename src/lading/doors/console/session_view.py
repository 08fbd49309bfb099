"""A session as the page sees it (docs/console.md): who, until when, and with which credentials."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lading.caller import Caller
from lading.directory.account_settings import alias_of
from lading.directory.console_sessions import ConsoleSession
from lading.directory.sessions import Credentials
from lading.doors.console.visit import Desk
from lading.ports import Snapshot


def session_view(desk: Desk, session: ConsoleSession) -> dict[str, Any]:
    """Return the session with new credentials."""
    now_as = session.role or session.caller
    accounts = {now_as.account, session.caller.account}
    aliases = desk.dispatch.database.read(lambda tx: _aliases(tx, accounts))
    context = session.caller.identity.session
    return {
        "identity": _identity(now_as, aliases),
        "user": _identity(session.caller, aliases),
        "role": _role(session),
        "mfa": context is not None and context.mfa,
        "signedInAt": _iso(session.created),
        "expiresAt": _iso(session.ends),
        "idleSeconds": desk.sessions.idle_seconds,
        "credentials": _credentials(desk.sessions.credentials(session)),
    }


def _identity(caller: Caller, aliases: dict[str, str | None]) -> dict[str, Any]:
    identity = caller.identity
    return {
        "type": identity.type,
        "arn": identity.arn,
        "account": identity.account,
        "accountAlias": aliases[identity.account],
        "userName": identity.user_name if identity.type == "IAMUser" else None,
        "principalId": identity.principal_id,
    }


def _role(session: ConsoleSession) -> dict[str, str] | None:
    role = session.role
    if role is None or role.identity.session is None or role.identity.session.issuer is None:
        return None
    issuer = role.identity.session.issuer
    return {
        "arn": role.entity_arn,
        "account": role.account,
        "name": str(issuer.user_name),
        "sessionName": str(role.identity.principal_id).partition(":")[2],
    }


def _credentials(credentials: Credentials) -> dict[str, str]:
    return {
        "accessKeyId": credentials["AccessKeyId"],
        "secretAccessKey": credentials["SecretAccessKey"],
        "sessionToken": credentials["SessionToken"],
        "expiration": _iso(credentials["Expiration"]),
    }


def _aliases(tx: Snapshot, accounts: set[str]) -> dict[str, str | None]:
    return {account: alias_of(tx, account) for account in accounts}


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
