"""What is found on disk: by name, in folders, over links, and what is passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lading.importing.files import CannotRead, Listing, SourceFile, listing
from lading.importing.folders import files_of


def listed(*paths: Path) -> Listing:
    found = [one for path in paths for one in files_of(path)]
    files = [(name, bool(what)) for name, what in found if isinstance(name, SourceFile)]
    others = [(name, str(what)) for name, what in found if isinstance(name, str)]
    return listing(files, others)


def test_files_in_nested_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b/2.json.gz", "a/deep/er/1.json", "c.ndjson", "d.jsonl.gz", "e.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    found = listed(tmp_path)
    names = [os.path.relpath(file.name, tmp_path) for file in found.logs]
    assert names == ["a/deep/er/1.json", "b/2.json.gz", "c.ndjson", "d.jsonl.gz"]
    assert found.others == ((str(tmp_path / "e.txt"), "not a log file by its name"),)


def test_a_file_that_is_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_bytes(b"{}")
    assert [file.name for file in listed(path, tmp_path).logs] == [str(path)]


def test_links_in_a_circle_are_entered_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.json").write_bytes(b"{}")
    (tmp_path / "in" / "back").symlink_to(tmp_path)
    (tmp_path / "in" / "self").symlink_to("self")
    found = listed(tmp_path)
    assert len(found.logs) == 1
    reasons = dict(found.others)
    assert reasons[str(tmp_path / "in" / "back")] == "a folder that was entered already"
    assert "symbolic links" in reasons[str(tmp_path / "in" / "self")]


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    assert listed(tmp_path).others == ((str(tmp_path / "pipe.json"), "not a regular file"),)


def test_digest_files_are_no_log_files(tmp_path: Path) -> None:
    folder = tmp_path / "AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/01"
    folder.mkdir(parents=True)
    name = "123456789012_CloudTrail-Digest_us-east-1_t_us-east-1_20260101T000000Z.json.gz"
    (folder / name).write_bytes(b"")
    found = listed(tmp_path)
    assert (len(found.logs), len(found.digests)) == (0, 1)
    assert found.digests[0].key.startswith("AWSLogs/123456789012/CloudTrail-Digest/")


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        listed(tmp_path / "missing")
