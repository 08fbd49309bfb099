"""CreateKey, and the keys that services use for an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from lading.operation import Call, Operation, Resource, ServiceEvent, operation
from lading.services.kms.aliases import add_alias
from lading.services.kms.conditions import Keys, account_conditions
from lading.services.kms.key import (
    KEYS_MAX,
    Key,
    add_key,
    count_keys,
    find_key_by_alias,
    key_arn,
)
from lading.services.kms.key_policies import (
    checked_policy,
    default_policy,
    managed_policy,
    refuse_lockout,
)
from lading.services.kms.key_shapes import key_metadata
from lading.services.kms.materials import add_material
from lading.services.kms.resource_tags import asked_tags, set_tags
from lading.services.kms.targets import AWS_ALIAS_PREFIX

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import CreateKeyRequestTypeDef

MANAGED_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "ecr": "Default key that protects my ECR repositories when no other key is defined",
    "s3": "Default key that protects my S3 objects when no other key is defined",
}

_SYMMETRIC: Final = "SYMMETRIC_DEFAULT"
_DEFAULTS: Final[Mapping[str, Any]] = {
    "Description": "",
    "Origin": "AWS_KMS",
    "BypassPolicyLockoutSafetyCheck": False,
    "CustomerMasterKeySpec": _SYMMETRIC,
    "KeySpec": _SYMMETRIC,
    "KeyUsage": "ENCRYPT_DECRYPT",
    "MultiRegion": False,
}
_ONLY: Final = ("Origin", "CustomerMasterKeySpec", "KeySpec", "KeyUsage", "MultiRegion")
_OF_OTHER_KEYS: Final = ("CustomKeyStoreId", "XksKeyId")


def _shows(call: Call, request: Any) -> Mapping[str, Any]:
    """Return what CreateKey shows: with defaults, in the names of the record."""
    asked = {**_DEFAULTS, **request}
    shown: dict[str, Any] = {name[:1].lower() + name[1:]: asked[name] for name in _DEFAULTS}
    if "Policy" in asked:
        shown["policy"] = asked["Policy"]
    if asked.get("Tags"):
        shown["tags"] = [
            {"tagKey": tag.get("TagKey"), "tagValue": tag.get("TagValue")} for tag in asked["Tags"]
        ]
    return shown


def _conditions(call: Call, request: Any) -> Keys:
    asked = {**_DEFAULTS, **request}
    return {
        **account_conditions(call, request),
        "kms:KeyOrigin": str(asked["Origin"]),
        "kms:KeySpec": str(asked["KeySpec"]),
        "kms:KeyUsage": str(asked["KeyUsage"]),
        "kms:MultiRegion": str(asked["MultiRegion"]).lower(),
        "kms:BypassPolicyLockoutSafetyCheck": str(asked["BypassPolicyLockoutSafetyCheck"]).lower(),
    }


def _resources(call: Call, request: Any) -> tuple[Resource, ...]:
    made: Key | None = call.memo.get("kms.made")
    return () if made is None else (made.resource,)


@operation(
    "kms:CreateKey",
    changes=True,
    conditions=_conditions,
    shows=_shows,
    resources_of=_resources,
)
def create_key(call: Call, request: CreateKeyRequestTypeDef) -> dict[str, Any]:
    """Make a symmetric key with material of its own."""
    _refuse_other_kinds(call, request)
    tags = asked_tags(call, request.get("Tags") or ())
    key_id = str(uuid4())
    policy = default_policy(call.scope.account)
    if "Policy" in request:
        policy, compiled = checked_policy(call, request["Policy"])
        if not request.get("BypassPolicyLockoutSafetyCheck"):
            refuse_lockout(call, key_arn(call.scope.account, call.scope.region, key_id), compiled)
    key = add_key(
        call.tx,
        key_id=key_id,
        account=call.scope.account,
        region=call.scope.region,
        manager="CUSTOMER",
        description=request.get("Description", ""),
        policy=policy,
        material_tag=add_material(call, key_id),
        now=call.now,
    )
    set_tags(call.tx, key_id, tags)
    call.memo["kms.made"] = key
    return {"KeyMetadata": key_metadata(call, key)}


def _refuse_other_kinds(call: Call, request: Mapping[str, Any]) -> None:
    """Return if a symmetric key of ours is asked for, and there is room for one."""
    for member in _ONLY:
        if request.get(member, _DEFAULTS[member]) != _DEFAULTS[member]:
            raise call.error(
                "UnsupportedOperationException",
                f"{member} {request[member]} is not supported: keys are symmetric, for encryption, "
                "of one Region, and their material is made here.",
            )
    for member in _OF_OTHER_KEYS:
        if member in request:
            raise call.error("UnsupportedOperationException", f"{member} is not supported.")
    if count_keys(call.tx, call.scope.account, call.scope.region) >= KEYS_MAX:
        raise call.error(
            "LimitExceededException", f"An account has at most {KEYS_MAX} keys in a Region."
        )


@operation("kms:UseManagedKey", changes=True, internal=True)
def use_managed_key(call: Call, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return `KeyId`, the ARN of the key that `Service` (`ecr`) uses for the account.

    The key and its alias `alias/aws/ecr` are made at the first use in an account and Region, and
    a service event CreateKey says so. An operation of the service forwards this.
    """
    service = request["Service"]
    assert service in MANAGED_DESCRIPTIONS, "a service that has keys of its own"
    account, region, name = call.scope.account, call.scope.region, AWS_ALIAS_PREFIX + service
    key = find_key_by_alias(call.tx, account, region, name)
    if key is None:
        key_id = str(uuid4())
        key = add_key(
            call.tx,
            key_id=key_id,
            account=account,
            region=region,
            manager="AWS",
            description=MANAGED_DESCRIPTIONS[service],
            policy=managed_policy(account, region, service),
            material_tag=add_material(call, key_id),
            now=call.now,
        )
        add_alias(call.tx, key, name, call.now)
        details = {"keyId": key.arn, "aliasName": name, "keyManager": "AWS"}
        call.service_events.append(
            ServiceEvent("CreateKey", details, (key.resource,), read_only=False)
        )
    return {"KeyId": key.arn}


OPERATIONS: tuple[Operation, ...] = (create_key, use_managed_key)
