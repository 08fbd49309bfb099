"""PutObject: a whole object at once."""

from __future__ import annotations

from typing import Any

from lading.operation import Call
from lading.pure.s3.checksums import FULL_OBJECT, Algorithm
from lading.pure.s3.conditions import check_write
from lading.pure.s3.errors import not_implemented, refused
from lading.services.s3 import attributes
from lading.services.s3.body import keep_body, kept_segment, received_body
from lading.services.s3.bucket import Bucket, required
from lading.services.s3.encryption import chosen, cover_of
from lading.services.s3.object_keys import closed
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import object_operation
from lading.services.s3.stored_object import Content, find_object, no_such_key, write_object

_NOT_OFFERED = {
    "ObjectLockMode": "x-amz-object-lock-mode",
    "ObjectLockLegalHoldStatus": "x-amz-object-lock-legal-hold",
    "ObjectLockRetainUntilDate": "x-amz-object-lock-retain-until-date",
    "WriteOffsetBytes": "x-amz-write-offset-bytes",
}


def check_put(call: Call, request: Any) -> None:
    """Refuse what need not be received."""
    check_write_request(call, request)
    call.memo["cover"] = cover_of(call, request)
    check_conditions(call, required(call, request), request)


def check_write_request(call: Call, request: Any) -> None:
    """Refuse attributes that no object may have, and what is not offered. Raises `WireError`."""
    for member, header in _NOT_OFFERED.items():
        if request.get(member) is not None:
            raise not_implemented(header)
    attributes.check_acl(request)
    attributes.storage_class(request)
    attributes.given(request)
    chosen(call, request)


def check_conditions(call: Call, bucket: Bucket, request: Any) -> None:
    """Let a write go on only if what is there now is what it expects. Raises `WireError`."""
    match, none_match = request.get("IfMatch"), request.get("IfNoneMatch")
    if match is None and none_match is None:
        return
    there = find_object(call.tx, bucket, request["Key"])
    if match is not None:
        if not call.permits(
            "s3:GetObject", {"Bucket": bucket.name, "Key": request["Key"]}, call.caller
        ):
            raise refused("AccessDenied", "Access Denied")
        if there is None:
            raise no_such_key(call, bucket, request["Key"])
    check_write(match, none_match, None if there is None else there.etag)


@object_operation("PutObject", changes=True, check=check_put, stage=keep_body)
def put_object(call: Call, request: Any) -> dict[str, Any]:
    """Put an object under a key, in place of what was there."""
    bucket = required(call, request)
    check_conditions(call, bucket, request)
    body = closed(call, bucket, request["Key"], received_body(call))
    content = Content(
        size_bytes=body.size_bytes,
        etag=body.etag,
        storage_class=attributes.storage_class(request),
        algorithm=str(body.algorithm),
        checksum=body.checksum,
        checksum_type=FULL_OBJECT,
        attributes={**attributes.given(request), "encryption": dict(body.cover.members)},
        segments=[kept_segment(call, body, call.staged)],
    )
    write_object(call.tx, bucket, request["Key"], content, call.now)
    note_transfer(call, into=body.size_bytes, sse=body.cover.members["ServerSideEncryption"])
    return written(content)


def written(content: Content) -> dict[str, Any]:
    """Return what a write of an object answers."""
    return {
        "ETag": f'"{content.etag}"',
        Algorithm(content.algorithm).member: content.checksum,
        "ChecksumType": content.checksum_type,
        **content.attributes["encryption"],
    }
