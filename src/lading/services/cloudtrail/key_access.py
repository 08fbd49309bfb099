"""The KMS key of a trail, and whether CloudTrail may encrypt with it.

CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail": log files and digest files
are encrypted under data keys whose context names the trail.
"""

from __future__ import annotations

import re

from lading.caller import service_caller
from lading.operation import Call, ServiceError
from lading.services.cloudtrail.delivery_names import SERVICE

_KEY = re.compile(
    r"(?:arn:aws:kms:[a-z0-9-]{1,64}:\d{12}:)?"
    r"(?:alias/[A-Za-z0-9/_-]{1,250}|(?:key/)?(?:mrk-)?[0-9a-f-]{32,36})",
    re.A,
)
_FAULTS = {
    "NotFoundException": ("KmsKeyNotFoundException", "The KMS key {key} does not exist."),
    "InvalidArnException": ("InvalidKmsKeyIdException", "The KMS key ID {key} is not valid."),
}


def check_key_id(key_id: str) -> None:
    """Raise InvalidKmsKeyIdException for what names no key: neither id, alias nor ARN of one."""
    if _KEY.fullmatch(key_id) is None:
        raise ServiceError("InvalidKmsKeyIdException", "The KMS key ID is not valid.")


def usable_key_arn(call: Call, trail_arn: str, bucket: str, key_id: str) -> str:
    """Return the ARN of the key with which a trail's files shall be encrypted.

    Raises KmsKeyNotFoundException, KmsException and InsufficientEncryptionPolicyException.
    """
    try:
        metadata = call.forward("kms:DescribeKey", {"KeyId": key_id}, by=SERVICE)["KeyMetadata"]
    except ServiceError as error:
        raise _fault(error, bucket, key_id) from error
    arn = str(metadata["Arn"])
    if not metadata.get("Enabled", False):
        raise ServiceError("KmsException", f"The KMS key {arn} is not enabled.")
    request = {
        "KeyId": arn,
        "KeySpec": "AES_256",
        "EncryptionContext": {"aws:cloudtrail:arn": trail_arn},
    }
    service = service_caller(SERVICE, call.caller.account, source_arn=trail_arn)
    if not call.permits("kms:GenerateDataKey", request, service):
        raise _insufficient(bucket, arn)
    return arn


def _fault(error: ServiceError, bucket: str, key_id: str) -> ServiceError:
    if error.recorded_code == "AccessDenied":
        return _insufficient(bucket, key_id)
    code, text = _FAULTS.get(error.code, ("KmsException", "The KMS key {key} cannot be used."))
    return ServiceError(code, text.format(key=key_id))


def _insufficient(bucket: str, key: str) -> ServiceError:
    return ServiceError(
        "InsufficientEncryptionPolicyException",
        f"Insufficient permissions to access S3 bucket {bucket} or KMS key {key}.",
    )
