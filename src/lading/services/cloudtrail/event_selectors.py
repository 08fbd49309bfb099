"""PutEventSelectors and GetEventSelectors: which records a trail wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, update

from lading.operation import Call, ServiceError, operation
from lading.pure.event_selectors.advanced import checked_advanced
from lading.pure.event_selectors.basic import checked_basic
from lading.pure.event_selectors.error import SelectorsRefused
from lading.pure.event_selectors.predicate import ADVANCED, BASIC
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail import home_trail, required_trail, trail_resource
from lading.services.cloudtrail.trail_tags import tag_conditions
from lading.services.cloudtrail.trails_version import bump

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        GetEventSelectorsRequestTypeDef,
        PutEventSelectorsRequestTypeDef,
    )

_SET = (
    update(TRAILS)
    .where(TRAILS.c.trail_id == bindparam("id"))
    .values(selectors=bindparam("selectors_text"))
)


@operation(
    "cloudtrail:PutEventSelectors",
    changes=True,
    resource=trail_resource("TrailName"),
    conditions=tag_conditions("TrailName"),
)
def put_event_selectors(call: Call, request: PutEventSelectorsRequestTypeDef) -> dict[str, Any]:
    """Set basic or advanced selectors in place of all that the trail has."""
    trail = home_trail(call, request["TrailName"])
    selectors = _checked(request)
    call.tx.run(_SET, id=trail.trail_id, selectors_text=orjson.dumps(selectors).decode())
    bump(call.tx)
    return {"TrailARN": trail.arn, **selectors}


@operation(
    "cloudtrail:GetEventSelectors",
    resource=trail_resource("TrailName"),
    conditions=tag_conditions("TrailName"),
)
def get_event_selectors(call: Call, request: GetEventSelectorsRequestTypeDef) -> dict[str, Any]:
    """Show the selectors of a trail."""
    trail = required_trail(call, request["TrailName"])
    return {"TrailARN": trail.arn, **trail.selectors}


def _checked(request: PutEventSelectorsRequestTypeDef) -> dict[str, list[dict[str, Any]]]:
    basic, advanced = request.get("EventSelectors"), request.get("AdvancedEventSelectors")
    if bool(basic) == bool(advanced):
        raise _invalid("Specify either event selectors or advanced event selectors.")
    try:
        if advanced:
            return {ADVANCED: checked_advanced(advanced)}
        return {BASIC: checked_basic(basic or ())}
    except SelectorsRefused as refused:
        raise _invalid(str(refused)) from refused


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidEventSelectorsException", message)
