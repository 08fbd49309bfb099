"""One number that grows with every change of a trail: what those who follow trails look at.

It grows by steps of chance, so that a version which was rolled back does not come again.
"""

from __future__ import annotations

import secrets

from sqlalchemy import bindparam, insert, select, update

from lading.ports import Snapshot, Transaction
from lading.services.cloudtrail.tables import TRAILS_VERSION

_ROW_ID = 1
_STEP_MAX = 2**20

_READ = select(TRAILS_VERSION.c.version).where(TRAILS_VERSION.c.id == _ROW_ID)
_GROW = (
    update(TRAILS_VERSION)
    .where(TRAILS_VERSION.c.id == _ROW_ID)
    .values(version=TRAILS_VERSION.c.version + bindparam("step"))
)
_BEGIN = insert(TRAILS_VERSION).values(id=_ROW_ID, version=bindparam("step"))


def trails_version(snapshot: Snapshot) -> int:
    """Return the version of all trails in this snapshot; 0 before the first change."""
    row = snapshot.first(_READ)
    return 0 if row is None else int(row["version"])


def bump(tx: Transaction) -> None:
    """Count one change; every change of a trail does it in its own transaction."""
    step = 1 + secrets.randbelow(_STEP_MAX)
    if tx.run(_GROW, step=step) == 0:
        tx.run(_BEGIN, step=step)
