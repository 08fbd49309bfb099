"""Calls that need a permission beside their own: to pass a role, to tag what they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lading.operation import Call, Resource, ServiceError
from lading.pure.policy.denial import denial_text
from lading.pure.policy.evaluate import Question, evaluate


def require_allowed(
    call: Call, action: str, resource: Resource, keys: Mapping[str, str] | None = None
) -> None:
    """Return if the caller may do another action too; `keys` are further condition keys.

    Raises AccessDeniedException.
    """
    question = call.memo["question"]
    assert isinstance(question, Question), "authorization leaves its question"
    decision = evaluate(
        replace(
            question,
            action=action,
            resource=resource.arn,
            resource_account=resource.account,
            context={**question.context, **(keys or {})},
        )
    )
    if not decision.allowed:
        own = resource.account == call.caller.account
        text = denial_text(str(call.caller.identity.arn), action, resource.arn, decision, own)
        raise ServiceError("AccessDeniedException", text, recorded_code="AccessDenied")
