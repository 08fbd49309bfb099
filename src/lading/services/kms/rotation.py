"""Rotation: new material for a key; what was encrypted under older material still opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select, update

from lading.directory.instants import milliseconds
from lading.operation import Call, Operation, ServiceEvent, operation
from lading.ports import Snapshot
from lading.services.kms.deletion import DueKey
from lading.services.kms.key import Key, find_key
from lading.services.kms.key_operation import key_operation
from lading.services.kms.materials import (
    Material,
    Rotation,
    add_material,
    current_material,
    find_material,
    materials_of,
)
from lading.services.kms.paging import asked_page
from lading.services.kms.tables import KEYS
from lading.services.kms.targets import require_customer_key, require_usable, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        DisableKeyRotationRequestTypeDef,
        EnableKeyRotationRequestTypeDef,
        GetKeyRotationStatusRequestTypeDef,
        ListKeyRotationsRequestTypeDef,
        RotateKeyOnDemandRequestTypeDef,
    )

_DAYS_DEFAULT: Final = 365
# As in AWS: on demand 25 times in the life of a key (AWS KMS, "Resource quotas").
_ON_DEMAND_MAX: Final = 25

_SET_PERIOD = (
    update(KEYS)
    .where(KEYS.c.key_id == bindparam("key"))
    .values(rotation_days=bindparam("days"), rotation_ms=bindparam("next_ms"))
)
_ROTATE = (
    update(KEYS)
    .where(KEYS.c.key_id == bindparam("key"))
    .values(material_tag=bindparam("tag"), rotation_ms=bindparam("next_ms"))
)
_DUE = (
    select(KEYS.c.key_id, KEYS.c.account, KEYS.c.region)
    .where(KEYS.c.rotation_ms <= bindparam("now_ms"), KEYS.c.state == "Enabled")
    .order_by(KEYS.c.rotation_ms)
    .limit(bindparam("keys_max"))
)


@key_operation("GetKeyRotationStatus")
def get_key_rotation_status(
    call: Call, request: GetKeyRotationStatusRequestTypeDef
) -> dict[str, Any]:
    """Tell whether a key rotates by itself, how often, and when next."""
    key = required_key(call, request["KeyId"])
    status: dict[str, Any] = {
        "KeyId": key.arn,
        "KeyRotationEnabled": key.rotation_days is not None and key.state != "PendingDeletion",
    }
    if key.rotation_days is not None and key.rotation is not None:
        status["RotationPeriodInDays"] = key.rotation_days
        status["NextRotationDate"] = key.rotation
    return status


@key_operation("EnableKeyRotation", changes=True)
def enable_key_rotation(call: Call, request: EnableKeyRotationRequestTypeDef) -> dict[str, Any]:
    """Let a key rotate by itself."""
    key = _own_key(call, request["KeyId"])
    days = request.get("RotationPeriodInDays", key.rotation_days or _DAYS_DEFAULT)
    _set_period(call, key, days)
    return {}


@key_operation("DisableKeyRotation", changes=True)
def disable_key_rotation(call: Call, request: DisableKeyRotationRequestTypeDef) -> dict[str, Any]:
    """Keep a key from rotating by itself."""
    call.tx.run(_SET_PERIOD, key=_own_key(call, request["KeyId"]).key_id, days=None, next_ms=None)
    return {}


@key_operation("RotateKeyOnDemand", changes=True)
def rotate_key_on_demand(call: Call, request: RotateKeyOnDemandRequestTypeDef) -> dict[str, Any]:
    """Rotate a key now; when it rotates by itself stays as it is."""
    key = _own_key(call, request["KeyId"])
    rotated = [one for one in materials_of(call.tx, key.key_id) if one.rotation == "ON_DEMAND"]
    if len(rotated) >= _ON_DEMAND_MAX:
        raise call.error(
            "LimitExceededException", f"A key rotates at most {_ON_DEMAND_MAX} times on demand."
        )
    _rotate(call, key, "ON_DEMAND", key.rotation)
    return {"KeyId": key.arn}


@key_operation("ListKeyRotations")
def list_key_rotations(call: Call, request: ListKeyRotationsRequestTypeDef) -> dict[str, Any]:
    """List the rotations of a key; its first material only if all material is asked for."""
    key = required_key(call, request["KeyId"])
    page = asked_page(call, request)
    everything = request.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL"
    found = [
        one for one in materials_of(call.tx, key.key_id) if one.rotation is not None or everything
    ]
    return page.among("Rotations", found, lambda one: _shape(key, one), _order)


def _order(material: Material) -> str:
    return f"{milliseconds(material.created):020} {material.tag}"


def _shape(key: Key, material: Material) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "KeyId": key.arn,
        "KeyMaterialId": material.material_id,
        "KeyMaterialState": "CURRENT" if material.tag == key.material_tag else "NON_CURRENT",
    }
    if material.rotation is not None:
        shape |= {"RotationDate": material.created, "RotationType": material.rotation}
    return shape


def _own_key(call: Call, text: str) -> Key:
    key = required_key(call, text)
    require_customer_key(call, key)
    require_usable(call, key)
    return key


def _set_period(call: Call, key: Key, days: int) -> None:
    following = call.now + timedelta(days=days)
    call.tx.run(_SET_PERIOD, key=key.key_id, days=days, next_ms=milliseconds(following))


def _rotate(call: Call, key: Key, why: Rotation, following: datetime | None) -> None:
    """Make new material that encrypts from now on, and say so in a service event."""
    before = current_material(call.tx, key)
    tag = add_material(call, key.key_id, why)
    after = find_material(call.tx, key, tag)
    assert after is not None, "the material was stored a line above"
    next_ms = None if following is None else milliseconds(following)
    call.tx.run(_ROTATE, key=key.key_id, tag=tag, next_ms=next_ms)
    details = {
        "rotationType": why,
        "keyOrigin": "AWS_KMS",
        "keyId": key.key_id,
        "previousKeyMaterialId": before.material_id,
        "currentKeyMaterialId": after.material_id,
    }
    call.service_events.append(ServiceEvent("RotateKey", details, (key.resource,), read_only=False))


def keys_to_rotate(snapshot: Snapshot, now: datetime, keys_max: int) -> list[DueKey]:
    """Return enabled keys whose time to rotate has come, the longest due first."""
    rows = snapshot.all(_DUE, now_ms=milliseconds(now), keys_max=keys_max)
    return [DueKey(row["key_id"], row["account"], row["region"]) for row in rows]


@operation("kms:RotateKey", changes=True, internal=True)
def rotate_key(call: Call, request: Mapping[str, Any]) -> dict[str, Any]:
    """Rotate the key `KeyId` if its time has come; otherwise nothing happens."""
    key = find_key(call.tx, request["KeyId"])
    if key is None or key.state != "Enabled" or key.rotation is None or key.rotation > call.now:
        return {}
    assert key.rotation_days is not None, "a time to rotate goes with a period"
    _rotate(call, key, "AUTOMATIC", call.now + timedelta(days=key.rotation_days))
    return {}


OPERATIONS: tuple[Operation, ...] = (
    get_key_rotation_status,
    enable_key_rotation,
    disable_key_rotation,
    rotate_key_on_demand,
    list_key_rotations,
    rotate_key,
)
