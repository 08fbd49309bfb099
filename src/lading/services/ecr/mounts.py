"""Mounting: a blob of one repository becomes one of another without being sent again.

Only within a registry, only for who may download the blob from where it is (Amazon ECR User
Guide, "Blob mounting"). Nothing is mounted into an encrypted repository, or out of one: its layers
are sealed for it alone, so the client sends the bytes again. On record it is an
InitiateLayerUpload whose `additionalEventData` names blob and source, and says whether it was
mounted; if it was not, an upload began as usual.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, select

from lading.operation import Call, operation
from lading.ports import Row
from lading.pure.policy.document import parse
from lading.pure.policy.evaluate import Question, evaluate
from lading.pure.policy.statement import Kind
from lading.services.ecr.account_settings import account_setting
from lading.services.ecr.layer_bytes import StoredLayer
from lading.services.ecr.layers import add_layer, find_layer, keep_layer
from lading.services.ecr.registry import registry_policies
from lading.services.ecr.repository import (
    Repository,
    from_row,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import LAYERS, REPOSITORIES
from lading.services.ecr.uploads import begin_upload

MOUNT_DIGEST = "mountDigest"
MOUNT_FROM = "mountFrom"
_SOURCES_MAX = 20
_RESOURCE_TAG_KEYS = ("aws:resourcetag/", "ecr:resourcetag/")

_HOLDING = (
    select(REPOSITORIES, LAYERS.c.size_bytes)
    .where(
        and_(
            LAYERS.c.digest == bindparam("digest"),
            LAYERS.c.object_id.is_(None),
            REPOSITORIES.c.id == LAYERS.c.repository_id,
            REPOSITORIES.c.account == bindparam("account"),
            REPOSITORIES.c.region == bindparam("region"),
        )
    )
    .order_by(LAYERS.c.repository_id)
    .limit(_SOURCES_MAX)
)

_NAMED_HOLDING = _HOLDING.where(REPOSITORIES.c.name == bindparam("name"))


@operation(
    "ecr:InitiateLayerUpload",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    hidden=frozenset({MOUNT_DIGEST, MOUNT_FROM}),
)
def mount_layer(call: Call, request: Any) -> dict[str, Any]:
    """Mount a blob, or begin an upload if there is none that the caller may download.

    The request is that of InitiateLayerUpload with `mountDigest`, a digest, and `mountFrom`, the
    name of the source, which may be missing: then any repository of the registry will do. The
    response is empty if the blob was mounted.
    """
    repository = required(call, request)
    digest = request[MOUNT_DIGEST]
    call.additional[MOUNT_DIGEST] = digest
    if request.get(MOUNT_FROM) is not None:
        call.additional[MOUNT_FROM] = request[MOUNT_FROM]
    source = _source(call, request, repository)
    call.additional["mounted"] = source is not None
    if source is None:
        return begin_upload(call, repository)
    call.additional[MOUNT_FROM] = source["name"]
    row = find_layer(call.tx, repository, digest)
    if row is None:
        add_layer(call, repository, StoredLayer(digest, source["size_bytes"]))
    else:
        keep_layer(call.tx, repository, row)
    return {}


def _source(call: Call, request: Any, repository: Repository) -> Row | None:
    """Return the row of a repository that has the blob, with its size, or None."""
    if account_setting(call, repository.account, "BLOB_MOUNTING") != "ENABLED":
        return None
    if repository.kms_key_arn is not None:
        return None
    wanted = {
        "digest": request[MOUNT_DIGEST],
        "account": repository.account,
        "region": repository.region,
    }
    name = request.get(MOUNT_FROM)
    if name is None:
        rows = call.tx.all(_HOLDING, **wanted)
    else:
        rows = call.tx.all(_NAMED_HOLDING, name=name, **wanted)
    return next((row for row in rows if _may_download(call, request, from_row(row))), None)


def _may_download(call: Call, request: Any, source: Repository) -> bool:
    """Tell whether the caller, as it was authorized just now, could download from `source`."""
    question: Question = call.memo["question"]
    policies = question.resource_policies[: len(registry_policies(call, request))]
    if source.policy is not None:
        policies = (*policies, parse(source.policy, Kind.RESOURCE))
    context = {
        key: value
        for key, value in question.context.items()
        if not key.lower().startswith(_RESOURCE_TAG_KEYS)
    }
    for one in source.tags:
        context |= {f"{prefix}{one['Key']}": one["Value"] for prefix in _RESOURCE_TAG_KEYS}
    return evaluate(
        replace(
            question,
            action="ecr:GetDownloadUrlForLayer",
            resource=source.arn,
            context=context,
            resource_policies=policies,
        )
    ).allowed
