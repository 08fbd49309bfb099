"""The bytes of an upload on their way to disk: as they come, or sealed as they come.

An upload to an encrypted repository has a data key from its beginning: KMS is asked once, and the
key rests in the upload's row, wrapped under KMS's master key, until the upload ends. What is on
disk meanwhile are sealed chunks; the end that fills no chunk is in the row's `bookmark`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lading.operation import Call, Parts, ServiceError
from lading.ports import Row, Upload
from lading.pure.kms.key_wrap import BrokenWrap
from lading.pure.sealed_chunks import SealBroken
from lading.services.ecr.data_keys import layer_place, new_data_key
from lading.services.ecr.encryption import kms_exception
from lading.services.ecr.repository import Repository
from lading.vault.objects import new_object_id
from lading.vault.sealed_upload import SealedUpload


@dataclass(frozen=True, slots=True, repr=False)
class UploadSeal:
    """What the row of an upload has to seal it; all None where nothing does."""

    object_id: str | None = None
    sealed_key: bytes | None = None
    wrapped_key: bytes | None = None


def seal_of_new_upload(call: Call, repository: Repository, upload_id: str) -> UploadSeal:
    """Return how a new upload is to be sealed. Raises KmsException."""
    if repository.kms_key_arn is None:
        return UploadSeal()
    object_id = new_object_id()
    key = new_data_key(call, repository, layer_place(repository, object_id))
    wrap = call.parts.key_wrap
    if wrap is None:
        raise _no_master_key()
    return UploadSeal(object_id, key.sealed, wrap.wrap(_name(upload_id), key.plain))


def writer_of(parts: Parts, upload: Upload, row: Row, now: datetime) -> Upload | SealedUpload:
    """Return what plain bytes are written to, behind those that the upload's row counts.

    `upload` is held by a claim; closing the writer lets it go. Raises KmsException, and
    InvalidLayerException where the row's bookmark is not the upload's.
    """
    if row["object_id"] is None:
        return upload
    bookmark = row["bookmark"]
    try:
        return SealedUpload(
            upload,
            _unwrapped(parts, row, now),
            row["object_id"],
            size_bytes=row["received_bytes"],
            bookmark=None if bookmark is None else bytes(bookmark),
            digests=parts.digests,
        )
    except SealBroken as broken:
        raise damaged(row) from broken


def bookmark_at(writer: Upload | SealedUpload, size_bytes: int) -> bytes | None:
    """Return what the row must hold when so many bytes are acknowledged."""
    return writer.bookmark_at(size_bytes) if isinstance(writer, SealedUpload) else None


def damaged(row: Any) -> ServiceError:
    """Return the error for an upload whose bytes at rest are not those that came."""
    return ServiceError(
        "InvalidLayerException",
        f"What has arrived of upload '{row['id']}' is damaged: begin anew",
    )


def _unwrapped(parts: Parts, row: Row, now: datetime) -> bytes:
    if parts.key_wrap is None:
        raise _no_master_key()
    name, wrapped = _name(row["id"]), bytes(row["wrapped_key"])
    try:
        return parts.key_wrap.unwrap(name, wrapped, now.timestamp())
    except BrokenWrap as broken:
        raise _no_master_key() from broken


def _name(upload_id: str) -> str:
    return f"upload/{upload_id}"


def _no_master_key() -> ServiceError:
    return kms_exception("KMSInternalException", "The master key of KMS is not the right one.")
