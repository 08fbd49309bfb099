"""A multipart upload as it is stored, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, delete, insert, select, update

from lading.operation import Call
from lading.ports import Row, Transaction
from lading.pure.s3.errors import refused
from lading.services.s3.bucket import Bucket, microseconds, whole_seconds
from lading.services.s3.stored_object import Segment
from lading.services.s3.tables import PARTS, UPLOADS
from lading.vault import objects as vault

OUTCOME_HOURS = 24
"""How long a completed upload answers the same to the same request again."""

_FORGOTTEN_MAX = 100
_UPLOAD_COLUMNS = (
    "id",
    "bucket_id",
    "key",
    "begun_us",
    "initiator",
    "storage_class",
    "algorithm",
    "checksum_type",
    "attributes",
)
_PART_COLUMNS = (
    "upload_id",
    "number",
    "object_id",
    "size_bytes",
    "etag",
    "algorithm",
    "checksum",
    "modified_us",
    "sealed",
)
_FIND = select(UPLOADS).where(UPLOADS.c.id == bindparam("id"))
_ADD = insert(UPLOADS).values({name: bindparam(f"{name}_") for name in _UPLOAD_COLUMNS})
_REMOVE = delete(UPLOADS).where(UPLOADS.c.id == bindparam("id"))
_COMPLETE = (
    update(UPLOADS)
    .where(UPLOADS.c.id == bindparam("upload"))
    .values(completed_us=bindparam("now"), outcome=bindparam("said"))
)
_OLD = (
    select(UPLOADS.c.id).where(UPLOADS.c.completed_us < bindparam("before")).limit(_FORGOTTEN_MAX)
)
_OF_BUCKET = select(UPLOADS.c.id).where(UPLOADS.c.bucket_id == bindparam("bucket"))
_PARTS = select(PARTS).where(PARTS.c.upload_id == bindparam("upload")).order_by(PARTS.c.number)
_PART = and_(PARTS.c.upload_id == bindparam("upload"), PARTS.c.number == bindparam("at"))
_FIND_PART = select(PARTS).where(_PART)
_REMOVE_PART = delete(PARTS).where(_PART)
_REMOVE_PARTS = delete(PARTS).where(PARTS.c.upload_id == bindparam("upload"))
_ADD_PART = insert(PARTS).values({name: bindparam(f"{name}_") for name in _PART_COLUMNS})


@dataclass(frozen=True, slots=True)
class MultipartUpload:
    """An upload; `outcome` is None until it is completed, `algorithm` if none was asked for."""

    id: str
    bucket_id: int
    key: str
    begun: datetime
    initiator: str
    storage_class: str
    algorithm: str | None
    checksum_type: str | None
    attributes: dict[str, Any]
    outcome: dict[str, Any] | None


def begin_upload(tx: Transaction, bucket: Bucket, upload: MultipartUpload) -> None:
    """Enter an upload."""
    tx.run(
        _ADD,
        id_=upload.id,
        bucket_id_=bucket.id,
        key_=upload.key.encode(),
        begun_us_=microseconds(upload.begun),
        initiator_=upload.initiator,
        storage_class_=upload.storage_class,
        algorithm_=upload.algorithm,
        checksum_type_=upload.checksum_type,
        attributes_=orjson.dumps(upload.attributes).decode(),
    )


def from_row(row: Row) -> MultipartUpload:
    """Return the upload a row of the table holds."""
    return MultipartUpload(
        id=row["id"],
        bucket_id=row["bucket_id"],
        key=bytes(row["key"]).decode(),
        begun=whole_seconds(row["begun_us"]),
        initiator=row["initiator"],
        storage_class=row["storage_class"],
        algorithm=row["algorithm"],
        checksum_type=row["checksum_type"],
        attributes=orjson.loads(row["attributes"]),
        outcome=None if row["outcome"] is None else orjson.loads(row["outcome"]),
    )


def any_upload(call: Call, bucket: Bucket, request: Any) -> MultipartUpload:
    """Return the upload of a request, completed or not. Raises `WireError` NoSuchUpload."""
    upload_id = request["UploadId"]
    row = call.tx.first(_FIND, id=upload_id)
    upload = None if row is None else from_row(row)
    if upload is None or upload.bucket_id != bucket.id or upload.key != request["Key"]:
        raise _no_such_upload(upload_id)
    return upload


def open_upload(call: Call, bucket: Bucket, request: Any) -> MultipartUpload:
    """Return the upload of a request that is still open. Raises `WireError` NoSuchUpload."""
    upload = any_upload(call, bucket, request)
    if upload.outcome is not None:
        raise _no_such_upload(upload.id)
    return upload


def _no_such_upload(upload_id: str) -> Exception:
    return refused(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may "
        "have been aborted or completed.",
        UploadId=upload_id[:256],
    )


def parts_of(call: Call, upload: MultipartUpload) -> list[Row]:
    """Return the rows of an upload's parts, by number."""
    return call.tx.all(_PARTS, upload=upload.id)


def write_part(
    call: Call,
    upload: MultipartUpload,
    number: int,
    segment: Segment,
    *,
    etag: str,
    algorithm: str,
) -> None:
    """Enter a part, in place of the one that had its number."""
    old = call.tx.first(_FIND_PART, upload=upload.id, at=number)
    if old is not None:
        _drop_bytes(call.tx, old, call.now)
        call.tx.run(_REMOVE_PART, upload=upload.id, at=number)
    call.tx.run(
        _ADD_PART,
        upload_id_=upload.id,
        number_=number,
        object_id_=segment.object_id,
        size_bytes_=segment.size_bytes,
        etag_=etag,
        algorithm_=algorithm,
        checksum_=segment.checksum,
        modified_us_=microseconds(call.now),
        sealed_=segment.sealed,
    )


def remove_upload(tx: Transaction, upload_id: str, now: datetime) -> None:
    """Forget an upload; the bytes of its parts are nobody's from now on."""
    for part in tx.all(_PARTS, upload=upload_id):
        _drop_bytes(tx, part, now)
    tx.run(_REMOVE, id=upload_id)


def complete_upload(
    call: Call, upload: MultipartUpload, used: frozenset[int], outcome: dict[str, Any]
) -> None:
    """Close an upload: what its used parts hold is the object's, the rest is nobody's."""
    for part in parts_of(call, upload):
        if part["number"] not in used:
            _drop_bytes(call.tx, part, call.now)
    call.tx.run(_REMOVE_PARTS, upload=upload.id)
    call.tx.run(
        _COMPLETE,
        upload=upload.id,
        now=microseconds(call.now),
        said=orjson.dumps(outcome).decode(),
    )


def forget_old_outcomes(tx: Transaction, now: datetime) -> None:
    """Forget some uploads that were completed long ago."""
    before = microseconds(now - timedelta(hours=OUTCOME_HOURS))
    for row in tx.all(_OLD, before=before):
        tx.run(_REMOVE, id=row["id"])


def forget_uploads(tx: Transaction, bucket: Bucket, now: datetime) -> None:
    """Forget every upload to a bucket that is about to go."""
    for row in tx.all(_OF_BUCKET, bucket=bucket.id):
        remove_upload(tx, row["id"], now)


def _drop_bytes(tx: Transaction, part: Row, now: datetime) -> None:
    if part["object_id"] is not None:
        vault.drop(tx, part["object_id"], now)
