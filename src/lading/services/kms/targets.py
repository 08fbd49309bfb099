"""Which key a request is about: ids, ARNs and aliases, and the key policy that comes with it.

A name that is well formed is authorized first, whether or not there is such a key: who may not
ask does not learn what there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from lading.operation import AttachedPolicy, Call, Resource, ResourceOf, ServiceError
from lading.services.kms.key import (
    Key,
    alias_arn,
    alias_resource,
    find_key,
    find_key_by_alias,
    key_arn,
    key_resource,
)

ALIAS_PREFIX: Final = "alias/"
AWS_ALIAS_PREFIX: Final = "alias/aws/"

_KEY_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.A)
_ARN = re.compile(r"arn:aws:kms:([a-z0-9-]{1,40}):(\d{12}):(key/[\w-]{1,64}|alias/[\w:/-]+)", re.A)
_MEMO: Final = "kms.keys"


@dataclass(frozen=True, slots=True)
class Target:
    """A key as a request names it: `key_id`, or the alias `alias/…`, of an account."""

    account: str
    region: str
    key_id: str | None
    alias: str | None


def target_of(call: Call, text: str, *, aliases: bool = True) -> Target:
    """Return what a KeyId names. Raises NotFoundException for what can name no key here."""
    account, region, name = call.scope.account, call.scope.region, text
    if text.startswith("arn:"):
        found = _ARN.fullmatch(text)
        if found is None:
            raise call.error("NotFoundException", f"Invalid keyId '{text}'")
        if found[1] != region:
            raise call.error("NotFoundException", f"Invalid arn {found[1]}")
        account, name = found[2], found[3].removeprefix("key/")
    if name.startswith(ALIAS_PREFIX) and aliases:
        return Target(account, region, None, name)
    if _KEY_ID.fullmatch(name) is None:
        raise call.error("NotFoundException", f"Invalid keyId '{text}'")
    return Target(account, region, name, None)


def key_named(call: Call, text: str, *, aliases: bool = True) -> tuple[Target, Key | None]:
    """Return what a KeyId names and the key, if there is one; looked up once a call."""
    memo: dict[str, tuple[Target, Key | None]] = call.memo.setdefault(_MEMO, {})
    if text not in memo:
        target = target_of(call, text, aliases=aliases)
        memo[text] = (target, _look_up(call, target))
    return memo[text]


def _look_up(call: Call, target: Target) -> Key | None:
    if target.alias is not None:
        return find_key_by_alias(call.tx, target.account, target.region, target.alias)
    assert target.key_id is not None, "a target names a key or an alias"
    key = find_key(call.tx, target.key_id)
    here = key is not None and (key.account, key.region) == (target.account, target.region)
    return key if here else None


def resource_named(call: Call, text: str, *, aliases: bool = True) -> Resource:
    """Return what a KeyId names as policies and records do."""
    if call.snapshot is None:  # a refused call, on its way into the record
        target = target_of(call, text, aliases=aliases)
        key = None
    else:
        target, key = key_named(call, text, aliases=aliases)
    if key is not None:
        return key.resource
    if target.alias is not None:
        return alias_resource(target.account, target.region, target.alias)
    assert target.key_id is not None, "a target names a key or an alias"
    return key_resource(target.account, target.region, target.key_id)


def required_key(call: Call, text: str) -> Key:
    """Return the key that a KeyId names. Raises NotFoundException."""
    target, key = key_named(call, text)
    if key is None:
        raise call.error("NotFoundException", _not_there(target))
    return key


def _not_there(target: Target) -> str:
    if target.alias is not None:
        return f"Alias {alias_arn(target.account, target.region, target.alias)} is not found."
    arn = key_arn(target.account, target.region, str(target.key_id))
    return f"Key '{arn}' does not exist"


def key_resource_of(member: str = "KeyId", *, aliases: bool = False) -> ResourceOf:
    """Return the `resource` of operations whose member names the key.

    Only cryptographic operations, DescribeKey and grants know keys by alias.
    """

    def resource(call: Call, request: Any) -> Resource:
        return resource_named(call, request[member], aliases=aliases)

    return resource


def key_policy_of(member: str = "KeyId") -> Callable[[Call, Any], AttachedPolicy | None]:
    """Return the `policy` of operations whose member names the key."""

    def policy(call: Call, request: Any) -> AttachedPolicy | None:
        return policy_of(key_named(call, request[member])[1])

    return policy


def policy_of(key: Key | None) -> AttachedPolicy | None:
    """Return the key policy as authorization takes it."""
    return None if key is None else AttachedPolicy(key.policy, "key")


def require_usable(call: Call, key: Key) -> None:
    """Return if the key can encrypt and decrypt; raise what AWS KMS says of others."""
    if key.state == "Disabled":
        raise call.error("DisabledException", f"{key.arn} is disabled.")
    require_kept(call, key)


def require_kept(call: Call, key: Key) -> None:
    """Return if the key is not about to be deleted. Raises KMSInvalidStateException."""
    if key.state == "PendingDeletion":
        raise call.error("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def require_customer_key(call: Call, key: Key) -> None:
    """Return if the account manages the key itself."""
    if key.manager == "AWS":
        raise ServiceError(
            "AccessDeniedException",
            f"{call.operation.name} is not allowed on AWS managed keys",
            recorded_code="AccessDenied",
        )
