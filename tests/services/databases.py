"""Databases for houses: to copy one is quicker than to make one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine

from lading.adapters.sqlite import SqliteDatabase
from lading.schema import METADATA


def empty_database(folder: Path) -> bytes:
    """Return a database with the empty tables of all services that are loaded, as a file."""
    path = folder / "metadata.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    METADATA.create_all(engine)
    engine.dispose()
    SqliteDatabase(path).close()
    return path.read_bytes()


def open_database(folder: Path, content: bytes) -> SqliteDatabase:
    """Return a database of a folder's own that begins as a copy."""
    path = folder / "metadata.sqlite"
    path.write_bytes(content)
    return SqliteDatabase(path)
