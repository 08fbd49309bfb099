"""One request to the session endpoint, and what it may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lading.caller import Caller, Origin, Scope
from lading.directory.console_sessions import ConsoleSession
from lading.dispatch.console_cookie import ConsoleCookie
from lading.dispatch.console_sessions import ConsoleSessions
from lading.dispatch.invoke import Dispatch
from lading.dispatch.sign_ins import SignIns
from lading.doors.console.refusal import Refusal, try_later
from lading.doors.http import Exchange
from lading.operation import Call, Catalog, ServiceError

_GLOBAL_REGION: Final = "us-east-1"
_REFUSED: Final = {
    "AccessDeniedException": "AccessDenied",
    "PasswordPolicyViolationException": "PasswordRefused",
    "SignedOut": "SignedOut",
    "ValidationException": "InvalidRequest",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the session endpoint works with."""

    dispatch: Dispatch
    catalog: Catalog
    sign_ins: SignIns
    sessions: ConsoleSessions
    cookie: ConsoleCookie


@dataclass(frozen=True, slots=True)
class Visit:
    """A request from this origin, from where it came, and the session it has, if it has one."""

    desk: Desk
    http: Exchange
    origin: Origin
    session: ConsoleSession | None

    @property
    def console_url(self) -> str:
        """The console's address, as sign-in records show it."""
        return f"{self.desk.dispatch.parts.settings.url}/console/"

    def signed_in(self) -> ConsoleSession:
        """Return the session that must be there. Raises `Refusal`."""
        if self.session is None:
            raise Refusal("SignedOut", "Sign in first.")
        return self.session

    def begin(
        self, key: str, caller: Caller, *, additional: Mapping[str, str] | None = None
    ) -> Call:
        """Return a call of an operation. Root signs in in us-east-1, everybody else here."""
        operation = self.desk.catalog.find(*key.split(":"))
        assert operation is not None, f"{key} is one of ours"
        region = self.desk.dispatch.parts.settings.region
        if operation.sign_in and caller.identity.type == "Root":
            region = _GLOBAL_REGION
        scope = Scope(caller.account, region)
        call = self.desk.dispatch.begin(operation, caller, self.origin, scope, self.http.request_id)
        call.additional.update(additional or {})
        return call

    async def invoke(
        self,
        key: str,
        caller: Caller,
        request: Mapping[str, Any],
        *,
        additional: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Carry an operation out. Raises `Refusal`, `Unavailable`."""
        call = self.begin(key, caller, additional=additional)
        try:
            return await self.desk.dispatch.invoke(call, request)
        except ServiceError as error:
            code = _REFUSED.get(error.code)
            if code is None:
                raise try_later() from error
            raise Refusal(code, error.message) from error
