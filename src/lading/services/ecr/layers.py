"""Which blobs a repository has, and where to get them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from lading.operation import Call, ServiceError, operation
from lading.ports import Conflict, Row, Snapshot, Transaction
from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import RegistryError
from lading.services.ecr.layer_bytes import (
    OPENED_LAYER,
    StoredLayer,
    opened_layer,
    ticket_of_sealed,
)
from lading.services.ecr.repository import (
    Repository,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import IMAGE_BLOBS, LAYERS
from lading.vault import objects

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        BatchCheckLayerAvailabilityRequestTypeDef,
        GetDownloadUrlForLayerRequestTypeDef,
    )

LAYER_URL_PURPOSE = "layer"

_FIND = select(LAYERS).where(
    and_(
        LAYERS.c.repository_id == bindparam("repository_id"),
        LAYERS.c.digest == bindparam("digest"),
    )
)

_ANY_USE = (
    select(IMAGE_BLOBS.c.image_id)
    .where(
        and_(
            IMAGE_BLOBS.c.repository_id == bindparam("repository_id"),
            IMAGE_BLOBS.c.digest == bindparam("digest"),
        )
    )
    .limit(1)
)

_ADD = upsert(LAYERS).values(
    repository_id=bindparam("repository_id"),
    digest=bindparam("digest"),
    size_bytes=bindparam("size_bytes"),
    media_type=None,
    object_id=bindparam("object_id"),
    sealed_key=bindparam("sealed_key"),
)
_ADD = _ADD.on_conflict_do_update(
    index_elements=["repository_id", "digest"],
    set_={"unneeded_us": None},
    where=LAYERS.c.unneeded_us.is_not(None),
)

_KEEP = (
    update(LAYERS)
    .where(
        and_(
            LAYERS.c.repository_id == bindparam("repository"),
            LAYERS.c.digest == bindparam("blob"),
        )
    )
    .values(unneeded_us=None)
)


def find_layer(tx: Snapshot, repository: Repository, digest: str) -> Row | None:
    """Return the row of a blob that was pushed to the repository, or None."""
    return tx.first(_FIND, repository_id=repository.id, digest=digest)


def add_layer(call: Call, repository: Repository, layer: StoredLayer) -> None:
    """Make a stored blob readable through the repository. Raises `Conflict` if it is already.

    One that a sweep has its eye on counts as new; the object that it has stays.
    """
    known = find_layer(call.tx, repository, layer.digest)
    if not call.tx.run(
        _ADD,
        repository_id=repository.id,
        digest=layer.digest,
        size_bytes=layer.size_bytes,
        object_id=layer.object_id,
        sealed_key=layer.sealed_key,
    ):
        raise Conflict(layer.digest)
    if layer.object_id is not None and known is None:
        objects.add(call.tx, layer.object_id, layer.bytes_on_disk, call.now)


def is_watched(row: Row) -> bool:
    """Whether a sweep found that no image needs the blob and will remove it if that stays so."""
    return row["unneeded_us"] is not None


def keep_layer(tx: Transaction, repository: Repository, row: Row) -> None:
    """Begin the grace of a blob anew: somebody is about to need it."""
    if is_watched(row):
        tx.run(_KEEP, repository=repository.id, blob=row["digest"])


@operation(
    "ecr:BatchCheckLayerAvailability",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    inline=True,
)
def batch_check_layer_availability(
    call: Call, request: BatchCheckLayerAvailabilityRequestTypeDef
) -> dict[str, Any]:
    """Say which of the blobs the repository has.

    Who hears that a blob is there will not send it. So one that a sweep has its eye on is kept
    anew, on disk, before that answer leaves; of any other blob a whole grace lies ahead.
    """
    repository = required(call, request)
    layers, failures = [], []
    for text in request["layerDigests"]:
        try:
            digest = str(Digest.parse(text))
        except RegistryError as error:
            failures.append(_failure(text, str(error)))
            continue
        row = find_layer(call.tx, repository, digest)
        layers.append(_availability(digest, row))
        if row is not None and is_watched(row):
            call.before_answer.append(partial(_keep_or_deny, repository, layers[-1]))
    return {"layers": layers, "failures": failures}


@operation(
    "ecr:GetDownloadUrlForLayer",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    inline=True,
)
def get_download_url_for_layer(
    call: Call, request: GetDownloadUrlForLayerRequestTypeDef
) -> dict[str, Any]:
    """Return a URL that gives the blob's bytes to whoever holds it, for a limited time."""
    repository = required(call, request)
    digest = request["layerDigest"]
    row = find_layer(call.tx, repository, digest)
    if row is None:
        raise layer_not_found(call, repository, digest)
    call.memo[OPENED_LAYER] = opened_layer(call, repository, row)
    if call.origin.door == "oci":  # the door streams the bytes itself
        return {"layerDigest": digest}
    if call.tx.first(_ANY_USE, repository_id=repository.id, digest=digest) is None:
        raise call.error(
            "LayerInaccessibleException",
            f"The layer with digest '{digest}' is not referenced by an image of the repository "
            f"with name '{repository.name}'",
        )
    expires = int(call.now.timestamp()) + call.parts.settings.layer_url_seconds
    ticket = {"d": digest, "exp": expires} | ticket_of_sealed(repository, row)
    token = call.parts.seal.seal(LAYER_URL_PURPOSE, ticket)
    return {"downloadUrl": f"{call.parts.settings.url}/layers/{token}", "layerDigest": digest}


def layer_not_found(call: Call, repository: Repository, digest: str) -> ServiceError:
    """Return the error for a blob that the repository does not have."""
    return call.error(
        "LayersNotFoundException",
        f"The layer with digest '{digest}' does not exist within the repository with name "
        f"'{repository.name}' in the registry with id '{repository.account}'",
    )


def _availability(digest: str, row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"layerDigest": digest, "layerAvailability": "UNAVAILABLE"}
    shown: dict[str, Any] = {
        "layerDigest": digest,
        "layerAvailability": "AVAILABLE",
        "layerSize": row["size_bytes"],
    }
    if row["media_type"] is not None:
        shown["mediaType"] = row["media_type"]
    return shown


def _keep_or_deny(repository: Repository, shown: dict[str, Any], tx: Transaction) -> None:
    """Keep a blob that is about to be called available; one swept meanwhile is not."""
    digest = shown["layerDigest"]
    if not tx.run(_KEEP, repository=repository.id, blob=digest):
        shown.clear()
        shown.update(_availability(digest, None))


def _failure(text: str, reason: str) -> dict[str, str]:
    return {
        "layerDigest": text,
        "failureCode": "InvalidLayerDigest" if text else "MissingLayerDigest",
        "failureReason": reason,
    }
