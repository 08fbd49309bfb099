"""`aws s3` and `aws s3api`, as a user types them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from ..doors.server import Server, unique
from .conftest import Run

pytestmark = pytest.mark.blackbox

MIB = 1024 * 1024


@pytest.fixture
def bucket(server: Server, run: Run) -> Iterator[str]:
    name = unique("cli-bucket")
    assert run("aws", "s3", "mb", f"s3://{name}") == f"make_bucket: {name}\n"
    yield name
    run("aws", "s3", "rb", "--force", f"s3://{name}")
    assert name not in run("aws", "s3", "ls")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Some files: small, empty, in folders, with odd names, and one that goes up in parts."""
    folder = tmp_path / "tree"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("hello\n")
    (folder / "empty").write_text("")
    (folder / "sub" / "b c+d=ä.txt").write_text("b")
    (folder / "big.bin").write_bytes(os.urandom(9 * MIB))
    # Sync compares times, and S3's have whole seconds: files must be older than their objects.
    for name in files(folder):
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    return folder


def test_sync_there_and_back(run: Run, bucket: str, tree: Path, tmp_path: Path) -> None:
    run("aws", "s3", "sync", "--no-progress", str(tree), f"s3://{bucket}/pre")
    listed = run("aws", "s3", "ls", "--recursive", f"s3://{bucket}")
    assert {line.split(maxsplit=3)[3] for line in listed.splitlines()} == {
        f"pre/{name}" for name in files(tree)
    }
    assert "PRE sub/" in run("aws", "s3", "ls", f"s3://{bucket}/pre/")
    back = tmp_path / "back"
    run("aws", "s3", "sync", "--no-progress", f"s3://{bucket}/pre", str(back))
    assert files(back) == files(tree)
    assert run("aws", "s3", "sync", "--no-progress", str(tree), f"s3://{bucket}/pre") == ""
    (tree / "a.txt").unlink()
    said = run("aws", "s3", "sync", "--no-progress", "--delete", str(tree), f"s3://{bucket}/pre")
    assert said == f"delete: s3://{bucket}/pre/a.txt\n"


def test_copies_and_moves(run: Run, bucket: str, tree: Path, tmp_path: Path) -> None:
    here = f"s3://{bucket}"
    run("aws", "s3", "cp", "--no-progress", str(tree / "big.bin"), f"{here}/big")
    run("aws", "s3", "cp", "--no-progress", f"{here}/big", f"{here}/copy")
    run("aws", "s3", "mv", "--no-progress", f"{here}/copy", f"{here}/moved")
    run("aws", "s3", "cp", "--no-progress", f"{here}/moved", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == (tree / "big.bin").read_bytes()
    run("aws", "s3", "cp", "-", f"{here}/piped", given="from a pipe")
    assert run("aws", "s3", "cp", f"{here}/piped", "-") == "from a pipe"
    said = run("aws", "s3", "cp", f"{here}/copy", "-", fails=True)
    assert "(404)" in said
    run("aws", "s3", "rm", "--recursive", here)
    assert run("aws", "s3", "ls", here) == ""


def test_presigned_urls(run: Run, bucket: str, tree: Path) -> None:
    run("aws", "s3", "cp", "--no-progress", str(tree / "a.txt"), f"s3://{bucket}/a b.txt")
    for region in ("us-east-1", "eu-central-1"):
        url = run("aws", "s3", "presign", "--region", region, f"s3://{bucket}/a b.txt").strip()
        with urlopen(url, timeout=60) as answer:
            assert answer.read() == b"hello\n"


def test_the_api_by_its_commands(run: Run, bucket: str, tree: Path, server: Server) -> None:
    on = ("--bucket", bucket)
    body = str(tree / "a.txt")
    put = json.loads(
        run("aws", "s3api", "put-object", *on, "--key", "k", "--body", body, "--metadata", "a=b")
    )
    assert put["ETag"] == '"b1946ac92492d2347c6235b4d2611184"'
    head = json.loads(run("aws", "s3api", "head-object", *on, "--key", "k"))
    assert (head["ContentLength"], head["Metadata"]) == (6, {"a": "b"})
    where = json.loads(run("aws", "s3api", "get-bucket-location", *on))
    assert where["LocationConstraint"] == server.region
    listed = json.loads(run("aws", "s3api", "list-objects-v2", *on))
    assert [one["Key"] for one in listed["Contents"]] == ["k"]
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:DeleteObject",
                "Resource": f"arn:aws:s3:::{bucket}/k",
            }
        ],
    }
    run("aws", "s3api", "put-bucket-policy", *on, "--policy", json.dumps(policy))
    shown = json.loads(run("aws", "s3api", "get-bucket-policy", *on))
    assert json.loads(shown["Policy"]) == policy
    said = run("aws", "s3api", "delete-object", *on, "--key", "k", fails=True)
    assert "with an explicit deny in a resource-based policy" in said
    run("aws", "s3api", "delete-bucket-policy", *on)
    asked = json.dumps({"Objects": [{"Key": "k"}]})
    gone = json.loads(run("aws", "s3api", "delete-objects", *on, "--delete", asked))
    assert gone["Deleted"] == [{"Key": "k"}]
