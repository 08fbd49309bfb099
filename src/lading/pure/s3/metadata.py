"""User metadata: `x-amz-meta-*` (Amazon S3 User Guide, "Working with object metadata")."""

from __future__ import annotations

from collections.abc import Mapping
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from lading.pure.s3.errors import refused

BYTES_MAX = 2048


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """Return user metadata as it is stored and answered: names in lower case, values in ASCII.

    What is beyond ASCII is answered in RFC 2047's form, and what came in that form without need
    is answered plain. Raises `WireError` MetadataTooLarge.
    """
    found = {name.lower(): _ascii(value) for name, value in given.items()}
    size = sum(len(name) + len(value.encode()) for name, value in given.items())
    if size > BYTES_MAX:
        raise refused(
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            Size=size,
            MaxSizeAllowed=BYTES_MAX,
        )
    return found


def _ascii(value: str) -> str:
    if not value.isascii():
        return _encoded_word(value)
    if "=?" in value:
        try:
            plain = str(make_header(decode_header(value)))
        except (HeaderParseError, UnicodeError, LookupError, ValueError):
            return value
        if plain.isascii() and plain.isprintable():
            return plain
    return value


def _encoded_word(text: str) -> str:
    quoted = "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else "_" if byte == 32 else f"={byte:02X}"
        for byte in text.encode()
    )
    return f"=?UTF-8?Q?{quoted}?="
