"""TagResource, UntagResource, ListResourceTags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import Call, Operation
from lading.services.kms.key_operation import key_operation
from lading.services.kms.key_shapes import tags_shape
from lading.services.kms.paging import asked_page
from lading.services.kms.resource_tags import (
    TAGS_MAX,
    asked_tags,
    refuse_reserved,
    remove_tags,
    set_tags,
    tags_of,
    too_many_tags,
)
from lading.services.kms.targets import require_customer_key, require_kept, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        ListResourceTagsRequestTypeDef,
        TagResourceRequestTypeDef,
        UntagResourceRequestTypeDef,
    )


@key_operation("TagResource", changes=True)
def tag_resource(call: Call, request: TagResourceRequestTypeDef) -> dict[str, Any]:
    """Add tags to a key, each in place of one with the same tag key."""
    key = required_key(call, request["KeyId"])
    require_customer_key(call, key)
    require_kept(call, key)
    asked = asked_tags(call, request["Tags"])
    if len({**dict(tags_of(call.tx, key.key_id)), **asked}) > TAGS_MAX:
        raise too_many_tags(call)
    set_tags(call.tx, key.key_id, asked)
    return {}


@key_operation("UntagResource", changes=True)
def untag_resource(call: Call, request: UntagResourceRequestTypeDef) -> dict[str, Any]:
    """Remove tags from a key; a tag key that is not there is no error."""
    key = required_key(call, request["KeyId"])
    require_customer_key(call, key)
    require_kept(call, key)
    refuse_reserved(call, request["TagKeys"])
    remove_tags(call.tx, key.key_id, request["TagKeys"])
    return {}


@key_operation("ListResourceTags")
def list_resource_tags(call: Call, request: ListResourceTagsRequestTypeDef) -> dict[str, Any]:
    """List the tags of a key by tag key."""
    key = required_key(call, request["KeyId"])
    page = asked_page(call, request, limit=TAGS_MAX)
    tags = tags_shape(tags_of(call.tx, key.key_id))
    return page.among("Tags", tags, lambda tag: tag, lambda tag: str(tag["TagKey"]))


OPERATIONS: tuple[Operation, ...] = (tag_resource, untag_resource, list_resource_tags)
