"""A layer on its way in: begin, parts in order, complete.

Bytes go to the blob store before the transaction; the row says how many of them count. A part is
synced before the row admits it, so an upload goes on where it was after any restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, delete, insert, select, update

from lading.operation import Call, ServiceError, operation
from lading.ports import Conflict, DigestMismatch, Upload, UploadBusy
from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import RegistryError
from lading.pure.sealed_chunks import SealBroken
from lading.services.ecr.errors import invalid_parameter, upload_not_found
from lading.services.ecr.layer_bytes import StoredLayer, is_kept, stored_layer
from lading.services.ecr.layers import add_layer, find_layer, is_watched
from lading.services.ecr.repository import (
    Repository,
    microseconds,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import UPLOADS
from lading.services.ecr.upload_bytes import bookmark_at, damaged, seal_of_new_upload, writer_of
from lading.vault.sealed_upload import SealedUpload

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        CompleteLayerUploadRequestTypeDef,
        InitiateLayerUploadRequestTypeDef,
        UploadLayerPartRequestTypeDef,
    )

PART_BYTES_MIN = 5 * 1024 * 1024

_BEGIN = insert(UPLOADS).values(
    id=bindparam("id"),
    repository_id=bindparam("repository_id"),
    begun_us=bindparam("begun_us"),
    received_bytes=0,
    small_part=0,
    object_id=bindparam("object_id"),
    sealed_key=bindparam("sealed_key"),
    wrapped_key=bindparam("wrapped_key"),
    active_us=bindparam("begun_us"),
)

_IN_REPOSITORY = and_(
    UPLOADS.c.id == bindparam("upload_id"),
    UPLOADS.c.repository_id == bindparam("repository"),
)

_FIND = select(UPLOADS).where(_IN_REPOSITORY)

_GROW = (
    update(UPLOADS)
    .where(and_(_IN_REPOSITORY, UPLOADS.c.received_bytes == bindparam("first_byte")))
    .values(
        received_bytes=bindparam("received"),
        small_part=bindparam("small"),
        bookmark=bindparam("bookmark"),
        active_us=bindparam("active"),
    )
)

_END = delete(UPLOADS).where(_IN_REPOSITORY)


@operation(
    "ecr:InitiateLayerUpload",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def initiate_layer_upload(call: Call, request: InitiateLayerUploadRequestTypeDef) -> dict[str, Any]:
    """Begin an upload and say how large its parts should be."""
    return begin_upload(call, required(call, request))


def begin_upload(call: Call, repository: Repository) -> dict[str, Any]:
    """Begin an upload to a repository; return the response of InitiateLayerUpload.

    Raises KmsException.
    """
    upload_id = str(uuid4())
    seal = seal_of_new_upload(call, repository, upload_id)
    call.tx.run(
        _BEGIN,
        id=upload_id,
        repository_id=repository.id,
        begun_us=microseconds(call.now),
        object_id=seal.object_id,
        sealed_key=seal.sealed_key,
        wrapped_key=seal.wrapped_key,
    )
    return {"uploadId": upload_id, "partSize": call.parts.settings.part_bytes}


def find_upload(call: Call, request: Any) -> None:
    """Find the upload a request names and leave its row in the memo."""
    repository = required(call, request)
    row = call.tx.first(_FIND, upload_id=request["uploadId"], repository=repository.id)
    if row is None:
        raise upload_not_found(call, request["uploadId"], repository)
    call.memo["upload"] = row


def _check_part(call: Call, request: Any) -> None:
    find_upload(call, request)
    if "partFirstByte" not in request:
        return  # the registry door asks before it reads the body
    first, last = request["partFirstByte"], request["partLastByte"]
    received = call.memo["upload"]["received_bytes"]
    blob = request.get("layerPartBlob")
    if first != received or last < first or (blob is not None and len(blob) != last - first + 1):
        raise _invalid_part(call, required(call, request), request, received)
    if last >= call.parts.settings.blob_bytes_max:
        raise call.error("LimitExceededException", "The layer is larger than a layer may be")


def _stage_part(call: Call, request: Any) -> bytes | None:
    """Put the part on disk; return its bookmark, if it has one.

    The registry door has done so already and hands the bookmark on as `received`.
    """
    blob, row = request.get("layerPartBlob"), call.memo["upload"]
    if blob is None:
        bookmark: bytes | None = call.received
        return bookmark
    try:
        upload = call.parts.blobs.claim(request["uploadId"])
    except UploadBusy as busy:
        raise _invalid_part(call, call.memo["repository"], request, row["received_bytes"]) from busy
    writer: Upload | SealedUpload = upload
    try:
        writer = writer_of(call.parts, upload, row, call.now)
        writer.write(request["partFirstByte"], [blob])
        writer.sync()
        return bookmark_at(writer, request["partLastByte"] + 1)
    finally:
        writer.close()


@operation(
    "ecr:UploadLayerPart",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    check=_check_part,
    stage=_stage_part,
    hidden=frozenset({"layerPartBlob"}),
)
def upload_layer_part(call: Call, request: UploadLayerPartRequestTypeDef) -> dict[str, Any]:
    """Add the next part to an upload."""
    repository = required(call, request)
    find_upload(call, request)
    upload = call.memo["upload"]
    first, last = request["partFirstByte"], request["partLastByte"]
    small = upload["small_part"] + (last - first + 1 < PART_BYTES_MIN)
    grown = call.tx.run(
        _GROW,
        upload_id=request["uploadId"],
        repository=repository.id,
        first_byte=first,
        received=last + 1,
        small=small,
        bookmark=call.staged,
        active=microseconds(call.now),
    )
    if not grown:
        raise _invalid_part(call, repository, request, upload["received_bytes"])
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "uploadId": request["uploadId"],
        "lastByteReceived": last,
    }


def _check_completion(call: Call, request: Any) -> None:
    find_upload(call, request)
    upload = call.memo["upload"]
    repository = required(call, request)
    if upload["received_bytes"] == 0 and call.origin.door != "oci":
        raise call.error(
            "EmptyUploadException",
            f"Upload with id '{upload['id']}' in the repository with name '{repository.name}' "
            "has no parts",
        )
    if upload["small_part"] > 1 and call.origin.door != "oci":
        raise call.error(
            "LayerPartTooSmallException",
            f"A part other than the last of upload '{upload['id']}' is smaller than "
            f"{PART_BYTES_MIN} bytes",
        )
    call.memo["digest"] = _claimed_digest(call, request)
    row = find_layer(call.tx, repository, call.memo["digest"])
    if row is not None and not is_watched(row):
        raise _already_there(call, repository, call.memo["digest"])


def _complete(call: Call, request: Any) -> StoredLayer:
    """Verify the bytes against the digest and make them a blob, outside of any transaction."""
    digest, row = call.memo["digest"], call.memo["upload"]
    try:
        upload = call.parts.blobs.claim(request["uploadId"])
    except UploadBusy as busy:
        raise _invalid_layer(call, digest, "the upload is still being written to") from busy
    writer: Upload | SealedUpload = upload
    try:
        writer = writer_of(call.parts, upload, row, call.now)
        return stored_layer(call.parts.blobs, writer, row, digest)
    except DigestMismatch as mismatch:
        raise _invalid_layer(
            call, digest, "the bytes that arrived have another digest"
        ) from mismatch
    except SealBroken as broken:
        raise damaged(row) from broken
    finally:
        writer.close()


@operation(
    "ecr:CompleteLayerUpload",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    check=_check_completion,
    stage=_complete,
)
def complete_layer_upload(call: Call, request: CompleteLayerUploadRequestTypeDef) -> dict[str, Any]:
    """End an upload: its bytes have the digest that was claimed, and are the repository's."""
    repository = required(call, request)
    layer: StoredLayer = call.staged
    end_upload(call, repository, request["uploadId"])
    if not is_kept(call, layer):
        raise _invalid_layer(
            call, layer.digest, "its bytes were swept away meanwhile: send it anew"
        )
    try:
        add_layer(call, repository, layer)
    except Conflict as there:
        raise _already_there(call, repository, layer.digest) from there
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "uploadId": request["uploadId"],
        "layerDigest": layer.digest,
    }


def end_upload(call: Call, repository: Repository, upload_id: str) -> None:
    """Take an upload off the list. Raises UploadNotFoundException."""
    if not call.tx.run(_END, upload_id=upload_id, repository=repository.id):
        raise upload_not_found(call, upload_id, repository)


def _claimed_digest(call: Call, request: Any) -> str:
    digests = request["layerDigests"]
    if len(digests) != 1:
        raise invalid_parameter(call, "layerDigests", "exactly one digest names the layer")
    try:
        return str(Digest.parse(digests[0]))
    except RegistryError as error:
        raise invalid_parameter(call, "layerDigests", error.message) from error


def _already_there(call: Call, repository: Repository, digest: str) -> ServiceError:
    return call.error(
        "LayerAlreadyExistsException",
        f"Layer with digest '{digest}' already exists in the repository with name "
        f"'{repository.name}' in registry with id '{repository.account}'",
    )


def _invalid_layer(call: Call, digest: str, reason: str) -> ServiceError:
    return call.error("InvalidLayerException", f"Layer '{digest}' is invalid: {reason}")


def _invalid_part(call: Call, repository: Repository, request: Any, received: int) -> ServiceError:
    first, last = request["partFirstByte"], request["partLastByte"]
    return call.error(
        "InvalidLayerPartException",
        f"Part {first}-{last} does not follow the {received} bytes received for upload "
        f"'{request['uploadId']}', or its length is another",
        registryId=repository.account,
        repositoryName=repository.name,
        uploadId=request["uploadId"],
        lastValidByteReceived=received - 1,
    )
