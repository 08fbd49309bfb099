"""CreateGrant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lading.directory.principals import pinned_name
from lading.operation import Call, Operation, ServiceError
from lading.services.kms.conditions import Keys, conditions_of, context_conditions
from lading.services.kms.dry_run import end_dry_run
from lading.services.kms.grant_tokens import check_grant_tokens, new_grant_token
from lading.services.kms.granted import constraints_of, may_grant
from lading.services.kms.grants import (
    GRANTS_PER_KEY_MAX,
    GrantTerms,
    add_grant,
    count_grants,
    grants_to,
)
from lading.services.kms.key import Key
from lading.services.kms.key_operation import key_operation
from lading.services.kms.targets import require_usable, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import CreateGrantRequestTypeDef

OPERATIONS_OF_KEYS: Final = (
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "CreateGrant",
    "RetireGrant",
    "DescribeKey",
)
_PAIRS_MAX: Final = 8
_VALUE_CHARACTERS_MAX: Final = 384


def _conditions(call: Call, request: Any) -> Keys:
    constraints = request.get("Constraints") or {}
    keys: Keys = {
        **conditions_of()(call, request),
        "kms:GrantOperations": tuple(request["Operations"]),
    }
    for member, key in (
        ("GranteePrincipal", "kms:GranteePrincipal"),
        ("RetiringPrincipal", "kms:RetiringPrincipal"),
    ):
        named = _principal(request, member)
        if named is not None:
            keys[key] = named
    for kind in ("EncryptionContextEquals", "EncryptionContextSubset"):
        if kind in constraints:
            keys["kms:GrantConstraintType"] = kind
            keys |= context_conditions(constraints[kind])
    return keys


def _answers(call: Call, response: Any) -> Mapping[str, Any]:
    assert call.resource is not None, "a grant is on a key"
    return {"grantId": response["GrantId"], "keyId": call.resource.arn}


@key_operation(
    "CreateGrant", changes=True, conditions=_conditions, granted=may_grant, answers=_answers
)
def create_grant(call: Call, request: CreateGrantRequestTypeDef) -> dict[str, Any]:
    """Let a principal use a key for some operations, until the grant is retired or revoked.

    The same terms under the same name are the same grant.
    """
    key = required_key(call, request["KeyId"])
    terms = _terms(call, request)
    check_grant_tokens(call, request)
    require_usable(call, key)
    end_dry_run(call, request)
    grant_id = _known(call, key, terms)
    if grant_id is None:
        if count_grants(call.tx, key) >= GRANTS_PER_KEY_MAX:
            raise call.error(
                "LimitExceededException", f"A key has at most {GRANTS_PER_KEY_MAX} grants."
            )
        grant_id = add_grant(call.tx, key, terms, call.now)
    return {"GrantToken": new_grant_token(call, grant_id), "GrantId": grant_id}


def _known(call: Call, key: Key, terms: GrantTerms) -> str | None:
    """Return the grant of a name that was made on the same terms, if there is one."""
    if terms.name is None:
        return None
    same = (grant for grant in grants_to(call.tx, key, terms.grantee) if terms.are_of(grant))
    return next((grant.grant_id for grant in same), None)


def _terms(call: Call, request: Mapping[str, Any]) -> GrantTerms:
    grantee = _principal(request, "GranteePrincipal")
    if grantee is None:
        raise call.error("ValidationException", "GranteePrincipal is required.")
    retiring = _principal(request, "RetiringPrincipal")
    _check_operations(call, request["Operations"])
    _check_constraints(call, request.get("Constraints") or {})
    return GrantTerms(
        name=request.get("Name"),
        grantee=_pinned(call, grantee),
        retiring=None if retiring is None else _pinned(call, retiring),
        operations=tuple(dict.fromkeys(request["Operations"])),
        constraints=constraints_of(request),
    )


def _principal(request: Mapping[str, Any], member: str) -> str | None:
    """Return a principal that is named, be it as `…Principal` or as `…ServicePrincipal`."""
    service = member.replace("Principal", "ServicePrincipal")
    named: str | None = request.get(member) or request.get(service)
    return named


def _pinned(call: Call, name: str) -> str:
    is_arn = name.startswith(("arn:aws:iam::", "arn:aws:sts::"))
    if not is_arn and not name.endswith(".amazonaws.com"):
        raise _no_principal(call, name)
    try:
        return pinned_name(call.tx, name)
    except ServiceError as problem:
        raise _no_principal(call, name) from problem


def _no_principal(call: Call, name: str) -> ServiceError:
    return call.error("InvalidArnException", f"ARN does not refer to a valid principal: {name}")


def _check_operations(call: Call, names: list[str]) -> None:
    if not names:
        raise call.error("ValidationException", "Operations must name at least one operation.")
    for name in names:
        if name not in OPERATIONS_OF_KEYS:
            raise call.error(
                "ValidationException",
                f"Operation {name} is not supported by a key of spec SYMMETRIC_DEFAULT.",
            )


def _check_constraints(call: Call, given: Mapping[str, Any]) -> None:
    """Refuse what is too large, and what is not known: to leave it out would grant more."""
    contexts = {kind: value for kind, value in given.items() if kind != "SourceArn"}
    if "SourceArn" in given:
        raise call.error("UnsupportedOperationException", "SourceArn is not supported.")
    if len(contexts) > 1:
        raise call.error("ValidationException", "A grant has one kind of constraint.")
    for context in contexts.values():
        if not context:
            raise call.error("ValidationException", "A constraint needs at least one pair.")
        longest = max(len(value) for value in context.values())
        if len(context) > _PAIRS_MAX or longest > _VALUE_CHARACTERS_MAX:
            raise call.error(
                "ValidationException",
                f"A constraint has at most {_PAIRS_MAX} pairs, a value at most "
                f"{_VALUE_CHARACTERS_MAX} characters.",
            )


OPERATIONS: tuple[Operation, ...] = (create_grant,)
