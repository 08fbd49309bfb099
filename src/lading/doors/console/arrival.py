"""A request to the session endpoint: from this very origin, and of the form it must have.

Sessions live in a cookie, so a page of somebody else must not be able to sign its visitors in,
out, or into a role (OWASP, "Cross-Site Request Forgery Prevention": Fetch Metadata, and the
origin where browsers leave that out).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import orjson

from lading.doors.console.refusal import Refusal
from lading.doors.http import BodyCutShort, BodyTooLarge, Exchange

_BODY_BYTES_MAX: Final = 16 * 1024
_TEXT_CHARACTERS_MAX: Final = 512


def refuse_other_sites(http: Exchange) -> None:
    """Return if the request comes from this very origin. Raises `Refusal`."""
    site = http.headers.get("sec-fetch-site")
    reads = http.method in ("GET", "HEAD")
    if site is not None and site != "same-origin":
        raise _cross_site()
    origin = http.headers.get("origin")
    if origin is not None and not _is_own(origin, http.headers.get("host", "")):
        raise _cross_site()
    if not reads and site is None and origin is None:
        raise _cross_site()


async def members_of(http: Exchange) -> dict[str, object]:
    """Return the members of the request's JSON object; none where there is no body.

    Raises `Refusal`.
    """
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal("UnsupportedMediaType", "The request must be application/json.")
    try:
        body = await http.body(_BODY_BYTES_MAX)
    except BodyTooLarge as error:
        raise Refusal("RequestTooLarge", "The request is too large.") from error
    except BodyCutShort as error:
        raise Refusal("InvalidRequest", "The request body ended too soon.") from error
    if not body:
        return {}
    try:
        members = orjson.loads(body)
    except ValueError as error:
        raise Refusal("InvalidRequest", "The request is not JSON.") from error
    if not isinstance(members, dict):
        raise Refusal("InvalidRequest", "The request is not a JSON object.")
    return members


def text_of(members: Mapping[str, object], name: str) -> str:
    """Return a text that must be there. Raises `Refusal`."""
    found = text_or_none(members, name)
    if found is None:
        raise Refusal("InvalidRequest", f"{name} is missing.")
    return found


def text_or_none(members: Mapping[str, object], name: str) -> str | None:
    """Return a text, or None if it is not there or empty. Raises `Refusal`."""
    value = members.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _TEXT_CHARACTERS_MAX:
        raise Refusal(
            "InvalidRequest", f"{name} must be a text of at most {_TEXT_CHARACTERS_MAX} characters."
        )
    return value


def refuse_others(members: Mapping[str, object], names: frozenset[str]) -> None:
    """Return if there are no members but these. Raises `Refusal`."""
    if members.keys() - names:
        raise Refusal("InvalidRequest", "The request has members that are not known.")


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() != ""


def _cross_site() -> Refusal:
    return Refusal("CrossSiteRequest", "The request does not come from this site.")
