"""CopyObject: an object under another key, or under its own with other attributes."""

from __future__ import annotations

from typing import Any

from lading.operation import Call
from lading.pure.s3.checksums import FULL_OBJECT, named
from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.object_tags import from_header
from lading.pure.s3.ranges import Span
from lading.services.s3 import attributes
from lading.services.s3.body import kept_segment
from lading.services.s3.bucket import required
from lading.services.s3.copying import (
    COPY_BYTES_MAX,
    Copied,
    Source,
    copy_bytes,
    find_source,
    source_of,
)
from lading.services.s3.encryption import cover_of, refuse_customer_keys
from lading.services.s3.object_keys import closed, open_keys
from lading.services.s3.put_object import check_conditions, check_write_request, written
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import object_operation
from lading.services.s3.stored_object import Content, write_object

_COPY = "COPY"
_REPLACE = "REPLACE"
_CHANGES = ("StorageClass", "WebsiteRedirectLocation", "ServerSideEncryption")


def _check(call: Call, request: Any) -> None:
    refuse_customer_keys(request)
    check_write_request(call, request)
    directive = _directive(request, "MetadataDirective", "x-amz-metadata-directive")
    _directive(request, "TaggingDirective", "x-amz-tagging-directive")
    if request.get("ChecksumAlgorithm") is not None:
        named(request["ChecksumAlgorithm"])
    here = (request["Bucket"], request["Key"])
    same = source_of(request["CopySource"]) == here
    if same and directive == _COPY and not any(request.get(name) for name in _CHANGES):
        raise refused(
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself "
            "without changing the object's metadata, storage class, website redirect location or "
            "encryption attributes.",
        )
    source = find_source(call, request)
    if source.found.size_bytes > COPY_BYTES_MAX:
        raise refused(
            "InvalidRequest",
            "The specified copy source is larger than the maximum allowable size for a copy "
            f"source: {COPY_BYTES_MAX}",
        )
    check_conditions(call, required(call, request), request)
    open_keys(call, source.bucket, source.found.key, source.segments)
    call.memo["source"] = source
    call.memo["cover"] = cover_of(call, request)


def _directive(request: Any, member: str, header: str) -> str:
    directive = request.get(member) or _COPY
    if directive not in (_COPY, _REPLACE):
        raise invalid_argument(f"Unknown {header}.", header, directive[:64])
    return str(directive)


def _stage(call: Call, request: Any) -> tuple[Source, Copied]:
    source: Source = call.memo["source"]
    algorithm = request.get("ChecksumAlgorithm") or source.found.algorithm
    whole = Span(0, source.found.size_bytes)
    return source, copy_bytes(call, source, whole, call.memo["cover"], algorithm.upper())


@object_operation("CopyObject", changes=True, action="s3:PutObject", check=_check, stage=_stage)
def copy_object(call: Call, request: Any) -> dict[str, Any]:
    """Put a copy of an object under a key."""
    source, copied = call.staged
    bucket = required(call, request)
    find_source(call, request)  # asked again: what may be read may have changed meanwhile
    check_conditions(call, bucket, request)
    body = closed(call, bucket, request["Key"], copied.body)
    content = Content(
        size_bytes=body.size_bytes,
        etag=body.etag,
        storage_class=attributes.storage_class(request),
        algorithm=str(body.algorithm),
        checksum=body.checksum,
        checksum_type=FULL_OBJECT,
        attributes=_attributes(request, source) | {"encryption": dict(body.cover.members)},
        segments=[kept_segment(call, body, copied.object_id)],
    )
    write_object(call.tx, bucket, request["Key"], content, call.now)
    note_transfer(call, sse=body.cover.members["ServerSideEncryption"])
    answer = written(content)
    answer["LastModified"] = call.now.replace(microsecond=0)
    return {"CopyObjectResult": _without(answer, body.cover.members), **body.cover.members}


def _attributes(request: Any, source: Source) -> dict[str, Any]:
    """Return the attributes of the copy: the source's, or those of the request."""
    kept, given = source.found.attributes, attributes.given(request)
    replaced = request.get("MetadataDirective") == _REPLACE
    found = {
        "headers": given["headers"] if replaced else kept["headers"],
        "metadata": given["metadata"] if replaced else kept["metadata"],
    }
    if request.get("TaggingDirective") == _REPLACE:
        tags = from_header(request.get("Tagging") or "")
    else:
        tags = kept.get("tags") or []
    return found | ({"tags": tags} if tags else {})


def _without(answer: dict[str, Any], members: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in members}
