"""UploadPart, UploadPartCopy, ListParts."""

from __future__ import annotations

from typing import Any

from lading.operation import Call
from lading.pure.s3.checksums import SERVERS_OWN, Algorithm
from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.listing import page_keys
from lading.pure.s3.names import canonical_id
from lading.pure.s3.ranges import copied_span
from lading.services.s3.body import Body, keep_body, kept_segment, received_body
from lading.services.s3.bucket import required, whole_seconds
from lading.services.s3.copying import Copied, copy_bytes, find_source
from lading.services.s3.encryption import cover_of_part, refuse_customer_keys
from lading.services.s3.multipart_upload import (
    MultipartUpload,
    open_upload,
    parts_of,
    write_part,
)
from lading.services.s3.object_keys import closed, open_keys
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import object_operation

PARTS_MAX = 10_000


def _check_part(call: Call, request: Any) -> None:
    refuse_customer_keys(request)
    _part_number(request)
    upload = open_upload(call, required(call, request), request)
    call.memo["cover"] = cover_of_part(call, upload.attributes)
    received = call.received
    came = received.get("claimed") if isinstance(received, dict) else None
    if came is not None and upload.algorithm not in (None, came):
        raise refused(
            "InvalidRequest",
            f"Checksum Type mismatch occurred, expected checksum Type: {upload.algorithm.lower()}, "
            f"actual checksum Type: {came.lower()}",
        )
    call.memo["algorithm"] = upload.algorithm or str(SERVERS_OWN)


def _part_number(request: Any) -> int:
    number: int = request["PartNumber"]
    if not 1 <= number <= PARTS_MAX:
        raise invalid_argument(
            f"Part number must be an integer between 1 and {PARTS_MAX}, inclusive",
            "partNumber",
            number,
        )
    return number


@object_operation(
    "UploadPart", changes=True, action="s3:PutObject", check=_check_part, stage=keep_body
)
def upload_part(call: Call, request: Any) -> dict[str, Any]:
    """Add a part to an upload, in place of the one that had its number."""
    bucket = required(call, request)
    upload = open_upload(call, bucket, request)
    body = closed(call, bucket, upload.key, received_body(call))
    etag = _write(call, request, upload, body, call.staged)
    note_transfer(call, into=body.size_bytes, sse=body.cover.members["ServerSideEncryption"])
    return {
        "ETag": f'"{etag}"',
        body.algorithm.member: body.checksum,
        **(call.received or {}).get("confirmed", {}),
        **body.cover.members,
    }


def _write(
    call: Call, request: Any, upload: MultipartUpload, body: Body, object_id: str | None
) -> str:
    etag = body.etag
    segment = kept_segment(call, body, object_id)
    number = _part_number(request)
    write_part(call, upload, number, segment, etag=etag, algorithm=str(body.algorithm))
    return etag


def _check_copy(call: Call, request: Any) -> None:
    _check_part(call, request)
    source = find_source(call, request)
    copied_span(request.get("CopySourceRange"), source.found.size_bytes)
    open_keys(call, source.bucket, source.found.key, source.segments)
    call.memo["source"] = source


def _stage_copy(call: Call, request: Any) -> Copied:
    source = call.memo["source"]
    span = copied_span(request.get("CopySourceRange"), source.found.size_bytes)
    return copy_bytes(call, source, span, call.memo["cover"], call.memo["algorithm"])


@object_operation(
    "UploadPartCopy", changes=True, action="s3:PutObject", check=_check_copy, stage=_stage_copy
)
def upload_part_copy(call: Call, request: Any) -> dict[str, Any]:
    """Add a part that is a copy of some bytes of an object."""
    bucket, copied = required(call, request), call.staged
    upload = open_upload(call, bucket, request)
    find_source(call, request)  # asked again: what may be read may have changed meanwhile
    body = closed(call, bucket, upload.key, copied.body)
    etag = _write(call, request, upload, body, copied.object_id)
    note_transfer(call, sse=body.cover.members["ServerSideEncryption"])
    result = {
        "ETag": f'"{etag}"',
        "LastModified": call.now.replace(microsecond=0),
        body.algorithm.member: body.checksum,
    }
    return {"CopyPartResult": result, **body.cover.members}


@object_operation("ListParts", action="s3:ListMultipartUploadParts")
def list_parts(call: Call, request: Any) -> dict[str, Any]:
    """Return a page of an upload's parts."""
    bucket = required(call, request)
    upload = open_upload(call, bucket, request)
    limit, after = page_keys(request.get("MaxParts"), "max-parts"), request.get("PartNumberMarker")
    behind = [part for part in parts_of(call, upload) if part["number"] > (after or 0)]
    page = behind[:limit]
    note_transfer(call)
    return {
        "Bucket": bucket.name,
        "Key": upload.key,
        "UploadId": upload.id,
        "PartNumberMarker": after or 0,
        "NextPartNumberMarker": page[-1]["number"] if page else 0,
        "MaxParts": limit,
        "IsTruncated": len(behind) > limit and limit > 0,
        "Parts": [_shown(part) for part in page],
        "Initiator": {"ID": upload.initiator, "DisplayName": upload.initiator.rpartition("/")[2]},
        "Owner": {"ID": canonical_id(bucket.account)},
        "StorageClass": upload.storage_class,
        "ChecksumAlgorithm": upload.algorithm,
        "ChecksumType": upload.checksum_type,
    }


def _shown(part: Any) -> dict[str, Any]:
    return {
        "PartNumber": part["number"],
        "LastModified": whole_seconds(part["modified_us"]),
        "ETag": f'"{part["etag"]}"',
        "Size": part["size_bytes"],
        Algorithm(part["algorithm"]).member: part["checksum"],
    }
