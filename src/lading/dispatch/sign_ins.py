"""Who signs in to the console? Proof by password or access key, and by a code.

One text for every refusal: what was wrong is for the record. A name that nobody has costs the
same hash as one that somebody has, and counts as much.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hmac import compare_digest

from lading.audit.sign_ins import HIDDEN_NAME
from lading.caller import Caller
from lading.directory.account_settings import account_of_alias, password_policy_of
from lading.directory.accounts import account_exists
from lading.directory.logins import Login, find_login, password_expired
from lading.directory.mfa_devices import Device, devices_of, proven_step
from lading.directory.passwords import PasswordPolicy, is_password
from lading.directory.users import User, find_user
from lading.dispatch.authenticate import Authenticator
from lading.dispatch.invoke import Unavailable
from lading.dispatch.sign_in_limits import SignInLimits
from lading.ports import Clock, Database, Snapshot
from lading.pure.sealing import BrokenSeal, Seal
from lading.pure.trail_record.identity import Identity
from lading.services.signin.sign_in_operation import FAILED

_HASHES_WAITING_MAX = 32
_UNKNOWN = "No username found in supplied account"
_NOT_A_SECRET = "0" * 40


class Lack(Enum):
    """What a sign-in lacks."""

    PROOF = "proof"
    CODE = "code"
    NEW_PASSWORD = "new password"  # noqa: S105 (no password)


class SignInRefused(Exception):
    """Nobody came in. `suspect` is whom the attempt goes on record under, if that can be said.

    The message is for the record.
    """

    def __init__(self, lack: Lack, message: str, suspect: Caller | None, *, code: bool) -> None:
        super().__init__(message)
        self.lack = lack
        self.message = message
        self.suspect = suspect
        self.code_given = code


class TooManyTries(Exception):
    """Nothing was looked at; try again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Password:
    """What a user shows: a name in an account (12 digits or an alias), a password, a code."""

    account: str
    user: str
    password: str
    code: str | None = None
    will_change: bool = False


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What root shows, and users may: an access key with its secret, and a code."""

    access_key_id: str
    secret: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who came in.

    `caller` names no key; `key_id` is the one that was shown, `verifier` that of the password.
    `device` and `step` are those of the code. `must_change`: a new password comes first.
    """

    caller: Caller
    key_id: str | None = None
    verifier: str | None = None
    device: Device | None = None
    step: int | None = None
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What the directory says of a name."""

    account: str | None = None
    user: User | None = None
    login: Login | None = None
    devices: tuple[Device, ...] = ()
    policy: PasswordPolicy | None = None


class SignIns:
    """Proves people who sign in."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        clock: Clock,
        authenticator: Authenticator,
        limits: SignInLimits,
        hashes: Executor,
    ) -> None:
        """`hashes` runs one at a time: a hash takes 0.1 s and 16 MiB, and no other work waits."""
        self._database = database
        self._seal = seal
        self._clock = clock
        self._authenticator = authenticator
        self._limits = limits
        self._hashes = hashes
        self._waiting = 0

    async def by_password(self, shown: Password, address: str) -> Proven:
        """Return who it is. Raises `SignInRefused`, `TooManyTries`, `Unavailable`."""
        who = f"{shown.account.lower()}/{shown.user.lower()}"
        self._take(f"password {who}", address)
        known = self._database.read(lambda tx: _known(tx, shown))
        login, user = known.login, known.user
        right = await self._is_password(login, shown.password)
        now = self._clock.now()
        if login is None or user is None or not right or _is_locked(known, login, now):
            self._limits.failed(f"password {who}", address)
            raise SignInRefused(Lack.PROOF, *_suspicion(known), code=shown.code is not None)
        self._limits.succeeded(f"password {who}", address)
        caller = caller_of_user(user)
        must_change = login.reset_required or password_expired(login, known.policy, now)
        if must_change and not shown.will_change:
            raise SignInRefused(
                Lack.NEW_PASSWORD, "Password change required", caller, code=shown.code is not None
            )
        device, step = self._code(caller, known.devices, shown.code, address)
        return Proven(caller, None, login.verifier, device, step, must_change)

    async def by_key(self, shown: AccessKey, address: str) -> Proven:
        """Return who it is. Raises `SignInRefused`, `TooManyTries`, `Unavailable`."""
        if self._authenticator.sandbox:
            caller = await self._authenticator.sandbox_caller(shown.access_key_id)
            known = self._authenticator.long_term_key(shown.access_key_id)
            return Proven(_without_key(caller), None if known is None else shown.access_key_id)
        subject = f"key {shown.access_key_id}"
        self._take(subject, address)
        found = self._authenticator.long_term_key(shown.access_key_id)
        secret = _NOT_A_SECRET if found is None else found.secret
        right = compare_digest(secret.encode(), shown.secret.encode("utf-8", "surrogatepass"))
        if found is None or not right or not found.key.active:
            self._limits.failed(subject, address)
            suspect = None if found is None else found.caller
            raise SignInRefused(Lack.PROOF, FAILED, suspect, code=shown.code is not None)
        self._limits.succeeded(subject, address)
        caller = _without_key(found.caller)
        devices = self._database.read(lambda tx: devices_of(tx, caller.entity_id))
        device, step = self._code(caller, devices, shown.code, address)
        return Proven(caller, shown.access_key_id, None, device, step)

    def verifier_now(self, caller: Caller) -> str | None:
        """Return the verifier of the user's password as it is now."""
        login = self._database.read(lambda tx: find_login(tx, caller.entity_id))
        return None if login is None else login.verifier

    def _take(self, subject: str, address: str) -> None:
        wait = self._limits.take(subject, address)
        if wait > 0:
            raise TooManyTries(wait)

    async def _is_password(self, login: Login | None, password: str) -> bool:
        if self._waiting >= _HASHES_WAITING_MAX:
            raise Unavailable("too many sign-ins at once")
        self._waiting += 1
        try:
            verifier = None if login is None else login.verifier
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._hashes, is_password, verifier, password)
        finally:
            self._waiting -= 1

    def _code(
        self, caller: Caller, devices: tuple[Device, ...], code: str | None, address: str
    ) -> tuple[Device | None, int | None]:
        """Return the device and step of a right code; Nones for a user without a device."""
        if not devices:
            return None, None
        if code is None:
            raise SignInRefused(Lack.CODE, FAILED, caller, code=False)
        subject = f"code {caller.entity_id}"
        self._take(subject, address)
        try:
            for device in devices:
                step = proven_step(self._seal, device, code, self._clock.now())
                if step is not None:
                    self._limits.succeeded(subject, address)
                    return device, step
        except BrokenSeal as error:
            raise Unavailable("the master key is another one now") from error
        self._limits.failed(subject, address)
        raise SignInRefused(Lack.PROOF, FAILED, caller, code=True)


def caller_of_user(user: User) -> Caller:
    """Return a user as a caller that no key proves."""
    identity = Identity("IAMUser", user.user_id, user.arn, user.account, user_name=user.name)
    return Caller(identity, user.user_id, user.arn, credential="Password")


def _without_key(caller: Caller) -> Caller:
    identity = caller.identity
    shown = Identity(
        identity.type,
        identity.principal_id,
        identity.arn,
        identity.account,
        user_name=identity.user_name,
    )
    return Caller(shown, caller.entity_id, caller.entity_arn)


def _known(tx: Snapshot, shown: Password) -> _Known:
    account = shown.account
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        account = account_of_alias(tx, account) or ""
    if not account_exists(tx, account):
        return _Known()
    policy, user = password_policy_of(tx, account), find_user(tx, account, shown.user)
    if user is None:
        return _Known(account, policy=policy)
    login, devices = find_login(tx, user.user_id), devices_of(tx, user.user_id)
    return _Known(account, user, login, devices, policy)


def _is_locked(known: _Known, login: Login, now: datetime) -> bool:
    """Whether only an administrator can help (IAM User Guide, "Prevent password reuse … require
    administrator reset")."""
    hard = known.policy is not None and known.policy.hard_expiry
    return hard and password_expired(login, known.policy, now)


def _suspicion(known: _Known) -> tuple[str, Caller | None]:
    """Return what the record of a failure says, and of whom; nobody in an unknown account."""
    if known.user is not None:
        return FAILED, caller_of_user(known.user)
    if known.account is None:
        return FAILED, None
    nobody = Identity("IAMUser", account=known.account, user_name=HIDDEN_NAME)
    return _UNKNOWN, Caller(nobody, "", "")
