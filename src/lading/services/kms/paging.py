"""Pages of lists: `Marker` and `Limit` in, `Truncated` and `NextMarker` out."""

from __future__ import annotations

from typing import Final

from lading.operation import Call, Request
from lading.pure.named_pages import NamedPage, name_of_marker

LIMIT_DEFAULT: Final = 100


def asked_page(call: Call, request: Request, *, limit: int = LIMIT_DEFAULT) -> NamedPage:
    """Return the page a request asks for. Raises InvalidMarkerException."""
    marker = request.get("Marker")
    try:
        after = "" if marker is None else name_of_marker(marker)
    except ValueError as error:
        raise call.error("InvalidMarkerException", "The marker is not valid.") from error
    return NamedPage(after, request.get("Limit", limit), "Truncated", "NextMarker")
