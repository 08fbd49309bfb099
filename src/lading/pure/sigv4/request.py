"""One HTTP request as it came over the wire: what a signature is checked against."""

from dataclasses import dataclass, field
from functools import cached_property

from lading.pure.sigv4.canonical import header_values
from lading.pure.sigv4.claim import Claim, read_claim


@dataclass(frozen=True)
class HttpRequest:
    """A request before any middleware touched it; all text is the wire's bytes as latin-1.

    `path` and `query` are still percent-encoded, `query` without its '?'. `headers` are in arrival
    order, names in any case. `body_sha256` is the lower-case hex digest of the whole body; only an
    S3 request whose body is still to be read may leave it empty.

    Query and headers may hold secrets, so they stay out of the representation. Without slots, so
    that what several checks ask for is worked out once.
    """

    method: str
    path: str
    query: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body_sha256: str

    @cached_property
    def values(self) -> dict[str, str]:
        """The headers' values as they are signed, by lower-case name (`header_values`)."""
        return header_values(self.headers)

    @cached_property
    def claim(self) -> Claim | None:
        """What the request claims of its signature (`read_claim`). Raises SignatureError."""
        return read_claim(self.query, self.values)
