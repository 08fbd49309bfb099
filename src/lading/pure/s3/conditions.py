"""Conditional requests (RFC 9110, 13; Amazon S3 User Guide, "Conditional requests")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lading.pure.s3.errors import refused
from lading.pure.wire.errors import WireError

_CHARACTERS_MAX = 8192


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a read, or the reading side of a copy, makes depend on the object it finds."""

    match: str | None = None
    none_match: str | None = None
    modified_since: datetime | None = None
    unmodified_since: datetime | None = None

    def failing(self, etag: str, modified: datetime) -> str | None:
        """Return the condition that does not hold, as the rest of its header's name, or None.

        If-Match that holds silences If-Unmodified-Since, and If-None-Match that holds silences
        If-Modified-Since. Times count in whole seconds.
        """
        modified = modified.replace(microsecond=0)
        if self.match is not None:
            if not names_etag(self.match, etag):
                return "If-Match"
        elif self.unmodified_since is not None and modified > self.unmodified_since:
            return "If-Unmodified-Since"
        if self.none_match is not None:
            return "If-None-Match" if names_etag(self.none_match, etag) else None
        if self.modified_since is not None and modified <= self.modified_since:
            return "If-Modified-Since"
        return None


NOT_MODIFIED = frozenset({"If-None-Match", "If-Modified-Since"})
"""What a GET or HEAD answers with 304, not 412."""


def names_etag(header: str, etag: str) -> bool:
    """Return whether a list of ETags has this one (without quotes), or is `*`."""
    names = header[:_CHARACTERS_MAX].split(",")
    return any(_bare(name) in ("*", etag) for name in names)


def _bare(name: str) -> str:
    return name.strip().removeprefix("W/").strip('"')


def check_write(match: str | None, none_match: str | None, etag: str | None) -> None:
    """Let a write go on, or raise `WireError`; `etag` is that of the object that is there now."""
    if none_match is not None:
        if none_match.strip() != "*":
            raise refused(
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
                Header="If-None-Match",
                additionalMessage="We don't accept the provided value of If-None-Match header for "
                "this API",
            )
        if etag is not None:
            raise precondition_failed("If-None-Match")
    if match is not None and etag is not None and not names_etag(match, etag):
        raise precondition_failed("If-Match")


def precondition_failed(condition: str) -> WireError:
    """Return the refusal that names the condition."""
    return refused(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        Condition=condition,
    )
