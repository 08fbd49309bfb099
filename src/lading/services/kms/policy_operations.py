"""PutKeyPolicy, GetKeyPolicy, ListKeyPolicies: a key has one policy, `default`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lading.operation import Call, Operation
from lading.services.kms.conditions import Keys, conditions_of
from lading.services.kms.key import set_policy
from lading.services.kms.key_operation import key_operation
from lading.services.kms.key_policies import (
    POLICY_NAME,
    checked_policy,
    refuse_lockout,
    shown_policy,
)
from lading.services.kms.targets import require_customer_key, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        GetKeyPolicyRequestTypeDef,
        ListKeyPoliciesRequestTypeDef,
        PutKeyPolicyRequestTypeDef,
    )


def _shows(call: Call, request: Any) -> Mapping[str, Any]:
    return {
        "keyId": request.get("KeyId"),
        "policyName": request.get("PolicyName", POLICY_NAME),
        "policy": request.get("Policy"),
        "bypassPolicyLockoutSafetyCheck": request.get("BypassPolicyLockoutSafetyCheck", False),
    }


def _conditions(call: Call, request: Any) -> Keys:
    bypass = "true" if request.get("BypassPolicyLockoutSafetyCheck") else "false"
    return {
        **conditions_of()(call, request),
        "kms:BypassPolicyLockoutSafetyCheck": bypass,
    }


@key_operation("PutKeyPolicy", changes=True, conditions=_conditions, shows=_shows)
def put_key_policy(call: Call, request: PutKeyPolicyRequestTypeDef) -> dict[str, Any]:
    """Give a key another policy, under which the caller must be able to give it one again."""
    _require_default(call, request)
    key = required_key(call, request["KeyId"])
    require_customer_key(call, key)
    stored, policy = checked_policy(call, request["Policy"])
    if not request.get("BypassPolicyLockoutSafetyCheck"):
        refuse_lockout(call, key.arn, policy)
    set_policy(call.tx, key, stored)
    return {}


@key_operation("GetKeyPolicy")
def get_key_policy(call: Call, request: GetKeyPolicyRequestTypeDef) -> dict[str, Any]:
    """Return a key's policy as it was given."""
    _require_default(call, request)
    key = required_key(call, request["KeyId"])
    return {"Policy": shown_policy(call, key), "PolicyName": POLICY_NAME}


@key_operation("ListKeyPolicies")
def list_key_policies(call: Call, request: ListKeyPoliciesRequestTypeDef) -> dict[str, Any]:
    """List the names of a key's policies, of which there is one."""
    required_key(call, request["KeyId"])
    return {"PolicyNames": [POLICY_NAME], "Truncated": False}


def _require_default(call: Call, request: Mapping[str, Any]) -> None:
    if request.get("PolicyName", POLICY_NAME) != POLICY_NAME:
        raise call.error("NotFoundException", "No such policy exists")


OPERATIONS: tuple[Operation, ...] = (put_key_policy, get_key_policy, list_key_policies)
