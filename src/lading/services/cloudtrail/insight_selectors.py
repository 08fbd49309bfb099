"""PutInsightSelectors and GetInsightSelectors: kept, while nothing finds insights yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, update

from lading.operation import Call, Request, Resource, operation
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail import (
    home_trail,
    required_trail,
    resource_named,
)
from lading.services.cloudtrail.trail_names import named
from lading.services.cloudtrail.trails_version import bump

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        GetInsightSelectorsRequestTypeDef,
        PutInsightSelectorsRequestTypeDef,
    )

_TYPES = ("ApiCallRateInsight", "ApiErrorRateInsight")

_SET = (
    update(TRAILS)
    .where(TRAILS.c.trail_id == bindparam("id"))
    .values(insights=bindparam("insights_text"))
)


def _resource(call: Call, request: Request) -> Resource:
    return resource_named(named(call, _trail_name(call, request)))


@operation("cloudtrail:PutInsightSelectors", changes=True, resource=_resource)
def put_insight_selectors(call: Call, request: PutInsightSelectorsRequestTypeDef) -> dict[str, Any]:
    """Set which insights a trail wants; none switches them off."""
    trail = home_trail(call, _trail_name(call, request))
    selectors = list(request["InsightSelectors"])
    types = [one.get("InsightType") for one in selectors]
    if not set(types) <= set(_TYPES) or len(set(types)) != len(types):
        raise call.error(
            "InvalidInsightSelectorsException",
            f"Insight selectors have an InsightType each, once: {' or '.join(_TYPES)}.",
        )
    call.tx.run(_SET, id=trail.trail_id, insights_text=orjson.dumps(selectors).decode())
    bump(call.tx)
    return {"TrailARN": trail.arn, "InsightSelectors": selectors}


@operation("cloudtrail:GetInsightSelectors", resource=_resource)
def get_insight_selectors(call: Call, request: GetInsightSelectorsRequestTypeDef) -> dict[str, Any]:
    """Show which insights a trail wants. Raises InsightNotEnabledException if it wants none."""
    trail = required_trail(call, _trail_name(call, request))
    if not trail.insights:
        raise call.error(
            "InsightNotEnabledException", f"Trail {trail.name} does not have Insights enabled."
        )
    return {"TrailARN": trail.arn, "InsightSelectors": list(trail.insights)}


def _trail_name(call: Call, request: Request) -> str:
    """Return the trail a request names; event data stores are not built."""
    if "EventDataStore" in request or "InsightsDestination" in request:
        raise call.error(
            "UnsupportedOperationException", "Lading has not built event data stores yet."
        )
    if "TrailName" not in request:
        raise call.error("InvalidParameterException", "TrailName must be given.")
    name: str = request["TrailName"]
    return name
