"""Condition keys of S3 (Service Authorization Reference, "Condition keys for Amazon S3")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lading.operation import Call
from lading.services.s3.bucket import find

_FROM_MEMBERS: Mapping[str, str] = {
    "ACL": "s3:x-amz-acl",
    "CopySource": "s3:x-amz-copy-source",
    "Delimiter": "s3:delimiter",
    "IfMatch": "s3:if-match",
    "IfNoneMatch": "s3:if-none-match",
    "MaxKeys": "s3:max-keys",
    "MetadataDirective": "s3:x-amz-metadata-directive",
    "ObjectOwnership": "s3:x-amz-object-ownership",
    "Prefix": "s3:prefix",
    "SSEKMSKeyId": "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "ServerSideEncryption": "s3:x-amz-server-side-encryption",
    "StorageClass": "s3:x-amz-storage-class",
}


def request_conditions(call: Call, request: Any) -> dict[str, str | tuple[str, ...]]:
    """Return the keys that the request's members, its signature and its bucket stand for."""
    keys: dict[str, str | tuple[str, ...]] = {
        key: str(request[member])
        for member, key in _FROM_MEMBERS.items()
        if request.get(member) is not None
    }
    received = call.received
    if isinstance(received, Mapping):
        keys.update(received.get("conditions", {}))
    bucket = find(call, request["Bucket"]) if "Bucket" in request else None
    if bucket is not None:
        keys["s3:ResourceAccount"] = keys["aws:ResourceAccount"] = bucket.account
    constraint = (request.get("CreateBucketConfiguration") or {}).get("LocationConstraint")
    if constraint:
        keys["s3:LocationConstraint"] = constraint
    return keys
