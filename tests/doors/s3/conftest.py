"""A house with an empty account for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ...services.s3.house import House, empty_database, open_house


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return empty_database(tmp_path_factory.mktemp("empty"))


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
