"""GetObject, HeadObject and GetObjectAttributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lading.operation import Call
from lading.ports import BlobMissing
from lading.pure.s3.checksums import Algorithm
from lading.pure.s3.conditions import NOT_MODIFIED, Conditions, precondition_failed
from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.ranges import Span, requested_span
from lading.pure.sealed_chunks import SealBroken
from lading.services.s3.bucket import required
from lading.services.s3.encryption import refuse_customer_keys
from lading.services.s3.object_keys import open_keys
from lading.services.s3.reading import ObjectReader, pieces_of
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import object_operation
from lading.services.s3.stored_object import (
    Segment,
    StoredObject,
    required_object,
    segments_of,
)

_OVERRIDES = {
    "ResponseCacheControl": "CacheControl",
    "ResponseContentDisposition": "ContentDisposition",
    "ResponseContentEncoding": "ContentEncoding",
    "ResponseContentLanguage": "ContentLanguage",
    "ResponseContentType": "ContentType",
    "ResponseExpires": "Expires",
}
_BINARY = "binary/octet-stream"
_ATTRIBUTES = ("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize")
_PARTS_MAX = 1000


@dataclass(slots=True)
class Reading:
    """How the answer to a GET or HEAD is to be sent; the door closes the reader."""

    status: int
    size_bytes: int
    reader: ObjectReader | None = None


@object_operation("GetObject")
def get_object(call: Call, request: Any) -> dict[str, Any]:
    """Return an object's headers; the door streams what `call.memo["reading"]` holds."""
    return _read(call, request, with_body=True)


@object_operation("HeadObject", action="s3:GetObject")
def head_object(call: Call, request: Any) -> dict[str, Any]:
    """Return what GetObject would, without the bytes."""
    return _read(call, request, with_body=False)


def _read(call: Call, request: Any, *, with_body: bool) -> dict[str, Any]:
    _check_request(request)
    bucket = required(call, request)
    found = required_object(call, bucket, request["Key"])
    conditions = Conditions(
        request.get("IfMatch"),
        request.get("IfNoneMatch"),
        request.get("IfModifiedSince"),
        request.get("IfUnmodifiedSince"),
    )
    failing = conditions.failing(found.etag, found.modified)
    if failing in NOT_MODIFIED:
        call.memo["reading"] = Reading(304, 0)
        note_transfer(call)
        return {"ETag": f'"{found.etag}"', "LastModified": found.modified}
    if failing is not None:
        raise precondition_failed(failing)
    segments = segments_of(call.tx, found)
    span = _span(request, found, segments)
    whole = span is None
    chosen = span or Span(0, found.size_bytes)
    reading = Reading(200 if whole else 206, chosen.size_bytes)
    call.memo["reading"] = reading
    if with_body and chosen.size_bytes:
        try:
            pieces = pieces_of(segments, chosen)
            open_keys(call, bucket, found.key, [piece.segment for piece in pieces])
            reading.reader = ObjectReader(call, pieces)
        except (BlobMissing, SealBroken) as missing:
            raise refused("InternalError", "We encountered an internal error.") from missing
    note_transfer(
        call,
        out=chosen.size_bytes if with_body else 0,
        sse=found.attributes["encryption"]["ServerSideEncryption"],
    )
    return _headers(request, found, segments, span)


def _check_request(request: Any) -> None:
    refuse_customer_keys(request)
    if request.get("VersionId") not in (None, "null"):
        raise invalid_argument("Invalid version id specified", "versionId", request["VersionId"])
    if request.get("Range") is not None and request.get("PartNumber") is not None:
        raise refused(
            "InvalidRequest", "Cannot specify both Range header and partNumber query parameter"
        )
    for member in _OVERRIDES:
        value = request.get(member)
        if value is not None and not (value.isprintable() and max(value, default="") <= "\xff"):
            name = f"response-{_OVERRIDES[member]}"
            raise invalid_argument("Header value cannot be represented using ISO-8859-1.", name, "")


def _span(request: Any, found: StoredObject, segments: list[Segment]) -> Span | None:
    """Return the bytes that are asked for, None for all of them. Raises `WireError`."""
    number = request.get("PartNumber")
    if number is None:
        return requested_span(request.get("Range"), found.size_bytes)
    if not 1 <= number <= len(segments):
        raise refused(
            "InvalidPartNumber",
            "The requested partnumber is not satisfiable",
            ActualPartCount=len(segments),
            PartNumberRequested=number,
        )
    first = sum(segment.size_bytes for segment in segments[: number - 1])
    span = Span(first, first + segments[number - 1].size_bytes)
    return span if span.size_bytes else None


def _headers(
    request: Any, found: StoredObject, segments: list[Segment], span: Span | None
) -> dict[str, Any]:
    attributes = found.attributes
    size = found.size_bytes if span is None else span.size_bytes
    response: dict[str, Any] = {
        "LastModified": found.modified,
        "ETag": f'"{found.etag}"',
        "AcceptRanges": "bytes",
        "ContentLength": size,
        "ContentType": _BINARY,
        **attributes["headers"],
        "Metadata": attributes["metadata"],
        **attributes["encryption"],
    }
    response |= {
        shown: request[member] for member, shown in _OVERRIDES.items() if request.get(member)
    }
    if span is not None:
        response["ContentRange"] = span.content_range(found.size_bytes)
    if found.storage_class != "STANDARD":
        response["StorageClass"] = found.storage_class
    if attributes.get("tags"):
        response["TagCount"] = len(attributes["tags"])
    if request.get("PartNumber") is not None and found.part_count:
        response["PartsCount"] = found.part_count
    if (request.get("ChecksumMode") or "").upper() == "ENABLED":
        response |= _checksum(request, found, segments, span)
    return response


def _checksum(
    request: Any, found: StoredObject, segments: list[Segment], span: Span | None
) -> dict[str, str]:
    """Return the checksum of what is sent: of the whole, or of just one part."""
    member = Algorithm(found.algorithm).member
    if span is None or span.size_bytes == found.size_bytes:
        return {member: found.checksum, "ChecksumType": found.checksum_type}
    number = request.get("PartNumber")
    value = segments[number - 1].checksum if number is not None else None
    return {} if value is None else {member: value, "ChecksumType": found.checksum_type}


@object_operation("GetObjectAttributes", action="s3:GetObjectAttributes")
def get_object_attributes(call: Call, request: Any) -> dict[str, Any]:
    """Return some facts about an object, without its headers."""
    refuse_customer_keys(request)
    bucket = required(call, request)
    found = required_object(call, bucket, request["Key"])
    if not call.permits("s3:GetObject", request, call.caller):
        raise refused("AccessDenied", "Access Denied")
    wanted = request["ObjectAttributes"]
    unknown = [name for name in wanted if name not in _ATTRIBUTES]
    if unknown:
        raise invalid_argument(
            "Invalid attribute name specified.", "x-amz-object-attributes", unknown[0][:64]
        )
    member = Algorithm(found.algorithm).member
    facts: dict[str, Any] = {
        "ETag": found.etag,
        "Checksum": {member: found.checksum, "ChecksumType": found.checksum_type},
        "StorageClass": found.storage_class,
        "ObjectSize": found.size_bytes,
    }
    if found.part_count:
        facts["ObjectParts"] = _object_parts(call, request, found)
    note_transfer(call)
    return {"LastModified": found.modified} | {k: v for k, v in facts.items() if k in wanted}


def _object_parts(call: Call, request: Any, found: StoredObject) -> dict[str, Any]:
    after = request.get("PartNumberMarker") or 0
    limit = min(request.get("MaxParts") or _PARTS_MAX, _PARTS_MAX)
    segments = segments_of(call.tx, found)
    page = segments[after : after + limit]
    member = Algorithm(found.algorithm).member
    return {
        "TotalPartsCount": found.part_count,
        "PartNumberMarker": after,
        "NextPartNumberMarker": after + len(page),
        "MaxParts": limit,
        "IsTruncated": after + len(page) < len(segments),
        "Parts": [
            {"PartNumber": number, "Size": segment.size_bytes, member: segment.checksum}
            for number, segment in enumerate(page, after + 1)
        ],
    }
