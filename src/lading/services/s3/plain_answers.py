"""What a bucket without special settings answers to those who ask: Terraform, rclone, consoles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lading.operation import Call, Operation
from lading.pure.s3.errors import refused
from lading.services.s3.bucket import required
from lading.services.s3.s3_operation import bucket_operation

_ENCRYPTION = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
_BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

# Operation: (IAM action, recorded name, answer).
_ANSWERS: Mapping[str, tuple[str, str | None, Mapping[str, Any]]] = {
    "GetBucketVersioning": ("GetBucketVersioning", None, {}),
    "GetBucketAccelerateConfiguration": (
        "GetAccelerateConfiguration",
        "GetAccelerateConfiguration",
        {},
    ),
    "GetBucketLogging": ("GetBucketLogging", None, {}),
    "GetBucketNotificationConfiguration": (
        "GetBucketNotification",
        "GetBucketNotification",
        {},
    ),
    "GetBucketRequestPayment": ("GetBucketRequestPayment", None, {"Payer": "BucketOwner"}),
    "GetBucketEncryption": (
        "GetEncryptionConfiguration",
        None,
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{**_ENCRYPTION, "BucketKeyEnabled": False}]
            }
        },
    ),
    "GetPublicAccessBlock": (
        "GetBucketPublicAccessBlock",
        "GetBucketPublicAccessBlock",
        {"PublicAccessBlockConfiguration": dict.fromkeys(_BLOCKED, True)},
    ),
    "GetBucketOwnershipControls": (
        "GetBucketOwnershipControls",
        None,
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    ),
}

# Operation: (IAM action, recorded name, code, message).
_REFUSALS: Mapping[str, tuple[str, str | None, str, str]] = {
    "GetBucketCors": (
        "GetBucketCORS",
        None,
        "NoSuchCORSConfiguration",
        "The CORS configuration does not exist",
    ),
    "GetBucketLifecycleConfiguration": (
        "GetLifecycleConfiguration",
        "GetBucketLifecycle",
        "NoSuchLifecycleConfiguration",
        "The lifecycle configuration does not exist",
    ),
    "GetBucketWebsite": (
        "GetBucketWebsite",
        None,
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
    ),
    "GetBucketReplication": (
        "GetReplicationConfiguration",
        None,
        "ReplicationConfigurationNotFoundError",
        "The replication configuration was not found",
    ),
    "GetObjectLockConfiguration": (
        "GetBucketObjectLockConfiguration",
        "GetBucketObjectLockConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
    ),
}


def _answering(
    name: str, action: str, event_name: str | None, answer: Mapping[str, Any]
) -> Operation:
    @bucket_operation(name, action=f"s3:{action}", event_name=event_name)
    def plain(call: Call, request: Any) -> dict[str, Any]:
        required(call, request)
        return dict(answer)

    return plain


def _refusing(name: str, action: str, event_name: str | None, code: str, message: str) -> Operation:
    @bucket_operation(name, action=f"s3:{action}", event_name=event_name)
    def none(call: Call, request: Any) -> dict[str, Any]:
        raise refused(code, message, BucketName=required(call, request).name)

    return none


PLAIN_ANSWERS: tuple[Operation, ...] = (
    *(_answering(name, *rest) for name, rest in _ANSWERS.items()),
    *(_refusing(name, *rest) for name, rest in _REFUSALS.items()),
)
"""Reads that every bucket answers alike."""
