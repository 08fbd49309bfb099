"""ACLs, which buckets here do not have: whoever owns the bucket owns what is in it."""

from __future__ import annotations

from typing import Any

from lading.operation import Call
from lading.pure.s3.names import canonical_id
from lading.services.s3.attributes import acl_not_supported, check_acl
from lading.services.s3.bucket import Bucket, required
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import bucket_operation, object_operation
from lading.services.s3.stored_object import required_object


@bucket_operation("GetBucketAcl")
def get_bucket_acl(call: Call, request: Any) -> dict[str, Any]:
    """Return the one ACL there is: the owner's full control."""
    return _owners(required(call, request))


@object_operation("GetObjectAcl")
def get_object_acl(call: Call, request: Any) -> dict[str, Any]:
    """Return the one ACL there is: the bucket owner's full control."""
    bucket = required(call, request)
    required_object(call, bucket, request["Key"])
    note_transfer(call)
    return _owners(bucket)


@bucket_operation("PutBucketAcl", changes=True)
def put_bucket_acl(call: Call, request: Any) -> dict[str, Any]:
    """Take an ACL that says what is so anyway."""
    _check(request)
    return {}


@object_operation("PutObjectAcl", changes=True)
def put_object_acl(call: Call, request: Any) -> dict[str, Any]:
    """Take an ACL that says what is so anyway."""
    required_object(call, required(call, request), request["Key"])
    _check(request)
    note_transfer(call)
    return {}


def _check(request: Any) -> None:
    check_acl(request)
    if request.get("AccessControlPolicy") is not None or request.get("ACL") is None:
        raise acl_not_supported()


def _owners(bucket: Bucket) -> dict[str, Any]:
    owner = {"ID": canonical_id(bucket.account)}
    grantee = {**owner, "Type": "CanonicalUser"}
    return {"Owner": owner, "Grants": [{"Grantee": grantee, "Permission": "FULL_CONTROL"}]}
