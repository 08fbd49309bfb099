"""Refusals in ClickHouse's own terms: a numeric code, a symbolic name, a sentence.

Clients decide by the code (header `X-ClickHouse-Exception-Code`), so both what the engine says
and what this server says itself goes out in the same form.
"""

from __future__ import annotations

import re
from typing import Final

SYNTAX_ERROR: Final = 62
BAD_ARGUMENTS: Final = 36
NOT_IMPLEMENTED: Final = 48
UNKNOWN_DATABASE: Final = 81
UNKNOWN_SETTING: Final = 115
TOO_MANY_SIMULTANEOUS_QUERIES: Final = 202
QUERY_IS_TOO_LARGE: Final = 177
QUERY_ID_IN_USE: Final = 216
NOT_ENOUGH_SPACE: Final = 243
QUERY_WAS_CANCELLED: Final = 394
AUTHENTICATION_FAILED: Final = 516
UNKNOWN_EXCEPTION: Final = 1002

_NAMES: Final = {
    SYNTAX_ERROR: "SYNTAX_ERROR",
    BAD_ARGUMENTS: "BAD_ARGUMENTS",
    NOT_IMPLEMENTED: "NOT_IMPLEMENTED",
    UNKNOWN_DATABASE: "UNKNOWN_DATABASE",
    UNKNOWN_SETTING: "UNKNOWN_SETTING",
    TOO_MANY_SIMULTANEOUS_QUERIES: "TOO_MANY_SIMULTANEOUS_QUERIES",
    QUERY_IS_TOO_LARGE: "QUERY_IS_TOO_LARGE",
    QUERY_ID_IN_USE: "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING",
    NOT_ENOUGH_SPACE: "NOT_ENOUGH_SPACE",
    QUERY_WAS_CANCELLED: "QUERY_WAS_CANCELLED",
    AUTHENTICATION_FAILED: "AUTHENTICATION_FAILED",
}

_STATUSES: Final = {
    6: 400,
    26: 400,
    27: 400,
    38: 400,
    41: 400,
    BAD_ARGUMENTS: 400,
    43: 400,
    46: 404,
    47: 400,
    NOT_IMPLEMENTED: 501,
    53: 400,
    60: 404,
    SYNTAX_ERROR: 400,
    73: 400,
    UNKNOWN_DATABASE: 404,
    UNKNOWN_SETTING: 404,
    159: 408,
    QUERY_IS_TOO_LARGE: 413,
    TOO_MANY_SIMULTANEOUS_QUERIES: 503,
    456: 400,
    457: 400,
    AUTHENTICATION_FAILED: 403,
}
"""HTTP statuses the ClickHouse server uses for codes; any other code is a 500."""

_ENGINE = re.compile(r"Code: (\d+)\. DB::Exception: (.*)", re.DOTALL)


class EngineRefusal(Exception):
    """A statement was refused, by the engine or before it got there."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return _STATUSES.get(self.code, 500)

    def text(self) -> str:
        """Return the line a ClickHouse server would answer with."""
        name = _NAMES.get(self.code)
        suffix = f" ({name})" if name else ""
        return f"Code: {self.code}. DB::Exception: {self}{suffix}\n"


def refusal_of(failure: Exception) -> EngineRefusal:
    """Return an engine failure as a refusal; its text already ends with the symbolic name."""
    match = _ENGINE.search(str(failure))
    if match is None:
        return EngineRefusal(UNKNOWN_EXCEPTION, "The engine failed without a code.")
    return EngineRefusal(int(match[1]), match[2].strip())
