"""What a record says of a call to S3 (AWS CloudTrail User Guide, "Amazon S3 data events").

`requestParameters` are the bucket, the key, the query's parameters and the `x-amz-*` headers under
the names they have on the wire. The door gathers them from the request as it came; for our own
jobs, which come by no wire, they follow from the members.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lading.operation import Call

_HEADERS: Mapping[str, str] = {
    "ACL": "x-amz-acl",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "StorageClass": "x-amz-storage-class",
}
_ANSWERED: Mapping[str, str] = {
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
}
_SSE_APPLIED = {"AES256": "Default_SSE_S3", "aws:kms": "Default_SSE_KMS"}


def shown_parameters(call: Call, request: Any) -> dict[str, Any]:
    """Return a record's `requestParameters`."""
    received = call.received
    if isinstance(received, Mapping) and "shown" in received:
        return dict(received["shown"])
    shown: dict[str, Any] = {}
    if "Bucket" in request:
        shown["bucketName"] = request["Bucket"]
    if "Key" in request:
        shown["key"] = request["Key"]
    shown |= {name: str(request[key]) for key, name in _HEADERS.items() if request.get(key)}
    return shown


def response_elements(call: Call, response: Any) -> dict[str, Any] | None:
    """Return a record's `responseElements`: how a change left the object encrypted, if at all."""
    if call.operation.read_only:
        return None
    return {name: response[key] for key, name in _ANSWERED.items() if response.get(key)} or None


def note_transfer(call: Call, *, into: int = 0, out: int = 0, sse: str | None = None) -> None:
    """Add to `additionalEventData` how many bytes of objects go in and out, and their cover."""
    call.additional |= {"bytesTransferredIn": into, "bytesTransferredOut": out}
    if sse is not None:
        call.additional["SSEApplied"] = _SSE_APPLIED[sse]
