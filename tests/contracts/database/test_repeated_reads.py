"""Reading the same again: quick where it can be, and never older than the snapshot."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import and_, bindparam, select

from lading.adapters import sqlite
from lading.adapters.sqlite import SqliteDatabase
from lading.ports import Snapshot, Transaction

from .shelf import ADD, FIND, SET, SHELF, TAKE

if TYPE_CHECKING:
    from .conftest import Opened

BETWEEN = select(SHELF.c.name).where(
    and_(SHELF.c.count >= bindparam("low"), SHELF.c.count <= bindparam("high"))
)

CHANGE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("UPDATE shelf SET count = 2")
"""


def count_of(snapshot: Snapshot, name: str = "a") -> int | None:
    row = snapshot.first(FIND, what=name)
    return None if row is None else row["count"]


def put(database: SqliteDatabase, name: str, count: int) -> None:
    def work(tx: Transaction) -> None:
        if tx.run(SET, what=name, many=count) == 0:
            tx.run(ADD, what=name, many=count)

    asyncio.run(database.write(work))


def test_a_row_that_came_changed_and_went_is_seen_each_time(database: SqliteDatabase) -> None:
    seen = [database.read(count_of)]
    for count in (1, 2):
        put(database, "a", count)
        seen += [database.read(count_of), database.read(count_of)]
    asyncio.run(database.write(lambda tx: tx.run(TAKE, what="a")))
    assert [*seen, database.read(count_of)] == [None, 1, 1, 2, 2, None]


def test_what_another_opener_of_the_file_commits_is_seen(opened: Opened) -> None:
    reader, writer = opened(), opened()
    for count in range(1, 5):
        put(writer, "a", count)
        assert reader.read(count_of) == count
        assert reader.read(count_of) == count


def test_what_another_process_commits_is_seen(database: SqliteDatabase) -> None:
    put(database, "a", 1)
    assert database.read(count_of) == 1
    subprocess.run([sys.executable, "-c", CHANGE, str(database._path)], check=True)
    assert database.read(count_of) == 2


def test_one_snapshot_sees_one_state_whatever_was_read_before_it(database: SqliteDatabase) -> None:
    put(database, "a", 1)
    put(database, "b", 1)
    assert database.read(count_of) == 1

    def look(snapshot: Snapshot) -> tuple[int | None, int | None]:
        before = count_of(snapshot, "b")  # not read before: the snapshot stands from here on
        put_in_between.start()
        put_in_between.join()
        return before, count_of(snapshot)

    put_in_between = threading.Thread(target=lambda: put(database, "a", 2))
    assert database.read(look) == (1, 1)
    assert database.read(count_of) == 2


def test_a_transaction_reads_what_it_has_changed(database: SqliteDatabase) -> None:
    put(database, "a", 1)
    assert database.read(count_of) == 1

    def work(tx: Transaction) -> int | None:
        assert count_of(tx) == 1
        tx.run(SET, what="a", many=9)
        return count_of(tx)

    assert asyncio.run(database.write(work)) == 9


def test_values_belong_to_their_names(database: SqliteDatabase) -> None:
    put(database, "a", 5)
    assert database.read(lambda tx: tx.first(BETWEEN, low=1, high=9)) is not None
    assert database.read(lambda tx: tx.first(BETWEEN, high=1, low=9)) is None


@pytest.mark.parametrize(("rows", "name_characters"), [(8_000, 8), (100, 64 * 1024)])
def test_memory_stays_within_its_bound(
    database: SqliteDatabase, rows: int, name_characters: int
) -> None:
    look = select(SHELF.c.name).where(SHELF.c.count == bindparam("many"))

    def fill(tx: Transaction) -> None:
        for number in range(rows):
            tx.run(ADD, what=f"{number:0{name_characters}}", many=number)

    asyncio.run(database.write(fill))
    database.read(lambda tx: tx.first(look, many=0))
    tracemalloc.start()
    try:
        for many in range(rows):
            row = database.read(lambda tx, many=many: tx.first(look, many=many))  # type: ignore[misc]
            assert row is not None
        held_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held_bytes < 2 * sqlite._REMEMBERED_BYTES_MAX
