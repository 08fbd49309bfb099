"""How long a log group keeps its events. What has expired cannot be read from that moment on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, update

from lading.operation import Call, operation
from lading.services.logs.group import required, tag_conditions
from lading.services.logs.names import group_resource
from lading.services.logs.tables import LOG_GROUPS

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import (
        DeleteRetentionPolicyRequestTypeDef,
        PutRetentionPolicyRequestTypeDef,
    )

# CloudWatch Logs API reference, PutRetentionPolicy.
_DAYS: Final = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192)
_DAYS_OF_YEARS: Final = (2557, 2922, 3288, 3653)

_SET = (
    update(LOG_GROUPS)
    .where(LOG_GROUPS.c.id == bindparam("group_id"))
    .values(retention_days=bindparam("days"))
)


@operation(
    "logs:PutRetentionPolicy",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def put_retention_policy(call: Call, request: PutRetentionPolicyRequestTypeDef) -> dict[str, Any]:
    """Have a log group keep its events for a number of days."""
    group = required(call, request)
    days = request["retentionInDays"]
    if days not in (*_DAYS, *_DAYS_OF_YEARS):
        allowed = ", ".join(str(one) for one in (*_DAYS, *_DAYS_OF_YEARS))
        raise call.error(
            "InvalidParameterException",
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy "
            f"constraint: Member must satisfy enum value set: [{allowed}]",
        )
    call.tx.run(_SET, group_id=group.id, days=days)
    return {}


@operation(
    "logs:DeleteRetentionPolicy",
    changes=True,
    resource=group_resource,
    conditions=tag_conditions,
    shows_resource=False,
)
def delete_retention_policy(
    call: Call, request: DeleteRetentionPolicyRequestTypeDef
) -> dict[str, Any]:
    """Have a log group keep its events for ever."""
    call.tx.run(_SET, group_id=required(call, request).id, days=None)
    return {}
