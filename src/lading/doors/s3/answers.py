"""Answers of S3: the headers that all have, and documents by the names that clients expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel

from lading.doors.http import Exchange
from lading.doors.s3.arrival import Ids
from lading.pure.wire.errors import WireError
from lading.pure.wire.rest_xml import DECLARATION, encode_body, encode_error, encode_headers
from lading.pure.wire.xml_output import escaped

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

# Roots that are not in the model (Amazon S3 API Reference, each operation's "Response Syntax").
_ROOTS: Mapping[str, str] = {
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "DeleteObjects": "DeleteResult",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetObjectAcl": "AccessControlPolicy",
    "GetObjectAttributes": "GetObjectAttributesResponse",
    "GetObjectTagging": "Tagging",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjectVersions": "ListVersionsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "ListParts": "ListPartsResult",
}
_XML = ("content-type", "application/xml")
_JSON = ("content-type", "application/json")


def ever_headers(ids: Ids) -> list[tuple[str, str]]:
    """Return the headers that every answer has."""
    return [
        ("x-amz-request-id", ids.request_id),
        ("x-amz-id-2", ids.host_id),
        ("server", "AmazonS3"),
    ]


async def answer(
    http: Exchange, ids: Ids, operation: OperationModel, response: Mapping[str, Any]
) -> None:
    """Answer a call that succeeded and whose answer is no stream."""
    body = _body(operation, response)
    headers = ever_headers(ids) + encode_headers(operation, response)
    if body:
        headers.append(_JSON if operation.name == "GetBucketPolicy" else _XML)
    await http.answer(operation.http.get("responseCode", 200), headers, body)


def _body(operation: OperationModel, response: Mapping[str, Any]) -> bytes:
    if operation.name == "GetBucketLocation":  # its one member is the document
        region = escaped(response.get("LocationConstraint", ""))
        name = "LocationConstraint"
        return f'{DECLARATION}<{name} xmlns="{NAMESPACE}">{region}</{name}>'.encode()
    return encode_body(operation, response, _ROOTS.get(operation.name), NAMESPACE)


async def answer_error(http: Exchange, ids: Ids, error: WireError) -> None:
    """Answer a request that was refused; a HEAD hears the status alone."""
    headers = ever_headers(ids)
    if error.status == 503:
        headers.append(("retry-after", "5"))
    if http.method == "HEAD":
        await http.answer(error.status, headers)
        return
    body = encode_error(error.code, error.message, error.members, ids.request_id, ids.host_id)
    await http.answer(error.status, [*headers, _XML], body)
