"""A request to S3 as it came, decoded but not yet believed."""

from __future__ import annotations

from base64 import b32encode, b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from urllib.parse import unquote_to_bytes

from lading.doors.http import Exchange
from lading.pure.s3.errors import refused
from lading.pure.sigv4.request import HttpRequest

_PARAMETERS_MAX = 256
_ID_BYTES = 10
_HOST_ID_BYTES = 56


@dataclass(frozen=True, slots=True)
class Ids:
    """What every answer of S3 is known by."""

    request_id: str
    host_id: str

    @classmethod
    def new(cls) -> Ids:
        """Return new ones: 16 capitals and digits, and a base64 text."""
        random = token_bytes(_ID_BYTES + _HOST_ID_BYTES)
        request_id = b32encode(random[:_ID_BYTES]).decode()
        return cls(request_id, b64encode(random[_ID_BYTES:]).decode())


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a request asks for: `pairs` are the query's, `query` has the first of each name.

    `depth` counts the labels of the path: 0 service, 1 bucket, 2 object.
    """

    method: str
    bucket: str | None
    key: str | None
    pairs: tuple[tuple[str, str], ...]
    query: dict[str, str]
    headers: dict[str, str] = field(repr=False)

    @property
    def depth(self) -> int:
        """How far down the path goes."""
        return 0 if self.bucket is None else 1 if self.key is None else 2

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the path, by the model's names."""
        labels = {} if self.bucket is None else {"Bucket": self.bucket}
        return labels if self.key is None else {**labels, "Key": self.key}


def arrival_of(http: Exchange) -> Arrival:
    """Read what a request asks for. Raises `WireError` InvalidURI."""
    bucket, _, key = http.path.removeprefix("/").partition("/")
    pairs = _pairs(http.query)
    query = dict(reversed(pairs))
    return Arrival(
        method=http.method,
        bucket=_text(bucket) if bucket else None,
        key=_text(key) if key else None,
        pairs=tuple(pairs),
        query=query,
        headers=_headers(http),
    )


def http_request(http: Exchange) -> HttpRequest:
    """Return the request as a signature covers it; its body is still to come."""
    return HttpRequest(http.method, http.path, http.query, http.raw_headers, "")


def _pairs(query: str) -> list[tuple[str, str]]:
    """Decode the query; a plus is a plus, as it is in what is signed."""
    pieces = [piece for piece in query.split("&") if piece]
    if len(pieces) > _PARAMETERS_MAX:
        raise _invalid_uri()
    pairs = []
    for piece in pieces:
        name, _, value = piece.partition("=")
        pairs.append((_text(name), _text(value)))
    return pairs


def _text(encoded: str) -> str:
    try:
        return unquote_to_bytes(encoded.encode("latin-1")).decode()
    except UnicodeDecodeError as error:
        raise _invalid_uri() from error


def _headers(http: Exchange) -> dict[str, str]:
    """Return the headers by lower-case name; one that was given twice has both values."""
    found: dict[str, str] = {}
    for name, value in http.raw_headers:
        key, text = name.lower(), _header_text(name, value)
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


def _header_text(name: str, value: str) -> str:
    """Return a header's value; user metadata is UTF-8 where it can be."""
    if value.isascii() or not name.lower().startswith("x-amz-meta-"):
        return value.strip()
    try:
        return value.encode("latin-1").decode().strip()
    except UnicodeDecodeError:
        return value.strip()


def _invalid_uri() -> Exception:
    return refused("InvalidURI", "Couldn't parse the specified URI.")
