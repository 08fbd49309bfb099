"""Changing images: push a manifest, move a tag, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lading.operation import Call, operation
from lading.ports import Row
from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import ManifestError, RegistryError
from lading.pure.oci.manifests import Manifest, parse_manifest
from lading.pure.oci.mutability import may_overwrite
from lading.services.ecr.errors import invalid_parameter
from lading.services.ecr.images import (
    REMOVE_TAG,
    find_image,
    image_by_digest,
    image_by_tag,
    tags_of,
)
from lading.services.ecr.layers import find_layer, keep_layer
from lading.services.ecr.quotas import check_image_quota, check_tag_quota
from lading.services.ecr.repository import (
    Repository,
    microseconds,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.sealed_manifests import stored_manifest
from lading.services.ecr.tables import IMAGE_BLOBS, IMAGE_CHILDREN, IMAGES, TAGS

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import BatchDeleteImageRequestTypeDef, PutImageRequestTypeDef

_ADD = insert(IMAGES).values(
    repository_id=bindparam("repository_id"),
    digest=bindparam("digest"),
    media_type=bindparam("media_type"),
    artifact_type=bindparam("artifact_type"),
    subject=bindparam("subject"),
    size_bytes=bindparam("size_bytes"),
    pushed_us=bindparam("pushed_us"),
    manifest=bindparam("manifest"),
    sealed_key=bindparam("sealed_key"),
)

_ADD_BLOB = insert(IMAGE_BLOBS).values(
    repository_id=bindparam("repository_id"),
    digest=bindparam("digest"),
    image_id=bindparam("image_id"),
)

_ADD_CHILD = insert(IMAGE_CHILDREN).values(
    repository_id=bindparam("repository_id"),
    digest=bindparam("digest"),
    image_id=bindparam("image_id"),
)

_TAG = upsert(TAGS).values(
    repository_id=bindparam("repository_id"), tag=bindparam("tag"), image_id=bindparam("image_id")
)
_TAG = _TAG.on_conflict_do_update(
    index_elements=["repository_id", "tag"], set_={"image_id": _TAG.excluded.image_id}
)

_REMOVE = delete(IMAGES).where(IMAGES.c.id == bindparam("image_id"))

_PARENTS = (
    select(IMAGES.c.digest)
    .where(
        and_(
            IMAGE_CHILDREN.c.repository_id == bindparam("repository_id"),
            IMAGE_CHILDREN.c.digest == bindparam("digest"),
            IMAGES.c.id == IMAGE_CHILDREN.c.image_id,
        )
    )
    .limit(10)
)


def _check_quotas(call: Call, request: Any) -> None:
    repository, tag = required(call, request), request.get("imageTag")
    digest = _digest(call, request, request["imageManifest"].encode("utf-8"))
    image = image_by_digest(call.tx, repository, digest)
    if image is None:
        check_image_quota(call, repository)
    elif tag is not None:
        check_tag_quota(call, repository, image, tag)


@operation(
    "ecr:PutImage",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    check=_check_quotas,
)
def put_image(call: Call, request: PutImageRequestTypeDef) -> dict[str, Any]:
    """Store a manifest whose parts are all there, and let a tag name it."""
    repository = required(call, request)
    body = request["imageManifest"].encode("utf-8")
    manifest = _parsed(call, body, request.get("imageManifestMediaType"))
    digest, tag = _digest(call, request, body), request.get("imageTag")
    image = image_by_digest(call.tx, repository, digest)
    if tag is not None:
        _check_tag(call, repository, tag, digest, image)
    elif image is not None:
        raise _already_there(call, repository, digest, None)
    if image is None:
        image = _add(call, repository, digest, manifest, body)
    image_id = {"imageDigest": digest}
    if tag is not None:
        call.tx.run(_TAG, repository_id=repository.id, tag=tag, image_id=image["id"])
        image_id["imageTag"] = tag
    return {
        "image": {
            "registryId": repository.account,
            "repositoryName": repository.name,
            "imageId": image_id,
            "imageManifest": request["imageManifest"],
            "imageManifestMediaType": manifest.media_type,
        }
    }


@operation(
    "ecr:BatchDeleteImage",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def batch_delete_image(call: Call, request: BatchDeleteImageRequestTypeDef) -> dict[str, Any]:
    """Delete by tag (the image goes with its last tag) or by digest (with all tags).

    An image that a manifest list names stays, whether by its tag or not.
    """
    repository = required(call, request)
    gone: list[dict[str, str]] = []
    failures: list[dict[str, Any]] = []
    for image_id in request["imageIds"]:
        row, failure = find_image(call, repository, image_id)
        if row is None:
            failures.append(failure or {})
            continue
        removed, failure = _delete(call, repository, row, image_id.get("imageTag"))
        gone += removed
        failures += [failure] if failure else []
    return {"imageIds": gone, "failures": failures}


def _delete(
    call: Call, repository: Repository, row: Row, tag: str | None
) -> tuple[list[dict[str, str]], dict[str, Any] | None]:
    digest, tags = row["digest"], tags_of(call.tx, row)
    parents = call.tx.all(_PARENTS, repository_id=repository.id, digest=digest)
    if tag is not None and (parents or tags != [tag]):
        call.tx.run(REMOVE_TAG, repository=repository.id, name=tag)
        return [{"imageDigest": digest, "imageTag": tag}], None
    if parents:
        names = ", ".join(parent["digest"] for parent in parents)
        return [], {
            "imageId": {"imageDigest": digest},
            "failureCode": "ImageReferencedByManifestList",
            "failureReason": f"Requested image referenced by manifest list: [{names}]",
        }
    call.tx.run(_REMOVE, image_id=row["id"])
    return [{"imageDigest": digest, "imageTag": one} for one in tags] or [
        {"imageDigest": digest}
    ], None


def _parsed(call: Call, body: bytes, media_type: str | None) -> Manifest:
    try:
        return parse_manifest(body, media_type)
    except ManifestError as error:
        raise invalid_parameter(call, "ImageManifest", error.message) from error


def _digest(call: Call, request: Any, body: bytes) -> str:
    claimed: str | None = request.get("imageDigest")
    if claimed is None:
        return str(Digest.of(body))
    try:
        digest = Digest.parse(claimed)
    except RegistryError as error:
        raise invalid_parameter(call, "imageDigest", error.message) from error
    if str(Digest.of(body, digest.algorithm)) != claimed:
        raise call.error(
            "ImageDigestDoesNotMatchException",
            f"The image digest '{claimed}' does not match the digest of the image manifest",
        )
    return claimed


def _check_tag(
    call: Call, repository: Repository, tag: str, digest: str, image: Row | None
) -> None:
    held_by = image_by_tag(call.tx, repository, tag)
    if held_by is None:
        return
    if image is not None and held_by["id"] == image["id"]:
        raise _already_there(call, repository, digest, tag)
    filters = [one["filter"] for one in repository.mutability_filters]
    if not may_overwrite(repository.mutability, filters, tag):
        raise call.error(
            "ImageTagAlreadyExistsException",
            f"The image tag '{tag}' already exists in the '{repository.name}' repository and "
            "cannot be overwritten because the repository is immutable.",
        )


def _already_there(call: Call, repository: Repository, digest: str, tag: str | None) -> Exception:
    named = f"digest '{digest}'" + (f" and tag '{tag}'" if tag is not None else "")
    return call.error(
        "ImageAlreadyExistsException",
        f"Image with {named} already exists in the repository with name '{repository.name}' in "
        f"registry with id '{repository.account}'",
    )


def _add(call: Call, repository: Repository, digest: str, manifest: Manifest, body: bytes) -> Row:
    blobs = [str(blob.digest) for blob in manifest.blobs]
    children = list(dict.fromkeys(str(child.digest) for child in manifest.children))
    size_bytes = _blobs_size(call, repository, blobs)
    size_bytes += max(_child_sizes(call, repository, children), default=0)
    stored = stored_manifest(call, repository, digest, body)
    call.tx.run(
        _ADD,
        repository_id=repository.id,
        digest=digest,
        media_type=manifest.media_type,
        artifact_type=manifest.artifact_media_type,
        subject=None if manifest.subject is None else str(manifest.subject.digest),
        size_bytes=size_bytes,
        pushed_us=microseconds(call.now),
        manifest=stored.content,
        sealed_key=stored.sealed_key,
    )
    image = image_by_digest(call.tx, repository, digest)
    assert image is not None, "the image was stored in this transaction"
    for blob in blobs:
        call.tx.run(_ADD_BLOB, repository_id=repository.id, digest=blob, image_id=image["id"])
    for child in children:
        call.tx.run(_ADD_CHILD, repository_id=repository.id, digest=child, image_id=image["id"])
    return image


def _blobs_size(call: Call, repository: Repository, digests: list[str]) -> int:
    """Return the sum of the stored sizes. Raises LayersNotFoundException for what is missing."""
    rows = {digest: find_layer(call.tx, repository, digest) for digest in digests}
    missing = [digest for digest, row in rows.items() if row is None]
    if missing:
        raise call.error(
            "LayersNotFoundException",
            f"Layers with digests '{missing}' required for pushing image into repository with "
            f"name '{repository.name}' in the registry with id '{repository.account}' do not exist",
        )
    found = [row for row in rows.values() if row is not None]
    for row in found:
        keep_layer(call.tx, repository, row)
    return sum(row["size_bytes"] for row in found)


def _child_sizes(call: Call, repository: Repository, digests: list[str]) -> list[int]:
    rows = {digest: image_by_digest(call.tx, repository, digest) for digest in digests}
    missing = [digest for digest, row in rows.items() if row is None]
    if missing:
        raise call.error(
            "ReferencedImagesNotFoundException",
            f"Images with digests '{missing}' required for pushing image into repository with "
            f"name '{repository.name}' in the registry with id '{repository.account}' do not exist",
        )
    return [row["size_bytes"] for row in rows.values() if row is not None]
