"""ConsoleLogout: a session ends, and its credentials with it.

AWS has no event for this. It changes what credentials may do, so here it has one.
"""

from __future__ import annotations

from typing import TypedDict

from lading.directory.console_sessions import end_console_session, end_console_sessions_of
from lading.operation import Call, Operation
from lading.services.signin.sign_in_operation import sign_in_operation


class ConsoleLogoutRequest(TypedDict):
    """Which session ends, or with `everywhere` all of the caller."""

    session_id: str
    everywhere: bool


@sign_in_operation("ConsoleLogout")
def console_logout(call: Call, request: ConsoleLogoutRequest) -> dict[str, str]:
    """End a session."""
    if request["everywhere"]:
        end_console_sessions_of(call.tx, call.caller.entity_id)
    end_console_session(call.tx, request["session_id"])
    return {}


OPERATIONS: tuple[Operation, ...] = (console_logout,)
