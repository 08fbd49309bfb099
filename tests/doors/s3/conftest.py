"""A house for each test, and one for those that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ...services.s3.house import House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house, close = open_house(tmp_path)
    yield house
    close()


@pytest.fixture
def s3(house: House) -> object:
    """A client of root, and a bucket called `bucket`."""
    client = house.client()
    client.create_bucket(Bucket="bucket")
    return client
