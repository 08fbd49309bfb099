"""What S3 answers for what the parts behind the door refuse."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lading.dispatch.authenticate import NotProven
from lading.operation import Call, ServiceError
from lading.pure.s3.errors import STATUS, refused
from lading.pure.sigv4.refusal import Reason, SignatureError
from lading.pure.sigv4.s3_refusal import s3_refusal
from lading.pure.wire.errors import WireError

# What is the same at every door has other names here.
_CODES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "AccessDeniedException": ("AccessDenied", None),
        "InternalFailure": (
            "InternalError",
            "We encountered an internal error. Please try again.",
        ),
        "ServiceUnavailableException": ("ServiceUnavailable", None),
        "ThrottlingException": ("SlowDown", "Please reduce your request rate."),
        "UnrecognizedClientException": (
            "InvalidToken",
            "The provided token is malformed or otherwise invalid.",
        ),
    }
)


def of_service(call: Call, error: ServiceError) -> WireError:
    """Return what a caller is told of a refused operation."""
    code, message = _CODES.get(error.code, (error.code, None))
    if error.code == "AccessDeniedException" and not _is_of_the_callers_account(call):
        message = "Access Denied"  # why is told within an account only
    return WireError(
        code, message or error.message, status=STATUS.get(code, 400), members=error.members
    )


def _is_of_the_callers_account(call: Call) -> bool:
    return call.resource is None or call.resource.account == call.caller.account


def of_proof(error: NotProven, *, presigned: bool) -> WireError:
    """Return what an unproven caller is told."""
    cause = error.__cause__
    if isinstance(cause, WireError):
        return cause
    if isinstance(cause, SignatureError):
        return _of_signature(cause, presigned=presigned)
    if error.code == "ExpiredTokenException":
        return refused("ExpiredToken", "The provided token has expired.")
    if error.code == "UnrecognizedClientException":
        return _unknown_key(error.claimed)
    return refused("AccessDenied", "Access Denied")


def _of_signature(error: SignatureError, *, presigned: bool) -> WireError:
    said = s3_refusal(error, presigned=presigned)
    members = {}
    if error.reason is Reason.CLOCK_SKEWED:
        members["MaxAllowedSkewMilliseconds"] = 900_000
    return WireError(said.code, said.message, status=said.status, members=members)


def _unknown_key(claimed: str | None) -> WireError:
    if claimed is not None and claimed.startswith("ASIA"):
        return refused("InvalidToken", "The provided token is malformed or otherwise invalid.")
    return refused(
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        AWSAccessKeyId=claimed or "",
    )
