"""Pages of lists: `Marker` and `Limit` in, `Truncated` and `NextMarker` out."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from lading.operation import Call, Request

T = TypeVar("T")

LIMIT_DEFAULT: Final = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that was asked for: at most `items_max` from behind `after`."""

    after: str
    items_max: int

    @property
    def look_ahead(self) -> int:
        """How many to read in order to see whether there are more."""
        return self.items_max + 1

    def answer(
        self,
        member: str,
        found: Sequence[T],
        shape: Callable[[T], Any],
        name: Callable[[T], str],
    ) -> dict[str, Any]:
        """Return the response with `found`, of which one too many says that there are more."""
        shown = found[: self.items_max]
        response: dict[str, Any] = {member: [shape(one) for one in shown], "Truncated": False}
        if len(found) > self.items_max:
            marker = urlsafe_b64encode(name(shown[-1]).encode()).decode("ascii")
            response |= {"Truncated": True, "NextMarker": marker}
        return response

    def among(
        self,
        member: str,
        everything: Sequence[T],
        shape: Callable[[T], Any],
        name: Callable[[T], str],
    ) -> dict[str, Any]:
        """Return the response with the part of a short list that was asked for, by name."""
        behind = sorted((one for one in everything if name(one) > self.after), key=name)
        return self.answer(member, behind[: self.look_ahead], shape, name)


def asked_page(call: Call, request: Request, *, limit: int = LIMIT_DEFAULT) -> Page:
    """Return the page a request asks for. Raises InvalidMarkerException."""
    items_max = request.get("Limit", limit)
    marker = request.get("Marker")
    if marker is None:
        return Page("", items_max)
    try:
        name = b64decode(marker.encode("ascii"), altchars=b"-_", validate=True)
        return Page(name.decode("utf-8"), items_max)
    except (Base64Error, UnicodeError, ValueError) as error:
        raise call.error("InvalidMarkerException", "The marker is not valid.") from error
