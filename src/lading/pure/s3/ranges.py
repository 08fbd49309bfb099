"""Ranges of bytes as S3 takes them (RFC 9110, 14; Amazon S3 API Reference, "GetObject")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lading.pure.s3.errors import invalid_argument, refused

_CHARACTERS_MAX = 128
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.ASCII)
_COPY_RANGE = re.compile(r"bytes=(\d{1,19})-(\d{1,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` up to `end`, which is not one of them."""

    first: int
    end: int

    @property
    def size_bytes(self) -> int:
        """How many bytes that is."""
        return self.end - self.first

    def content_range(self, size_bytes: int) -> str:
        """Return the `Content-Range` of these bytes of an object."""
        return f"bytes {self.first}-{self.end - 1}/{size_bytes}"


def requested_span(header: str | None, size_bytes: int) -> Span | None:
    """Return what a `Range` asks for of an object, None for all of it.

    Lists of ranges and what is no range are passed over, as S3 does. Raises `WireError`
    InvalidRange for a range beyond the end.
    """
    if header is None or len(header) > _CHARACTERS_MAX:
        return None
    found = _RANGE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0 or size_bytes == 0:
            raise _beyond(header, size_bytes)
        return Span(max(0, size_bytes - length), size_bytes)
    first, end = int(found[1]), int(found[2]) + 1 if found[2] else size_bytes
    if found[2] and end <= first:
        return None
    if first >= size_bytes:
        raise _beyond(header, size_bytes)
    return Span(first, min(end, size_bytes))


def copied_span(header: str | None, size_bytes: int) -> Span:
    """Return what `x-amz-copy-source-range` asks for; raises `WireError`."""
    if header is None:
        return Span(0, size_bytes)
    found = _COPY_RANGE.fullmatch(header)
    if found is None or int(found[2]) < int(found[1]):
        raise invalid_argument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first "
            "and last are the zero-based offsets of the first and last bytes to copy",
            "x-amz-copy-source-range",
            header[:_CHARACTERS_MAX],
        )
    if int(found[2]) >= size_bytes:
        raise invalid_argument(
            f"Range specified is not valid for source object of size: {size_bytes}",
            "x-amz-copy-source-range",
            header,
        )
    return Span(int(found[1]), int(found[2]) + 1)


def _beyond(header: str, size_bytes: int) -> Exception:
    return refused(
        "InvalidRange",
        "The requested range is not satisfiable",
        ActualObjectSize=size_bytes,
        RangeRequested=header,
    )
