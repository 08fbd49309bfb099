"""The cookie of a console session: sealed, for the browser alone, and no key to any API.

The name carries the installation: cookies do not know of ports, and two servers on one machine
would sign each other's users out. Under TLS it has the prefix `__Host-`, so that no neighbour
domain and no plain page can plant one (RFC 6265bis, "The `__Host-` Prefix"). It goes with every
path, because the credentials of a session are taken only together with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lading.pure.sealing import BrokenSeal, Seal

_PURPOSE = "console-session"
_HEADER_CHARACTERS_MAX = 16_384


@dataclass(frozen=True, slots=True)
class Held:
    """What a cookie of ours holds."""

    session_id: str
    secret: str = field(repr=False)


class ConsoleCookie:
    """Makes and reads the cookies of one installation."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._plain = f"lading-{seal.mark('console-cookie')}"
        self._strict = f"__Host-{self._plain}"

    def name(self, *, secure: bool) -> str:
        """Return the cookie's name, which is another one under TLS."""
        return self._strict if secure else self._plain

    def issue(self, held: Held, seconds: int, *, secure: bool) -> str:
        """Return the `Set-Cookie` header of a session."""
        value = self._seal.seal(_PURPOSE, {"i": held.session_id, "s": held.secret})
        return f"{self.name(secure=secure)}={value}; Max-Age={seconds}{_attributes(secure)}"

    def clear(self, *, secure: bool) -> str:
        """Return the `Set-Cookie` header that makes a browser forget the session."""
        return f"{self.name(secure=secure)}=; Max-Age=0{_attributes(secure)}"

    def read(self, headers: Iterable[tuple[str, str]], *, secure: bool) -> Held | None:
        """Return what the request's cookie holds, or None without a good one."""
        return self._read(headers, (self.name(secure=secure),))

    def read_any(self, headers: Iterable[tuple[str, str]]) -> Held | None:
        """Return what the cookie holds, whether it came over TLS or not."""
        return self._read(headers, (self._strict, self._plain))

    def _read(self, headers: Iterable[tuple[str, str]], names: tuple[str, ...]) -> Held | None:
        for value in _cookies(headers, names):
            try:
                payload = self._seal.open(_PURPOSE, value)
            except BrokenSeal:
                continue
            return Held(payload["i"], payload["s"])
        return None


def _cookies(headers: Iterable[tuple[str, str]], names: tuple[str, ...]) -> list[str]:
    """Return the values of the cookies of these names, in the order in which they came."""
    found = []
    for header, text in headers:
        if header.lower() != "cookie" or len(text) > _HEADER_CHARACTERS_MAX:
            continue
        for pair in text.split(";"):
            name, _, value = pair.strip().partition("=")
            if name in names:
                found.append(value)
    return found


def _attributes(secure: bool) -> str:
    return f"; Path=/; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}"
