"""ScheduleKeyDeletion, CancelKeyDeletion, and the end of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, select

from lading.directory.instants import milliseconds
from lading.operation import Call, Operation, ServiceEvent, operation
from lading.ports import Snapshot
from lading.services.kms.key import find_key, set_state
from lading.services.kms.key_operation import key_operation
from lading.services.kms.materials import destroy_materials
from lading.services.kms.tables import ALIASES, GRANTS, KEYS, TAGS
from lading.services.kms.targets import require_customer_key, require_kept, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        CancelKeyDeletionRequestTypeDef,
        ScheduleKeyDeletionRequestTypeDef,
    )

_WINDOW_DAYS_MIN: Final = 7
_WINDOW_DAYS_MAX: Final = 30

_DUE = (
    select(KEYS.c.key_id, KEYS.c.account, KEYS.c.region)
    .where(KEYS.c.deletion_ms <= bindparam("now_ms"))
    .order_by(KEYS.c.deletion_ms)
    .limit(bindparam("keys_max"))
)
_FORGET: Final = tuple(
    delete(table).where(table.c.key_id == bindparam("key_id"))
    for table in (ALIASES, GRANTS, TAGS, KEYS)
)


@key_operation("ScheduleKeyDeletion", changes=True)
def schedule_key_deletion(call: Call, request: ScheduleKeyDeletionRequestTypeDef) -> dict[str, Any]:
    """Let a key rest for a time, and then be destroyed with all that it protects."""
    days = request.get("PendingWindowInDays", _WINDOW_DAYS_MAX)
    if not _WINDOW_DAYS_MIN <= days <= _WINDOW_DAYS_MAX:
        raise call.error(
            "ValidationException",
            f"PendingWindowInDays must be between {_WINDOW_DAYS_MIN} and {_WINDOW_DAYS_MAX}.",
        )
    key = required_key(call, request["KeyId"])
    require_customer_key(call, key)
    require_kept(call, key)
    deletion = (call.now + timedelta(days=days)).replace(microsecond=0)
    set_state(call.tx, key, "PendingDeletion", deletion=deletion, window_days=days)
    return {
        "KeyId": key.arn,
        "DeletionDate": deletion,
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": days,
    }


@key_operation("CancelKeyDeletion", changes=True)
def cancel_key_deletion(call: Call, request: CancelKeyDeletionRequestTypeDef) -> dict[str, Any]:
    """Keep a key; it stays disabled until somebody enables it."""
    key = required_key(call, request["KeyId"])
    require_customer_key(call, key)
    if key.state != "PendingDeletion":
        raise call.error("KMSInvalidStateException", f"{key.arn} is not pending deletion.")
    set_state(call.tx, key, "Disabled")
    return {"KeyId": key.arn}


@dataclass(frozen=True, slots=True)
class DueKey:
    """A key whose time has come."""

    key_id: str
    account: str
    region: str


def keys_to_destroy(snapshot: Snapshot, now: datetime, keys_max: int) -> list[DueKey]:
    """Return keys whose window has ended, the longest due first."""
    rows = snapshot.all(_DUE, now_ms=milliseconds(now), keys_max=keys_max)
    return [DueKey(row["key_id"], row["account"], row["region"]) for row in rows]


@operation("kms:DeleteKey", changes=True, internal=True)
def delete_key(call: Call, request: Mapping[str, Any]) -> dict[str, Any]:
    """Destroy the key `KeyId` if its window has ended; otherwise nothing happens.

    Its material is overwritten and removed, and the service event names what was destroyed.
    """
    key = find_key(call.tx, request["KeyId"])
    if key is None or key.deletion is None or key.deletion > call.now:
        return {}
    destroyed = destroy_materials(call, key.key_id)
    for statement in _FORGET:
        call.tx.run(statement, key_id=key.key_id)
    details = {
        "keyId": key.key_id,
        "keyMaterialDestroyed": True,
        "destroyedKeyMaterialIds": destroyed,
    }
    call.service_events.append(ServiceEvent("DeleteKey", details, (key.resource,), read_only=False))
    return {}


OPERATIONS: tuple[Operation, ...] = (schedule_key_deletion, cancel_key_deletion, delete_key)
