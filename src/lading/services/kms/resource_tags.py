"""Tags of keys in the database, and which tags can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lading.operation import Call, ServiceError
from lading.ports import Snapshot, Transaction
from lading.services.kms.tables import TAGS

TAGS_MAX: Final = 50
_RESERVED: Final = "aws:"

_OF_KEY = (
    select(TAGS.c.name, TAGS.c.value)
    .where(TAGS.c.key_id == bindparam("key_id"))
    .order_by(TAGS.c.name)
    .limit(TAGS_MAX)
)
_PUT = upsert(TAGS).values(
    key_id=bindparam("key_id"), name=bindparam("name"), value=bindparam("value")
)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["key_id", "name"], set_={"value": _PUT.excluded.value}
)
_REMOVE = delete(TAGS).where(TAGS.c.key_id == bindparam("key_id"), TAGS.c.name == bindparam("name"))


def tags_of(snapshot: Snapshot, key_id: str) -> list[tuple[str, str]]:
    """Return the tags of a key, by name."""
    return [(row["name"], row["value"]) for row in snapshot.all(_OF_KEY, key_id=key_id)]


def asked_tags(call: Call, tags: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the tags of a request. Raises TagException."""
    asked = {tag["TagKey"]: tag["TagValue"] for tag in tags}
    if len(asked) != len(tags):
        raise call.error("TagException", "Duplicate tag keys")
    refuse_reserved(call, list(asked))
    if len(asked) > TAGS_MAX:
        raise too_many_tags(call)
    return asked


def refuse_reserved(call: Call, names: Sequence[str]) -> None:
    """Return if none of the tag keys is AWS's own. Raises TagException."""
    if any(name.lower().startswith(_RESERVED) for name in names):
        raise call.error("TagException", "Tags beginning with aws: are reserved")


def too_many_tags(call: Call) -> ServiceError:
    """Return the error for a key that would have more tags than one may."""
    return call.error("TagException", "Too many tags")


def set_tags(tx: Transaction, key_id: str, tags: Mapping[str, str]) -> None:
    """Add tags, each in place of one with the same key."""
    for name, value in tags.items():
        tx.run(_PUT, key_id=key_id, name=name, value=value)


def remove_tags(tx: Transaction, key_id: str, names: Sequence[str]) -> None:
    """Remove tags by their keys; one that is not there is no error."""
    for name in names:
        tx.run(_REMOVE, key_id=key_id, name=name)
