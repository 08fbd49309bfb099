"""Destroys keys whose window has ended and rotates those whose time has come, by the front."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from lading.inside import Ask, Inside
from lading.ports import Database, Snapshot
from lading.services.kms.deletion import DueKey, keys_to_destroy
from lading.services.kms.rotation import keys_to_rotate

_SERVICE: Final = "kms.amazonaws.com"
_KEYS_MAX: Final = 100

_Due = Callable[[Snapshot, datetime, int], list[DueKey]]


def keep_keys(database: Database, ask: Ask, now: datetime) -> int:
    """Do what is due, some of it if that is much, and return for how many keys; blocks.

    Raises `InsideUnavailable`, `DatabaseUnavailable`, `ServiceError`: the rest waits for the next
    run.
    """
    return sum(
        _each(database, ask, now, operation, due)
        for operation, due in (
            ("kms:DeleteKey", keys_to_destroy),
            ("kms:RotateKey", keys_to_rotate),
        )
    )


def _each(database: Database, ask: Ask, now: datetime, operation: str, due: _Due) -> int:
    keys = database.read(lambda snapshot: due(snapshot, now, _KEYS_MAX))
    for key in keys:
        ask(Inside(operation, _SERVICE, key.account, key.region, {"KeyId": key.key_id}))
    return len(keys)
