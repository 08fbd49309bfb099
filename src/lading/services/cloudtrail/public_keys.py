"""ListPublicKeys: what digest files of this account and Region can be verified with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from lading.operation import Call, Request, operation
from lading.services.cloudtrail.signing_keys import keys_in_use

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import ListPublicKeysRequestTypeDef


@operation("cloudtrail:ListPublicKeys")
def list_public_keys(call: Call, request: ListPublicKeysRequestTypeDef) -> dict[str, Any]:
    """List the public keys that are valid at some time of a span; without one, those of now."""
    if "NextToken" in request:
        raise call.error("InvalidTokenException", "ListPublicKeys gives out no tokens.")
    since, until = _span(call, request)
    keys = keys_in_use(call.tx, call.caller.account, call.scope.region, since, until)
    return {
        "PublicKeyList": [
            {
                "Value": key.public_der,
                "ValidityStartTime": key.starts,
                "ValidityEndTime": key.ends,
                "Fingerprint": key.fingerprint,
            }
            for key in keys
        ]
    }


def _span(call: Call, request: Request) -> tuple[datetime, datetime]:
    since, until = request.get("StartTime", call.now), request.get("EndTime", call.now)
    if since > until:
        raise call.error("InvalidTimeRangeException", "StartTime is after EndTime.")
    return since, until
