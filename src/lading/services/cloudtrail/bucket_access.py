"""The bucket of a trail: its name, and whether CloudTrail may write to it.

CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail": the service must be allowed to
read the bucket's ACL, and to put objects under the account's prefix with a canned ACL.
"""

from __future__ import annotations

import re

from lading.caller import service_caller
from lading.operation import Call, ServiceError
from lading.services.cloudtrail.delivery_names import SERVICE, account_prefix
from lading.services.cloudtrail.trail import TrailSettings

PREFIX_CHARACTERS_MAX = 200
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.A)


def check_bucket_name(bucket: str) -> None:
    """Raise InvalidS3BucketNameException for what is no name of a bucket."""
    if _BUCKET.fullmatch(bucket) is None or ".." in bucket:
        raise ServiceError(
            "InvalidS3BucketNameException",
            "The name of an S3 bucket has 3 to 63 lower-case letters, digits, periods and hyphens.",
        )


def check_prefix(prefix: str) -> None:
    """Raise InvalidS3PrefixException for a prefix that is too long or cannot be seen."""
    if len(prefix) > PREFIX_CHARACTERS_MAX or not prefix.isprintable():
        raise ServiceError(
            "InvalidS3PrefixException",
            f"An S3 key prefix has at most {PREFIX_CHARACTERS_MAX} printable characters.",
        )


def check_bucket_access(call: Call, trail_arn: str, settings: TrailSettings) -> None:
    """Return if CloudTrail may deliver a trail to its bucket.

    Raises S3BucketDoesNotExistException and InsufficientS3BucketPolicyException.
    """
    bucket, account = settings.bucket, call.caller.account
    service = service_caller(SERVICE, account, source_arn=trail_arn)
    put = {
        "Bucket": bucket,
        "Key": f"{account_prefix(settings.key_prefix, account)}CloudTrail/{call.scope.region}/",
        "ACL": "bucket-owner-full-control",
    }
    try:
        allowed = call.permits("s3:GetBucketAcl", {"Bucket": bucket}, service) and call.permits(
            "s3:PutObject", put, service
        )
    except ServiceError as error:
        raise ServiceError(
            "S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!"
        ) from error
    if not allowed:
        raise ServiceError(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {bucket}",
        )
