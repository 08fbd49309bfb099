"""Tags of trails, and what policies see of them.

Limits: CloudTrail API Reference, "AddTags"; characters: AWS General Reference, "Tagging your AWS
resources".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, update

from lading.operation import Call, ConditionsOf, Request, Resource, ServiceError, operation
from lading.services.cloudtrail.also_allowed import require_allowed
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail import Trail, find_trail, resource_named
from lading.services.cloudtrail.trail_names import TrailName, arn_named, named

if TYPE_CHECKING:
    from types_boto3_cloudtrail.type_defs import (
        AddTagsRequestTypeDef,
        ListTagsRequestTypeDef,
        RemoveTagsRequestTypeDef,
        TagTypeDef,
    )

TAGS_MAX = 50
TRAILS_LISTED_MAX = 20
_KEY_CHARACTERS_MAX = 128
_VALUE_CHARACTERS_MAX = 256
_PUNCTUATION = frozenset(" _.:/=+-@")

_SET = (
    update(TRAILS).where(TRAILS.c.trail_id == bindparam("id")).values(tags=bindparam("tags_text"))
)


def _resource(call: Call, request: Request) -> Resource:
    return resource_named(arn_named(call, request["ResourceId"]))


def _first_resource(call: Call, request: Request) -> Resource:
    return resource_named(arn_named(call, _listed(call, request)[0]))


def tag_conditions(member: str) -> ConditionsOf:
    """Return what gives policies the tags of the request and of the trail that `member` names."""

    def conditions(call: Call, request: Request) -> Mapping[str, str | tuple[str, ...]]:
        keys: dict[str, str | tuple[str, ...]] = {}
        trail = find_trail(call.tx, named(call, request[member]))
        for one in () if trail is None else trail.tags:
            keys[f"aws:ResourceTag/{one['Key']}"] = one.get("Value", "")
        requested = request.get("TagsList") or ()
        for one in requested:
            keys[f"aws:RequestTag/{one['Key']}"] = one.get("Value", "")
        if requested:
            keys["aws:TagKeys"] = tuple(one["Key"] for one in requested)
        return keys

    return conditions


@operation(
    "cloudtrail:AddTags",
    changes=True,
    resource=_resource,
    conditions=tag_conditions("ResourceId"),
)
def add_tags(call: Call, request: AddTagsRequestTypeDef) -> dict[str, Any]:
    """Add tags to a trail; one of a key that is there gets the new value."""
    trail = _trail(call, arn_named(call, request["ResourceId"]))
    check_tags(call, request["TagsList"])
    tags = _by_key(trail.tags) | _by_key(request["TagsList"])
    if len(tags) > TAGS_MAX:
        raise _too_many(trail.arn)
    _store(call, trail, tags)
    return {}


@operation(
    "cloudtrail:RemoveTags",
    changes=True,
    resource=_resource,
    conditions=tag_conditions("ResourceId"),
)
def remove_tags(call: Call, request: RemoveTagsRequestTypeDef) -> dict[str, Any]:
    """Remove tags by their keys; a key that is not there is no error."""
    trail = _trail(call, arn_named(call, request["ResourceId"]))
    tags = _by_key(trail.tags)
    for one in request["TagsList"]:
        tags.pop(one["Key"], None)
    _store(call, trail, tags)
    return {}


@operation("cloudtrail:ListTags", resource=_first_resource)
def list_tags(call: Call, request: ListTagsRequestTypeDef) -> dict[str, Any]:
    """List the tags of up to 20 trails of this Region."""
    if "NextToken" in request:
        raise call.error("InvalidTokenException", "ListTags gives out no tokens.")
    names = [arn_named(call, arn) for arn in _listed(call, request)]
    for name in names[1:]:
        require_allowed(call, "cloudtrail:ListTags", resource_named(name))
    return {
        "ResourceTagList": [
            {"ResourceId": name.given, "TagsList": list(_trail(call, name).tags)} for name in names
        ]
    }


def check_tags(call: Call, tags: Sequence[TagTypeDef]) -> None:
    """Raise InvalidTagParameterException or TagsLimitExceededException for what cannot be."""
    if len(tags) > TAGS_MAX:
        raise _too_many("the trail")
    keys = [one["Key"] for one in tags]
    if len(set(keys)) != len(keys):
        raise _invalid("Duplicate tag keys found.")
    for one in tags:
        _check_tag(one["Key"], one.get("Value", ""))


def _check_tag(key: str, value: str) -> None:
    if not 1 <= len(key) <= _KEY_CHARACTERS_MAX or len(value) > _VALUE_CHARACTERS_MAX:
        raise _invalid(
            f"A tag key has 1 to {_KEY_CHARACTERS_MAX} characters, a value at most "
            f"{_VALUE_CHARACTERS_MAX}."
        )
    if key.lower().startswith("aws:"):
        raise _invalid("Tag keys that begin with aws: are reserved.")
    if not all(c.isalnum() or c.isspace() or c in _PUNCTUATION for c in key + value):
        raise _invalid("Tags consist of letters, numbers, spaces and _ . : / = + - @ only.")


def _listed(call: Call, request: Request) -> Sequence[str]:
    arns: Sequence[str] = request["ResourceIdList"]
    if not 1 <= len(arns) <= TRAILS_LISTED_MAX:
        raise call.error(
            "ValidationException", f"ResourceIdList takes 1 to {TRAILS_LISTED_MAX} ARNs."
        )
    return arns


def _trail(call: Call, name: TrailName) -> Trail:
    if name.region != call.scope.region:
        raise call.error(
            "CloudTrailARNInvalidException",
            f"Region in ARN is wrong, you can only access resources in region {call.scope.region}.",
        )
    trail = find_trail(call.tx, name)
    if trail is None:
        raise call.error("ResourceNotFoundException", f"Unknown resource: {name.given}")
    return trail


def _by_key(tags: Sequence[Any]) -> dict[str, Any]:
    return {one["Key"]: one for one in tags}


def _store(call: Call, trail: Trail, tags: Mapping[str, Any]) -> None:
    call.tx.run(_SET, id=trail.trail_id, tags_text=orjson.dumps(list(tags.values())).decode())


def _too_many(what: str) -> ServiceError:
    return ServiceError(
        "TagsLimitExceededException", f"The number of tags of {what} is over {TAGS_MAX}."
    )


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidTagParameterException", message)
