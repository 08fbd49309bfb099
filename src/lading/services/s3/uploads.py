"""CreateMultipartUpload, AbortMultipartUpload, ListMultipartUploads."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import LargeBinary, Text, and_, bindparam, or_, select

from lading.operation import Call
from lading.ports import Row
from lading.pure.s3.checksums import checksum_type, named
from lading.pure.s3.errors import refused
from lading.pure.s3.listing import encoder, page_keys, shown
from lading.pure.s3.names import canonical_id
from lading.services.s3 import attributes
from lading.services.s3.bucket import recorded_objects, required
from lading.services.s3.encryption import chosen, seal_of_parts
from lading.services.s3.listing import page_of
from lading.services.s3.multipart_upload import (
    MultipartUpload,
    begin_upload,
    forget_old_outcomes,
    from_row,
    open_upload,
    remove_upload,
)
from lading.services.s3.object_keys import new_data_key
from lading.services.s3.put_object import check_write_request
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import bucket_operation, object_operation
from lading.services.s3.tables import UPLOADS

_ID_BYTES = 48

_FROM = (
    select(UPLOADS)
    .where(
        and_(
            UPLOADS.c.bucket_id == bindparam("bucket"),
            UPLOADS.c.outcome.is_(None),
            or_(
                UPLOADS.c.key > bindparam("start", type_=LargeBinary),
                and_(
                    UPLOADS.c.key == bindparam("start", type_=LargeBinary),
                    UPLOADS.c.id > bindparam("after_id", type_=Text),
                ),
            ),
            UPLOADS.c.key < bindparam("end", type_=LargeBinary),
        )
    )
    .order_by(UPLOADS.c.key, UPLOADS.c.id)
    .limit(bindparam("limit"))
)


def _check(call: Call, request: Any) -> None:
    check_write_request(call, request)
    _checksum(request)


def _checksum(request: Any) -> tuple[str | None, str | None]:
    """Return the checksum that an upload's parts have, and its type. Raises `WireError`."""
    name, kind = request.get("ChecksumAlgorithm"), request.get("ChecksumType")
    if name is None:
        if kind is not None:
            raise refused(
                "InvalidRequest",
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm "
                "header.",
            )
        return None, None
    algorithm = named(name)
    return str(algorithm), checksum_type(algorithm, kind)


@object_operation("CreateMultipartUpload", changes=True, action="s3:PutObject", check=_check)
def create_multipart_upload(call: Call, request: Any) -> dict[str, Any]:
    """Begin an object that comes in parts."""
    bucket, (algorithm, kind) = required(call, request), _checksum(request)
    cover = chosen(call, request)
    if cover.seal is not None:
        cover = new_data_key(call, bucket, request["Key"], cover)[1]
    upload = MultipartUpload(
        id=token_urlsafe(_ID_BYTES),
        bucket_id=bucket.id,
        key=request["Key"],
        begun=call.now,
        initiator=str(call.caller.identity.arn),
        storage_class=attributes.storage_class(request),
        algorithm=algorithm,
        checksum_type=kind,
        attributes={
            **attributes.given(request),
            "encryption": dict(cover.members),
            **seal_of_parts(cover),
        },
        outcome=None,
    )
    begin_upload(call.tx, bucket, upload)
    forget_old_outcomes(call.tx, call.now)
    note_transfer(call, sse=cover.members["ServerSideEncryption"])
    return {
        "Bucket": bucket.name,
        "Key": upload.key,
        "UploadId": upload.id,
        "ChecksumAlgorithm": algorithm,
        "ChecksumType": kind,
        **cover.members,
    }


@object_operation("AbortMultipartUpload", changes=True)
def abort_multipart_upload(call: Call, request: Any) -> dict[str, Any]:
    """Give an upload up, with all its parts."""
    upload = open_upload(call, required(call, request), request)
    remove_upload(call.tx, upload.id, call.now)
    note_transfer(call)
    return {}


@bucket_operation(
    "ListMultipartUploads",
    action="s3:ListBucketMultipartUploads",
    data=True,
    resources_of=recorded_objects,
    inline=False,
)
def list_multipart_uploads(call: Call, request: Any) -> dict[str, Any]:
    """Return a page of uploads that have not ended, by key and id."""
    bucket, encoding = required(call, request), encoder(request.get("EncodingType"))
    uploads_max = page_keys(request.get("MaxUploads"), "max-uploads")
    prefix, delimiter = request.get("Prefix") or "", request.get("Delimiter") or ""
    marker, id_marker = request.get("KeyMarker") or "", request.get("UploadIdMarker") or ""
    page = page_of(
        _reader(call, bucket.id, marker, id_marker), marker, prefix, delimiter, uploads_max
    )
    response: dict[str, Any] = {
        "Bucket": bucket.name,
        "KeyMarker": shown(marker, encoding),
        "UploadIdMarker": id_marker,
        "Prefix": shown(prefix, encoding),
        "MaxUploads": uploads_max,
        "IsTruncated": page.last is not None,
        "Uploads": [_shown(from_row(row), bucket.account, encoding) for row in page.rows],
        "CommonPrefixes": [{"Prefix": shown(one, encoding)} for one in page.prefixes],
    }
    if delimiter:
        response["Delimiter"] = shown(delimiter, encoding)
    if encoding:
        response["EncodingType"] = encoding
    if page.last is not None:
        ended_by_upload = bool(page.rows) and from_row(page.rows[-1]).key == page.last
        response["NextKeyMarker"] = shown(page.last, encoding)
        response["NextUploadIdMarker"] = page.rows[-1]["id"] if ended_by_upload else ""
    note_transfer(call)
    return response


def _reader(
    call: Call, bucket_id: int, marker: str, id_marker: str
) -> Callable[[bytes, bytes, int], list[Row]]:
    """Return what reads uploads from a position on.

    Several may have one key: with an upload id a page goes on among those of the marker's key.
    """
    behind = marker.encode() + b"\0"

    def read(start: bytes, end: bytes, limit: int) -> list[Row]:
        after_id = ""
        if id_marker and start == behind:
            start, after_id = marker.encode(), id_marker
        return call.tx.all(
            _FROM, bucket=bucket_id, start=start, end=end, after_id=after_id, limit=limit
        )

    return read


def _shown(upload: MultipartUpload, account: str, encoding: str | None) -> dict[str, Any]:
    return {
        "UploadId": upload.id,
        "Key": shown(upload.key, encoding),
        "Initiated": upload.begun,
        "StorageClass": upload.storage_class,
        "Owner": {"ID": canonical_id(account)},
        "Initiator": {"ID": upload.initiator, "DisplayName": upload.initiator.rpartition("/")[2]},
        "ChecksumAlgorithm": upload.algorithm,
        "ChecksumType": upload.checksum_type,
    }
