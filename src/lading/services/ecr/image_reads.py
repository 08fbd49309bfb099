"""Reading images: their manifests, their descriptions, their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, not_, select

from lading.operation import Call, operation
from lading.ports import Row
from lading.services.ecr.errors import image_not_found, invalid_parameter
from lading.services.ecr.images import find_image, manifest_of, tags_of
from lading.services.ecr.paging import next_page, page_size, page_start
from lading.services.ecr.pull_times import pulls
from lading.services.ecr.repository import (
    Repository,
    from_microseconds,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import IMAGES, TAGS

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        BatchGetImageRequestTypeDef,
        DescribeImagesRequestTypeDef,
        ListImagesRequestTypeDef,
    )

_IS_TAGGED = exists().where(TAGS.c.image_id == IMAGES.c.id)

_IMAGES_AFTER = (
    select(
        IMAGES.c.id,
        IMAGES.c.digest,
        IMAGES.c.media_type,
        IMAGES.c.artifact_type,
        IMAGES.c.subject,
        IMAGES.c.size_bytes,
        IMAGES.c.pushed_us,
        IMAGES.c.pulled_us,
    )
    .where(
        and_(IMAGES.c.repository_id == bindparam("repository"), IMAGES.c.id > bindparam("after"))
    )
    .order_by(IMAGES.c.id)
    .limit(bindparam("limit"))
)

_PAGES = {
    "ANY": _IMAGES_AFTER,
    "TAGGED": _IMAGES_AFTER.where(_IS_TAGGED),
    "UNTAGGED": _IMAGES_AFTER.where(not_(_IS_TAGGED)),
}

_TAGS_AFTER = (
    select(TAGS.c.tag, IMAGES.c.digest)
    .where(
        and_(
            TAGS.c.repository_id == bindparam("repository"),
            TAGS.c.tag > bindparam("after"),
            IMAGES.c.id == TAGS.c.image_id,
        )
    )
    .order_by(TAGS.c.tag)
    .limit(bindparam("limit"))
)


@operation(
    "ecr:BatchGetImage",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    inline=True,
)
def batch_get_image(call: Call, request: BatchGetImageRequestTypeDef) -> dict[str, Any]:
    """Return manifests as they were pushed; a miss is a failure of its own, not of the call.

    The record of a read has no response, so it says in `additionalEventData` what was missed, and
    which image a tag stood for at that moment.
    """
    repository = required(call, request)
    images, failures, pulled = [], [], []
    for image_id in request["imageIds"]:
        row, failure = find_image(call, repository, image_id)
        if row is None:
            assert failure is not None, "a miss has its reason"
            failures.append(failure)
            continue
        images.append(_with_manifest(call, repository, row, image_id.get("imageTag")))
        pulled.append(row["id"])
    _note_digests(call, request, images)
    if failures:
        call.additional["failureCodes"] = sorted({one["failureCode"] for one in failures})
    if call.additional.get("httpMethod") != "HEAD":  # a look is no pull
        pulls(call, repository, pulled)
    return {"images": images, "failures": failures}


@operation("ecr:DescribeImages", resource=resource_of, policy=policy_of, conditions=tag_conditions)
def describe_images(call: Call, request: DescribeImagesRequestTypeDef) -> dict[str, Any]:
    """Describe the named images, or a page of all in the order in which they came."""
    repository = required(call, request)
    if request.get("imageIds"):
        if request.get("nextToken"):
            raise invalid_parameter(call, "nextToken", "cannot be used with imageIds")
        return {"imageDetails": _named_details(call, repository, request)}
    limit = page_size(request)
    rows = call.tx.all(
        _PAGES[_tag_status(request)],
        repository=repository.id,
        after=page_start(call, request, 0),
        limit=limit + 1,
    )
    response: dict[str, Any] = {
        "imageDetails": [_detail(call, repository, row) for row in rows[:limit]]
    }
    if len(rows) > limit:
        response["nextToken"] = next_page(call, request, rows[limit - 1]["id"])
    return response


@operation("ecr:ListImages", resource=resource_of, policy=policy_of, conditions=tag_conditions)
def list_images(call: Call, request: ListImagesRequestTypeDef) -> dict[str, Any]:
    """List an entry for each tag, then one for each untagged image."""
    repository = required(call, request)
    status, limit = _tag_status(request), page_size(request)
    part, after = page_start(call, request, ["tags" if status != "UNTAGGED" else "bare", None])
    image_ids: list[dict[str, str]] = []
    if part == "tags":
        rows = call.tx.all(
            _TAGS_AFTER, repository=repository.id, after=after or "", limit=limit + 1
        )
        image_ids = [{"imageDigest": r["digest"], "imageTag": r["tag"]} for r in rows[:limit]]
        if len(rows) > limit:
            token = next_page(call, request, ["tags", rows[limit - 1]["tag"]])
            return {"imageIds": image_ids, "nextToken": token}
        if status == "TAGGED":
            return {"imageIds": image_ids}
        after = None
    room = limit - len(image_ids)
    rows = call.tx.all(
        _PAGES["UNTAGGED"], repository=repository.id, after=after or 0, limit=room + 1
    )
    image_ids += [{"imageDigest": row["digest"]} for row in rows[:room]]
    response: dict[str, Any] = {"imageIds": image_ids}
    if len(rows) > room:
        last = rows[room - 1]["id"] if room else 0
        response["nextToken"] = next_page(call, request, ["bare", last])
    return response


def _note_digests(call: Call, request: Any, images: Sequence[Mapping[str, Any]]) -> None:
    """Put on record what tags were found to stand for: `imageDigest`, or a list for several."""
    if all("imageDigest" in image_id for image_id in request["imageIds"]):
        return
    digests = list(dict.fromkeys(image["imageId"]["imageDigest"] for image in images))
    if len(digests) == 1:
        call.additional["imageDigest"] = digests[0]
    elif digests:
        call.additional["imageDigests"] = digests


def _with_manifest(call: Call, repository: Repository, row: Row, tag: str | None) -> dict[str, Any]:
    image_id = {"imageDigest": row["digest"]}
    if tag is not None:
        image_id["imageTag"] = tag
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "imageId": image_id,
        "imageManifest": manifest_of(call, repository, row).decode("utf-8"),
        "imageManifestMediaType": row["media_type"],
    }


def _named_details(call: Call, repository: Repository, request: Any) -> list[dict[str, Any]]:
    details: dict[str, dict[str, Any]] = {}
    for image_id in request["imageIds"]:
        row, failure = find_image(call, repository, image_id)
        if row is None:
            if failure and failure["failureCode"] in {"MissingDigestAndTag", "InvalidImageDigest"}:
                raise call.error("InvalidParameterException", failure["failureReason"])
            raise image_not_found(
                call, repository, image_id.get("imageDigest"), image_id.get("imageTag")
            )
        details[row["digest"]] = _detail(call, repository, row)
    return list(details.values())


def _detail(call: Call, repository: Repository, row: Row) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "imageDigest": row["digest"],
    }
    if tags := tags_of(call.tx, row):
        detail["imageTags"] = tags
    detail["imageSizeInBytes"] = row["size_bytes"]
    detail["imagePushedAt"] = from_microseconds(row["pushed_us"])
    detail["imageManifestMediaType"] = row["media_type"]
    if row["artifact_type"] is not None:
        detail["artifactMediaType"] = row["artifact_type"]
    if row["subject"] is not None:
        detail["subjectManifestDigest"] = row["subject"]
    if row["pulled_us"] is not None:
        detail["lastRecordedPullTime"] = from_microseconds(row["pulled_us"])
    detail["imageStatus"] = "ACTIVE"
    return detail


def _tag_status(request: Any) -> str:
    return (request.get("filter") or {}).get("tagStatus") or "ANY"
