"""Grant tokens: what CreateGrant hands out so that a grant can be named before all know of it.

Here a grant counts from its creation on, so a token proves nothing that is not stored; it is
accepted wherever AWS KMS accepts one, and RetireGrant takes it for the grant's id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lading.operation import Call
from lading.pure.sealing import BrokenSeal

_PURPOSE: Final = "kms-grant"


def new_grant_token(call: Call, grant_id: str) -> str:
    """Return a token for a grant, different from every other."""
    return call.parts.seal.seal(_PURPOSE, {"g": grant_id})


def grant_of_token(call: Call, token: str) -> str:
    """Return the id of the grant a token is for. Raises InvalidGrantTokenException."""
    try:
        grant_id: str = call.parts.seal.open(_PURPOSE, token)["g"]
    except BrokenSeal as error:
        raise call.error("InvalidGrantTokenException", "The grant token is not valid.") from error
    return grant_id


def check_grant_tokens(call: Call, request: Mapping[str, Any]) -> None:
    """Return if every grant token of a request is one of ours."""
    for token in request.get("GrantTokens") or ():
        grant_of_token(call, token)
