"""SwitchRole, RenewRole, ExitRole: a session of the console wears a role for a time.

Whether it may is sts:AssumeRole's to say, which the door calls before; the caller of these is
the role's session, as AWS records it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from lading.caller import Caller
from lading.directory.console_sessions import wear_role
from lading.operation import Call, Operation
from lading.services.signin.sign_in_operation import ended, sign_in_operation


class RoleSwitchRequest(TypedDict):
    """Which session wears which role, and until when."""

    session_id: str
    role: Caller
    ends: datetime


class RoleExitRequest(TypedDict):
    """Which session takes its role off."""

    session_id: str


@sign_in_operation("SwitchRole")
def switch_role(call: Call, request: RoleSwitchRequest) -> dict[str, str]:
    """Put a role on."""
    return _wear(call, request)


@sign_in_operation("RenewRole")
def renew_role(call: Call, request: RoleSwitchRequest) -> dict[str, str]:
    """Wear a role for longer."""
    return _wear(call, request)


@sign_in_operation("ExitRole")
def exit_role(call: Call, request: RoleExitRequest) -> dict[str, str]:
    """Take the role off."""
    if not wear_role(call.tx, request["session_id"], None, None):
        raise ended()
    return {}


def _wear(call: Call, request: RoleSwitchRequest) -> dict[str, str]:
    if not wear_role(call.tx, request["session_id"], request["role"], request["ends"]):
        raise ended()
    return {}


OPERATIONS: tuple[Operation, ...] = (switch_role, renew_role, exit_role)
