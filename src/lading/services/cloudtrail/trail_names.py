"""Names and ARNs of trails: what they may be, and which trail one means.

Rules: CloudTrail User Guide, "Naming requirements for CloudTrail resources".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lading.operation import Call, ServiceError

_CHARACTERS_MIN = 3
_CHARACTERS_MAX = 128
_ARN = re.compile(
    r"arn:aws:cloudtrail:([a-z0-9-]{1,64}):(\d{12}):trail/([A-Za-z0-9._-]{1,128})", re.A
)
_ALLOWED = re.compile(r"[A-Za-z0-9._-]*", re.A)
_ADJACENT = re.compile(r"[._-]{2}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.A)


@dataclass(frozen=True, slots=True)
class TrailName:
    """Which trail is meant: `region` is its home Region, `given` how the request named it."""

    account: str
    region: str
    name: str
    given: str

    @property
    def arn(self) -> str:
        """The ARN of the trail, which need not exist."""
        return trail_arn(self.account, self.region, self.name)


def trail_arn(account: str, region: str, name: str) -> str:
    """Return the ARN of a trail by its home Region."""
    return f"arn:aws:cloudtrail:{region}:{account}:trail/{name}"


def new_name(call: Call, given: str) -> TrailName:
    """Return the trail to be made. Raises InvalidTrailNameException; an ARN is no name."""
    _check(given)
    return TrailName(call.caller.account, call.scope.region, given, given)


def named(call: Call, given: str) -> TrailName:
    """Return the trail that a name or an ARN means; a name means one of this Region.

    Raises InvalidTrailNameException and CloudTrailARNInvalidException.
    """
    if not given.startswith("arn:"):
        return new_name(call, given)
    return arn_named(call, given)


def arn_named(call: Call, arn: str) -> TrailName:
    """Return the trail that an ARN means. Raises CloudTrailARNInvalidException."""
    found = _ARN.fullmatch(arn)
    if found is None:
        raise call.error(
            "CloudTrailARNInvalidException",
            "The ARN of a trail has the form "
            "arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail.",
        )
    return TrailName(account=found[2], region=found[1], name=found[3], given=arn)


def _check(name: str) -> None:
    size = len(name)
    if size < _CHARACTERS_MIN:
        raise _invalid(
            f"Trail name too short. Minimum allowed length: {_CHARACTERS_MIN} characters. "
            f"Specified name length: {size} characters."
        )
    if size > _CHARACTERS_MAX:
        raise _invalid(
            f"Trail name too long. Maximum allowed length: {_CHARACTERS_MAX} characters. "
            f"Specified name length: {size} characters."
        )
    if _ALLOWED.fullmatch(name) is None:
        raise _invalid(
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, "
            "periods (.), hyphens (-), and underscores (_)."
        )
    if not name[0].isalnum():
        raise _invalid("Trail name must starts with a letter or number.")
    if not name[-1].isalnum():
        raise _invalid("Trail name must ends with a letter or number.")
    if _ADJACENT.search(name):  # this text and the next are our own: AWS publishes none
        raise _invalid("Trail name must not have adjacent periods, hyphens or underscores.")
    if _ADDRESS.fullmatch(name):
        raise _invalid("Trail name must not have the form of an IP address.")


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidTrailNameException", message)
