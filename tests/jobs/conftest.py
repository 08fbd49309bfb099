"""A registry in one process, with a sweeper beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.jobs.world import Pusher, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path / "data")
    yield one
    one.close()


@pytest.fixture
def pusher(world: World) -> Pusher:
    return Pusher(world.front)
