"""A process that dies between the steps of an upload: no half blob is ever readable."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lading.ports import DigestMismatch

from .test_port import read, sealed, written

if TYPE_CHECKING:
    from .conftest import Opened

UPLOAD = "5b2a9bb5-0000-4000-8000-000000000001"
CONTENT = bytes(range(256)) * 8192
DIGEST = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
_CHILD = f"""
import sys
from pathlib import Path
from lading.adapters.disk import DiskBlobs

content = bytes(range(256)) * 8192
upload = DiskBlobs(Path(sys.argv[1])).claim({UPLOAD!r})
upload.write(0, [content[:1000]])
upload.write(1000, [content[1000:]])
upload.sync()
upload.seal(len(content), {DIGEST!r})
upload.close()
"""


@pytest.mark.parametrize(
    ("step", "count", "is_blob"),
    [
        ("blob.stage", 1, False),
        ("blob.stage", 2, False),
        ("blob.synced", 1, False),
        ("blob.rename", 1, False),
        ("blob.renamed", 1, True),
    ],
)
def test_kill_at(opened: Opened, tmp_path: Path, step: str, count: int, is_blob: bool) -> None:
    """Afterwards the blob is whole or absent, and the upload can be finished either way."""
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / step).write_text(str(count))
    blobs = opened()
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path / "store")],
        env={**os.environ, "LADING_KILL_FOLDER": str(steps)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert (blobs.size(DIGEST) is not None) == is_blob
    if is_blob:
        assert read(blobs, DIGEST) == CONTENT
    elif step == "blob.stage":
        with pytest.raises(DigestMismatch):
            sealed(blobs, UPLOAD, len(CONTENT), DIGEST)
        written(blobs, UPLOAD, CONTENT)
    assert sealed(blobs, UPLOAD, len(CONTENT), DIGEST).size_bytes == len(CONTENT)
    assert read(blobs, DIGEST) == CONTENT
