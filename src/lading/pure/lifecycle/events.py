"""What the event of a run or a preview says (Amazon ECR User Guide, "Logging Amazon ECR actions").

The words for count types other than `Image count more than` are ours, by analogy: no published
event shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lading.pure.lifecycle.evaluate import Finding, Image
from lading.pure.lifecycle.rule import Rule

ACTIONS_OF_ONE_EVENT_MAX: Final = 9
"""AWS splits ten or more images over several events."""

_TAGS_MAX: Final = 100
_COUNT_TYPES: Final = {
    "imageCountMoreThan": "Image count more than",
    "sinceImagePushed": "Since image pushed",
    "sinceImagePulled": "Since image pulled",
    "sinceImageTransitioned": "Since image transitioned",
}
REFERENCED: Final = "ImageReferencedByManifestList"


@dataclass(frozen=True, slots=True)
class AppliedPolicy:
    """The policy that was evaluated; `evaluated` is when it last was before, None for never."""

    policy_id: str
    version: int
    rules: tuple[Rule, ...]
    evaluated: datetime | None = None


def event_details(
    repository: str, policy: AppliedPolicy, findings: Sequence[Finding]
) -> Iterator[dict[str, Any]]:
    """Yield the `serviceEventDetails` of one run: one event for each nine images."""
    for start in range(0, len(findings), ACTIONS_OF_ONE_EVENT_MAX):
        part = findings[start : start + ACTIONS_OF_ONE_EVENT_MAX]
        yield {
            "repositoryName": repository,
            "lifecycleEventPolicy": _policy(policy),
            "lifecycleEventImageActions": [_action(one) for one in part if not one.parents],
            "lifecycleEventFailureDetails": [_failure(one) for one in part if one.parents],
        }


def failure_reason(parents: Sequence[str]) -> str:
    """Return why an image that manifest lists name was left."""
    return f"Requested image referenced by manifest list: [{', '.join(parents)}]"


def _policy(policy: AppliedPolicy) -> dict[str, Any]:
    return {
        "lifecycleEventRules": [_rule(rule) for rule in policy.rules],
        "lastEvaluatedAt": 0 if policy.evaluated is None else _milliseconds(policy.evaluated),
        "policyVersion": policy.version,
        "policyId": policy.policy_id,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    selection = rule.selection
    shown: dict[str, Any] = {
        "tagStatus": selection.tag_status.capitalize(),
        "tagPrefixList": list(selection.prefixes),
        "countType": _COUNT_TYPES[selection.count_type],
        "countNumber": selection.count_number,
    }
    if selection.patterns:
        shown["tagPatternList"] = list(selection.patterns)
    if selection.count_type != "imageCountMoreThan":
        shown["countUnit"] = "Days"
    return {
        "rulePriority": rule.priority,
        "description": rule.description or "",
        "lifecycleEventSelection": shown,
        "action": rule.action,
    }


def _action(finding: Finding) -> dict[str, Any]:
    return {
        "lifecycleEventImage": _image(finding.image),
        "rulePriority": finding.rule.priority,
    }


def _failure(finding: Finding) -> dict[str, Any]:
    return {
        **_action(finding),
        "failureCode": REFERENCED,
        "failureReason": failure_reason(finding.parents),
    }


def _image(image: Image) -> dict[str, Any]:
    return {
        "digest": image.digest,
        "tagStatus": "Tagged" if image.tags else "Untagged",
        "tagList": list(image.tags[:_TAGS_MAX]),
        "pushedAt": _milliseconds(image.pushed),
    }


def _milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)
