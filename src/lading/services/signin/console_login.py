"""ConsoleLogin: somebody who was proven a moment ago begins a session of the console.

The password was looked at before (a hash takes long and belongs into no transaction); here is
made sure that nothing of it changed meanwhile, and that no code opens two doors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from lading.directory.console_sessions import (
    ConsoleSession,
    add_console_session,
    password_is_the_same,
)
from lading.directory.logins import note_login_use
from lading.directory.mfa_devices import find_device, use_step
from lading.directory.sessions import session_is_live
from lading.operation import Call, Operation
from lading.services.signin.sign_in_operation import failed, sign_in_operation


class ConsoleLoginRequest(TypedDict):
    """What a sign-in brings: the session to begin, and the code to use up.

    `serial` and `step` name the MFA device and the step of its code, None without one.
    """

    session: ConsoleSession
    serial: str | None
    step: int | None


@sign_in_operation("CheckMfa", changes=False)
def check_mfa(call: Call, request: Mapping[str, str]) -> dict[str, str]:
    """Find that a code is to be asked for (the password was right)."""
    return {}


@sign_in_operation("ConsoleLogin")
def console_login(call: Call, request: ConsoleLoginRequest) -> dict[str, str]:
    """Begin a session."""
    session = request["session"]
    known = session_is_live(call.tx, replace(call.caller, console=None))
    if not known or not password_is_the_same(call.tx, session):
        raise failed()
    if request["serial"] is not None and request["step"] is not None:
        device = find_device(call.tx, request["serial"])
        mine = device is not None and device.user_id == call.caller.entity_id
        if not mine or device is None or not use_step(call.tx, device, request["step"]):
            raise failed()
    if session.password_mark is not None:
        note_login_use(call.tx, call.caller.entity_id, call.now)
    add_console_session(call.tx, session, idle_seconds=call.parts.settings.console_idle_seconds)
    return {}


OPERATIONS: tuple[Operation, ...] = (check_mfa, console_login)
