"""What a sweep would look at: read by the job, looked at again by whoever removes it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from lading.ports import Database, Row, Snapshot
from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import ManifestError, RegistryError
from lading.pure.oci.manifests import parse_manifest
from lading.services.ecr.sweeping import ACTIVE_US, NO_IMAGE_NEEDS_IT
from lading.services.ecr.tables import IMAGES, LAYERS, REPOSITORIES, UPLOADS

_PAGE = 500
_MANIFESTS_PAGE = 100

_REPOSITORIES = (
    select(REPOSITORIES.c.id, REPOSITORIES.c.account, REPOSITORIES.c.region, REPOSITORIES.c.name)
    .where(REPOSITORIES.c.id > bindparam("after"))
    .order_by(REPOSITORIES.c.id)
    .limit(_PAGE)
)
_UNNEEDED = (
    select(LAYERS.c.digest, LAYERS.c.size_bytes, LAYERS.c.unneeded_us)
    .where(
        and_(
            LAYERS.c.repository_id == bindparam("repository"),
            LAYERS.c.digest > bindparam("after"),
            NO_IMAGE_NEEDS_IT,
        )
    )
    .order_by(LAYERS.c.digest)
    .limit(_PAGE)
)
_SILENT = (
    select(UPLOADS.c.id, UPLOADS.c.received_bytes, ACTIVE_US.label("active_us"))
    .where(
        and_(
            UPLOADS.c.repository_id == bindparam("repository"),
            UPLOADS.c.id > bindparam("after"),
            bindparam("before") >= ACTIVE_US,
        )
    )
    .order_by(UPLOADS.c.id)
    .limit(_PAGE)
)
_MANIFESTS = (
    select(IMAGES.c.id, IMAGES.c.digest, IMAGES.c.media_type, IMAGES.c.manifest)
    .where(
        and_(
            IMAGES.c.repository_id == bindparam("repository"),
            IMAGES.c.id > bindparam("after"),
            IMAGES.c.sealed_key.is_(None),
        )
    )
    .order_by(IMAGES.c.id)
    .limit(_MANIFESTS_PAGE)
)
_HOLDERS = select(LAYERS.c.repository_id).where(
    and_(LAYERS.c.digest == bindparam("digest"), LAYERS.c.object_id.is_(None))
)
_UPLOAD = select(UPLOADS.c.id).where(UPLOADS.c.id == bindparam("upload"))


class Unreadable(Exception):
    """A manifest is not what it was when it was pushed, so nobody knows what it needs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A repository to be swept."""

    id: int
    account: str
    region: str
    name: str


def places(database: Database, after: int) -> list[Place]:
    """Return a page of repositories with an id past `after`."""
    rows = database.read(lambda tx: tx.all(_REPOSITORIES, after=after))
    return [Place(row["id"], row["account"], row["region"], row["name"]) for row in rows]


def unneeded_layers(database: Database, place: Place, after: str) -> list[Row]:
    """Return a page of blobs of a repository that no image of it needs, past a digest."""
    return database.read(lambda tx: tx.all(_UNNEEDED, repository=place.id, after=after))


def silent_uploads(database: Database, place: Place, before_us: int, after: str) -> list[Row]:
    """Return a page of uploads that have not grown since, past an id."""
    return database.read(
        lambda tx: tx.all(_SILENT, repository=place.id, before=before_us, after=after)
    )


def named_blobs(database: Database, place: Place) -> set[str]:
    """Return every digest that a manifest of the repository names as its config or layer.

    The manifests themselves are asked, and not what was once noted of them; those of an encrypted
    repository only KMS can open, and what was noted has to do. Raises `Unreadable`.
    """
    named: set[str] = set()
    after = 0
    while rows := _manifests(database, place, after):
        for row in rows:
            named |= _blobs_of(row)
        after = rows[-1]["id"]
    return named


def holders(tx: Snapshot, digest: str) -> set[int]:
    """Return the ids of the repositories that have a blob which lies under its digest."""
    return {row["repository_id"] for row in tx.all(_HOLDERS, digest=digest)}


def is_upload(tx: Snapshot, upload_id: str) -> bool:
    """Whether there is such an upload."""
    return tx.first(_UPLOAD, upload=upload_id) is not None


def _manifests(database: Database, place: Place, after: int) -> list[Row]:
    return database.read(lambda tx: tx.all(_MANIFESTS, repository=place.id, after=after))


def _blobs_of(row: Row) -> set[str]:
    body = bytes(row["manifest"])
    try:
        digest = Digest.parse(row["digest"])
        manifest = parse_manifest(body, row["media_type"])
    except (ManifestError, RegistryError) as error:
        raise Unreadable(f"manifest {row['digest']} cannot be read: {error}") from error
    if Digest.of(body, digest.algorithm) != digest:
        raise Unreadable(f"manifest {row['digest']} has another digest by now")
    config = () if manifest.config is None else (manifest.config,)
    return {str(one.digest) for one in (*config, *manifest.layers)}
