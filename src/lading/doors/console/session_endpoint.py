"""`/console/session` and `/console/session/role`: the one thing the console asks that no API has.

docs/console.md is the contract. Answers are never stored by anybody.
"""

from __future__ import annotations

from typing import Final

import orjson

from lading.caller import Origin
from lading.directory.console_sessions import ConsoleSession
from lading.dispatch.invoke import Unavailable
from lading.doors.console import roles
from lading.doors.console.arrival import members_of, refuse_other_sites, refuse_others
from lading.doors.console.refusal import Refusal, try_later
from lading.doors.console.session_view import session_view
from lading.doors.console.signing_in import sign_in, sign_out
from lading.doors.console.visit import Desk, Visit
from lading.doors.http import Exchange

SESSION: Final = "/console/session"
ROLE: Final = "/console/session/role"
_EVERYWHERE: Final = frozenset({"everywhere"})
_METHODS: Final = {SESSION: ("GET", "POST", "DELETE"), ROLE: ("POST", "DELETE")}

Headers = list[tuple[str, str]]


class SessionEndpoint:
    """Turns a sign-in into credentials, and ends them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, http: Exchange, origin: Origin) -> None:
        """Answer one request."""
        try:
            session, headers = await self._serve(http, origin)
            if session is None:
                await http.answer(204, headers + _always(http))
                return
            body = orjson.dumps(session_view(self._desk, session))
            await http.answer(200, headers + _always(http), body)
        except Unavailable:
            await self._refuse(http, try_later())
        except Refusal as refusal:
            await self._refuse(http, refusal)

    async def _refuse(self, http: Exchange, refusal: Refusal) -> None:
        await http.drain()
        headers = refusal.headers() + _always(http)
        if refusal.status == 405:
            headers.append(("allow", ", ".join(_METHODS[http.path])))
        await http.answer(refusal.status, headers, refusal.body(http.request_id))

    async def _serve(self, http: Exchange, origin: Origin) -> tuple[ConsoleSession | None, Headers]:
        """Return the session to show, None if there is none, and further headers."""
        if http.method not in _METHODS[http.path]:
            raise Refusal("MethodNotAllowed", "The method is not allowed here.")
        refuse_other_sites(http)
        members = {} if http.method == "GET" else await members_of(http)
        found = self._desk.sessions.find(http.raw_headers, secure=origin.secure)
        visit = Visit(self._desk, http, origin, found)
        if http.path == ROLE:
            if http.method == "POST":
                return await roles.switch(visit, members), []
            return await roles.leave(visit, visit.signed_in()), []
        if http.method == "POST":
            return await self._sign_in(visit, members)
        if http.method == "DELETE":
            return None, await self._sign_out(visit, members)
        return (None if found is None else await roles.kept(visit, found)), []

    async def _sign_in(
        self, visit: Visit, members: dict[str, object]
    ) -> tuple[ConsoleSession, Headers]:
        session, held = await sign_in(visit, members)
        seconds = int((session.ends - session.created).total_seconds())
        cookie = self._desk.cookie.issue(held, seconds, secure=visit.origin.secure)
        return session, [("set-cookie", cookie)]

    async def _sign_out(self, visit: Visit, members: dict[str, object]) -> Headers:
        refuse_others(members, _EVERYWHERE)
        session, everywhere = visit.session, members.get("everywhere", False)
        if not isinstance(everywhere, bool):
            raise Refusal("InvalidRequest", "everywhere is true or false.")
        if session is not None:
            await sign_out(visit, session, everywhere=everywhere)
        return [("set-cookie", self._desk.cookie.clear(secure=visit.origin.secure))]


def _always(http: Exchange) -> Headers:
    return [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-amzn-requestid", http.request_id),
    ]
