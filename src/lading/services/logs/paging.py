"""Paging: a sealed token says where the last page ended and which request it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson

from lading.operation import Call, Request, ServiceError
from lading.pure.sealing import BrokenSeal
from lading.services.logs.group import milliseconds

PAGE_DEFAULT = 50
_PURPOSE = "logs page"
_TOKEN_MS_MAX = 86_400_000
"""Tokens are good for a day (CloudWatch Logs API reference, DescribeLogGroups, nextToken)."""


def page_size(request: Request) -> int:
    """Return how many groups or streams a page holds."""
    return int(request.get("limit") or PAGE_DEFAULT)


def page_start(call: Call, request: Request, first: Sequence[Any]) -> Sequence[Any]:
    """Return the position after which the page begins; `first` without a token."""
    token = request.get("nextToken")
    if token is None:
        return first
    try:
        page = call.parts.seal.open(_PURPOSE, token)
    except BrokenSeal:
        raise invalid_token(call) from None
    age_ms = milliseconds(call.now) - page["at"]
    if page["for"] != _fingerprint(call, request) or age_ms > _TOKEN_MS_MAX:
        raise invalid_token(call)
    position: Sequence[Any] = page["after"]
    return position


def next_page(call: Call, request: Request, after: Sequence[Any]) -> str:
    """Return the token of the page behind a position."""
    page = {
        "for": _fingerprint(call, request),
        "after": list(after),
        "at": milliseconds(call.now),
    }
    return call.parts.seal.seal(_PURPOSE, page)


def invalid_token(call: Call) -> ServiceError:
    """Return the error for a token that is not one of this request."""
    return call.error("InvalidParameterException", "The specified nextToken is invalid.")


def _fingerprint(call: Call, request: Request) -> str:
    fixed = {k: v for k, v in request.items() if k not in {"nextToken", "limit", "startFromHead"}}
    scope = [call.operation.key, call.scope.account, call.scope.region, fixed]
    return sha256(orjson.dumps(scope, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
