"""Running a repository's lifecycle policy: what a job asks the front to do.

Evaluation, removal and the events on record are one transaction: whatever a push or a deletion
changed just before counts. One run removes a bounded number of images; what is left is found again.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, select, update

from lading.operation import Call, Resource, ServiceEvent, operation
from lading.ports import Row, Snapshot
from lading.pure.lifecycle.evaluate import Finding
from lading.pure.lifecycle.events import AppliedPolicy, event_details
from lading.pure.lifecycle.grammar import parse_lifecycle_policy
from lading.services.ecr.lifecycle_images import findings_in
from lading.services.ecr.repository import (
    Repository,
    from_microseconds,
    microseconds,
    required,
    resource_of,
)
from lading.services.ecr.tables import IMAGES, LIFECYCLE_POLICIES, REPOSITORIES

RUN_EVENT: Final = "PolicyExecutionEvent"
IMAGES_MAX: Final = 500
_TYPE: Final = "AWS::ECR::Repository"

_POLICY = select(LIFECYCLE_POLICIES).where(
    LIFECYCLE_POLICIES.c.repository_id == bindparam("repository")
)

_EVALUATED = (
    update(LIFECYCLE_POLICIES)
    .where(LIFECYCLE_POLICIES.c.repository_id == bindparam("repository"))
    .values(evaluated_us=bindparam("now"))
)

_REMOVE = delete(IMAGES).where(
    and_(IMAGES.c.repository_id == bindparam("repository"), IMAGES.c.digest == bindparam("name"))
)

_WITH_POLICY = (
    select(REPOSITORIES.c.id, REPOSITORIES.c.account, REPOSITORIES.c.region, REPOSITORIES.c.name)
    .where(
        and_(
            REPOSITORIES.c.id > bindparam("after"),
            LIFECYCLE_POLICIES.c.repository_id == REPOSITORIES.c.id,
        )
    )
    .order_by(REPOSITORIES.c.id)
    .limit(bindparam("limit"))
)


@operation("ecr:RunLifecyclePolicy", changes=True, internal=True, resource=resource_of)
def run_lifecycle_policy(call: Call, request: Any) -> dict[str, Any]:
    """Remove what the policy expires; returns `expired`, `failed` and whether there is `more`."""
    repository = required(call, request)
    row = call.tx.first(_POLICY, repository=repository.id)
    if row is None:
        return {"expired": 0, "failed": 0, "more": False}
    policy = applied(row)
    findings = findings_in(call.tx, repository, policy.rules, call.now)
    expiring = [one for one in findings if not one.parents]
    failed = [one for one in findings if one.parents]
    for one in expiring[:IMAGES_MAX]:
        call.tx.run(_REMOVE, repository=repository.id, name=one.image.digest)
    more = len(expiring) > IMAGES_MAX
    acted_on = [*expiring[:IMAGES_MAX], *(() if more else failed)]
    call.service_events += events(repository, RUN_EVENT, policy, acted_on)
    call.tx.run(_EVALUATED, repository=repository.id, now=microseconds(call.now))
    return {"expired": min(len(expiring), IMAGES_MAX), "failed": len(failed), "more": more}


@operation("ecr:ExplainLifecyclePolicy", internal=True, resource=resource_of)
def explain_lifecycle_policy(call: Call, request: Any) -> dict[str, Any]:
    """Return what a run would do now, without doing it: `images`, the first of many."""
    repository = required(call, request)
    row = call.tx.first(_POLICY, repository=repository.id)
    findings = [] if row is None else findings_in(call.tx, repository, applied(row).rules, call.now)
    return {
        "total": len(findings),
        "images": [
            {
                "digest": one.image.digest,
                "tags": list(one.image.tags),
                "pushed_at": one.image.pushed.isoformat(timespec="seconds"),
                "rule_priority": one.rule.priority,
                "kept_by": list(one.parents),
            }
            for one in findings[:IMAGES_MAX]
        ],
    }


def repositories_with_policy(tx: Snapshot, after_id: int, rows_max: int) -> list[Row]:
    """Return `id`, `account`, `region` and `name` of repositories that have a policy, by id."""
    return tx.all(_WITH_POLICY, after=after_id, limit=rows_max)


def applied(row: Row) -> AppliedPolicy:
    """Return the policy that a row of the table holds."""
    evaluated = row["evaluated_us"]
    return AppliedPolicy(
        policy_id=row["policy_id"],
        version=row["version"],
        rules=parse_lifecycle_policy(row["text"]),
        evaluated=None if evaluated is None else from_microseconds(evaluated),
    )


def events(
    repository: Repository, name: str, policy: AppliedPolicy, findings: list[Finding]
) -> list[ServiceEvent]:
    """Return the events of a run or a preview."""
    resources = (Resource(repository.arn, repository.account, _TYPE),)
    return [
        ServiceEvent(name, details, resources)
        for details in event_details(repository.name, policy, findings)
    ]
