"""Previews of a lifecycle policy: evaluated at once, kept for a day, read page by page."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lading.operation import Call, operation
from lading.ports import Row
from lading.pure.lifecycle.evaluate import Finding
from lading.pure.lifecycle.events import AppliedPolicy
from lading.pure.lifecycle.grammar import parse_lifecycle_policy
from lading.services.ecr.lifecycle_images import findings_in
from lading.services.ecr.lifecycle_policies import check_lifecycle_policy, required_policy
from lading.services.ecr.lifecycle_runs import applied, events
from lading.services.ecr.paging import next_page, page_size, page_start
from lading.services.ecr.repository import (
    Repository,
    microseconds,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import LIFECYCLE_PREVIEWS

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        GetLifecyclePolicyPreviewRequestTypeDef,
        StartLifecyclePolicyPreviewRequestTypeDef,
    )

PREVIEW_EVENT: Final = "DryRunEvent"
_KEPT: Final = timedelta(days=1)

_PUT = upsert(LIFECYCLE_PREVIEWS).values(
    repository_id=bindparam("repository"),
    text=bindparam("text"),
    evaluated_us=bindparam("now"),
    results=bindparam("results"),
)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["repository_id"],
    set_={name: _PUT.excluded[name] for name in ("text", "evaluated_us", "results")},
)

_FIND = select(LIFECYCLE_PREVIEWS).where(
    LIFECYCLE_PREVIEWS.c.repository_id == bindparam("repository")
)


@operation(
    "ecr:StartLifecyclePolicyPreview",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def start_lifecycle_policy_preview(
    call: Call, request: StartLifecyclePolicyPreviewRequestTypeDef
) -> dict[str, Any]:
    """Evaluate a policy, the repository's own or a given one, and keep what it would do."""
    repository = required(call, request)
    text, policy = _policy(call, request, repository)
    findings = findings_in(call.tx, repository, policy.rules, call.now)
    call.tx.run(
        _PUT,
        repository=repository.id,
        text=text,
        now=microseconds(call.now),
        results=zlib.compress(orjson.dumps([_result(one) for one in findings if not one.parents])),
    )
    call.service_events += events(repository, PREVIEW_EVENT, policy, findings)
    return {**_shown(repository, text), "status": "IN_PROGRESS"}  # AWS evaluates later


@operation(
    "ecr:GetLifecyclePolicyPreview",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def get_lifecycle_policy_preview(
    call: Call, request: GetLifecyclePolicyPreviewRequestTypeDef
) -> dict[str, Any]:
    """Return a page of what the newest preview found."""
    repository = required(call, request)
    row = call.tx.first(_FIND, repository=repository.id)
    if row is None:
        raise call.error(
            "LifecyclePolicyPreviewNotFoundException",
            f"Lifecycle policy preview does not exist for the repository with name "
            f"'{repository.name}' in the registry with id '{repository.account}'",
        )
    age = call.now - datetime.fromtimestamp(row["evaluated_us"] / 1e6, UTC)
    if age > _KEPT:
        return {**_shown(repository, row["text"]), "status": "EXPIRED"}
    return {**_shown(repository, row["text"]), "status": "COMPLETE", **_page(call, request, row)}


def _policy(call: Call, request: Any, repository: Repository) -> tuple[str, AppliedPolicy]:
    text = request.get("lifecyclePolicyText")
    if text is None:
        row = required_policy(call, repository)
        return row["text"], applied(row)
    check_lifecycle_policy(call, text)
    return text, AppliedPolicy(str(uuid4()), 1, parse_lifecycle_policy(text))


def _page(call: Call, request: Any, row: Row) -> dict[str, Any]:
    results = [
        one for one in orjson.loads(zlib.decompress(row["results"])) if _is_asked_for(request, one)
    ]
    start, size = page_start(call, request, 0), page_size(request)
    page: dict[str, Any] = {
        "previewResults": [_listed(one) for one in results[start : start + size]],
        "summary": {"expiringImageTotalCount": len(results)},
    }
    if start + size < len(results):
        page["nextToken"] = next_page(call, request, start + size)
    return page


def _is_asked_for(request: Any, result: Mapping[str, Any]) -> bool:
    status = (request.get("filter") or {}).get("tagStatus", "ANY")
    if status != "ANY" and bool(result["tags"]) != (status == "TAGGED"):
        return False
    wanted = request.get("imageIds")
    return not wanted or any(
        one.get("imageDigest", result["digest"]) == result["digest"]
        and ("imageTag" not in one or one["imageTag"] in result["tags"])
        for one in wanted
    )


def _result(finding: Finding) -> dict[str, Any]:
    image = finding.image
    return {
        "digest": image.digest,
        "tags": image.tags,
        "pushed_us": microseconds(image.pushed),
        "priority": finding.rule.priority,
    }


def _listed(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "imageTags": result["tags"],
        "imageDigest": result["digest"],
        "imagePushedAt": datetime.fromtimestamp(result["pushed_us"] / 1e6, UTC),
        "action": {"type": "EXPIRE"},
        "appliedRulePriority": result["priority"],
        "storageClass": "STANDARD",
    }


def _shown(repository: Repository, text: str) -> dict[str, Any]:
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "lifecyclePolicyText": text,
    }
