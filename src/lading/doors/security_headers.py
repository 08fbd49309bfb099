"""What browsers are told of every answer, encoded once.

Objects, manifests and layers come from the console's own origin, and whoever uploads them chooses
their type. So everything outside `/console/` is shown, if at all, in a sandbox without an origin,
where no script runs; and no other origin may embed it.
"""

from __future__ import annotations

from typing import Final

Headers = tuple[tuple[bytes, bytes], ...]

ELSEWHERE: Final[Headers] = (
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

CONSOLE: Final[Headers] = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), clipboard-write=(self)",
    ),
)
