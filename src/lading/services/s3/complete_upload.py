"""CompleteMultipartUpload: parts become an object, without a byte being moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

import orjson

from lading.operation import Call
from lading.ports import Row
from lading.pure.s3.checksums import (
    COMPOSITE,
    FULL_OBJECT,
    SERVERS_OWN,
    Algorithm,
    combined,
    composite,
    differs,
    multipart_etag,
)
from lading.pure.s3.errors import refused
from lading.pure.wire.xml_input import malformed_xml
from lading.services.s3.bucket import Bucket, required
from lading.services.s3.multipart_upload import (
    MultipartUpload,
    any_upload,
    complete_upload,
    parts_of,
)
from lading.services.s3.put_object import check_conditions
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import object_operation
from lading.services.s3.stored_object import Content, Segment, write_object

PART_BYTES_MIN = 5 * 1024**2
_PARTS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class _Checksum:
    """What a completed object has as its checksum."""

    algorithm: Algorithm
    value: str
    kind: str


@object_operation("CompleteMultipartUpload", changes=True, action="s3:PutObject")
def complete_multipart_upload(call: Call, request: Any) -> dict[str, Any]:
    """Make an object of the parts that the request lists."""
    bucket = required(call, request)
    upload = any_upload(call, bucket, request)
    listed = (request.get("MultipartUpload") or {}).get("Parts") or []
    if upload.outcome is not None:
        return _repeated(upload, listed)
    check_conditions(call, bucket, request)
    parts = _chosen(upload, listed, parts_of(call, upload))
    size = sum(part["size_bytes"] for part in parts)
    _check_size(call, request, size)
    checksum = _checksum(upload, request, parts)
    content = Content(
        size_bytes=size,
        etag=multipart_etag([part["etag"] for part in parts]),
        storage_class=upload.storage_class,
        algorithm=str(checksum.algorithm),
        checksum=checksum.value,
        checksum_type=checksum.kind,
        attributes=upload.attributes,
        segments=[_segment(part) for part in parts],
        part_count=len(parts),
    )
    write_object(call.tx, bucket, upload.key, content, call.now)
    answer = _answer(call, bucket, upload, content)
    outcome = {"answer": answer, "listed": _fingerprint(listed)}
    complete_upload(call, upload, frozenset(part["number"] for part in parts), outcome)
    note_transfer(call, sse=upload.attributes["encryption"]["ServerSideEncryption"])
    return answer


def _answer(
    call: Call, bucket: Bucket, upload: MultipartUpload, content: Content
) -> dict[str, Any]:
    return {
        "Location": f"{call.parts.settings.url}/{bucket.name}/{upload.key}",
        "Bucket": bucket.name,
        "Key": upload.key,
        "ETag": f'"{content.etag}"',
        Algorithm(content.algorithm).member: content.checksum,
        "ChecksumType": content.checksum_type,
        **content.attributes["encryption"],
    }


def _repeated(upload: MultipartUpload, listed: Sequence[Any]) -> dict[str, Any]:
    """Answer again what was answered before, to who asks the same again."""
    assert upload.outcome is not None, "only a completed upload has an outcome"
    if upload.outcome["listed"] != _fingerprint(listed):
        raise refused(
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may "
            "have been aborted or completed.",
            UploadId=upload.id,
        )
    answer: dict[str, Any] = upload.outcome["answer"]
    return answer


def _fingerprint(listed: Sequence[Any]) -> str:
    named = [[part.get("PartNumber"), (part.get("ETag") or "").strip('"')] for part in listed]
    return sha256(orjson.dumps(named)).hexdigest()


def _chosen(upload: MultipartUpload, listed: Sequence[Any], there: Sequence[Row]) -> list[Row]:
    """Return the parts that are listed, all of them there and as the list says."""
    if not listed:
        raise refused("InvalidRequest", "You must specify at least one part")
    if len(listed) > _PARTS_MAX:
        raise malformed_xml()
    by_number = {part["number"]: part for part in there}
    numbers = [named.get("PartNumber") for named in listed]
    if None in numbers:
        raise malformed_xml()
    if any(later <= sooner for sooner, later in pairwise(numbers)):
        raise refused(
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.",
            UploadId=upload.id,
        )
    chosen = [_named_part(upload, named, by_number) for named in listed]
    for part in chosen[:-1]:
        if part["size_bytes"] < PART_BYTES_MIN:
            raise refused(
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                ETag=part["etag"],
                MinSizeAllowed=PART_BYTES_MIN,
                PartNumber=part["number"],
                ProposedSize=part["size_bytes"],
            )
    return chosen


def _named_part(upload: MultipartUpload, named: Any, there: dict[int, Row]) -> Row:
    number, etag = named["PartNumber"], (named.get("ETag") or "").strip('"')
    part = there.get(number)
    if part is None or part["etag"] != etag:
        raise refused(
            "InvalidPart",
            "One or more of the specified parts could not be found.  The part may not have been "
            "uploaded, or the specified entity tag may not match the part's entity tag.",
            ETag=etag[:64],
            PartNumber=number,
            UploadId=upload.id,
        )
    algorithm = Algorithm(part["algorithm"])
    value = named.get(algorithm.member)
    if value is not None and value != part["checksum"]:
        raise refused(
            "BadDigest",
            f"The {algorithm.lower()} you specified for part {number} did not match what we "
            "received.",
        )
    if upload.checksum_type == COMPOSITE and value is None:
        raise refused(
            "InvalidRequest",
            f"The upload was created using a {algorithm.lower()} checksum. The complete request "
            f"must include the checksum for each part. It was missing for part {number} in the "
            "request.",
        )
    return part


def _check_size(call: Call, request: Any, size: int) -> None:
    said, size_max = request.get("MpuObjectSize"), call.parts.settings.s3_object_bytes_max
    if said is not None and said != size:
        raise refused(
            "InvalidRequest",
            f"The provided 'x-amz-mp-object-size' header value {said} does not match what was "
            f"computed: {size}",
        )
    if size > size_max:
        raise refused(
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed size",
            ProposedSize=size,
            MaxSizeAllowed=size_max,
        )


def _checksum(upload: MultipartUpload, request: Any, parts: Sequence[Row]) -> _Checksum:
    """Return the object's checksum, out of its parts'. Raises `WireError`."""
    kind = upload.checksum_type or FULL_OBJECT
    said_kind = request.get("ChecksumType")
    if said_kind is not None and said_kind != kind:
        raise refused(
            "InvalidRequest",
            f"The upload was created using the {kind} checksum mode. The complete request must "
            "use the same checksum mode.",
        )
    algorithm = Algorithm(upload.algorithm or SERVERS_OWN)
    assert all(part["algorithm"] == algorithm for part in parts), "parts have the upload's"
    if kind == COMPOSITE or not algorithm.is_crc:
        return _Checksum(algorithm, composite(algorithm, _values(parts)), COMPOSITE)
    value = combined(algorithm, [(part["checksum"], part["size_bytes"]) for part in parts])
    said = request.get(algorithm.member)
    if said is not None and said != value:
        raise differs(algorithm)
    return _Checksum(algorithm, value, kind)


def _values(parts: Sequence[Row]) -> list[str]:
    return [part["checksum"] for part in parts]


def _segment(part: Row) -> Segment:
    return Segment(part["object_id"], part["size_bytes"], part["checksum"], part["sealed"])
