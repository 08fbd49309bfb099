"""Log streams: create, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert

from lading.operation import Call, operation
from lading.ports import Conflict
from lading.services.logs.group import milliseconds, new_id, required, tag_conditions
from lading.services.logs.groups import refuse_if_protected
from lading.services.logs.names import stream_resource
from lading.services.logs.remains import remember
from lading.services.logs.stream import existing_stream
from lading.services.logs.tables import LOG_STREAMS

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import (
        CreateLogStreamRequestTypeDef,
        DeleteLogStreamRequestTypeDef,
    )

_ADD = insert(LOG_STREAMS).values(
    id=bindparam("id"),
    group_id=bindparam("group_id"),
    name=bindparam("name"),
    created_ms=bindparam("created_ms"),
)
_REMOVE = delete(LOG_STREAMS).where(LOG_STREAMS.c.id == bindparam("stream_id"))


@operation(
    "logs:CreateLogStream",
    changes=True,
    resource=stream_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def create_log_stream(call: Call, request: CreateLogStreamRequestTypeDef) -> dict[str, Any]:
    """Create an empty log stream under a name not yet taken in its group."""
    group = required(call, request)
    try:
        call.tx.run(
            _ADD,
            id=new_id(),
            group_id=group.id,
            name=request["logStreamName"],
            created_ms=milliseconds(call.now),
        )
    except Conflict as taken:
        raise call.error(
            "ResourceAlreadyExistsException", "The specified log stream already exists"
        ) from taken
    return {}


@operation(
    "logs:DeleteLogStream",
    changes=True,
    resource=stream_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def delete_log_stream(call: Call, request: DeleteLogStreamRequestTypeDef) -> dict[str, Any]:
    """Delete a log stream; its events are out of reach at once."""
    group = required(call, request)
    refuse_if_protected(call, group)
    stream = existing_stream(call, group, request["logStreamName"])
    call.tx.run(_REMOVE, stream_id=stream.id)
    remember(call, group, stream.id)
    return {}
