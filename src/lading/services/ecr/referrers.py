"""Referrers: images whose manifest names another image as its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import and_, bindparam, select

from lading.operation import Call, operation
from lading.ports import Row
from lading.services.ecr.paging import next_page, page_start
from lading.services.ecr.repository import (
    Repository,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.sealed_manifests import plain_manifest
from lading.services.ecr.tables import IMAGES

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import ListImageReferrersRequestTypeDef

REFERRERS_MAX = 50
_REFERRERS_DEFAULT = 20

_AFTER = (
    select(
        IMAGES.c.id,
        IMAGES.c.digest,
        IMAGES.c.media_type,
        IMAGES.c.artifact_type,
        IMAGES.c.manifest,
        IMAGES.c.sealed_key,
    )
    .where(
        and_(
            IMAGES.c.repository_id == bindparam("repository"),
            IMAGES.c.subject == bindparam("subject"),
            IMAGES.c.id > bindparam("after"),
        )
    )
    .order_by(IMAGES.c.id)
    .limit(bindparam("limit"))
)


@operation(
    "ecr:ListImageReferrers",
    action="ecr:BatchGetImage",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def list_image_referrers(call: Call, request: ListImageReferrersRequestTypeDef) -> dict[str, Any]:
    """List a page of the referrers of an image, which need not exist itself.

    A filter narrows each page, so a page may be short, or empty, and still not the last.
    """
    repository = required(call, request)
    limit = request.get("maxResults") or _REFERRERS_DEFAULT
    rows = call.tx.all(
        _AFTER,
        repository=repository.id,
        subject=request["subjectId"]["imageDigest"],
        after=page_start(call, request, 0),
        limit=limit + 1,
    )
    types = (request.get("filter") or {}).get("artifactTypes")
    response: dict[str, Any] = {
        "referrers": [
            _descriptor(call, repository, row)
            for row in rows[:limit]
            if not types or row["artifact_type"] in types
        ]
    }
    if len(rows) > limit:
        response["nextToken"] = next_page(call, request, rows[limit - 1]["id"])
    return response


def _descriptor(call: Call, repository: Repository, row: Row) -> dict[str, Any]:
    manifest = plain_manifest(call, repository, row["digest"], row)
    shown: dict[str, Any] = {
        "digest": row["digest"],
        "mediaType": row["media_type"],
        "size": len(manifest),
        "artifactStatus": "ACTIVE",
    }
    if row["artifact_type"]:
        shown["artifactType"] = row["artifact_type"]
    if annotations := orjson.loads(manifest).get("annotations"):
        shown["annotations"] = annotations
    return shown
