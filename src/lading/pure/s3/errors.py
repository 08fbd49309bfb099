"""S3's error codes with their statuses (Amazon S3 API Reference, "Error responses")."""

from collections.abc import Mapping
from types import MappingProxyType

from lading.pure.wire.errors import WireError

STATUS: Mapping[str, int] = MappingProxyType(
    {
        "AccessDenied": 403,
        "BucketAlreadyExists": 409,
        "BucketAlreadyOwnedByYou": 409,
        "BucketNotEmpty": 409,
        "ConditionalRequestConflict": 409,
        "InternalError": 500,
        "InvalidAccessKeyId": 403,
        "InvalidPartNumber": 416,
        "InvalidRange": 416,
        "MethodNotAllowed": 405,
        "MissingContentLength": 411,
        "NoSuchBucket": 404,
        "NoSuchBucketPolicy": 404,
        "NoSuchCORSConfiguration": 404,
        "NoSuchKey": 404,
        "NoSuchLifecycleConfiguration": 404,
        "NoSuchTagSet": 404,
        "NoSuchUpload": 404,
        "NoSuchWebsiteConfiguration": 404,
        "NotImplemented": 501,
        "ObjectLockConfigurationNotFoundError": 404,
        "OperationAborted": 409,
        "PreconditionFailed": 412,
        "ReplicationConfigurationNotFoundError": 404,
        "RequestTimeTooSkewed": 403,
        "ServiceUnavailable": 503,
        "SignatureDoesNotMatch": 403,
        "SlowDown": 503,
    }
)
"""Of every code that is not 400."""


def refused(code: str, message: str, **members: object) -> WireError:
    """Return the error to raise, with the elements its document has beyond code and message."""
    return WireError(code, message, status=STATUS.get(code, 400), members=members)


def not_implemented(header: str) -> WireError:
    """Return the refusal of a header, or of what it asks for."""
    return refused(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented.",
        Header=header,
    )


def invalid_argument(message: str, name: str, value: object) -> WireError:
    """Return the refusal of an argument's value."""
    return refused("InvalidArgument", message, ArgumentName=name, ArgumentValue=value)
