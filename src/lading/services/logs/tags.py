"""Tags on log groups: the old calls that go by name and the new ones that go by ARN, one store.

Limits: CloudWatch Logs API reference, TagResource; characters: AWS General Reference, "Tagging
your AWS resources".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson
from sqlalchemy import bindparam, update

from lading.operation import Call, Request, ServiceError, operation
from lading.services.logs.group import (
    LogGroup,
    conditions_of,
    existing,
    required,
    tag_conditions,
)
from lading.services.logs.names import group_of_arn, group_resource, tagged_resource
from lading.services.logs.tables import LOG_GROUPS

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import (
        ListTagsForResourceRequestTypeDef,
        ListTagsLogGroupRequestTypeDef,
        TagLogGroupRequestTypeDef,
        TagResourceRequestTypeDef,
        UntagLogGroupRequestTypeDef,
        UntagResourceRequestTypeDef,
    )

TAGS_MAX: Final = 50
_PUNCTUATION: Final = frozenset("_.:/=+-@")

_SET = (
    update(LOG_GROUPS)
    .where(LOG_GROUPS.c.id == bindparam("group_id"))
    .values(tags=bindparam("text"))
)


def _conditions(call: Call, request: Request) -> Mapping[str, str | tuple[str, ...]]:
    return conditions_of(call, request, group_of_arn(call, request))


@operation(
    "logs:TagResource",
    changes=True,
    resource=tagged_resource,
    conditions=_conditions,
    shows_resource=False,
)
def tag_resource(call: Call, request: TagResourceRequestTypeDef) -> dict[str, Any]:
    """Add tags to a log group; one of a key that is there gets the new value."""
    group = existing(call, group_of_arn(call, request))
    check_tags(call, request["tags"])
    tags = {**group.tags, **request["tags"]}
    if len(tags) > TAGS_MAX:
        raise call.error(
            "TooManyTagsException",
            _too_many(),
            resourceName=group.named.arn,
        )
    _store(call, group, tags)
    return {}


@operation(
    "logs:UntagResource",
    changes=True,
    resource=tagged_resource,
    conditions=_conditions,
    shows_resource=False,
)
def untag_resource(call: Call, request: UntagResourceRequestTypeDef) -> dict[str, Any]:
    """Remove the tags of the named keys; a key that is not there is no error."""
    _remove(call, existing(call, group_of_arn(call, request)), request["tagKeys"])
    return {}


@operation(
    "logs:ListTagsForResource",
    resource=tagged_resource,
    conditions=_conditions,
    shows_resource=False,
)
def list_tags_for_resource(
    call: Call, request: ListTagsForResourceRequestTypeDef
) -> dict[str, Any]:
    """List the tags of a log group."""
    return {"tags": existing(call, group_of_arn(call, request)).tags}


@operation(
    "logs:TagLogGroup",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def tag_log_group(call: Call, request: TagLogGroupRequestTypeDef) -> dict[str, Any]:
    """Add tags to a log group (deprecated by AWS in favour of TagResource)."""
    group = required(call, request)
    check_tags(call, request["tags"])
    tags = {**group.tags, **request["tags"]}
    if len(tags) > TAGS_MAX:
        raise _invalid(call, _too_many())
    _store(call, group, tags)
    return {}


@operation(
    "logs:UntagLogGroup",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def untag_log_group(call: Call, request: UntagLogGroupRequestTypeDef) -> dict[str, Any]:
    """Remove tags from a log group (deprecated by AWS in favour of UntagResource)."""
    _remove(call, required(call, request), request["tags"])
    return {}


@operation(
    "logs:ListTagsLogGroup",
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def list_tags_log_group(call: Call, request: ListTagsLogGroupRequestTypeDef) -> dict[str, Any]:
    """List the tags of a log group (deprecated by AWS in favour of ListTagsForResource)."""
    return {"tags": required(call, request).tags}


def check_tags(call: Call, tags: Mapping[str, str]) -> None:
    """Raise InvalidParameterException for tags that cannot be; the model bounds their lengths."""
    for key, value in tags.items():
        if key.lower().startswith("aws:"):
            raise _invalid(call, "Tag keys that begin with aws: are reserved.")
        if not all(c.isalnum() or c.isspace() or c in _PUNCTUATION for c in key + value):
            raise _invalid(
                call, "Tags consist of letters, numbers, spaces and _ . : / = + - @ only."
            )


def _invalid(call: Call, message: str) -> ServiceError:
    return call.error("InvalidParameterException", message)


def _too_many() -> str:
    return f"A log group has at most {TAGS_MAX} tags."


def _remove(call: Call, group: LogGroup, keys: Iterable[str]) -> None:
    gone = set(keys)
    _store(call, group, {key: value for key, value in group.tags.items() if key not in gone})


def _store(call: Call, group: LogGroup, tags: Mapping[str, str]) -> None:
    call.tx.run(_SET, group_id=group.id, text=orjson.dumps(tags).decode())
