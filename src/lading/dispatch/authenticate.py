"""Who is calling? Proof by signature or by a registry password; everything else is refused.

A refusal says whose key it was if the key is known: such attempts go on record (`attempts`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from threading import Lock

from lading.caller import Caller, caller_from
from lading.directory.accounts import account_exists, ensure_account, root_caller
from lading.directory.keys import Key, caller_with_key, find_key, secret_of
from lading.directory.sessions import (
    SessionExpired,
    SessionInvalid,
    open_session,
)
from lading.directory.version import identity_version
from lading.dispatch.console_cookie import ConsoleCookie
from lading.dispatch.key_uses import KeyUses
from lading.ports import Clock, Conflict, Database, Snapshot
from lading.pure.sealing import BrokenSeal, Seal
from lading.pure.sigv4.authorization import Authorization, parse
from lading.pure.sigv4.refusal import SignatureError
from lading.pure.sigv4.request import HttpRequest
from lading.pure.sigv4.signing_key import SigningKeys
from lading.pure.sigv4.verify import verify
from lading.services.ecr.tokens import TOKEN_PURPOSE

_SIGNING_KEYS_MAX = 10_000
_PASSWORDS_MAX = 4_000
_INVALID = "The security token included in the request is invalid."
_EXPIRED = "The security token included in the request is expired"


class NotProven(Exception):
    """The caller is not who it claims to be, or claims nothing.

    `code` is the JSON protocols' spelling. `suspect` is the principal whose key was used, if the
    key is known: the attempt goes on record under it. `claimed` is the key id that was named,
    known or not.
    """

    def __init__(
        self, code: str, message: str, suspect: Caller | None = None, claimed: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.suspect = suspect
        self.claimed = claimed


@dataclass(frozen=True, slots=True)
class Signed:
    """A proven signature: who, and for which service and Region it was made."""

    caller: Caller
    authorization: Authorization


@dataclass(frozen=True, slots=True)
class Holder:
    """A long-term key, its secret, and who calls with it."""

    key: Key
    secret: str = field(repr=False)
    caller: Caller


class Authenticator:
    """Proves callers against the directory."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        clock: Clock,
        *,
        account: str,
        sandbox: bool,
        uses: KeyUses | None = None,
    ) -> None:
        self._database = database
        self._seal = seal
        self.cookie = ConsoleCookie(seal)
        self._clock = clock
        self._account = account
        self.sandbox = sandbox
        self._uses = uses
        self._signing_keys = SigningKeys(_SIGNING_KEYS_MAX)
        self._passwords: OrderedDict[str, tuple[int, str, Caller]] = OrderedDict()
        self._holders: OrderedDict[str, tuple[int, Holder]] = OrderedDict()
        self._accounts: set[str] = set()
        self._lock = Lock()

    async def by_signature(self, request: HttpRequest, service: str) -> Signed:
        """Return who signed a request to a service. Raises `NotProven`."""
        now = self._clock.now()
        try:
            authorization = parse(request, now=None if self.sandbox else now, service=service)
        except SignatureError as error:
            raise NotProven(error.code, error.message) from error
        if authorization is None:
            raise NotProven(
                "MissingAuthenticationTokenException", "Request is missing Authentication Token"
            )
        if self.sandbox:
            key_id, token = authorization.access_key_id, authorization.session_token
            return Signed(await self.sandbox_caller(key_id, token), authorization)
        caller, secret = self.holder(authorization.access_key_id, authorization.session_token, now)
        try:
            verify(request, authorization, secret, self._signing_keys)
        except SignatureError as error:
            claimed = authorization.access_key_id
            raise NotProven(error.code, error.message, caller, claimed=claimed) from error
        self.refuse_strangers(caller, request.headers)
        self.note_use(caller, service, authorization.region, now)
        return Signed(caller, authorization)

    def holder(
        self, access_key_id: str, session_token: str | None, now: datetime
    ) -> tuple[Caller, str]:
        """Return whose key this is, and the secret that a signature must be made with.

        Nothing is proven by that. Raises `NotProven` for a key or session that is not good.
        """
        try:
            if access_key_id.startswith("ASIA"):
                return self._holder_of_session(access_key_id, session_token, now)
            return self._holder_of_key(access_key_id, session_token)
        except NotProven as error:
            error.claimed = access_key_id
            raise

    def refuse_strangers(self, caller: Caller, headers: Iterable[tuple[str, str]]) -> None:
        """Refuse credentials of a console session that come without its cookie.

        So a key that was read out of a page is worth nothing elsewhere. Raises `NotProven`.
        """
        if caller.console is None:
            return
        held = self.cookie.read_any(headers)
        if held is None or held.session_id != caller.console:
            claimed = caller.identity.access_key_id
            raise NotProven("UnrecognizedClientException", _INVALID, caller, claimed=claimed)

    def note_use(self, caller: Caller, service: str, region: str, now: datetime) -> None:
        """Remember when and for what a key was last used."""
        if self._uses is not None:
            self._uses.note(caller, service, region, now)

    async def by_password(self, user: str, password: str, *, region: str | None = None) -> Caller:
        """Return who logs in to the registry: `AWS` and a token, or a key id and its secret.

        `region` is the one that the registry's host name says, if it says one: a token is good
        for the Region that gave it out (Amazon ECR User Guide, "Private registry
        authentication"). Raises `NotProven`; code ExpiredTokenException for a token whose time
        is over.
        """
        if self.sandbox and user != "AWS":
            return await self.sandbox_caller(user)
        if user == "AWS":
            return self._by_token(password, region)
        found = self.long_term_key(user)
        if found is None:
            raise NotProven("UnrecognizedClientException", _INVALID, claimed=user)
        caller = found.caller
        good = compare_digest(found.secret.encode(), password.encode())
        if not good or not found.key.active:
            raise NotProven("UnrecognizedClientException", _INVALID, caller, claimed=user)
        return Caller(
            caller.identity, caller.entity_id, caller.entity_arn, credential="SecretAccessKey"
        )

    def _holder_of_key(self, access_key_id: str, session_token: str | None) -> tuple[Caller, str]:
        found = self.long_term_key(access_key_id)
        if found is None or session_token is not None:
            raise NotProven("UnrecognizedClientException", _INVALID)
        if not found.key.active:
            raise NotProven("UnrecognizedClientException", _INVALID, found.caller)
        return found.caller, found.secret

    def _holder_of_session(
        self, access_key_id: str, session_token: str | None, now: datetime
    ) -> tuple[Caller, str]:
        if session_token is None:
            raise NotProven("UnrecognizedClientException", _INVALID)
        try:
            session = open_session(self._seal, session_token, access_key_id, now)
        except SessionExpired as error:
            raise NotProven("ExpiredTokenException", _EXPIRED) from error
        except SessionInvalid as error:
            raise NotProven("UnrecognizedClientException", _INVALID) from error
        return session.caller, session.secret

    def _by_token(self, password: str, region: str | None) -> Caller:
        now = int(self._clock.now().timestamp())
        with self._lock:
            known = self._passwords.get(password)
        if known is None:
            try:
                payload = self._seal.open(TOKEN_PURPOSE, password)
            except BrokenSeal as error:
                raise NotProven("UnrecognizedClientException", _INVALID) from error
            known = (payload["exp"], payload["rg"], _token_caller(payload))
            with self._lock:
                self._passwords[password] = known
                if len(self._passwords) > _PASSWORDS_MAX:
                    self._passwords.popitem(last=False)
        expires, given_by, caller = known
        if now >= expires:
            raise NotProven(
                "ExpiredTokenException",
                "Your authorization token has expired. Reauthenticate and try again.",
                caller,
            )
        if region not in (None, given_by):
            raise NotProven(
                "UnrecognizedClientException",
                f"Your authorization token is for {given_by}, this registry is in {region}.",
                caller,
            )
        return caller

    def long_term_key(self, access_key_id: str) -> Holder | None:
        """Return a long-term key and its holder, kept while the directory stays as it is."""

        def look(tx: Snapshot) -> tuple[int, Key | None]:
            version = identity_version(tx)
            kept = self._holders.get(access_key_id)
            if kept is not None and kept[0] == version:
                return version, kept[1].key
            return version, find_key(tx, access_key_id)

        version, key = self._database.read(look)
        if key is None:
            return None
        kept = self._holders.get(access_key_id)
        if kept is not None and kept[0] == version:
            return kept[1]
        try:
            holder = Holder(key, secret_of(self._seal, key), caller_with_key(key))
        except BrokenSeal:
            return None
        with self._lock:
            self._holders[access_key_id] = (version, holder)
            if len(self._holders) > _PASSWORDS_MAX:
                self._holders.popitem(last=False)
        return holder

    async def sandbox_caller(self, key_id: str, session_token: str | None = None) -> Caller:
        """Return the root user that a key id names in the sandbox, with its account made.

        Credentials of a console session are whose they are, there as elsewhere.
        """
        if session_token is not None:
            with suppress(SessionExpired, SessionInvalid):
                session = open_session(self._seal, session_token, key_id, self._clock.now())
                if session.caller.console is not None:
                    return session.caller
        account = key_id if len(key_id) == 12 and key_id.isdigit() else self._account
        if account not in self._accounts:
            now = self._clock.now()
            if not self._database.read(lambda tx: account_exists(tx, account)):
                with suppress(Conflict):  # another worker just made it
                    await self._database.write(lambda tx: ensure_account(tx, account, now))
            self._accounts.add(account)
        known = self.long_term_key(key_id)
        return known.caller if known is not None else root_caller(account, key_id)


def _token_caller(payload: dict[str, object]) -> Caller:
    """Return the caller of a registry token: a session as old as the token."""
    issued = payload["iat"]
    if "sc" not in payload:
        payload = {**payload, "sc": issued, "sm": False, "si": None}
    return caller_from(payload, credential="AuthorizationToken")
