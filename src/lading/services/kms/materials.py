"""Key material in the database: wrapped, unwrapped for one call, and destroyed for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_hex
from typing import Final, Literal

from sqlalchemy import bindparam, delete, func, insert, select, update

from lading.directory.instants import milliseconds, whole_seconds
from lading.operation import Call, ServiceError
from lading.ports import Row, Snapshot
from lading.pure.kms.ciphertext import MATERIAL_BYTES
from lading.pure.kms.key_wrap import BrokenWrap, KeyWrap
from lading.services.kms.key import Key
from lading.services.kms.tables import MASTER, MATERIALS

Rotation = Literal["AUTOMATIC", "ON_DEMAND"]

_MATERIAL_ID_BYTES: Final = 32
_TAG_CHARACTERS: Final = 16
_ROW_ID: Final = 1
# A material a day for 27 years; rotations on demand stop far below.
_MATERIALS_MAX: Final = 10_000

_FIND = select(MATERIALS).where(
    MATERIALS.c.key_id == bindparam("key_id"), MATERIALS.c.tag == bindparam("tag")
)
_OF_KEY = (
    select(MATERIALS)
    .where(MATERIALS.c.key_id == bindparam("key_id"))
    .order_by(MATERIALS.c.created_ms, MATERIALS.c.tag)
    .limit(_MATERIALS_MAX)
)
_ADD = insert(MATERIALS).values(
    key_id=bindparam("key_id"),
    tag=bindparam("tag"),
    material_id=bindparam("material_id"),
    wrapped=bindparam("wrapped"),
    created_ms=bindparam("created_ms"),
    rotation=bindparam("rotation"),
)
_OVERWRITE = (
    update(MATERIALS)
    .where(MATERIALS.c.key_id == bindparam("key"))
    .values(wrapped=func.zeroblob(func.length(MATERIALS.c.wrapped)))
)
_DELETE = delete(MATERIALS).where(MATERIALS.c.key_id == bindparam("key_id"))
_FINGERPRINT = select(MASTER.c.fingerprint).where(MASTER.c.id == _ROW_ID)
_REMEMBER = insert(MASTER).values(id=_ROW_ID, fingerprint=bindparam("fingerprint"))


@dataclass(frozen=True, slots=True)
class Material:
    """One material of a key, as it rests; `tag` is what ciphertexts name it by."""

    key_id: str
    tag: str
    material_id: str
    wrapped: bytes
    created: datetime
    rotation: Rotation | None


def stored_fingerprint(snapshot: Snapshot) -> str | None:
    """Return which master key wraps the materials, or None while there are none."""
    row = snapshot.first(_FINGERPRINT)
    return None if row is None else row["fingerprint"]


def add_material(call: Call, key_id: str, rotation: Rotation | None = None) -> str:
    """Make new material for a key and return its tag. Raises KMSInternalException."""
    wrap = _key_wrap(call)
    known = stored_fingerprint(call.tx)
    if known is None:
        call.tx.run(_REMEMBER, fingerprint=wrap.fingerprint)
    elif known != wrap.fingerprint:
        raise unreadable(call)
    material_id = token_hex(_MATERIAL_ID_BYTES)
    tag = material_id[:_TAG_CHARACTERS]
    call.tx.run(
        _ADD,
        key_id=key_id,
        tag=tag,
        material_id=material_id,
        wrapped=wrap.wrap(_name(key_id, tag), token_bytes(MATERIAL_BYTES)),
        created_ms=milliseconds(call.now),
        rotation=rotation,
    )
    return tag


def find_material(snapshot: Snapshot, key: Key, tag: str) -> Material | None:
    """Return one material of a key, or None."""
    row = snapshot.first(_FIND, key_id=key.key_id, tag=tag)
    return None if row is None else _from_row(row)


def current_material(snapshot: Snapshot, key: Key) -> Material:
    """Return the material that encrypts now."""
    material = find_material(snapshot, key, key.material_tag)
    assert material is not None, "a key has its material"
    return material


def materials_of(snapshot: Snapshot, key_id: str) -> list[Material]:
    """Return all material of a key, oldest first."""
    return [_from_row(row) for row in snapshot.all(_OF_KEY, key_id=key_id)]


def unwrapped(call: Call, material: Material) -> bytes:
    """Return the 32 bytes of a material. Raises KMSInternalException."""
    name = _name(material.key_id, material.tag)
    try:
        return _key_wrap(call).unwrap(name, material.wrapped, call.now.timestamp())
    except BrokenWrap as error:
        raise unreadable(call) from error


def destroy_materials(call: Call, key_id: str) -> list[str]:
    """Overwrite and remove all material of a key; return the ids of what is gone."""
    gone = materials_of(call.tx, key_id)
    call.tx.run(_OVERWRITE, key=key_id)
    call.tx.run(_DELETE, key_id=key_id)
    for material in gone:
        _forget(call.parts.key_wrap, material)
    return [material.material_id for material in gone]


def unreadable(call: Call) -> ServiceError:
    """Return the error for material that the master key at hand does not open."""
    return call.error(
        "KMSInternalException",
        "The master key file of the key service is missing, or is not the one that the keys were "
        "made under. Nothing is lost while it can be restored from a backup.",
    )


def _key_wrap(call: Call) -> KeyWrap:
    wrap = call.parts.key_wrap
    if wrap is None:
        raise unreadable(call)
    return wrap


def _forget(wrap: KeyWrap | None, material: Material) -> None:
    if wrap is not None:
        wrap.forget(_name(material.key_id, material.tag))


def _name(key_id: str, tag: str) -> str:
    return f"{key_id}/{tag}"


def _from_row(row: Row) -> Material:
    return Material(
        key_id=row["key_id"],
        tag=row["tag"],
        material_id=row["material_id"],
        wrapped=row["wrapped"],
        created=whole_seconds(row["created_ms"]),
        rotation=row["rotation"],
    )
