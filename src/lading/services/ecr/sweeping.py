"""Sweeping: what a job asks the front to do with what nothing needs, piece by piece.

    layers rows    no image needs the blob      marked; removed when that is so a grace later
    uploads        silent for too long          row and bytes
    blobs          no repository has them       bytes
    objects        nothing refers to them       row and bytes

Nobody trusts what the job saw: each piece is looked at again in the transaction that removes it.
Removal and record are one transaction. The job that asked removes the condemned bytes after it.

Why no push can lose anything: a push needs a layer's row (PutImage, a mount) or a blob's bytes
(CompleteLayerUpload) inside a transaction of its own, and transactions are one after the other.
A row that a push relies on without a transaction, because it heard that the blob is there, has a
whole grace before it: the answer took the mark away, or there was none (`layers.is_watched`). A
database that runs transactions side by side needs a lock on the digest here and there.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import and_, bindparam, delete, func, select, update

from lading.operation import Call, Resource, ServiceEvent, operation
from lading.ports import BlobMissing, BytesInUse, Kind, Row
from lading.services.ecr.layers import find_layer
from lading.services.ecr.repository import Repository, microseconds, required
from lading.services.ecr.tables import IMAGE_BLOBS, LAYERS, UPLOADS
from lading.vault import objects

SWEEP_EVENT = "SweepEvent"
PIECES_MAX = 100
"""Layers, uploads, blobs or objects in one request: a transaction is short, a record is too."""

NO_IMAGE_NEEDS_IT = ~(
    select(IMAGE_BLOBS.c.image_id)
    .where(
        and_(
            IMAGE_BLOBS.c.repository_id == LAYERS.c.repository_id,
            IMAGE_BLOBS.c.digest == LAYERS.c.digest,
        )
    )
    .exists()
)

_LAYER = and_(
    LAYERS.c.repository_id == bindparam("repository"),
    LAYERS.c.digest == bindparam("blob"),
    NO_IMAGE_NEEDS_IT,
)
_MARK = (
    update(LAYERS)
    .where(and_(_LAYER, LAYERS.c.unneeded_us.is_(None)))
    .values(unneeded_us=bindparam("now"))
)
_REMOVE = delete(LAYERS).where(and_(_LAYER, LAYERS.c.unneeded_us <= bindparam("before")))
_ANY_HOLDER = (
    select(LAYERS.c.repository_id)
    .where(and_(LAYERS.c.digest == bindparam("name"), LAYERS.c.object_id.is_(None)))
    .limit(1)
)

ACTIVE_US = func.coalesce(UPLOADS.c.active_us, UPLOADS.c.begun_us)
_SILENT_UPLOAD = select(UPLOADS).where(
    and_(
        UPLOADS.c.id == bindparam("upload"),
        UPLOADS.c.repository_id == bindparam("repository"),
        bindparam("before") >= ACTIVE_US,
    )
)
_END_UPLOAD = delete(UPLOADS).where(UPLOADS.c.id == bindparam("upload"))
_ANY_UPLOAD = select(UPLOADS.c.id).where(UPLOADS.c.id == bindparam("name"))

_NAMES = {
    "layer": "layerDigest",
    "upload": "uploadId",
    "blob": "layerDigest",
    "object": "objectId",
}


@operation("ecr:SweepLayers", changes=True, internal=True, open_to_all=True)
def sweep_layers(call: Call, request: Any) -> dict[str, Any]:
    """Mark the digests in `mark`, and take those in `names` from the repository.

    Marked is what no image needs now. Removed is what was marked a grace ago and never used
    since. Returns what was `removed`: sizes by digest.
    """
    repository = required(call, request)
    now = microseconds(call.now)
    for digest in _pieces(request, "mark"):
        call.tx.run(_MARK, repository=repository.id, blob=digest, now=now)
    before = now - _grace_us(call)
    removed = {}
    for digest in _pieces(request, "names"):
        row = find_layer(call.tx, repository, digest)
        if call.tx.run(_REMOVE, repository=repository.id, blob=digest, before=before):
            assert row is not None, "what was removed was there in this transaction"
            removed[digest] = row["size_bytes"]
            if row["object_id"] is not None:
                objects.drop(call.tx, row["object_id"], call.now)
    return _told(call, request, "layer", removed, repository)


@operation("ecr:SweepUploads", changes=True, internal=True, open_to_all=True)
def sweep_uploads(call: Call, request: Any) -> dict[str, Any]:
    """End the uploads of a repository in `names` that are silent for too long.

    One that is written to or just being completed goes on. Returns what was `removed`: the bytes
    that had come, by upload id.
    """
    repository = required(call, request)
    seconds = call.parts.settings.upload_seconds
    before = microseconds(call.now - timedelta(seconds=seconds))
    removed = {}
    for upload_id in _pieces(request, "names"):
        row = call.tx.first(
            _SILENT_UPLOAD, upload=upload_id, repository=repository.id, before=before
        )
        size_bytes = None if row is None else _condemned_upload(call, row, seconds)
        if size_bytes is not None:
            call.tx.run(_END_UPLOAD, upload=upload_id)
            removed[upload_id] = size_bytes
    return _told(call, request, "upload", removed, repository)


@operation("ecr:SweepStrays", changes=True, internal=True, open_to_all=True)
def sweep_strays(call: Call, request: Any) -> dict[str, Any]:
    """Remove bytes that no row knows: those in `names`, which are of a `kind`, blob or upload.

    Such are blobs whose last repository let go of them, and what a crash left. Untouched for a
    grace they must be. Returns what was `removed`: sizes by name.
    """
    kind: Kind = request["kind"]
    known = {"blob": _ANY_HOLDER, "upload": _ANY_UPLOAD}[kind]
    removed = {}
    for name in _pieces(request, "names"):
        if call.tx.first(known, name=name) is not None:
            continue
        with suppress(BlobMissing, BytesInUse):
            seconds = call.parts.settings.sweep_grace_seconds
            removed[name] = call.parts.blobs.condemn(kind, name, seconds)
    return _told(call, request, kind, removed)


@operation("ecr:SweepObjects", changes=True, internal=True, open_to_all=True)
def sweep_objects(call: Call, request: Any) -> dict[str, Any]:
    """Remove the objects in `names` that were dropped a grace ago.

    Of those in `strays`, sizes by id, no row knew: they are entered as dropped now. If the maker
    of one is only late, it finds the name taken. Returns what was `removed`: sizes by id.
    """
    for object_id, size_bytes in (request.get("strays") or {}).items():
        if not objects.is_known(call.tx, object_id):
            objects.add(call.tx, object_id, size_bytes, call.now)
            objects.drop(call.tx, object_id, call.now)
    before = call.now - timedelta(seconds=call.parts.settings.sweep_grace_seconds)
    removed = {}
    for object_id in _pieces(request, "names"):
        row = objects.dropped(call.tx, object_id, before)
        if row is None:
            continue
        try:
            call.parts.blobs.condemn("object", object_id, 0)
        except BytesInUse:
            continue
        except BlobMissing:
            pass  # gone already, but not forgotten, when the server died
        objects.forget(call.tx, object_id)
        removed[object_id] = row["size_bytes"]
    return _told(call, request, "object", removed)


def _condemned_upload(call: Call, row: Row, seconds: float) -> int | None:
    """Condemn the bytes of a silent upload; return how many, None if it goes on."""
    try:
        return call.parts.blobs.condemn("upload", row["id"], seconds)
    except BytesInUse:
        return None
    except BlobMissing:
        if row["received_bytes"] == 0:
            return 0
        # A blob by now: its completion is about to commit, or died before it could.
        silent_us = microseconds(call.now) - (row["active_us"] or row["begun_us"])
        return 0 if silent_us > seconds * 1_000_000 + _grace_us(call) else None


def _grace_us(call: Call) -> int:
    return int(call.parts.settings.sweep_grace_seconds * 1_000_000)


def _pieces(request: Any, member: str) -> list[str]:
    pieces: list[str] = request.get(member) or []
    assert len(pieces) <= PIECES_MAX, "the job asks piece by piece"
    return pieces


def _told(
    call: Call,
    request: Any,
    kind: Kind | Literal["layer"],
    removed: dict[str, int],
    repository: Repository | None = None,
) -> dict[str, Any]:
    """Put on record what went, if anything did, and return the response."""
    if removed:
        details: dict[str, Any] = {
            "sweepId": request["sweepId"],
            "kind": kind,
            "count": len(removed),
            "bytes": sum(removed.values()),
            "removed": [{_NAMES[kind]: name, "bytes": size} for name, size in removed.items()],
        }
        about: tuple[Resource, ...] = ()
        if repository is not None:
            details["repositoryName"] = repository.name
            about = (Resource(repository.arn, repository.account, "AWS::ECR::Repository"),)
        event = ServiceEvent(SWEEP_EVENT, details, about, read_only=False)
        call.service_events.append(event)
    return {"removed": removed}
