"""The list of files that are done: on disk, of one set of sources, of files as they were."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from lading.importing.done_files import DoneFiles
from lading.importing.files import SourceFile

FILE = SourceFile("/logs/1.json.gz", "1.json.gz", 100, "17", BytesIO)


def reopened(folder: Path, *sources: str) -> DoneFiles:
    done = DoneFiles(folder, sources)
    done.read()
    return done


def test_what_was_added_is_known_to_the_next_import_of_the_same_sources(tmp_path: Path) -> None:
    DoneFiles(tmp_path, ["/logs", "s3://b"]).add([FILE])
    assert reopened(tmp_path, "s3://b", "/logs").has(FILE)
    assert not reopened(tmp_path, "/logs").has(FILE)


def test_a_file_that_changed_is_not_done(tmp_path: Path) -> None:
    DoneFiles(tmp_path, ["/logs"]).add([FILE])
    done = reopened(tmp_path, "/logs")
    assert not done.has(replace(FILE, size_bytes=101))
    assert not done.has(replace(FILE, version="18"))


def test_a_line_that_a_crash_cut_hides_no_other(tmp_path: Path) -> None:
    other = replace(FILE, name="/logs/2.json.gz")
    done = DoneFiles(tmp_path, ["/logs"])
    done.add([FILE])
    done.path.write_bytes(done.path.read_bytes()[:-5])
    done.add([other])
    found = reopened(tmp_path, "/logs")
    assert (found.has(FILE), found.has(other)) == (False, True)


def test_forgotten(tmp_path: Path) -> None:
    done = DoneFiles(tmp_path, ["/logs"])
    done.add([FILE])
    done.forget()
    assert not done.has(FILE)
    assert not reopened(tmp_path, "/logs").has(FILE)
