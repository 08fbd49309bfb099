"""What the tables of users, groups, roles and managed policies have in common.

Each entity has an id, a name that is unique in its account whatever its case, and a path.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Table, and_, bindparam, delete, func, insert, select, update

from lading.directory.version import bump
from lading.ports import Row, Snapshot, Transaction


class EntityTable:
    """The statements on one of these tables; every change counts as one of the directory."""

    def __init__(self, table: Table, id_column: Column[str]) -> None:
        of_account = table.c.account == bindparam("account")
        self._find = select(table).where(
            and_(of_account, table.c.name_folded == bindparam("name_folded"))
        )
        self._find_by_id = select(table).where(id_column == bindparam("entity_id"))
        below = func.substr(table.c.path, 1, func.length(bindparam("path_prefix")))
        self._list = (
            select(table)
            .where(
                and_(
                    of_account,
                    table.c.name_folded > bindparam("after"),
                    below == bindparam("path_prefix"),
                )
            )
            .order_by(table.c.name_folded)
            .limit(bindparam("limit", type_=Integer))
        )
        self._count = select(func.count().label("entities")).where(of_account)
        self._add = insert(table).values({one.name: bindparam(one.name) for one in table.columns})
        self._rename = (
            update(table)
            .where(id_column == bindparam("entity_id"))
            .values(
                name=bindparam("name"), name_folded=bindparam("name_folded"), path=bindparam("path")
            )
        )
        self._delete = delete(table).where(id_column == bindparam("entity_id"))

    def find(self, snapshot: Snapshot, account: str, name: str) -> Row | None:
        """Return the entity of that name in any case, or None."""
        return snapshot.first(self._find, account=account, name_folded=name.lower())

    def find_by_id(self, snapshot: Snapshot, entity_id: str) -> Row | None:
        """Return the entity of that unique id, or None."""
        return snapshot.first(self._find_by_id, entity_id=entity_id)

    def list(
        self, snapshot: Snapshot, account: str, path_prefix: str, after: str, limit: int
    ) -> list[Row]:
        """Return entities below a path by name, from behind the name `after`."""
        return snapshot.all(
            self._list, account=account, path_prefix=path_prefix, after=after.lower(), limit=limit
        )

    def count(self, snapshot: Snapshot, account: str) -> int:
        """Return how many an account has."""
        row = snapshot.first(self._count, account=account)
        return 0 if row is None else int(row["entities"])

    def add(self, tx: Transaction, *, name: str, **columns: Any) -> None:
        """Store a new one, all columns given. Raises `Conflict` if the name is taken."""
        tx.run(self._add, name=name, name_folded=name.lower(), **columns)
        bump(tx)

    def rename(self, tx: Transaction, entity_id: str, name: str, path: str) -> None:
        """Give one another name or path. Raises `Conflict` if the name is taken."""
        tx.run(self._rename, entity_id=entity_id, name=name, name_folded=name.lower(), path=path)
        bump(tx)

    def delete(self, tx: Transaction, entity_id: str) -> None:
        """Forget one."""
        tx.run(self._delete, entity_id=entity_id)
        bump(tx)
