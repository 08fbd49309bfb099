"""A house with an empty account for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import House, database_of_accounts, open_house


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return database_of_accounts(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def house(tmp_path: Path, empty: bytes) -> Iterator[House]:
    house, close = open_house(tmp_path, empty)
    yield house
    close()


@pytest.fixture
def s3(house: House) -> object:
    """A client of root, and a bucket called `bucket`."""
    client = house.client()
    client.create_bucket(Bucket="bucket")
    return client
