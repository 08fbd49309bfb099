"""What all operations of a sign-in have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lading.operation import Call, Operation, ServiceError, operation

FAILED = "Failed authentication"


def sign_in_operation(
    name: str, *, changes: bool = True
) -> Callable[[Callable[[Call, Any], Any]], Operation]:
    """Make a function an operation that only the console's door calls.

    Its request and response hold what no record may: `audit.sign_ins` says what is shown.
    """
    return operation(
        f"signin:{name}",
        changes=changes,
        read_only=False,
        open_to_all=True,
        sign_in=True,
        shows=_nothing,
        answers=_nothing,
    )


def failed(message: str = FAILED) -> ServiceError:
    """Return the refusal of a sign-in; the message is for the record alone."""
    return ServiceError("SignInFailed", message)


def ended() -> ServiceError:
    """Return the refusal of what needs a session that is not there any more."""
    return ServiceError("SignedOut", "The session has ended.")


def _nothing(call: Call, members: Any) -> None:
    return None
