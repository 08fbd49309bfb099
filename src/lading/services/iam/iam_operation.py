"""What every IAM operation has in common: no `resources` in its record, and who may not call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from lading.caller import Caller
from lading.operation import (
    Call,
    Check,
    Handler,
    Operation,
    PolicyOf,
    Resource,
    ResourceOf,
    Stage,
    operation,
)
from lading.services.iam.conditions import iam_conditions

_NAMED_BY_ARN = ("Create", "List", "Simulate", "GetContextKeysFor")
_NAMED_BY_HOLDER = ("CreateAccessKey", "CreateLoginProfile", "CreatePolicyVersion")


def iam_operation(
    name: str,
    *,
    resource: ResourceOf,
    changes: bool = False,
    policy: PolicyOf | None = None,
    check: Check | None = None,
    stage: Stage | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Callable[[Handler], Operation]:
    """Make a function an IAM operation; the arguments are those of `operation`."""

    def wrap(handler: Handler) -> Operation:
        @wraps(handler)
        def guarded(call: Call, request: Any) -> Any:
            if not may_call_iam(call.caller):
                raise call.error(
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.",
                )
            return handler(call, request)

        made = operation(
            f"iam:{name}",
            changes=changes,
            resource=resource,
            policy=policy,
            conditions=iam_conditions,
            check=check,
            stage=stage,
            hidden=hidden,
            shows_resource=False,
            denied_resource=_arn if _is_named_by_arn(name) else denied_resource,
        )
        return made(guarded)

    return wrap


def denied_resource(resource: Resource) -> str:
    """Return how IAM's refusals name what was asked for: `user NAME`, `policy ARN`.

    What is about to be made, and lists, keep their ARN (AWS IAM User Guide, "Troubleshoot access
    denied error messages").
    """
    if ":policy/" in resource.arn:
        return f"policy {resource.arn}"
    kind, _, path = resource.arn.rpartition(":")[2].partition("/")
    name = path.rpartition("/")[2]
    return f"{kind} {name}" if name else resource.arn


def _is_named_by_arn(name: str) -> bool:
    of_a_holder = name in _NAMED_BY_HOLDER or name.endswith(("Policies", "Keys", "Tags", "ForUser"))
    return name.startswith(_NAMED_BY_ARN) and not of_a_holder


def _arn(resource: Resource) -> str:
    return resource.arn


def may_call_iam(caller: Caller) -> bool:
    """Return whether the kind of credentials lets the caller use IAM at all.

    Credentials of GetFederationToken never do, those of GetSessionToken only if MFA was used
    (AWS IAM User Guide, "Compare AWS STS credentials"). Who signed in to the console always may.
    """
    identity = caller.identity
    if identity.type == "FederatedUser":
        return False
    if identity.type in ("IAMUser", "Root") and identity.session is not None:
        return identity.session.mfa or caller.console is not None
    return True
