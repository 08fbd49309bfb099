"""Log groups: create, delete, protect from deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, insert, update

from lading.operation import Call, operation
from lading.ports import Conflict
from lading.services.logs.group import (
    LogGroup,
    milliseconds,
    new_id,
    required,
    tag_conditions,
)
from lading.services.logs.names import group_resource
from lading.services.logs.remains import remember
from lading.services.logs.tables import LOG_GROUPS
from lading.services.logs.tags import check_tags

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import (
        CreateLogGroupRequestTypeDef,
        DeleteLogGroupRequestTypeDef,
        PutLogGroupDeletionProtectionRequestTypeDef,
    )

_RESERVED_PREFIX = "aws/"

_ADD = insert(LOG_GROUPS).values(
    id=bindparam("id"),
    account=bindparam("account"),
    region=bindparam("region"),
    name=bindparam("name"),
    created_ms=bindparam("created_ms"),
    group_class=bindparam("group_class"),
    protected=bindparam("protected"),
    tags=bindparam("tags"),
)
_REMOVE = delete(LOG_GROUPS).where(LOG_GROUPS.c.id == bindparam("group_id"))
_PROTECT = (
    update(LOG_GROUPS)
    .where(LOG_GROUPS.c.id == bindparam("group_id"))
    .values(protected=bindparam("value"))
)


@operation(
    "logs:CreateLogGroup",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def create_log_group(call: Call, request: CreateLogGroupRequestTypeDef) -> dict[str, Any]:
    """Create an empty log group under a name not yet taken."""
    name = request["logGroupName"]
    if name.startswith(_RESERVED_PREFIX):
        raise call.error(
            "InvalidParameterException", "Log group names that begin with aws/ are reserved."
        )
    if request.get("kmsKeyId"):
        raise call.error(
            "InvalidParameterException", "Encryption of log groups with a KMS key is not built yet."
        )
    tags = request.get("tags") or {}
    check_tags(call, tags)
    try:
        call.tx.run(
            _ADD,
            id=new_id(),
            account=call.scope.account,
            region=call.scope.region,
            name=name,
            created_ms=milliseconds(call.now),
            group_class=request.get("logGroupClass") or "STANDARD",
            protected=int(request.get("deletionProtectionEnabled") or False),
            tags=orjson.dumps(tags).decode(),
        )
    except Conflict as taken:
        raise call.error(
            "ResourceAlreadyExistsException", "The specified log group already exists"
        ) from taken
    return {}


@operation(
    "logs:DeleteLogGroup",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def delete_log_group(call: Call, request: DeleteLogGroupRequestTypeDef) -> dict[str, Any]:
    """Delete a log group with its streams; its events are out of reach at once."""
    group = required(call, request)
    refuse_if_protected(call, group)
    call.tx.run(_REMOVE, group_id=group.id)
    remember(call, group)
    return {}


@operation(
    "logs:PutLogGroupDeletionProtection",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def put_log_group_deletion_protection(
    call: Call, request: PutLogGroupDeletionProtectionRequestTypeDef
) -> dict[str, Any]:
    """Say whether a log group and its streams may be deleted."""
    group = required(call, request)
    call.tx.run(_PROTECT, group_id=group.id, value=int(request["deletionProtectionEnabled"]))
    return {}


def refuse_if_protected(call: Call, group: LogGroup) -> None:
    """Raise ValidationException when the group is protected from deletion (text is ours)."""
    if group.protected:
        raise call.error(
            "ValidationException",
            f"The log group {group.named.name} is protected from deletion: "
            "turn its deletion protection off first.",
        )
