"""rclone, with its own S3 client."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..doors.server import ROOT_KEY_ID, ROOT_SECRET, Server, unique
from .conftest import Run

pytestmark = pytest.mark.blackbox

Rclone = Callable[..., str]


@pytest.fixture
def rclone(server: Server, run: Run) -> Rclone:
    """Runs rclone; `:s3:bucket/path` is on the server."""
    options = (
        *("--config", "/dev/null", "--s3-provider", "Other", "--s3-endpoint", server.url),
        *("--s3-access-key-id", ROOT_KEY_ID, "--s3-secret-access-key", ROOT_SECRET),
        *("--s3-region", "us-east-1", "--retries", "1", "--low-level-retries", "1"),
    )

    def call(*arguments: str) -> str:
        return run("rclone", *options, *arguments)

    return call


@pytest.fixture
def bucket(rclone: Rclone) -> Iterator[str]:
    name = unique("rclone-bucket")
    rclone("mkdir", f":s3:{name}")
    yield f":s3:{name}"
    rclone("purge", f":s3:{name}")


def test_copies_there_and_back(rclone: Rclone, bucket: str, tmp_path: Path) -> None:
    tree, back = tmp_path / "tree", tmp_path / "back"
    (tree / "sub").mkdir(parents=True)
    (tree / "a").write_text("a")
    (tree / "empty").write_text("")
    (tree / "sub" / "b ä+=").write_bytes(os.urandom(12 * 1024 * 1024))
    parts = ("--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M")
    rclone(*parts, "copy", str(tree), f"{bucket}/t")
    assert sorted(line.split(maxsplit=1)[1] for line in rclone("ls", bucket).splitlines()) == [
        "t/a",
        "t/empty",
        "t/sub/b ä+=",
    ]
    rclone("check", "--download", str(tree), f"{bucket}/t")
    os.utime(tree / "a", (1, 1))
    rclone("sync", str(tree), f"{bucket}/t")
    rclone("copyto", f"{bucket}/t/a", f"{bucket}/copy")
    assert rclone("cat", f"{bucket}/copy") == "a"
    rclone("copy", f"{bucket}/t", str(back))
    assert (back / "sub" / "b ä+=").read_bytes() == (tree / "sub" / "b ä+=").read_bytes()
    assert int((back / "a").stat().st_mtime) == 1
