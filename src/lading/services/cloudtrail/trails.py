"""DescribeTrails, GetTrail and ListTrails.

A trail that is for all Regions is seen in each of them: in its home Region as itself, elsewhere as
a shadow with the same ARN. Which Regions there are is not asked: a Region is what a caller names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import Call, operation
from lading.pure.sealing import BrokenSeal
from lading.services.cloudtrail.trail import (
    Trail,
    required_trail,
    trail_resource,
    trails_of,
)
from lading.services.cloudtrail.trail_names import named
from lading.services.cloudtrail.trail_tags import tag_conditions

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        DescribeTrailsRequestTypeDef,
        GetTrailRequestTypeDef,
        ListTrailsRequestTypeDef,
    )

NAMES_MAX = 1_000
PAGE_TRAILS = 100
_TOKEN = "trails"  # noqa: S105  (what the seal of a page's token is for)


@operation("cloudtrail:DescribeTrails")
def describe_trails(call: Call, request: DescribeTrailsRequestTypeDef) -> dict[str, Any]:
    """Describe the named trails, or those of this Region with shadows if they are wanted.

    A name means a trail of this Region, an ARN one of any; what is not there is left out.
    """
    trails = trails_of(call.tx, call.caller.account)
    given = request.get("trailNameList") or []
    if len(given) > NAMES_MAX:
        raise call.error("ValidationException", f"trailNameList takes at most {NAMES_MAX} names.")
    if given:
        arns = {named(call, one).arn for one in given}
        found = [trail for trail in trails if trail.arn in arns]
    elif request.get("includeShadowTrails", True):
        found = [trail for trail in trails if trail.is_in(call.scope.region)]
    else:
        found = [trail for trail in trails if trail.region == call.scope.region]
    return {"trailList": [trail.described() for trail in found]}


@operation(
    "cloudtrail:GetTrail", resource=trail_resource("Name"), conditions=tag_conditions("Name")
)
def get_trail(call: Call, request: GetTrailRequestTypeDef) -> dict[str, Any]:
    """Describe one trail."""
    return {"Trail": required_trail(call, request["Name"]).described()}


@operation("cloudtrail:ListTrails")
def list_trails(call: Call, request: ListTrailsRequestTypeDef) -> dict[str, Any]:
    """List the trails of the account in every Region, a page at a time."""
    after = _after(call, request.get("NextToken"))
    rest = [one for one in trails_of(call.tx, call.caller.account) if _place(one) > after]
    page = rest[:PAGE_TRAILS]
    response: dict[str, Any] = {
        "Trails": [
            {"TrailARN": one.arn, "Name": one.name, "HomeRegion": one.region} for one in page
        ]
    }
    if len(rest) > len(page):
        token = {"account": call.caller.account, "after": _place(page[-1])}
        response["NextToken"] = call.parts.seal.seal(_TOKEN, token)
    return response


def _place(trail: Trail) -> list[str]:
    return [trail.region, trail.name]


def _after(call: Call, token: str | None) -> list[str]:
    if token is None:
        return []
    try:
        page = call.parts.seal.open(_TOKEN, token)
    except BrokenSeal:
        page = {}
    if page.get("account") != call.caller.account:
        raise call.error("InvalidTokenException", "The token is not one of ListTrails.")
    after: list[str] = page["after"]
    return after
