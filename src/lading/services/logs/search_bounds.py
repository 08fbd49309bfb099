"""What a caller is told whose search takes more than one call may take."""

from __future__ import annotations

from lading.operation import Call, ServiceError


def too_much_to_search(call: Call) -> ServiceError:
    """Return the error for a search that was stopped at its limits (text is ours)."""
    return call.error(
        "InvalidParameterException",
        "There is too much to search in one call: give a shorter time range or fewer streams.",
    )
