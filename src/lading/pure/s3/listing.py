"""Listing: keys in the order of their UTF-8 bytes, folded at a delimiter.

Everything here is bytes: keys compare by them, and a page begins at a position between keys.
"""

from __future__ import annotations

from urllib.parse import quote_plus

from lading.pure.s3.errors import invalid_argument

KEYS_MAX = 1000


def successor(prefix: bytes) -> bytes:
    """Return the first position behind everything that begins with `prefix`.

    The last byte of UTF-8 is never 0xFF, so it can always be one more.
    """
    assert prefix, "nothing lies behind the empty prefix"
    return prefix[:-1] + bytes([prefix[-1] + 1])


def common_prefix(key: bytes, prefix: bytes, delimiter: bytes) -> bytes | None:
    """Return the key up to the first delimiter after the prefix, that with it; None without one."""
    if not delimiter or not key.startswith(prefix):
        return None
    at = key.find(delimiter, len(prefix))
    return None if at < 0 else key[: at + len(delimiter)]


def start_after(position: bytes, prefix: bytes, delimiter: bytes) -> bytes:
    """Return where a listing begins that goes on behind a key or a common prefix.

    A position below a common prefix hides the whole of it.
    """
    folded = common_prefix(position, prefix, delimiter)
    behind = position + b"\0" if folded is None else successor(folded)
    return max(behind, prefix)


def page_keys(given: int | None, name: str = "max-keys") -> int:
    """Return how many entries a page may have. Raises `WireError` InvalidArgument."""
    if given is None:
        return KEYS_MAX
    if not 0 <= given <= 2**31 - 1:
        raise invalid_argument(
            f"Argument {name} must be an integer between 0 and 2147483647", name, given
        )
    return min(given, KEYS_MAX)


def encoder(encoding_type: str | None) -> str | None:
    """Check `encoding-type`; raises `WireError` InvalidArgument."""
    if encoding_type not in (None, "url"):
        raise invalid_argument(
            "Invalid Encoding Method specified in Request", "encoding-type", encoding_type
        )
    return encoding_type


def shown(text: str, encoding_type: str | None) -> str:
    """Return a key, prefix or marker as a listing shows it."""
    return quote_plus(text, safe="/*") if encoding_type == "url" else text
