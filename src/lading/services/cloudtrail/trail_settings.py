"""The settings a request asks for: what it gives, over what the trail has."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from lading.operation import Call, Request, ServiceError
from lading.services.cloudtrail.bucket_access import (
    check_bucket_access,
    check_bucket_name,
    check_prefix,
)
from lading.services.cloudtrail.key_access import check_key_id, usable_key_arn
from lading.services.cloudtrail.log_group_access import check_both_given, check_log_group_access
from lading.services.cloudtrail.trail import TrailSettings

_TOPIC_CHARACTERS_MAX = 256
_TOPIC = re.compile(
    r"(?:arn:aws:sns:[a-z0-9-]{1,64}:\d{12}:)?[A-Za-z0-9_-]{1,256}(?:\.fifo)?", re.A
)
_MEMBERS: Final = {
    "S3BucketName": "bucket",
    "S3KeyPrefix": "key_prefix",
    "IncludeGlobalServiceEvents": "global_events",
    "IsMultiRegionTrail": "multi_region",
    "EnableLogFileValidation": "validation",
    "RecursiveLogging": "recursive",
    "CloudWatchLogsLogGroupArn": "log_group_arn",
    "CloudWatchLogsRoleArn": "log_role_arn",
    "KmsKeyId": "kms_key_arn",
}


def asked_settings(call: Call, request: Request, settings: TrailSettings) -> TrailSettings:
    """Return the settings of a trail with those a request gives; an empty text unsets one.

    Only what the request itself says is looked at; `usable_settings` looks at what it names.
    """
    given: dict[str, Any] = {
        name: request[member] for member, name in _MEMBERS.items() if member in request
    }
    if "bucket" in given:
        check_bucket_name(given["bucket"])
    check_prefix(given.get("key_prefix", ""))
    if given.get("kms_key_arn"):
        check_key_id(given["kms_key_arn"])
    _refuse_topics(request.get("SnsTopicName", ""))
    asked = replace(settings, **given)
    if asked.multi_region and not asked.global_events:
        raise call.error(
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        )
    if request.get("IsOrganizationTrail"):  # the text is our own: AWS publishes none
        raise call.error(
            "OrganizationsNotInUseException", "Your account is not a member of an organization."
        )
    check_both_given(asked)
    return asked


def usable_settings(
    call: Call, request: Request, trail_arn: str, settings: TrailSettings
) -> TrailSettings:
    """Return the settings once all that the request names is there and open to CloudTrail.

    A key is named by its ARN in them, however the request named it.
    """
    if "S3BucketName" in request or "S3KeyPrefix" in request:
        check_bucket_access(call, trail_arn, settings)
    if settings.log_group_arn and (
        "CloudWatchLogsLogGroupArn" in request or "CloudWatchLogsRoleArn" in request
    ):
        check_log_group_access(call, trail_arn, settings)
    if "KmsKeyId" not in request or not settings.kms_key_arn:
        return settings
    arn = usable_key_arn(call, trail_arn, settings.bucket, settings.kms_key_arn)
    return replace(settings, kms_key_arn=arn)


def _refuse_topics(topic: str) -> None:
    """Refuse every topic: there are none, as Amazon SNS is not built."""
    if not topic:
        return
    if len(topic) > _TOPIC_CHARACTERS_MAX or _TOPIC.fullmatch(topic) is None:
        raise ServiceError("InvalidSnsTopicNameException", "The SNS topic name is not valid.")
    raise ServiceError(
        "InsufficientSnsTopicPolicyException",
        "SNS Topic does not exist or the topic policy is incorrect!",
    )
