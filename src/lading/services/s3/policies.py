"""The policy that a bucket carries."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import bindparam, update

from lading.directory.principals import pinned, shown
from lading.operation import Call, ServiceError
from lading.pure.s3.bucket_policies import checked, is_public, malformed
from lading.pure.s3.errors import refused
from lading.services.s3.bucket import Bucket, policy_for_its_keeper, required
from lading.services.s3.records import shown_parameters
from lading.services.s3.s3_operation import bucket_operation
from lading.services.s3.tables import BUCKETS

_SET = update(BUCKETS).where(BUCKETS.c.id == bindparam("bucket")).values(policy=bindparam("text"))


def _recorded_policy(call: Call, request: Any) -> dict[str, Any]:
    """Add the policy as it is meant: parsed, if that can be done."""
    parameters = shown_parameters(call, request)
    try:
        parameters["bucketPolicy"] = orjson.loads(request.get("Policy", ""))
    except orjson.JSONDecodeError:
        return parameters
    return parameters


@bucket_operation(
    "PutBucketPolicy", changes=True, policy=policy_for_its_keeper, shows=_recorded_policy
)
def put_bucket_policy(call: Call, request: Any) -> dict[str, Any]:
    """Give a bucket its policy. One that lets everyone in is refused."""
    bucket, text = required(call, request), request["Policy"]
    checked(text, bucket.name)
    if is_public(text):
        raise refused(
            "AccessDenied",
            f"User: {call.caller.identity.arn} is not authorized to perform: s3:PutBucketPolicy "
            f'on resource: "{bucket.arn}" because public policies are prevented by the '
            "BlockPublicPolicy setting in S3 Block Public Access.",
        )
    try:
        stored = pinned(call.tx, text)
    except ServiceError as error:
        raise malformed("Invalid principal in policy") from error
    call.tx.run(_SET, bucket=bucket.id, text=stored)
    return {}


@bucket_operation("GetBucketPolicy", policy=policy_for_its_keeper)
def get_bucket_policy(call: Call, request: Any) -> dict[str, Any]:
    """Return a bucket's policy."""
    bucket = required(call, request)
    return {"Policy": shown(call.tx, _text(bucket))}


@bucket_operation("DeleteBucketPolicy", changes=True, policy=policy_for_its_keeper)
def delete_bucket_policy(call: Call, request: Any) -> dict[str, Any]:
    """Take a bucket's policy away, if it has one."""
    call.tx.run(_SET, bucket=required(call, request).id, text=None)
    return {}


@bucket_operation("GetBucketPolicyStatus")
def get_bucket_policy_status(call: Call, request: Any) -> dict[str, Any]:
    """Say whether a bucket's policy lets everyone in."""
    return {"PolicyStatus": {"IsPublic": is_public(_text(required(call, request)))}}


def _text(bucket: Bucket) -> str:
    if bucket.policy is None:
        raise refused(
            "NoSuchBucketPolicy", "The bucket policy does not exist", BucketName=bucket.name
        )
    return bucket.policy
