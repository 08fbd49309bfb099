"""The book of objects: a row is made when an object is referred to, and marked when it is not.

Whoever stores an object adds it in the transaction that refers to it, and drops it in the one
that no longer does. The files of dropped objects, and files without a row, are removed by
sweeping once nobody can be reading them: no service removes one itself.
"""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from sqlalchemy import Select, Update, bindparam, delete, insert, select, update

from lading.ports import Row, Snapshot, Transaction
from lading.vault.tables import OBJECTS

_ID_BYTES = 16

_ADD = insert(OBJECTS).values(
    object_id=bindparam("id"), size_bytes=bindparam("size"), made_us=bindparam("now")
)
_DROP = (
    update(OBJECTS)
    .where(OBJECTS.c.object_id == bindparam("id"), OBJECTS.c.discarded_us.is_(None))
    .values(discarded_us=bindparam("now"))
)
_KNOWN = select(OBJECTS.c.object_id).where(OBJECTS.c.object_id == bindparam("id"))
_DROPPED = (
    select(OBJECTS.c.object_id, OBJECTS.c.size_bytes)
    .where(OBJECTS.c.discarded_us < bindparam("before"))
    .order_by(OBJECTS.c.discarded_us)
    .limit(bindparam("limit"))
)
_DROPPED_ONE = select(OBJECTS).where(
    OBJECTS.c.object_id == bindparam("id"), OBJECTS.c.discarded_us < bindparam("before")
)
_FORGET = delete(OBJECTS).where(
    OBJECTS.c.object_id == bindparam("id"), OBJECTS.c.discarded_us.is_not(None)
)


def new_object_id() -> str:
    """Return an id for an object that is to be made: 32 hexadecimal digits."""
    return token_hex(_ID_BYTES)


def add(tx: Transaction, object_id: str, size_bytes: int, now: datetime) -> None:
    """Enter an object that is referred to from now on; `size_bytes` are those on disk."""
    tx.run(_ADD, id=object_id, size=size_bytes, now=_us(now))


def drop(tx: Transaction, object_id: str, now: datetime) -> None:
    """Mark an object that nothing refers to any more."""
    tx.run(_DROP, id=object_id, now=_us(now))


def dropping(chosen: Select[tuple[str | None]]) -> Update:
    """Return the statement for `drop_those`; `chosen` selects ids of objects."""
    return (
        update(OBJECTS)
        .where(OBJECTS.c.object_id.in_(chosen), OBJECTS.c.discarded_us.is_(None))
        .values(discarded_us=bindparam("now"))
    )


def drop_those(tx: Transaction, statement: Update, now: datetime, **values: object) -> None:
    """Mark the objects that a statement made by `dropping` chooses, for these values."""
    tx.run(statement, now=_us(now), **values)


def is_known(tx: Snapshot, object_id: str) -> bool:
    """Return whether the object was entered, dropped or not."""
    return tx.first(_KNOWN, id=object_id) is not None


def dropped_before(tx: Snapshot, when: datetime, objects_max: int) -> list[Row]:
    """Return `object_id` and `size_bytes` of objects dropped before `when`, oldest first."""
    return tx.all(_DROPPED, before=_us(when), limit=objects_max)


def dropped(tx: Snapshot, object_id: str, before: datetime) -> Row | None:
    """Return the row of an object if it was dropped before that."""
    return tx.first(_DROPPED_ONE, id=object_id, before=_us(before))


def forget(tx: Transaction, object_id: str) -> None:
    """Strike a dropped object out of the book; its file is gone."""
    tx.run(_FORGET, id=object_id)


def _us(when: datetime) -> int:
    return int(when.timestamp() * 1_000_000)
