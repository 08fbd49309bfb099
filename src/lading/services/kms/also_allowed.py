"""Calls that need a permission on two things: an alias and its key, two keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lading.operation import AttachedPolicy, Call, Granted, Resource, ServiceError
from lading.pure.policy.denial import denial_text
from lading.pure.policy.document import parse
from lading.pure.policy.evaluate import Question, evaluate
from lading.pure.policy.statement import Kind

_OWN_KEYS = ("kms:", "aws:resource")


def require_also_allowed(
    call: Call,
    resource: Resource,
    *,
    action: str | None = None,
    policy: AttachedPolicy | None = None,
    conditions: Mapping[str, str | tuple[str, ...]] | None = None,
    granted: Granted | None = None,
) -> None:
    """Return if the caller may do the call's action (or another) on a second resource, too.

    `conditions` are that resource's own; those of the first one do not count for it. Raises
    AccessDeniedException.
    """
    first = call.memo["question"]
    assert isinstance(first, Question), "authorization leaves its question"
    others = {
        key: value for key, value in first.context.items() if not key.lower().startswith(_OWN_KEYS)
    }
    question = replace(
        first,
        action=action or first.action,
        resource=resource.arn,
        resource_account=resource.account,
        resource_policies=() if policy is None else (parse(policy.text, Kind.KEY),),
        resource_kind=Kind.RESOURCE if policy is None else Kind.KEY,
        context={**others, **(conditions or {})},
        granted=granted is not None,
    )
    decision = evaluate(question)
    if not decision.allowed:
        text = denial_text(
            str(call.caller.identity.arn),
            question.action,
            resource.arn,
            decision,
            resource.account == call.caller.account,
        )
        raise ServiceError("AccessDeniedException", text, recorded_code="AccessDenied")
