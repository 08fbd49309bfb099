"""Pages of a list in the order of names, with a marker that says behind which name to go on."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NamedPage:
    """The part of a list that was asked for: at most `items_max` from behind the name `after`.

    more_member, marker_member: what an API calls "there is more", and where to go on.
    """

    after: str
    items_max: int
    more_member: str
    marker_member: str

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
        return {member: [shape(one) for one in shown], **self.rest(found, name)}

    def rest(self, found: Sequence[T], name: Callable[[T], str]) -> dict[str, Any]:
        """Return the members that say whether there is more, and from where it goes on."""
        if len(found) <= self.items_max:
            return {self.more_member: False}
        marker = urlsafe_b64encode(name(found[self.items_max - 1]).encode()).decode("ascii")
        return {self.more_member: True, self.marker_member: marker}

    def among(
        self,
        member: str,
        everything: Iterable[T],
        shape: Callable[[T], Any],
        name: Callable[[T], str],
    ) -> dict[str, Any]:
        """Return the response with the part of a short list that was asked for, by name."""
        behind = sorted((one for one in everything if name(one) > self.after), key=name)
        return self.answer(member, behind[: self.look_ahead], shape, name)


def name_of_marker(marker: str) -> str:
    """Return the name behind which a marker goes on. Raises `ValueError` for one not ours."""
    return b64decode(marker.encode("ascii"), altchars=b"-_", validate=True).decode()
