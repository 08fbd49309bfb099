"""Times as the tables keep them: microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(when: datetime) -> int:
    """Return the instant as a whole number."""
    return (when - _EPOCH) // timedelta(microseconds=1)


def instant(us: int) -> datetime:
    """Return the instant in UTC."""
    return _EPOCH + timedelta(microseconds=us)
