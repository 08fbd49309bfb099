"""RetireGrant, by those the grant is for, and RevokeGrant, by those the key is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lading.operation import AttachedPolicy, Call, Granted, Operation, Resource, operation
from lading.services.kms.conditions import Keys, call_conditions, key_conditions
from lading.services.kms.dry_run import end_dry_run
from lading.services.kms.grant_tokens import grant_of_token
from lading.services.kms.granted import grant_on, may_retire
from lading.services.kms.grants import Grant, delete_grant, find_grant
from lading.services.kms.key import Key, find_key
from lading.services.kms.key_operation import key_operation
from lading.services.kms.targets import key_named, policy_of, required_key, resource_named

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import RetireGrantRequestTypeDef, RevokeGrantRequestTypeDef

_MEMO: Final = "kms.grant"


def _named(call: Call, request: Mapping[str, Any]) -> tuple[Key | None, Grant | None]:
    """Return the key and the grant that a request to retire names, as far as they are there."""
    if _MEMO not in call.memo:
        call.memo[_MEMO] = _look_up(call, request)
    found: tuple[Key | None, Grant | None] = call.memo[_MEMO]
    return found


def _look_up(call: Call, request: Mapping[str, Any]) -> tuple[Key | None, Grant | None]:
    if "GrantToken" in request:
        grant = find_grant(call.tx, grant_of_token(call, request["GrantToken"]))
        here = grant is not None and grant.region == call.scope.region
        return (find_key(call.tx, grant.key_id), grant) if grant and here else (None, None)
    key = key_named(call, request["KeyId"])[1]
    return key, grant_on(call, key, request["GrantId"])


def _resource(call: Call, request: Any) -> Resource:
    if "GrantToken" not in request:
        if "KeyId" not in request or "GrantId" not in request:
            raise call.error(
                "ValidationException", "A grant token, or a key and a grant id, must be given."
            )
        return resource_named(call, request["KeyId"], aliases=False)
    if call.snapshot is None:
        return Resource("*", call.scope.account)
    key, _ = _named(call, request)
    return Resource("*", call.scope.account) if key is None else key.resource


def _policy(call: Call, request: Any) -> AttachedPolicy | None:
    return policy_of(_named(call, request)[0])


def _conditions(call: Call, request: Any) -> Keys:
    return {**key_conditions(call, _named(call, request)[0]), **call_conditions(call)}


def _granted(call: Call, request: Any) -> Granted | None:
    return may_retire(call, _named(call, request)[1])


def _shows_nothing(call: Call, request: Any) -> None:
    """Return what AWS shows of RetireGrant; the grant's id is additional data."""


@operation(
    "kms:RetireGrant",
    changes=True,
    resource=_resource,
    policy=_policy,
    conditions=_conditions,
    granted=_granted,
    shows=_shows_nothing,
)
def retire_grant(call: Call, request: RetireGrantRequestTypeDef) -> dict[str, Any]:
    """Give back a grant that is no longer needed."""
    _, grant = _named(call, request)
    if grant is None:
        raise call.error("NotFoundException", "The grant does not exist.")
    call.additional["grantId"] = grant.grant_id
    end_dry_run(call, request)
    delete_grant(call.tx, grant)
    return {}


@key_operation("RevokeGrant", changes=True)
def revoke_grant(call: Call, request: RevokeGrantRequestTypeDef) -> dict[str, Any]:
    """Take a grant back."""
    key = required_key(call, request["KeyId"])
    grant = grant_on(call, key, request["GrantId"])
    if grant is None:
        raise call.error("NotFoundException", f"Grant ID {request['GrantId']} not found")
    end_dry_run(call, request)
    delete_grant(call.tx, grant)
    return {}


OPERATIONS: tuple[Operation, ...] = (retire_grant, revoke_grant)
