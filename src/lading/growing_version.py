"""A number that grows with every change of something: what those who look for changes look at.

It grows by steps of chance. A version that was read inside a transaction and then rolled back
would otherwise come again with other content, and what was kept under it would be wrong.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Table, bindparam, insert, select, update

from lading.ports import Snapshot, Transaction

_ROW_ID = 1
_STEP_MAX = 2**20


class GrowingVersion:
    """The version in the one row (`id`, `version`) of a table."""

    def __init__(self, table: Table) -> None:
        self._read = select(table.c.version).where(table.c.id == _ROW_ID)
        self._grow = (
            update(table)
            .where(table.c.id == _ROW_ID)
            .values(version=table.c.version + bindparam("step"))
        )
        self._begin = insert(table).values(id=_ROW_ID, version=bindparam("step"))

    def read(self, snapshot: Snapshot) -> int:
        """Return the version in this snapshot; 0 before the first change."""
        row = snapshot.first(self._read)
        return 0 if row is None else int(row["version"])

    def bump(self, tx: Transaction) -> None:
        """Count one change; every change does it in its own transaction."""
        step = 1 + secrets.randbelow(_STEP_MAX)
        if tx.run(self._grow, step=step) == 0:
            tx.run(self._begin, step=step)
