"""The port Blobs: what every adapter must do."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from lading.ports import BlobMissing, Blobs, DigestMismatch, StoredBlob, UploadBusy

if TYPE_CHECKING:
    from .conftest import Opened

MIB = 1 << 20


def digest_of(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def new_id() -> str:
    return str(uuid4())


def written(blobs: Blobs, upload_id: str, *pieces: bytes, offset: int = 0) -> int:
    """Put pieces into an upload, one claim for all; return where it ends."""
    upload = blobs.claim(upload_id)
    try:
        for piece in pieces:
            upload.write(offset, [piece])
            offset += len(piece)
        upload.sync()
    finally:
        upload.close()
    return offset


def sealed(blobs: Blobs, upload_id: str, size: int, digest: str) -> StoredBlob:
    upload = blobs.claim(upload_id)
    try:
        return upload.seal(size, digest)
    finally:
        upload.close()


def read(blobs: Blobs, digest: str) -> bytes:
    with blobs.open(digest) as reader:
        return reader.read()


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, 3 * MIB + 7])
def test_upload_becomes_a_blob(blobs: Blobs, size: int, algorithm: str) -> None:
    content, upload = os.urandom(size), new_id()
    digest = digest_of(content, algorithm)
    assert written(blobs, upload, content) == size
    assert blobs.size(digest) is None
    assert sealed(blobs, upload, size, digest) == StoredBlob(digest, size)
    assert blobs.size(digest) == size
    assert read(blobs, digest) == content


def test_nothing_is_readable_before_it_is_sealed(blobs: Blobs) -> None:
    content, upload = b"on its way", new_id()
    written(blobs, upload, content)
    with pytest.raises(BlobMissing):
        blobs.open(digest_of(content))


@pytest.mark.parametrize("pieces", [[b"a" * 100] * 7, [b"", b"x", b""], [os.urandom(MIB)] * 3])
def test_pieces_over_many_claims(blobs: Blobs, pieces: Sequence[bytes]) -> None:
    """Each part of an upload may come in a request of its own."""
    upload, offset = new_id(), 0
    for piece in pieces:
        offset = written(blobs, upload, piece, offset=offset)
    content = b"".join(pieces)
    sealed(blobs, upload, len(content), digest_of(content))
    assert read(blobs, digest_of(content)) == content


def test_pieces_through_several_processes(opened: Opened) -> None:
    """Any worker may take the next part; what one of them remembers must not mislead it."""
    one, other, upload = opened(), opened(), new_id()
    parts = [os.urandom(1000) for _ in range(4)]
    offset = 0
    for part, store in zip(parts, (one, other, one, other), strict=True):
        offset = written(store, upload, part, offset=offset)
    content = b"".join(parts)
    sealed(one, upload, offset, digest_of(content))
    assert read(other, digest_of(content)) == content


def test_part_written_again_by_another_process(opened: Opened) -> None:
    """A part that was not committed is sent again, elsewhere, with other bytes."""
    one, other, upload = opened(), opened(), new_id()
    first, lost, right = b"first", b"never committed", b"committed"
    written(one, upload, first)
    written(one, upload, lost, offset=len(first))
    written(other, upload, right, offset=len(first))
    size, content = len(first + right), first + right
    sealed(one, upload, size, digest_of(content))
    assert read(one, digest_of(content)) == content


def test_part_written_again_in_the_same_process(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"abcdef")
    written(blobs, upload, b"XY", offset=3)
    sealed(blobs, upload, 5, digest_of(b"abcXY"))
    assert read(blobs, digest_of(b"abcXY")) == b"abcXY"


def test_bytes_beyond_the_size_do_not_count(blobs: Blobs) -> None:
    """What arrived after the last committed part is cut off."""
    upload = new_id()
    written(blobs, upload, b"committed", b"and more")
    sealed(blobs, upload, 9, digest_of(b"committed"))
    assert read(blobs, digest_of(b"committed")) == b"committed"


def test_mismatch_leaves_the_upload(blobs: Blobs) -> None:
    content, upload = b"right bytes", new_id()
    written(blobs, upload, content)
    wrong = digest_of(b"wrong")
    with pytest.raises(DigestMismatch):
        sealed(blobs, upload, len(content), wrong)
    assert blobs.size(wrong) is None
    assert blobs.size(digest_of(content)) is None
    sealed(blobs, upload, len(content), digest_of(content))
    assert read(blobs, digest_of(content)) == content


@pytest.mark.parametrize("kept", [0, 1, 50, 99])
def test_upload_shorter_than_it_should_be_is_no_blob(blobs: Blobs, kept: int) -> None:
    """Verified are as many bytes as were committed, though the digest would fit the rest."""
    content, upload = os.urandom(kept), new_id()
    written(blobs, upload, content)
    digest = digest_of(content)
    with pytest.raises(DigestMismatch):
        sealed(blobs, upload, 100, digest)
    assert blobs.size(digest) is None


def test_upload_cut_behind_the_back_of_its_writer_is_no_blob(opened: Opened) -> None:
    """A running digest is no proof of what is on disk now."""
    one, other, upload = opened(), opened(), new_id()
    content = os.urandom(5000)
    written(one, upload, content)
    other.discard(upload)
    with pytest.raises(DigestMismatch):
        sealed(one, upload, len(content), digest_of(content))
    assert one.size(digest_of(content)) is None


def test_one_writer_at_a_time(opened: Opened) -> None:
    one, other, upload = opened(), opened(), new_id()
    held = one.claim(upload)
    for store in (one, other):
        with pytest.raises(UploadBusy):
            store.claim(upload)
    other.claim(new_id()).close()
    held.close()
    other.claim(upload).close()


def test_sealing_again_after_the_answer_was_lost(blobs: Blobs) -> None:
    """Who asks again for what is done already hears that it is done."""
    content, upload = b"sealed twice", new_id()
    digest = digest_of(content)
    written(blobs, upload, content)
    for _ in range(3):
        assert sealed(blobs, upload, len(content), digest) == StoredBlob(digest, len(content))
    assert read(blobs, digest) == content


def test_somebody_elses_blob_cannot_be_claimed_without_its_bytes(blobs: Blobs) -> None:
    content, upload = b"secret bytes of another repository", new_id()
    digest = digest_of(content)
    written(blobs, upload, content)
    sealed(blobs, upload, len(content), digest)
    for size in (0, len(content)):
        with pytest.raises(DigestMismatch):
            sealed(blobs, new_id(), size, digest)
    assert read(blobs, digest) == content


def test_same_bytes_in_two_uploads(blobs: Blobs) -> None:
    content = os.urandom(100)
    for upload in (new_id(), new_id()):
        written(blobs, upload, content)
        sealed(blobs, upload, len(content), digest_of(content))
    assert read(blobs, digest_of(content)) == content


def test_reader_keeps_its_bytes_while_the_blob_is_stored_again(blobs: Blobs) -> None:
    content = os.urandom(3 * MIB)
    first, second = new_id(), new_id()
    written(blobs, first, content)
    sealed(blobs, first, len(content), digest_of(content))
    with blobs.open(digest_of(content)) as reader:
        assert reader.read(10) == content[:10]
        written(blobs, second, content)
        sealed(blobs, second, len(content), digest_of(content))
        assert reader.seek(MIB) == MIB
        assert reader.read(100) == content[MIB : MIB + 100]


def test_discard(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"abandoned")
    blobs.discard(upload)
    blobs.discard(upload)
    written(blobs, upload, b"new")
    sealed(blobs, upload, 3, digest_of(b"new"))


def test_missing_blob(blobs: Blobs) -> None:
    missing = digest_of(b"missing")
    assert blobs.size(missing) is None
    with pytest.raises(BlobMissing):
        blobs.open(missing)


@pytest.mark.parametrize("upload_id", ["../x", "a/b", "", ".", "..", "a\x00b", "/etc/passwd"])
def test_upload_ids_are_no_paths(blobs: Blobs, upload_id: str) -> None:
    """The last guard behind the door's own: nothing is opened outside of the store."""
    with pytest.raises(AssertionError):
        blobs.claim(upload_id)


@pytest.mark.parametrize("digest", ["sha256:../x", "../:aa", "sha256:", "", "a/b:00", "sha256:a/b"])
def test_digests_are_no_paths(blobs: Blobs, digest: str) -> None:
    with pytest.raises(AssertionError):
        blobs.open(digest)


def test_free_room_is_known(blobs: Blobs) -> None:
    assert blobs.free_bytes() > 0


OBJECT = "0123456789abcdef0123456789abcdef"


def kept(blobs: Blobs, upload_id: str, size: int, object_id: str) -> None:
    upload = blobs.claim(upload_id)
    try:
        upload.keep(size, object_id)
    finally:
        upload.close()


@pytest.mark.parametrize("size", [0, 1, MIB + 7])
def test_upload_becomes_an_object_under_a_name_of_ours(blobs: Blobs, size: int) -> None:
    content, upload = os.urandom(size), new_id()
    written(blobs, upload, content)
    kept(blobs, upload, size, OBJECT)
    with blobs.open_object(OBJECT) as reader:
        assert reader.read() == content
    assert list(blobs.object_ids(-60)) == [OBJECT]
    assert list(blobs.object_ids(3600)) == []


def test_bytes_behind_the_size_of_an_object_are_cut_off(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"kept, not kept")
    kept(blobs, upload, 4, OBJECT)
    with blobs.open_object(OBJECT) as reader:
        assert reader.read() == b"kept"


def test_keeping_again_after_a_crash_changes_nothing(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"kept")
    kept(blobs, upload, 4, OBJECT)
    kept(blobs, upload, 4, OBJECT)
    with blobs.open_object(OBJECT) as reader:
        assert reader.read() == b"kept"


def test_an_upload_that_is_too_short_becomes_no_object(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"short")
    with pytest.raises(BlobMissing):
        kept(blobs, upload, 6, OBJECT)
    with pytest.raises(BlobMissing):
        blobs.open_object(OBJECT)


def test_a_discarded_object_is_gone(blobs: Blobs) -> None:
    upload = new_id()
    written(blobs, upload, b"gone")
    kept(blobs, upload, 4, OBJECT)
    blobs.discard_object(OBJECT)
    blobs.discard_object(OBJECT)
    with pytest.raises(BlobMissing):
        blobs.open_object(OBJECT)
    assert list(blobs.object_ids(-60)) == []
