"""Pages of IAM lists: `Marker` and `MaxItems` in, `IsTruncated` and `Marker` out."""

from __future__ import annotations

from lading.directory.names import checked_number
from lading.operation import Call, Request
from lading.pure.named_pages import NamedPage, name_of_marker

_ITEMS_MAX = 1000
_ITEMS_DEFAULT = 100


def asked_page(call: Call, request: Request) -> NamedPage:
    """Return the page a request asks for. Raises ValidationException for a marker not ours."""
    items_max = checked_number(request.get("MaxItems", _ITEMS_DEFAULT), "MaxItems", 1, _ITEMS_MAX)
    marker = request.get("Marker")
    try:
        after = "" if marker is None else name_of_marker(marker)
    except ValueError as error:
        raise call.error("ValidationException", "Invalid Marker.") from error
    return NamedPage(after, items_max, "IsTruncated", "Marker")
