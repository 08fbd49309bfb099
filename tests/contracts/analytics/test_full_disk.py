"""A disk without room: what defines tables is refused before the engine can lose a definition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.contracts.analytics.conftest import Role
from tests.small_disks import small_disk

from lading.ports import AnalyticsUnavailable

SIZE_BYTES = 64 << 20
ROWS = [(1, "one")]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Role]:
    """A role on a file system of 64 MiB."""
    with small_disk(tmp_path, SIZE_BYTES) as folder:
        role = Role(folder / "analytics")
        role.start()
        yield role
        assert role.stop() == 0


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE t MODIFY COLUMN name String", "CREATE TABLE u (id UInt64) ENGINE = Log"],
)
def test_a_definition_waits_for_room(small: Role, tmp_path: Path, statement: str) -> None:
    small.make_table("t")
    analytics = small.analytics()
    analytics.insert("t", ["id", "name"], ROWS, "batch")
    (definition,) = small.folder.glob("store/*/*/t.sql")
    before, filler = definition.read_bytes(), tmp_path / "filler"
    fill(filler)
    with pytest.raises(AnalyticsUnavailable, match="code 243"):
        analytics.command(statement)
    assert definition.read_bytes() == before
    assert analytics.select("SELECT * FROM t") == ROWS
    filler.unlink()
    analytics.command(statement)
    analytics.close()
    assert small.stop() == 0
    small.start()
    assert small.analytics().select("SELECT * FROM t") == ROWS
