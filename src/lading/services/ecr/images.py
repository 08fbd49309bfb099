"""Images: a manifest digest in a repository, and the tags that name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, bindparam, delete, select

from lading.operation import Call
from lading.ports import Row, Snapshot
from lading.services.ecr.repository import Repository
from lading.services.ecr.sealed_manifests import plain_manifest
from lading.services.ecr.tables import IMAGES, TAGS

_IN_REPOSITORY = IMAGES.c.repository_id == bindparam("repository_id")

_COLUMNS = (
    IMAGES.c.id,
    IMAGES.c.digest,
    IMAGES.c.media_type,
    IMAGES.c.artifact_type,
    IMAGES.c.subject,
    IMAGES.c.size_bytes,
    IMAGES.c.pushed_us,
    IMAGES.c.pulled_us,
)

_BY_DIGEST = select(*_COLUMNS).where(and_(_IN_REPOSITORY, IMAGES.c.digest == bindparam("digest")))

_BY_TAG = select(*_COLUMNS).where(
    and_(
        TAGS.c.repository_id == bindparam("repository_id"),
        TAGS.c.tag == bindparam("tag"),
        IMAGES.c.id == TAGS.c.image_id,
    )
)

_MANIFEST = select(IMAGES.c.manifest, IMAGES.c.sealed_key).where(
    IMAGES.c.id == bindparam("image_id")
)

_TAGS_OF = select(TAGS.c.tag).where(TAGS.c.image_id == bindparam("image_id")).order_by(TAGS.c.tag)

REMOVE_TAG = delete(TAGS).where(
    and_(TAGS.c.repository_id == bindparam("repository"), TAGS.c.tag == bindparam("name"))
)


def image_by_digest(tx: Snapshot, repository: Repository, digest: str) -> Row | None:
    """Return the image's row without its manifest, or None."""
    return tx.first(_BY_DIGEST, repository_id=repository.id, digest=digest)


def image_by_tag(tx: Snapshot, repository: Repository, tag: str) -> Row | None:
    """Return the row of the image that a tag names, or None."""
    return tx.first(_BY_TAG, repository_id=repository.id, tag=tag)


def manifest_of(call: Call, repository: Repository, image: Row) -> bytes:
    """Return the manifest, byte for byte as it was pushed. Raises KmsException."""
    row = call.tx.first(_MANIFEST, image_id=image["id"])
    assert row is not None, "the image was read on this snapshot"
    return plain_manifest(call, repository, image["digest"], row)


def tags_of(tx: Snapshot, image: Row) -> list[str]:
    """Return the image's tags in order."""
    return [row["tag"] for row in tx.all(_TAGS_OF, image_id=image["id"])]


def find_image(
    call: Call, repository: Repository, image_id: Mapping[str, Any]
) -> tuple[Row | None, dict[str, Any] | None]:
    """Return the image an imageId names and None, or None and the failure to report.

    The rules are those of an imageId: a tag, a digest, or both if they agree.
    """
    digest: str | None = image_id.get("imageDigest")
    tag: str | None = image_id.get("imageTag")
    if digest is None and tag is None:
        return None, _failure(
            image_id,
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null",
        )
    if digest is not None and not _looks_like_digest(digest):
        return None, _failure(
            image_id,
            "InvalidImageDigest",
            "Invalid request parameters: image digest should satisfy the regex "
            "'[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
        )
    if tag is not None:
        found = image_by_tag(call.tx, repository, tag)
    else:
        found = image_by_digest(call.tx, repository, str(digest))
    if found is None:
        return None, _failure(image_id, "ImageNotFound", "Requested image not found")
    if digest is not None and found["digest"] != digest:
        return None, _failure(
            image_id,
            "ImageTagDoesNotMatchDigest",
            "Requested image tag does not belong to the requested digest",
        )
    return found, None


def _looks_like_digest(text: str) -> bool:
    algorithm, _, value = text.partition(":")
    known = all(c.isascii() and (c.isalnum() or c in "-_+.") for c in algorithm)
    return bool(algorithm and value and known and all(c in _HEX for c in value))


_HEX = frozenset("0123456789abcdefABCDEF")


def _failure(image_id: Mapping[str, Any], code: str, reason: str) -> dict[str, Any]:
    return {"imageId": dict(image_id), "failureCode": code, "failureReason": reason}
