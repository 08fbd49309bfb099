"""Uploads that are sealed as they arrive, over any requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lading.adapters.disk import DiskBlobs
from lading.ports import BlobMissing, DigestMismatch
from lading.pure.running_digests import RunningDigests
from lading.pure.sealed_chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SLOT_BYTES,
    SealBroken,
    sealed_size,
)
from lading.vault.sealed_upload import SealedUpload

from .sealed_objects import KEY, OBJECT, OTHER_KEY, OTHER_OBJECT, digest_of, read_all


def pieces_of(plain: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Cut bytes into pieces of these sizes, and the rest."""
    begin = 0
    for size in sizes:
        if begin >= len(plain):
            return
        yield plain[begin : begin + size]
        begin += size
    if begin < len(plain):
        yield plain[begin:]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), size_bytes=st.integers(0, 5 * CHUNK_BYTES))
def test_an_object_may_arrive_in_any_pieces_over_any_requests(
    tmp_path: Path, data: st.DataObject, size_bytes: int
) -> None:
    """Each request may be another process: it knows the size, the bookmark and the key only."""
    blobs = DiskBlobs(tmp_path)
    plain = os.urandom(size_bytes)
    digests, name = RunningDigests(), os.urandom(8).hex()
    sizes = st.lists(st.integers(1, 2 * CHUNK_BYTES), max_size=8)
    stored, bookmark = 0, None
    for request in pieces_of(plain, data.draw(sizes)):
        kept = digests if data.draw(st.booleans()) else None
        sealed = SealedUpload(
            blobs.claim(name), KEY, OBJECT, size_bytes=stored, bookmark=bookmark, digests=kept
        )
        for piece in pieces_of(request, data.draw(sizes)):
            sealed.write(stored, [piece])
            stored += len(piece)
        sealed.sync()
        bookmark = sealed.bookmark_at(stored)
        if data.draw(st.booleans()):  # a request that fails after it has written something
            sealed.write(stored, [os.urandom(data.draw(st.integers(1, 2 * CHUNK_BYTES)))])
        sealed.close()
    sealed = SealedUpload(
        blobs.claim(name), KEY, OBJECT, size_bytes=stored, bookmark=bookmark, digests=digests
    )
    assert sealed.keep(blobs, digest_of(plain)) == sealed_size(size_bytes)
    sealed.close()
    assert read_all(blobs, size_bytes) == plain
    blobs.discard_object(OBJECT)


def test_no_plain_byte_reaches_the_disk(tmp_path: Path) -> None:
    """A marker stands at the beginning, the end and across every boundary of the pieces."""
    blobs = DiskBlobs(tmp_path)
    marker = b"THIS-IS-PLAIN-TEXT"
    plain = bytearray(b"a" * (3 * CHUNK_BYTES + 1234))
    places = [0, 100, len(plain) - len(marker)]
    places += [edge * CHUNK_BYTES + shift for edge in (1, 2, 3) for shift in (-18, -9, 0)]
    for place in places:
        plain[place : place + len(marker)] = marker
    stored, bookmark = 0, b""
    for piece in pieces_of(bytes(plain), [70_000, 1, CHUNK_BYTES]):
        sealed = SealedUpload(
            blobs.claim("up"), KEY, OBJECT, size_bytes=stored, bookmark=bookmark or None
        )
        sealed.write(stored, [piece])
        stored += len(piece)
        sealed.sync()
        bookmark = sealed.bookmark_at(stored)
        sealed.close()
        assert marker[:8] not in bookmark
        assert not any(marker[:8] in found for found in every_file(tmp_path))
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT, size_bytes=stored, bookmark=bookmark)
    sealed.keep(blobs, digest_of(bytes(plain)))
    sealed.close()
    found = list(every_file(tmp_path))
    assert [len(content) for content in found] == [sealed_size(len(plain))]
    assert marker[:8] not in found[0]
    assert b"a" * 16 not in found[0]
    assert read_all(blobs, len(plain)) == plain


def every_file(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_nonce_is_used_twice(blobs: DiskBlobs) -> None:
    """A chunk that is written again, with other bytes, gets a new nonce."""
    nonces = []
    for fill in (b"a", b"b"):
        sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
        sealed.write(0, [fill * CHUNK_BYTES * 2])
        sealed.close()
        content = blobs.upload_path("up").read_bytes()
        nonces += [content[HEADER_BYTES : HEADER_BYTES + 12]]
        begin = HEADER_BYTES + SLOT_BYTES
        nonces += [content[begin : begin + 12]]
    assert len(set(nonces)) == 4


def test_a_wrong_digest_leaves_the_upload_as_it_was(blobs: DiskBlobs) -> None:
    plain = os.urandom(CHUNK_BYTES + 1)
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    sealed.write(0, [plain])
    with pytest.raises(DigestMismatch):
        sealed.keep(blobs, digest_of(b"other"))
    with pytest.raises(BlobMissing):
        blobs.open_object(OBJECT)
    sealed.keep(blobs, digest_of(plain))
    sealed.close()
    assert read_all(blobs, len(plain)) == plain


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_the_digest_is_of_the_plain_bytes(blobs: DiskBlobs, algorithm: str) -> None:
    plain = os.urandom(2 * CHUNK_BYTES + 3)
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    sealed.write(0, [plain[:100], plain[100:]])
    sealed.keep(blobs, digest_of(plain, algorithm))
    sealed.close()


def test_bytes_altered_on_disk_before_the_end_are_not_kept(blobs: DiskBlobs) -> None:
    plain = os.urandom(3 * CHUNK_BYTES)
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    sealed.write(0, [plain])
    bookmark = sealed.bookmark_at(len(plain))
    sealed.close()
    path = blobs.upload_path("up")
    content = bytearray(path.read_bytes())
    content[HEADER_BYTES + 100] ^= 1
    path.write_bytes(content)
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT, size_bytes=len(plain), bookmark=bookmark)
    with pytest.raises(SealBroken):
        sealed.keep(blobs, digest_of(plain))
    sealed.close()


@pytest.mark.parametrize("size_bytes", [10, CHUNK_BYTES, 2 * CHUNK_BYTES + 3])
@pytest.mark.parametrize("remembers", [True, False])
def test_to_keep_again_after_a_failed_commit_gives_the_same(
    blobs: DiskBlobs, size_bytes: int, remembers: bool
) -> None:
    """The object was made, its transaction was not; whoever asks again must get what is there."""
    plain, digests = os.urandom(size_bytes), RunningDigests()
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT, digests=digests)
    sealed.write(0, [plain])
    bookmark = sealed.bookmark_at(size_bytes)
    sealed.close()
    elsewhere = SealedUpload(
        blobs.claim("up"), KEY, OBJECT, size_bytes=size_bytes, bookmark=bookmark
    )
    elsewhere.keep(blobs, digest_of(plain))
    elsewhere.close()
    again = SealedUpload(
        blobs.claim("up"),
        KEY,
        OBJECT,
        size_bytes=size_bytes,
        bookmark=bookmark,
        digests=digests if remembers else None,
    )
    with pytest.raises(DigestMismatch):
        again.keep(blobs, digest_of(b"something else"))
    assert again.keep(blobs, digest_of(plain)) == sealed_size(size_bytes)
    again.close()
    assert read_all(blobs, size_bytes) == plain


def test_a_digest_is_remembered_for_its_own_bookmark_only(blobs: DiskBlobs) -> None:
    """Of two requests that went on from one point the committed one counts, in every process."""
    digests, first = RunningDigests(), os.urandom(100)
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    sealed.write(0, [first])
    start = sealed.bookmark_at(100)
    sealed.close()

    def go_on(more: bytes, kept: RunningDigests | None) -> bytes:
        one = SealedUpload(
            blobs.claim("up"), KEY, OBJECT, size_bytes=100, bookmark=start, digests=kept
        )
        one.write(100, [more])
        one.close()
        return one.bookmark_at(100 + len(more))

    lost, committed = os.urandom(2 * CHUNK_BYTES), os.urandom(2 * CHUNK_BYTES)
    go_on(lost, digests)
    bookmark = go_on(committed, None)
    end = SealedUpload(
        blobs.claim("up"),
        KEY,
        OBJECT,
        size_bytes=100 + len(committed),
        bookmark=bookmark,
        digests=digests,
    )
    with pytest.raises(DigestMismatch):
        end.keep(blobs, digest_of(first + lost))
    end.keep(blobs, digest_of(first + committed))
    end.close()


@pytest.mark.parametrize("size_bytes", [99, 101, 0, CHUNK_BYTES + 100])
def test_a_bookmark_of_another_size_is_refused(blobs: DiskBlobs, size_bytes: int) -> None:
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    sealed.write(0, [bytes(100)])
    bookmark = sealed.bookmark_at(100)
    sealed.close()
    held = blobs.claim("up")
    with pytest.raises(SealBroken):
        SealedUpload(held, KEY, OBJECT, size_bytes=size_bytes, bookmark=bookmark)
    with pytest.raises(SealBroken):
        SealedUpload(held, KEY, OTHER_OBJECT, size_bytes=100, bookmark=bookmark)
    with pytest.raises(SealBroken):
        SealedUpload(held, OTHER_KEY, OBJECT, size_bytes=100, bookmark=bookmark)
    with pytest.raises(SealBroken):
        SealedUpload(held, KEY, OBJECT, size_bytes=100)
    held.close()


def test_bookmarks_of_earlier_writes_are_there_until_a_later_one_is_taken(
    blobs: DiskBlobs,
) -> None:
    """A part is committed while the next one is already being written."""
    sealed = SealedUpload(blobs.claim("up"), KEY, OBJECT)
    for number in range(4):
        sealed.write(number * 10, [bytes(10)])
    first = sealed.bookmark_at(20)
    with pytest.raises(KeyError):
        sealed.bookmark_at(10)
    sealed.bookmark_at(40)
    sealed.close()
    resumed = SealedUpload(blobs.claim("up"), KEY, OBJECT, size_bytes=20, bookmark=first)
    resumed.keep(blobs, digest_of(bytes(20)))
    resumed.close()
