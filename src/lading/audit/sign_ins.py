"""What the record of a console sign-in has otherwise than that of an API call.

Source: AWS CloudTrail User Guide, "AWS Management Console sign-in events". A failure is no error
of a call there: it is an answer, `{"ConsoleLogin": "Failure"}`, with a message and no error code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lading.pure.trail_record.identity import Identity
from lading.pure.trail_record.record import Facts

HIDDEN_NAME: Final = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""In place of a user name that is nobody's: people type passwords into the wrong box."""

_EVENT_VERSION: Final = "1.08"


def as_sign_in(facts: Facts) -> Facts:
    """Return the facts of a sign-in event, made from those of the call that it was."""
    failed = facts.error_message is not None
    return replace(
        facts,
        identity=_shown(facts.identity, failed=failed),
        event_type="AwsConsoleSignIn",
        event_version=_EVENT_VERSION,
        request_id=None,
        request_parameters=None,
        response_elements={facts.event_name: "Failure" if failed else "Success"},
        error_code=None,
        resources=(),
        # What leads to a session is no call made with its credentials.
        console_session=False,
    )


def _shown(identity: Identity, *, failed: bool) -> Identity:
    """Return who it is: without a key, and a user who proved nothing without an ARN, too."""
    if identity.type == "Root":
        return replace(identity, access_key_id="", session=None)
    if not failed:
        return replace(identity, access_key_id=None, session=None)
    return replace(identity, access_key_id="", arn=None, session=None)
