"""Does a grant let this call through? Asked only where policies alone do not.

A grant may be the caller's own, or that of the service which forwarded the call on the caller's
behalf: so ECR uses the grants of its repositories for everyone it lets pull (AWS KMS Developer
Guide, "Grants in AWS KMS").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lading.directory.arns import root_arn
from lading.operation import Call, Granted
from lading.pure.kms.constraints import Constraints
from lading.services.kms.conditions import service_via
from lading.services.kms.grants import Grant, find_grant, grants_to
from lading.services.kms.key import Key
from lading.services.kms.targets import key_named

Fits = Callable[[Grant], bool]

_RETIRE: Final = "RetireGrant"
_GRANT: Final = "CreateGrant"


def principals_of(call: Call, account: str) -> tuple[str, ...]:
    """Return the names under which a caller's grants on keys of an account are stored.

    What was granted to a role is no session's whose own policy may say less; what was granted to
    an account is for its root, and for those of another account, whom their own policies limit.
    """
    caller, identity = call.caller, call.caller.identity
    names = [str(identity.arn)]
    unlimited = caller.session_policies is None
    if identity.type == "IAMUser" or (identity.type == "AssumedRole" and unlimited):
        names += [caller.entity_id, caller.entity_arn]
    if identity.type != "AWSService" and caller.account != account:
        names.append(root_arn(caller.account))
    return tuple(dict.fromkeys(names))


def by_grant(call: Call, key: Key | None, fits: Fits) -> Granted | None:
    """Return whose grant on the key fits the call, or None."""
    if key is None:
        return None
    own = principals_of(call, key.account)
    if any(fits(grant) for name in own for grant in grants_to(call.tx, key, name)):
        return Granted()
    via = service_via(call)
    if via is not None and any(fits(grant) for grant in grants_to(call.tx, key, via)):
        return Granted(service=via)
    return None


def fits_context(action: str, context: Mapping[str, str]) -> Fits:
    """Return what a grant must be for a cryptographic operation with this context."""
    name = action.partition(":")[2]
    return lambda grant: name in grant.operations and grant.constraints.hold(context)


def may_use(context_member: str = "EncryptionContext", member: str = "KeyId") -> Any:
    """Return the `granted` of cryptographic operations whose member names the key."""

    def granted(call: Call, request: Any) -> Granted | None:
        context = request.get(context_member) or {}
        key = key_named(call, request[member])[1]
        return by_grant(call, key, fits_context(call.operation.action, context))

    return granted


def may_describe(call: Call, request: Any) -> Granted | None:
    """Return whose grant includes DescribeKey; constraints have no say there."""
    key = key_named(call, request["KeyId"])[1]
    return by_grant(call, key, lambda grant: "DescribeKey" in grant.operations)


def may_grant(call: Call, request: Any) -> Granted | None:
    """Return whose grant lets it pass on what it has: no more operations, no looser constraints."""
    asked = constraints_of(request)
    wanted = set(request["Operations"])

    def fits(grant: Grant) -> bool:
        return (
            _GRANT in grant.operations
            and wanted <= set(grant.operations)
            and grant.constraints.allow(asked)
        )

    return by_grant(call, key_named(call, request["KeyId"])[1], fits)


def may_retire(call: Call, grant: Grant | None) -> Granted | None:
    """Return whether the caller, or the service before it, is the one to retire a grant."""
    if grant is None:
        return None
    via = service_via(call)
    for names, found in (
        (principals_of(call, grant.account), Granted()),
        ((via,), Granted(service=via)),
    ):
        is_grantees = _RETIRE in grant.operations and grant.grantee in names
        if is_grantees or (grant.retiring is not None and grant.retiring in names):
            return found
    return None


def constraints_of(request: Mapping[str, Any]) -> Constraints:
    """Return the constraints that a request asks for."""
    given = request.get("Constraints") or {}
    return Constraints(given.get("EncryptionContextEquals"), given.get("EncryptionContextSubset"))


def grant_on(call: Call, key: Key | None, grant_id: str) -> Grant | None:
    """Return a grant if it is on the key."""
    grant = find_grant(call.tx, grant_id)
    same = grant is not None and key is not None and grant.key_id == key.key_id
    return grant if same else None
