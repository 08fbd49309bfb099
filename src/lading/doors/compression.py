"""Smaller JSON answers for clients that ask for them: browsers do, AWS's command line does not.

A page of events holds manifests twice; gzip makes a tenth of it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from typing import Final

from lading.doors.http import Exchange

_BYTES_MIN: Final = 1024
_BYTES_ON_LOOP_MAX: Final = 64 * 1024
_LEVEL: Final = 1
_JSON: Final = ("application/x-amz-json", "application/json")


async def compressed(
    http: Exchange, headers: Mapping[str, str], body: bytes
) -> tuple[Mapping[str, str], bytes]:
    """Return headers and body as they are, or with gzip where that is asked for and pays."""
    accepted = http.headers.get("accept-encoding")
    if accepted is None or len(body) < _BYTES_MIN or not _takes_gzip(accepted):
        return headers, body
    if not headers.get("content-type", "").startswith(_JSON):
        return headers, body
    if len(body) <= _BYTES_ON_LOOP_MAX:
        packed = _packed(body)
    else:
        packed = await asyncio.to_thread(_packed, body)
    return {**headers, "content-encoding": "gzip", "vary": "Accept-Encoding"}, packed


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip() == "gzip":
            quality = parameters.replace(" ", "").removeprefix("q=")
            return quality.strip("0.") != "" or not parameters
    return False
