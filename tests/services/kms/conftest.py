"""Accounts that call KMS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..databases import empty_database
from .house import House, open_house


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return empty_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def house(tmp_path: Path, empty: bytes) -> Iterator[House]:
    house = open_house(tmp_path, empty)
    yield house
    house.database.close()
