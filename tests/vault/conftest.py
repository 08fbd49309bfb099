"""A blob store for objects that are sealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lading.adapters.disk import DiskBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path)
