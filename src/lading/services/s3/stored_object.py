"""An object as it is stored: its row, and the pieces of the vault that hold its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, delete, insert, select

from lading.operation import Call
from lading.ports import Row, Snapshot, Transaction
from lading.pure.s3.errors import refused
from lading.services.s3.bucket import Bucket, microseconds, whole_seconds
from lading.services.s3.tables import OBJECTS, SEGMENTS
from lading.vault import objects as vault

_AT = and_(OBJECTS.c.bucket_id == bindparam("bucket"), OBJECTS.c.key == bindparam("key"))
_FIND = select(OBJECTS).where(_AT)
_SEGMENTS = (
    select(SEGMENTS).where(SEGMENTS.c.owner_id == bindparam("owner")).order_by(SEGMENTS.c.number)
)
_REMOVE = delete(OBJECTS).where(OBJECTS.c.id == bindparam("id"))
_COLUMNS = (
    "bucket_id",
    "key",
    "size_bytes",
    "etag",
    "modified_us",
    "storage_class",
    "algorithm",
    "checksum",
    "checksum_type",
    "attributes",
    "part_count",
    "object_id",
    "sealed",
)
_ADD = insert(OBJECTS).values({name: bindparam(f"{name}_") for name in _COLUMNS})
_ADD_SEGMENT = insert(SEGMENTS).values(
    {
        name: bindparam(f"{name}_")
        for name in ("owner_id", "number", "object_id", "size_bytes", "checksum", "sealed")
    }
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an object: so many bytes under one name in the vault."""

    object_id: str | None
    size_bytes: int
    checksum: str | None = None
    sealed: str | None = None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object; `part_count` is 0 for one that was written whole."""

    id: int
    key: str
    size_bytes: int
    etag: str
    modified: datetime
    storage_class: str
    algorithm: str
    checksum: str
    checksum_type: str
    attributes: dict[str, Any]
    part_count: int
    object_id: str | None
    sealed: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a write puts under a key: `segments` are one, or the parts if `part_count` is not 0."""

    size_bytes: int
    etag: str
    storage_class: str
    algorithm: str
    checksum: str
    checksum_type: str
    attributes: dict[str, Any]
    segments: Sequence[Segment]
    part_count: int = 0


def find_object(tx: Snapshot, bucket: Bucket, key: str) -> StoredObject | None:
    """Return the object under a key, or None."""
    row = tx.first(_FIND, bucket=bucket.id, key=key.encode())
    return None if row is None else from_row(row)


def required_object(call: Call, bucket: Bucket, key: str) -> StoredObject:
    """Return the object under a key.

    Raises `WireError` NoSuchKey, or AccessDenied to who may not know what the bucket holds.
    """
    found = find_object(call.tx, bucket, key)
    if found is None:
        raise no_such_key(call, bucket, key)
    return found


def no_such_key(call: Call, bucket: Bucket, key: str) -> Exception:
    """Return the refusal of a key that is not there, as much of it as the caller may know."""
    if call.permits("s3:ListObjects", {"Bucket": bucket.name}, call.caller):
        return refused("NoSuchKey", "The specified key does not exist.", Key=key)
    return refused("AccessDenied", "Access Denied")


def from_row(row: Row) -> StoredObject:
    """Return the object a row of the table holds."""
    return StoredObject(
        id=row["id"],
        key=bytes(row["key"]).decode(),
        size_bytes=row["size_bytes"],
        etag=row["etag"],
        modified=whole_seconds(row["modified_us"]),
        storage_class=row["storage_class"],
        algorithm=row["algorithm"],
        checksum=row["checksum"],
        checksum_type=row["checksum_type"],
        attributes=orjson.loads(row["attributes"]),
        part_count=row["part_count"],
        object_id=row["object_id"],
        sealed=row["sealed"],
    )


def segments_of(tx: Snapshot, found: StoredObject) -> list[Segment]:
    """Return the pieces of an object, in order."""
    if not found.part_count:
        return [Segment(found.object_id, found.size_bytes, found.checksum, found.sealed)]
    return [
        Segment(row["object_id"], row["size_bytes"], row["checksum"], row["sealed"])
        for row in tx.all(_SEGMENTS, owner=found.id)
    ]


def write_object(
    tx: Transaction, bucket: Bucket, key: str, content: Content, now: datetime
) -> None:
    """Put content under a key, in place of what was there. Its pieces are in the vault already."""
    old = find_object(tx, bucket, key)
    if old is not None:
        remove_object(tx, old, now)
    whole = content.segments[0] if not content.part_count else Segment(None, 0)
    tx.run(
        _ADD,
        bucket_id_=bucket.id,
        key_=key.encode(),
        size_bytes_=content.size_bytes,
        etag_=content.etag,
        modified_us_=microseconds(now),
        storage_class_=content.storage_class,
        algorithm_=content.algorithm,
        checksum_=content.checksum,
        checksum_type_=content.checksum_type,
        attributes_=orjson.dumps(content.attributes).decode(),
        part_count_=content.part_count,
        object_id_=whole.object_id,
        sealed_=whole.sealed,
    )
    if content.part_count:
        _write_segments(tx, bucket, key, content.segments)


def _write_segments(tx: Transaction, bucket: Bucket, key: str, segments: Sequence[Segment]) -> None:
    row = tx.first(_FIND, bucket=bucket.id, key=key.encode())
    assert row is not None, "it was just written"
    for number, segment in enumerate(segments, 1):
        tx.run(
            _ADD_SEGMENT,
            owner_id_=row["id"],
            number_=number,
            object_id_=segment.object_id,
            size_bytes_=segment.size_bytes,
            checksum_=segment.checksum,
            sealed_=segment.sealed,
        )


def remove_object(tx: Transaction, found: StoredObject, now: datetime) -> None:
    """Take an object away; its bytes are nobody's from now on."""
    for segment in segments_of(tx, found):
        if segment.object_id is not None:
            vault.drop(tx, segment.object_id, now)
    tx.run(_REMOVE, id=found.id)
