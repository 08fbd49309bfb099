"""The migrations make just the tables that the code works with."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

import lading.audit.record_table
import lading.directory.tables
import lading.services.cloudtrail.tables
import lading.services.ecr.tables
import lading.services.kms.tables
import lading.services.logs.tables
import lading.services.s3.tables
import lading.vault.tables
from lading.migrate import migrate_file
from lading.schema import METADATA

assert (
    lading.audit.record_table
    and lading.directory.tables
    and lading.services.cloudtrail.tables
    and lading.services.ecr.tables
    and lading.services.s3.tables
)
assert lading.vault.tables
assert lading.services.kms.tables and lading.services.logs.tables

_OWN = "alembic_version"


def test_a_migrated_database_is_what_the_tables_describe(tmp_path: Path) -> None:
    migrate_file(tmp_path / "migrated.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'described.sqlite'}")
    METADATA.create_all(engine)
    engine.dispose()
    described = schema(tmp_path / "described.sqlite")
    assert set(described) == set(METADATA.tables)
    assert schema(tmp_path / "migrated.sqlite") == described


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "metadata.sqlite"
    migrate_file(path)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO accounts VALUES ('111122223333', 1)")
    connection.close()
    migrate_file(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT account FROM accounts").fetchall() == [("111122223333",)]
    connection.close()


def test_the_database_is_the_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "metadata.sqlite"
    migrate_file(path)
    assert path.stat().st_mode & 0o077 == 0


def schema(path: Path) -> dict[str, Any]:
    """Return what SQLite says of every table: columns, indexes, foreign keys, its kind."""
    connection = sqlite3.connect(path)
    try:
        kinds = {
            name: (without_rowid, "AUTOINCREMENT" in (sql or ""))
            for name, without_rowid, sql in connection.execute(
                "SELECT l.name, l.wr, m.sql FROM pragma_table_list l JOIN sqlite_master m"
                " ON m.name = l.name WHERE l.schema = 'main' AND l.type = 'table'"
                " AND l.name NOT LIKE 'sqlite_%' AND l.name <> ?",
                (_OWN,),
            )
        }
        return {name: (kind, *details(connection, name)) for name, kind in kinds.items()}
    finally:
        connection.close()


def details(connection: sqlite3.Connection, table: str) -> tuple[Any, ...]:
    """Return columns, indexes with their columns, and foreign keys of one table."""
    columns = connection.execute("SELECT * FROM pragma_table_xinfo(?)", (table,)).fetchall()
    keys = connection.execute(
        'SELECT "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?)',
        (table,),
    ).fetchall()
    indexes = {
        (
            name if origin == "c" else origin,
            unique,
            tuple(
                column
                for (column,) in connection.execute(
                    "SELECT name FROM pragma_index_info(?) ORDER BY seqno", (name,)
                )
            ),
        )
        for name, unique, origin in connection.execute(
            'SELECT name, "unique", origin FROM pragma_index_list(?)', (table,)
        )
    }
    return columns, sorted(keys), indexes
