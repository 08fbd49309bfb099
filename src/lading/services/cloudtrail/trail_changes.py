"""CreateTrail, UpdateTrail and DeleteTrail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Integer, bindparam, delete, insert, update

from lading.operation import Call, Request, Resource, operation
from lading.ports import Conflict
from lading.pure.event_selectors.basic import default_basic
from lading.pure.event_selectors.predicate import BASIC
from lading.services.cloudtrail.also_allowed import require_allowed
from lading.services.cloudtrail.instants import microseconds
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail import (
    TRAILS_PER_ACCOUNT_MAX,
    Trail,
    TrailSettings,
    find_trail,
    home_trail,
    resource_named,
    trail_resource,
    trails_of,
)
from lading.services.cloudtrail.trail_logging import end_logging
from lading.services.cloudtrail.trail_names import new_name
from lading.services.cloudtrail.trail_settings import asked_settings, usable_settings
from lading.services.cloudtrail.trail_tags import check_tags, tag_conditions
from lading.services.cloudtrail.trails_version import bump

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        CreateTrailRequestTypeDef,
        DeleteTrailRequestTypeDef,
        UpdateTrailRequestTypeDef,
    )

TRAILS_PER_REGION_MAX = 5
_ID_BYTES = 16

_SETTINGS = {
    **{name: bindparam(name) for name in ("bucket", "key_prefix")},
    **{name: bindparam(name) for name in ("log_group_arn", "log_role_arn", "kms_key_arn")},
    **{
        name: bindparam(name, type_=Integer)
        for name in ("global_events", "multi_region", "validation", "recursive")
    },
}
_ADD = insert(TRAILS).values(
    **_SETTINGS,
    trail_id=bindparam("trail_id"),
    account=bindparam("account"),
    region=bindparam("region"),
    name=bindparam("name"),
    selectors=bindparam("selectors"),
    tags=bindparam("tags"),
    created_us=bindparam("created_us"),
    insights="[]",
    digest_chain=0,
)
_CHANGE = (
    update(TRAILS)
    .where(TRAILS.c.trail_id == bindparam("id"))
    .values(**_SETTINGS, digest_chain=bindparam("digest_chain_now", type_=Integer))
)
_DELETE = (
    update(TRAILS).where(TRAILS.c.trail_id == bindparam("id")).values(deleted_us=bindparam("now"))
)
_FORGET = delete(TRAILS).where(
    TRAILS.c.trail_id == bindparam("id"),
    TRAILS.c.account == bindparam("owner"),
    TRAILS.c.deleted_us.is_not(None),
)


def _new_trail(call: Call, request: Request) -> Resource:
    return resource_named(new_name(call, request["Name"]))


@operation(
    "cloudtrail:CreateTrail",
    changes=True,
    resource=_new_trail,
    conditions=tag_conditions("Name"),
)
def create_trail(call: Call, request: CreateTrailRequestTypeDef) -> dict[str, Any]:
    """Create a trail; it logs once StartLogging says so."""
    name = new_name(call, request["Name"])
    settings = asked_settings(call, request, TrailSettings())
    tags = request.get("TagsList") or []
    check_tags(call, tags)
    if tags:
        require_allowed(call, "cloudtrail:AddTags", resource_named(name))
    if find_trail(call.tx, name) is not None:
        raise _taken(call, name.name)
    trails = trails_of(call.tx, name.account)
    _refuse_too_many(call, trails, name.region, settings.multi_region)
    settings = usable_settings(call, request, name.arn, settings)
    try:
        call.tx.run(
            _ADD,
            trail_id=token_hex(_ID_BYTES),
            account=name.account,
            region=name.region,
            name=name.name,
            selectors=orjson.dumps({BASIC: default_basic()}).decode(),
            tags=orjson.dumps(tags).decode(),
            created_us=microseconds(call.now),
            **_columns(settings),
        )
    except Conflict as taken:
        raise _taken(call, name.name) from taken
    bump(call.tx)
    trail = find_trail(call.tx, name)
    assert trail is not None, "it was just made"
    return trail.configured()


@operation(
    "cloudtrail:UpdateTrail",
    changes=True,
    resource=trail_resource("Name"),
    conditions=tag_conditions("Name"),
)
def update_trail(call: Call, request: UpdateTrailRequestTypeDef) -> dict[str, Any]:
    """Change the settings that are given, and no others."""
    trail = home_trail(call, request["Name"])
    settings = asked_settings(call, request, trail.settings)
    if settings.multi_region and not trail.settings.multi_region:
        others = [one for one in trails_of(call.tx, trail.account) if one.arn != trail.arn]
        _refuse_too_many(call, others, trail.region, multi_region=True)
    settings = usable_settings(call, request, trail.arn, settings)
    begins_to_sign = settings.validation and not trail.settings.validation
    call.tx.run(
        _CHANGE,
        id=trail.trail_id,
        digest_chain_now=trail.digest_chain + begins_to_sign,
        **_columns(settings),
    )
    bump(call.tx)
    return replace(trail, settings=settings).configured()


@operation(
    "cloudtrail:DeleteTrail",
    changes=True,
    resource=trail_resource("Name"),
    conditions=tag_conditions("Name"),
)
def delete_trail(call: Call, request: DeleteTrailRequestTypeDef) -> dict[str, Any]:
    """Delete a trail; what it delivered stays, and what waits is still delivered."""
    trail = home_trail(call, request["Name"])
    end_logging(call, trail)
    call.tx.run(_DELETE, id=trail.trail_id, now=microseconds(call.now))
    bump(call.tx)
    return {}


@operation("cloudtrail:ForgetTrail", changes=True, internal=True)
def forget_trail(call: Call, request: Request) -> dict[str, Any]:
    """Forget a deleted trail, `TrailId`, once the last of its records are delivered."""
    if call.tx.run(_FORGET, id=request["TrailId"], owner=call.scope.account):
        bump(call.tx)
    return {}


def _columns(settings: TrailSettings) -> dict[str, Any]:
    return {
        name: int(value) if isinstance(value, bool) else value
        for name, value in asdict(settings).items()
    }


def _refuse_too_many(call: Call, trails: Sequence[Trail], region: str, multi_region: bool) -> None:
    """Refuse a trail that is one too many in a Region where it will be; shadows count."""
    regions = {region, *(one.region for one in trails)} if multi_region else {region}
    for one in sorted(regions):
        count = sum(trail.is_in(one) for trail in trails)
        if count >= TRAILS_PER_REGION_MAX:
            raise call.error(
                "MaximumNumberOfTrailsExceededException",
                f"User: {call.caller.account} already has {count} trails in {one}.",
            )
    if len(trails) >= TRAILS_PER_ACCOUNT_MAX:
        raise call.error(
            "MaximumNumberOfTrailsExceededException",
            f"User: {call.caller.account} already has {len(trails)} trails.",
        )


def _taken(call: Call, name: str) -> Exception:
    return call.error(
        "TrailAlreadyExistsException",
        f"Trail {name} already exists for customer: {call.caller.account}",
    )
