"""CreateAlias, UpdateAlias, DeleteAlias, ListAliases.

Who changes an alias needs the permission on the key, by its key policy, and on the alias, by the
caller's own policies (AWS KMS Developer Guide, "Controlling access to aliases").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import AttachedPolicy, Call, Operation, Resource, operation
from lading.ports import Conflict
from lading.services.kms.aliases import (
    ALIASES_PER_KEY_MAX,
    Alias,
    add_alias,
    aliases_of,
    aliases_of_account,
    aliases_of_key,
    delete_alias,
    find_alias,
    point_alias,
)
from lading.services.kms.also_allowed import require_also_allowed
from lading.services.kms.conditions import (
    Keys,
    account_conditions,
    call_conditions,
    conditions_of,
    key_conditions,
)
from lading.services.kms.key import Key, alias_arn, alias_resource
from lading.services.kms.key_making import MANAGED_DESCRIPTIONS
from lading.services.kms.paging import asked_page
from lading.services.kms.targets import (
    ALIAS_PREFIX,
    AWS_ALIAS_PREFIX,
    key_named,
    key_policy_of,
    key_resource_of,
    policy_of,
    require_customer_key,
    require_kept,
    required_key,
    resource_named,
)

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        CreateAliasRequestTypeDef,
        DeleteAliasRequestTypeDef,
        ListAliasesRequestTypeDef,
        UpdateAliasRequestTypeDef,
    )

_GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
_TARGET = "TargetKeyId"


def _alias_resource(call: Call, request: Any) -> Resource:
    return alias_resource(call.scope.account, call.scope.region, request["AliasName"])


def _resources(call: Call, request: Any) -> tuple[Resource, ...]:
    """Return key and alias, as far as the call came."""
    key = () if call.resource is None else (call.resource,)
    if "AliasName" not in request:
        return key
    alias = _alias_resource(call, request)
    return key if call.resource == alias else (*key, alias)


def _checked_name(call: Call, request: Any) -> str:
    name: str = request["AliasName"]
    if not name.startswith(ALIAS_PREFIX):
        raise call.error(
            "ValidationException",
            f'Alias must start with the prefix "alias/". Please see {_GUIDE}',
        )
    if name.startswith(AWS_ALIAS_PREFIX) or name == ALIAS_PREFIX:
        raise call.error("InvalidAliasNameException", f"The alias name {name} is reserved.")
    return name


def _require_alias_allowed(call: Call, request: Any) -> None:
    require_also_allowed(call, _alias_resource(call, request), conditions=call_conditions(call))


def _refuse_full(call: Call, key: Key) -> None:
    if len(aliases_of(call.tx, key.key_id)) >= ALIASES_PER_KEY_MAX:
        raise call.error(
            "LimitExceededException", f"A key has at most {ALIASES_PER_KEY_MAX} aliases."
        )


@operation(
    "kms:CreateAlias",
    changes=True,
    resource=key_resource_of(_TARGET),
    policy=key_policy_of(_TARGET),
    conditions=conditions_of(_TARGET),
    resources_of=_resources,
)
def create_alias(call: Call, request: CreateAliasRequestTypeDef) -> dict[str, Any]:
    """Give a key a name that can be moved to another key later."""
    name = _checked_name(call, request)
    _require_alias_allowed(call, request)
    key = required_key(call, request["TargetKeyId"])
    require_customer_key(call, key)
    require_kept(call, key)
    _refuse_full(call, key)
    try:
        add_alias(call.tx, key, name, call.now)
    except Conflict as taken:
        arn = alias_arn(key.account, key.region, name)
        raise call.error(
            "AlreadyExistsException", f"An alias with the name {arn} already exists"
        ) from taken
    return {}


@operation(
    "kms:UpdateAlias",
    changes=True,
    resource=key_resource_of(_TARGET),
    policy=key_policy_of(_TARGET),
    conditions=conditions_of(_TARGET),
    resources_of=_resources,
)
def update_alias(call: Call, request: UpdateAliasRequestTypeDef) -> dict[str, Any]:
    """Move an alias to another key; the caller needs the permission on both keys."""
    _checked_name(call, request)
    _require_alias_allowed(call, request)
    alias = _required_alias(call, request)
    key = required_key(call, request["TargetKeyId"])
    require_customer_key(call, key)
    require_kept(call, key)
    _, before = key_named(call, alias.key_id)
    if before is not None and before.key_id != key.key_id:
        require_also_allowed(
            call,
            before.resource,
            policy=policy_of(before),
            conditions={**key_conditions(call, before), **call_conditions(call)},
        )
        _refuse_full(call, key)
    point_alias(call.tx, alias, key, call.now)
    return {}


def _named_resource(call: Call, request: Any) -> Resource:
    return resource_named(call, _arn(call, request), aliases=True)


def _named_policy(call: Call, request: Any) -> AttachedPolicy | None:
    return policy_of(key_named(call, _arn(call, request))[1])


def _named_conditions(call: Call, request: Any) -> Keys:
    key = key_named(call, _arn(call, request))[1]
    return {**key_conditions(call, key), **call_conditions(call)}


def _arn(call: Call, request: Any) -> str:
    """Return the ARN of an alias; what is no alias's name is refused before it is looked up."""
    return alias_arn(call.scope.account, call.scope.region, _checked_name(call, request))


@operation(
    "kms:DeleteAlias",
    changes=True,
    resource=_named_resource,
    policy=_named_policy,
    conditions=_named_conditions,
    resources_of=_resources,
)
def delete_alias_of_key(call: Call, request: DeleteAliasRequestTypeDef) -> dict[str, Any]:
    """Take a name from its key; the key stays as it is."""
    _checked_name(call, request)
    _require_alias_allowed(call, request)
    delete_alias(call.tx, _required_alias(call, request))
    return {}


def _required_alias(call: Call, request: Any) -> Alias:
    account, region, name = call.scope.account, call.scope.region, request["AliasName"]
    alias = find_alias(call.tx, account, region, name)
    if alias is None:
        arn = alias_arn(account, region, name)
        raise call.error("NotFoundException", f"Alias {arn} is not found.")
    return alias


@operation("kms:ListAliases", conditions=account_conditions)
def list_aliases(call: Call, request: ListAliasesRequestTypeDef) -> dict[str, Any]:
    """List the aliases of the account in the Region, or of one key, by name.

    Those that services will use are listed before they have a key.
    """
    page = asked_page(call, request)
    account, region = call.scope.account, call.scope.region
    if "KeyId" in request:
        resource_named(call, request["KeyId"], aliases=False)
        key = required_key(call, request["KeyId"])
        found = [_shape(alias) for alias in aliases_of_key(call.tx, key.key_id)]
    else:
        aliases = aliases_of_account(
            call.tx, account, region, after=page.after, aliases_max=page.look_ahead
        )
        found = [_shape(alias) for alias in aliases]
        known = {alias.name for alias in aliases}
        found += [
            {"AliasName": name, "AliasArn": alias_arn(account, region, name)}
            for name in map(AWS_ALIAS_PREFIX.__add__, MANAGED_DESCRIPTIONS)
            if name not in known
        ]
    return page.among("Aliases", found, lambda shape: shape, lambda shape: shape["AliasName"])


def _shape(alias: Alias) -> dict[str, Any]:
    return {
        "AliasName": alias.name,
        "AliasArn": alias.arn,
        "TargetKeyId": alias.key_id,
        "CreationDate": alias.created,
        "LastUpdatedDate": alias.updated,
    }


OPERATIONS: tuple[Operation, ...] = (
    create_alias,
    update_alias,
    delete_alias_of_key,
    list_aliases,
)
