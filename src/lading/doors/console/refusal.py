"""What the console's page is told when there is no session for it (docs/console.md)."""

from __future__ import annotations

import math
from typing import Any, Final

import orjson

SIGN_IN_FAILED: Final = "Your sign-in information is incorrect."

_STATUS: Final = {
    "AccessDenied": 403,
    "CrossSiteRequest": 403,
    "InvalidRequest": 400,
    "MethodNotAllowed": 405,
    "MfaRequired": 401,
    "PasswordChangeRequired": 401,
    "PasswordRefused": 400,
    "RequestTooLarge": 413,
    "SignInFailed": 401,
    "SignedOut": 401,
    "TooManyAttempts": 429,
    "Unavailable": 503,
    "UnsupportedMediaType": 415,
}


class Refusal(Exception):
    """An answer of no; `code` is one of those that docs/console.md names."""

    def __init__(self, code: str, message: str, *, seconds: float | None = None) -> None:
        super().__init__(message)
        self.status = _STATUS[code]
        self.code = code
        self.message = message
        self.retry_seconds = None if seconds is None else max(1, math.ceil(seconds))

    def body(self, request_id: str) -> bytes:
        """Return the JSON body."""
        members: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "requestId": request_id,
        }
        if self.retry_seconds is not None:
            members["retryAfterSeconds"] = self.retry_seconds
        return orjson.dumps(members)

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that this refusal has beside those of every answer."""
        return [] if self.retry_seconds is None else [("retry-after", str(self.retry_seconds))]


def too_many(seconds: float) -> Refusal:
    """Return the refusal of somebody who has to wait."""
    text = f"Too many attempts. Try again in {max(1, math.ceil(seconds))} s."
    return Refusal("TooManyAttempts", text, seconds=seconds)


def try_later() -> Refusal:
    """Return the refusal of what cannot be done now."""
    return Refusal("Unavailable", "The request cannot be served now: try again later.")
