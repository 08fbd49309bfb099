"""The port Blobs as a sweep uses it: what lies idle, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lading.ports import BlobMissing, Blobs, BytesInUse, DigestMismatch, Kind

from .test_port import digest_of, kept, new_id, sealed, written

if TYPE_CHECKING:
    from .conftest import Opened

KINDS: tuple[Kind, ...] = ("blob", "upload", "object")
CONTENT = b"nobody needs it"
OBJECT = "0123456789abcdef0123456789abcdef"


def made(blobs: Blobs, kind: Kind, content: bytes = CONTENT) -> str:
    """Make a blob, an upload or an object; return its name."""
    upload = new_id()
    written(blobs, upload, content)
    if kind == "blob":
        return sealed(blobs, upload, len(content), digest_of(content)).digest
    if kind == "object":
        kept(blobs, upload, len(content), OBJECT)
        return OBJECT
    return upload


def is_there(blobs: Blobs, kind: Kind, name: str) -> bool:
    return name in {one.name for one in blobs.idle(kind, 0)}


@pytest.mark.parametrize("kind", KINDS)
def test_what_lies_idle_is_told_with_its_size(blobs: Blobs, kind: Kind) -> None:
    name = made(blobs, kind)
    [one] = blobs.idle(kind, 0)
    assert (one.kind, one.name, one.size_bytes) == (kind, name, len(CONTENT))
    assert 0 <= one.idle_seconds < 60
    assert list(blobs.idle(kind, 60)) == []
    assert [list(blobs.idle(other, 0)) for other in KINDS if other != kind] == [[], []]


def test_idle_blobs_come_in_order(blobs: Blobs) -> None:
    names = {made(blobs, "blob", str(number).encode()) for number in range(50)}
    assert [one.name for one in blobs.idle("blob", 0)] == sorted(names)


@pytest.mark.parametrize("kind", KINDS)
def test_condemned_bytes_are_out_of_reach_until_they_are_removed(blobs: Blobs, kind: Kind) -> None:
    name = made(blobs, kind)
    assert blobs.condemn(kind, name, 0) == len(CONTENT)
    assert not is_there(blobs, kind, name)
    with pytest.raises(BlobMissing):
        blobs.condemn(kind, name, 0)
    blobs.remove(kind, name)
    blobs.remove(kind, name)
    assert blobs.reprieve() == 0
    assert not is_there(blobs, kind, name)


@pytest.mark.parametrize("kind", KINDS)
def test_condemned_bytes_come_back_if_they_were_never_removed(opened: Opened, kind: Kind) -> None:
    name = made(opened(), kind)
    opened().condemn(kind, name, 0)
    other = opened()
    assert other.reprieve() == 1
    assert is_there(other, kind, name)
    assert other.condemn(kind, name, 0) == len(CONTENT)


def test_bytes_that_came_anew_outlive_a_reprieve(blobs: Blobs) -> None:
    name = made(blobs, "blob")
    blobs.condemn("blob", name, 0)
    assert made(blobs, "blob") == name
    assert blobs.reprieve() == 1
    assert blobs.size(name) == len(CONTENT)
    assert blobs.reprieve() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_touched_of_late_are_not_condemned(blobs: Blobs, kind: Kind) -> None:
    name = made(blobs, kind)
    with pytest.raises(BytesInUse):
        blobs.condemn(kind, name, 60)
    assert is_there(blobs, kind, name)


def test_an_upload_that_is_held_is_not_condemned(opened: Opened) -> None:
    one, other = opened(), opened()
    name = made(one, "upload")
    held = one.claim(name)
    try:
        with pytest.raises(BytesInUse):
            other.condemn("upload", name, 0)
    finally:
        held.close()
    assert other.condemn("upload", name, 0) == len(CONTENT)


def test_an_upload_whose_blob_was_condemned_cannot_end_as_one(blobs: Blobs) -> None:
    """It was sealed before; who asks again is told that its bytes are not there."""
    upload = new_id()
    written(blobs, upload, CONTENT)
    name = sealed(blobs, upload, len(CONTENT), digest_of(CONTENT)).digest
    blobs.condemn("blob", name, 0)
    with pytest.raises(DigestMismatch):
        sealed(blobs, upload, len(CONTENT), name)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_cannot_be_condemned(blobs: Blobs, kind: Kind) -> None:
    names = {"blob": digest_of(b"never"), "upload": new_id(), "object": OBJECT}
    with pytest.raises(BlobMissing):
        blobs.condemn(kind, names[kind], 0)


def test_a_reader_reads_on_when_its_blob_is_removed(blobs: Blobs) -> None:
    name = made(blobs, "blob")
    with blobs.open(name) as reader:
        blobs.condemn("blob", name, 0)
        blobs.remove("blob", name)
        assert reader.read() == CONTENT
