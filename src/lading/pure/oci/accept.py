"""The media types a client accepts, as a plain list."""

import re
from collections.abc import Iterable
from functools import lru_cache

MEDIA_TYPES_MAX = 100
MEDIA_TYPE_CHARACTERS_MAX = 255
ACCEPT_CHARACTERS_MAX = 16 * 1024
_CLIENTS_MAX = 256
_USUAL_CHARACTERS_MAX = 2048

_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]++/[!#$%&'*+.^_`|~0-9A-Za-z-]++", re.ASCII)


def accepted_media_types(headers: Iterable[str]) -> list[str]:
    """Return the media types of all `Accept` headers, in their order and each once.

    Parameters, `q` among them, are dropped, and so is whatever is no media type. At most
    ACCEPT_CHARACTERS_MAX characters are read and MEDIA_TYPES_MAX types returned, the number
    BatchGetImage takes.
    """
    given = tuple(headers)
    if sum(map(len, given)) <= _USUAL_CHARACTERS_MAX:
        return list(_accepted_before(given))
    return list(_accepted(given))


def _accepted(headers: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    left = ACCEPT_CHARACTERS_MAX
    for header in headers:
        for item in header[:left].split(","):
            media_type = item.partition(";")[0].strip(" \t")
            if is_media_type(media_type):
                found.setdefault(media_type)
            if len(found) == MEDIA_TYPES_MAX:
                return tuple(found)
        left -= len(header)
        if left <= 0:
            break
    return tuple(found)


_accepted_before = lru_cache(maxsize=_CLIENTS_MAX)(_accepted)
"""The same for a client's next request: it sends the same headers with each."""


def is_media_type(text: str) -> bool:
    """Tell whether the text is `type/subtype` without parameters (RFC 9110, 8.3.1)."""
    return len(text) <= MEDIA_TYPE_CHARACTERS_MAX and _MEDIA_TYPE.fullmatch(text) is not None
