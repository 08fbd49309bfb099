"""Sessions of the console as the door needs them: begun, found by their cookie, and paid out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest

from lading.caller import Caller, Origin
from lading.directory.console_sessions import (
    ConsoleSession,
    find_console_session,
    is_over,
    password_mark,
    secret_hash,
)
from lading.directory.sessions import Credentials, mint_session, session_is_live
from lading.dispatch.console_cookie import ConsoleCookie, Held
from lading.dispatch.key_uses import KeyUses
from lading.dispatch.sign_ins import Proven
from lading.ports import Clock, Database, Snapshot
from lading.pure.sealing import Seal
from lading.pure.trail_record.identity import SessionContext

_CREDENTIALS_SECONDS = 3600
_CREDENTIALS_SECONDS_MIN = 1
_ID_BYTES = 16
_SECRET_BYTES = 32


class ConsoleSessions:
    """The sessions of one server, as one worker sees them."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        clock: Clock,
        cookie: ConsoleCookie,
        uses: KeyUses,
        *,
        seconds_max: int,
        idle_seconds: int,
        region: str,
    ) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._cookie = cookie
        self._uses = uses
        self._seconds_max = seconds_max
        self._region = region
        self.idle_seconds = idle_seconds

    def begun(self, proven: Proven, origin: Origin) -> tuple[ConsoleSession, Held]:
        """Return a session for somebody who came in, and what its cookie is to hold.

        Always a new one: nothing that a browser sent becomes part of it.
        """
        now = self._clock.now()
        session_id = secrets.token_hex(_ID_BYTES)
        held = Held(session_id, secrets.token_urlsafe(_SECRET_BYTES))
        context = SessionContext(now, mfa=proven.step is not None)
        caller = replace(
            proven.caller,
            identity=replace(proven.caller.identity, session=context),
            credential="AccessKey",
            made_with=proven.key_id,
            console=session_id,
        )
        mark = None if proven.verifier is None else password_mark(proven.verifier)
        session = ConsoleSession(
            session_id=session_id,
            secret_hash=secret_hash(held.secret),
            caller=caller,
            password_mark=mark,
            address=origin.address,
            user_agent=origin.user_agent or "",
            created=now,
            used=now,
            ends=now + timedelta(seconds=self._seconds_max),
        )
        return session, held

    def find(self, headers: Iterable[tuple[str, str]], *, secure: bool) -> ConsoleSession | None:
        """Return the session of a request's cookie if it goes on, and note that it is used."""
        held = self._cookie.read(headers, secure=secure)
        if held is None:
            return None
        session = self._database.read(lambda tx: _live(tx, held.session_id))
        now = self._clock.now()
        if session is None or is_over(session, now, self.idle_seconds):
            return None
        if not compare_digest(session.secret_hash, secret_hash(held.secret)):
            return None
        self._uses.note(session.caller, "signin", self._region, now)
        return session

    def credentials(self, session: ConsoleSession) -> Credentials:
        """Return new temporary credentials of the role that is worn, or else of the user."""
        now = self._clock.now()
        wearing = session.role is not None and session.role_ends is not None
        ends = session.role_ends if wearing and session.role_ends else session.ends
        left = int((ends - now).total_seconds())
        seconds = max(min(_CREDENTIALS_SECONDS, self.idle_seconds, left), _CREDENTIALS_SECONDS_MIN)
        caller: Caller = session.role if session.role is not None else session.caller
        return mint_session(self._seal, caller, seconds, now, made_with=caller.made_with)

    def role_ends(self, session: ConsoleSession, now: datetime) -> datetime:
        """Return until when a role is worn that is put on now."""
        return min(session.ends, now + timedelta(seconds=_CREDENTIALS_SECONDS))


def _live(tx: Snapshot, session_id: str) -> ConsoleSession | None:
    session = find_console_session(tx, session_id)
    if session is None or not session_is_live(tx, session.caller):
        return None
    return session
