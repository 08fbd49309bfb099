"""Condition keys of the key service (Service Authorization Reference, "AWS KMS")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lading.operation import Call, ConditionsOf
from lading.services.kms.aliases import aliases_of
from lading.services.kms.key import Key
from lading.services.kms.resource_tags import tags_of
from lading.services.kms.targets import ALIAS_PREFIX, key_named

Keys = dict[str, str | tuple[str, ...]]

_SUFFIX: Final = ".amazonaws.com"
_GRANT_CALLS: Final = frozenset({"CreateGrant", "ListGrants", "RevokeGrant"})


def service_via(call: Call) -> str | None:
    """Return the service that forwarded the call as KMS names it: `ecr.us-east-1.amazonaws.com`."""
    if call.via is None:
        return None
    name = call.via.removesuffix(_SUFFIX)
    return call.via if "." in name else f"{name}.{call.scope.region}{_SUFFIX}"


def call_conditions(call: Call) -> Keys:
    """Return the keys of every call: whose account, through which service."""
    keys: Keys = {"kms:CallerAccount": call.caller.account}
    via = service_via(call)
    if via is not None:
        keys["kms:ViaService"] = via
    if call.operation.name in _GRANT_CALLS:
        keys["kms:GrantIsForAWSResource"] = "false" if via is None else "true"
    return keys


def key_conditions(call: Call, key: Key | None) -> Keys:
    """Return the keys that what a call is about brings along."""
    if key is None:
        return {}
    keys: Keys = {
        "kms:KeyOrigin": "AWS_KMS",
        "kms:KeySpec": "SYMMETRIC_DEFAULT",
        "kms:KeyUsage": "ENCRYPT_DECRYPT",
        "kms:MultiRegion": "false",
        "aws:ResourceAccount": key.account,
    }
    names = aliases_of(call.tx, key.key_id)
    if names:
        keys["kms:ResourceAliases"] = tuple(names)
    for name, value in tags_of(call.tx, key.key_id):
        keys[f"aws:ResourceTag/{name}"] = value
    return keys


def request_conditions(request: Mapping[str, Any]) -> Keys:
    """Return the keys that members of a request stand for."""
    keys: Keys = {}
    tags = request.get("Tags") or ()
    for tag in tags:
        keys[f"aws:RequestTag/{tag['TagKey']}"] = tag["TagValue"]
    names = tuple(tag["TagKey"] for tag in tags) or tuple(request.get("TagKeys") or ())
    if names:
        keys["aws:TagKeys"] = names
    if "PendingWindowInDays" in request:
        days = str(request["PendingWindowInDays"])
        keys["kms:ScheduleKeyDeletionPendingWindowInDays"] = days
    if "RotationPeriodInDays" in request:
        keys["kms:RotationPeriodInDays"] = str(request["RotationPeriodInDays"])
    return keys


def context_conditions(context: Mapping[str, str]) -> Keys:
    """Return the keys of an encryption context."""
    keys: Keys = {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
    if context:
        keys["kms:EncryptionContextKeys"] = tuple(context)
    return keys


def alias_conditions(text: str) -> Keys:
    """Return the key that tells by which alias a request named the key."""
    name = text.rpartition(":")[2] if text.startswith("arn:") else text
    return {"kms:RequestAlias": name} if name.startswith(ALIAS_PREFIX) else {}


def conditions_of(member: str = "KeyId") -> ConditionsOf:
    """Return the `conditions` of operations whose member names the key."""

    def conditions(call: Call, request: Any) -> Keys:
        named: str | None = request.get(member)
        key = None if named is None else key_named(call, named)[1]
        return {
            **key_conditions(call, key),
            **request_conditions(request),
            **call_conditions(call),
        }

    return conditions


def account_conditions(call: Call, request: Any) -> Keys:
    """Return the keys of calls that are about no key."""
    return {**request_conditions(request), **call_conditions(call)}
