"""`POST /console/session`: somebody signs in, and every try is on record.

right                  -> ConsoleLogin, Success
wrong, or nobody       -> ConsoleLogin, Failure; one text for all of them
right, a code lacks    -> CheckMfa
right, password to be changed -> ChangePassword, then ConsoleLogin
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lading.caller import Caller
from lading.directory.console_sessions import ConsoleSession
from lading.dispatch.console_cookie import Held
from lading.dispatch.sign_ins import (
    AccessKey,
    Lack,
    Password,
    Proven,
    SignInRefused,
    TooManyTries,
)
from lading.doors.console.arrival import refuse_others, text_of, text_or_none
from lading.doors.console.refusal import SIGN_IN_FAILED, Refusal, too_many, try_later
from lading.doors.console.visit import Visit
from lading.operation import ServiceError

_BY_PASSWORD: Final = frozenset({"account", "user", "password", "mfa", "newPassword"})
_BY_KEY: Final = frozenset({"accessKeyId", "secretAccessKey", "mfa"})
_CODE_DIGITS: Final = 6
_MFA: Final = {"MfaType": "Virtual MFA"}


async def sign_in(visit: Visit, members: Mapping[str, object]) -> tuple[ConsoleSession, Held]:
    """Begin a session for whoever the request proves. Raises `Refusal`, `Unavailable`."""
    try:
        if "accessKeyId" in members:
            refuse_others(members, _BY_KEY)
            shown = AccessKey(
                text_of(members, "accessKeyId"), text_of(members, "secretAccessKey"), _code(members)
            )
            proven = await visit.desk.sign_ins.by_key(shown, visit.origin.address)
        else:
            proven = await _by_password(visit, members)
    except TooManyTries as error:
        raise too_many(error.seconds) from error
    except SignInRefused as error:
        raise await _refused(visit, error) from error
    return await _begin(visit, proven)


async def _by_password(visit: Visit, members: Mapping[str, object]) -> Proven:
    refuse_others(members, _BY_PASSWORD)
    new_password = text_or_none(members, "newPassword")
    shown = Password(
        account=text_or_none(members, "account") or visit.desk.dispatch.parts.settings.account,
        user=text_of(members, "user"),
        password=text_of(members, "password"),
        code=_code(members),
        will_change=new_password is not None,
    )
    proven = await visit.desk.sign_ins.by_password(shown, visit.origin.address)
    if new_password is None:
        return proven
    if not proven.must_change:
        raise Refusal("InvalidRequest", "No new password is asked for.")
    await visit.invoke(
        "iam:ChangePassword",
        proven.caller,
        {"OldPassword": shown.password, "NewPassword": new_password},
    )
    return replace(proven, verifier=visit.desk.sign_ins.verifier_now(proven.caller))


async def _begin(visit: Visit, proven: Proven) -> tuple[ConsoleSession, Held]:
    session, held = visit.desk.sessions.begun(proven, visit.origin)
    request = {
        "session": session,
        "serial": None if proven.device is None else proven.device.serial,
        "step": proven.step,
    }
    about = _about(visit, code=proven.step is not None)
    if proven.device is not None:
        about["MFAIdentifier"] = proven.device.serial
    call = visit.begin("signin:ConsoleLogin", session.caller, additional=about)
    try:
        await visit.desk.dispatch.invoke(call, request)
    except ServiceError as error:
        if error.code == "SignInFailed":  # what was proven is no longer so, or the code was used
            raise Refusal("SignInFailed", SIGN_IN_FAILED) from error
        raise try_later() from error
    if visit.session is not None:  # the one that this browser had before
        await sign_out(visit, visit.session)
    return session, held


async def sign_out(visit: Visit, session: ConsoleSession, *, everywhere: bool = False) -> None:
    """End a session, or all of its user. Raises `Refusal`, `Unavailable`."""
    request = {"session_id": session.session_id, "everywhere": everywhere}
    await visit.invoke("signin:ConsoleLogout", session.caller, request)


async def _refused(visit: Visit, error: SignInRefused) -> Refusal:
    """Put on record who did not come in, and return what the page is told."""
    visit.desk.dispatch.meters.attempts.inc()
    suspect = error.suspect
    if error.lack is Lack.CODE and suspect is not None:
        await visit.invoke("signin:CheckMfa", suspect, {}, additional=_MFA)
        return Refusal("MfaRequired", "Enter the code of your MFA device.")
    if suspect is not None:
        await _record_failure(visit, suspect, error)
    if error.lack is Lack.NEW_PASSWORD:
        return Refusal("PasswordChangeRequired", "Choose a new password.")
    return Refusal("SignInFailed", SIGN_IN_FAILED)


async def _record_failure(visit: Visit, suspect: Caller, error: SignInRefused) -> None:
    about = _about(visit, code=error.code_given)
    call = visit.begin("signin:ConsoleLogin", suspect, additional=about)
    await visit.desk.dispatch.refuse(call, None, ServiceError("SignInFailed", error.message))


def _about(visit: Visit, *, code: bool) -> dict[str, str]:
    return {
        "LoginTo": visit.console_url,
        "MobileVersion": "No",
        "MFAUsed": "Yes" if code else "No",
    }


def _code(members: Mapping[str, object]) -> str | None:
    """Return the one-time code. Raises `Refusal` for what can be none."""
    code = text_or_none(members, "mfa")
    if code is not None and not (len(code) == _CODE_DIGITS and code.isascii() and code.isdigit()):
        raise Refusal("InvalidRequest", "mfa is six digits.")
    return code
