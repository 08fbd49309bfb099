"""ListGrants and ListRetirableGrants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lading.directory.arns import root_arn
from lading.directory.principals import pinned_name, shown_name
from lading.operation import Call, Operation, ServiceError, operation
from lading.pure.kms.constraints import Constraints
from lading.services.kms.conditions import account_conditions
from lading.services.kms.granted import grant_on
from lading.services.kms.grants import Grant, grants_on, retirable_grants
from lading.services.kms.key_operation import key_operation
from lading.services.kms.paging import asked_page
from lading.services.kms.targets import required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        ListGrantsRequestTypeDef,
        ListRetirableGrantsRequestTypeDef,
    )

_LIMIT_DEFAULT: Final = 50


@key_operation("ListGrants")
def list_grants(call: Call, request: ListGrantsRequestTypeDef) -> dict[str, Any]:
    """List the grants on a key by id: all, one, or those of one grantee."""
    key = required_key(call, request["KeyId"])
    page = asked_page(call, request, limit=_LIMIT_DEFAULT)
    grantee = request.get("GranteePrincipal") or request.get("GranteeServicePrincipal")
    stored = None if grantee is None else _stored(call, grantee)
    if "GrantId" in request:
        one = grant_on(call, key, request["GrantId"])
        if one is None:
            raise call.error("InvalidGrantIdException", "The grant id is not valid.")
        found = [one] if stored in (None, one.grantee) else []
        return page.among("Grants", found, lambda grant: _shape(call, grant), _id)
    found = grants_on(call.tx, key, grantee=stored, after=page.after, grants_max=page.look_ahead)
    return page.answer("Grants", found, lambda grant: _shape(call, grant), _id)


@operation("kms:ListRetirableGrants", conditions=account_conditions)
def list_retirable_grants(call: Call, request: ListRetirableGrantsRequestTypeDef) -> dict[str, Any]:
    """List the grants of the account in the Region that a principal may retire, by id."""
    retiring = request.get("RetiringPrincipal") or request.get("RetiringServicePrincipal")
    if retiring is None:
        raise call.error("ValidationException", "RetiringPrincipal is required.")
    page = asked_page(call, request, limit=_LIMIT_DEFAULT)
    found = retirable_grants(
        call.tx,
        call.scope.account,
        call.scope.region,
        _stored(call, retiring),
        after=page.after,
        grants_max=page.look_ahead,
    )
    return page.answer("Grants", found, lambda grant: _shape(call, grant), _id)


def _stored(call: Call, name: str) -> str:
    """Return a principal in the form that grants are stored under; nobody's name stays itself."""
    try:
        return pinned_name(call.tx, name)
    except ServiceError:
        return name


def _id(grant: Grant) -> str:
    return grant.grant_id


def _shape(call: Call, grant: Grant) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "KeyId": grant.key_arn,
        "GrantId": grant.grant_id,
        "Name": grant.name or "",
        "CreationDate": grant.created,
        "GranteePrincipal": shown_name(call.tx, grant.grantee),
        "IssuingAccount": root_arn(grant.account),
        "Operations": list(grant.operations),
    }
    if grant.retiring is not None:
        shape["RetiringPrincipal"] = shown_name(call.tx, grant.retiring)
    constraints = _constraints_shape(grant.constraints)
    return {**shape, "Constraints": constraints} if constraints else shape


def _constraints_shape(constraints: Constraints) -> dict[str, Mapping[str, str]]:
    members = {
        "EncryptionContextEquals": constraints.equals,
        "EncryptionContextSubset": constraints.subset,
    }
    return {name: dict(context) for name, context in members.items() if context is not None}


OPERATIONS: tuple[Operation, ...] = (list_grants, list_retirable_grants)
