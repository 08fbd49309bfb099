"""Sealed objects: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lading.adapters.disk import DiskBlobs
from lading.ports import BlobMissing, DigestMismatch
from lading.pure.running_digests import RunningDigests
from lading.pure.sealed_chunks import CHUNK_BYTES, HEADER_BYTES, SLOT_BYTES, ChunkSeal
from lading.vault.sealed import SealBroken, SealedReader, SealedUpload, sealed_size

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
OBJECT, OTHER_OBJECT = "0123456789abcdef" * 2, "f" * 32
SIZES = [
    0,
    1,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    2 * CHUNK_BYTES,
    3 * CHUNK_BYTES - 7,
    18 * CHUNK_BYTES + 5,
]


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path)


def digest_of(plain: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, plain).hexdigest()}"


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


def upload(blobs: DiskBlobs, plain: bytes, object_id: str = OBJECT, key: bytes = KEY) -> Path:
    """Store bytes as an object in one request; return its file."""
    sealed = SealedUpload(blobs.claim("up"), key, object_id)
    sealed.write(0, [plain])
    sealed.keep(blobs, digest_of(plain))
    sealed.close()
    return blobs.object_path(object_id)


def reader(blobs: DiskBlobs, size_bytes: int, object_id: str = OBJECT) -> SealedReader:
    return SealedReader(blobs.open_object(object_id), KEY, object_id, size_bytes)


def read_all(blobs: DiskBlobs, size_bytes: int, object_id: str = OBJECT) -> bytes:
    with reader(blobs, size_bytes, object_id) as opened:
        return opened.read()


def altered(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


@pytest.mark.parametrize("size_bytes", SIZES)
def test_an_object_comes_back_as_it_was(blobs: DiskBlobs, size_bytes: int) -> None:
    plain = os.urandom(size_bytes)
    path = upload(blobs, plain)
    assert path.stat().st_size == sealed_size(size_bytes)
    assert read_all(blobs, size_bytes) == plain


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


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_reader_reads_like_a_plain_file(tmp_path: Path, data: st.DataObject) -> None:
    blobs = DiskBlobs(tmp_path)
    plain = os.urandom(data.draw(st.sampled_from(SIZES[:-1])))
    upload(blobs, plain)
    model = io.BytesIO(plain)
    with reader(blobs, len(plain)) as opened:
        for _ in range(12):
            offset = data.draw(st.integers(0, len(plain) + 10))
            assert opened.seek(offset) == model.seek(offset)
            wanted = data.draw(st.integers(-1, 2 * CHUNK_BYTES))
            if data.draw(st.booleans()):
                assert opened.read(wanted) == model.read(wanted)
            else:
                room, model_room = bytearray(max(0, wanted)), bytearray(max(0, wanted))
                assert opened.readinto(room) == model.readinto(model_room)
                assert room == model_room
            assert opened.tell() == model.tell()
        assert opened.seek(0, io.SEEK_END) == len(plain)
        assert opened.read(1) == b""
    blobs.discard_object(OBJECT)


@pytest.mark.parametrize("rest", [0, 100, CHUNK_BYTES - 1])
@pytest.mark.parametrize("bytes_max", [1000, CHUNK_BYTES, 2 * CHUNK_BYTES + 1, 4 * CHUNK_BYTES])
def test_what_is_at_hand_is_the_same(blobs: DiskBlobs, bytes_max: int, rest: int) -> None:
    """A chunk at a time or several, from a chunk's begin or from within."""
    plain = os.urandom(11 * CHUNK_BYTES + rest)
    upload(blobs, plain)
    for first in (0, CHUNK_BYTES - 10, 8 * CHUNK_BYTES):
        with reader(blobs, len(plain)) as opened:
            opened.seek(first)
            found = bytearray()
            while piece := opened.read_at_hand(bytes_max) or opened.read(bytes_max):
                assert len(piece) <= bytes_max
                found += piece
            assert found == plain[first:]
            assert opened.read_at_hand(1) == b""


def test_of_several_chunks_at_hand_each_is_checked(blobs: DiskBlobs) -> None:
    file = upload(blobs, os.urandom(6 * CHUNK_BYTES))
    content = bytearray(file.read_bytes())
    content[HEADER_BYTES + 2 * SLOT_BYTES + 50] ^= 1
    altered(file, bytes(content))
    with reader(blobs, 6 * CHUNK_BYTES) as opened, pytest.raises(SealBroken):
        opened.read_at_hand(4 * CHUNK_BYTES)


class NothingAtHand(io.BytesIO):
    """A file that is not in memory."""

    def read_at_hand(self, bytes_max: int) -> bytes | None:
        return None


@pytest.mark.parametrize("kind", [NothingAtHand, io.BytesIO])
def test_what_is_not_at_hand_must_be_read(blobs: DiskBlobs, kind: Any) -> None:
    plain = os.urandom(CHUNK_BYTES + 5)
    file = kind(upload(blobs, plain).read_bytes())
    with SealedReader(cast("BinaryIO", file), KEY, OBJECT, len(plain)) as opened:
        assert opened.read_at_hand(10) is None
        assert opened.read(10) == plain[:10]
        assert opened.read_at_hand(10) == plain[10:20]


def test_every_bit_counts(blobs: DiskBlobs) -> None:
    """Small object: every byte of header, nonces, chunks and tags is altered in turn."""
    plain = b"x" * 40
    path = upload(blobs, plain)
    stored = path.read_bytes()
    for place in range(len(stored)):
        altered(path, stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :])
        with pytest.raises(SealBroken):
            read_all(blobs, len(plain))
    altered(path, stored)
    assert read_all(blobs, len(plain)) == plain


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), size_bytes=st.sampled_from([2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 9]))
def test_an_altered_byte_is_refused(tmp_path: Path, data: st.DataObject, size_bytes: int) -> None:
    blobs = DiskBlobs(tmp_path)
    plain = os.urandom(size_bytes)
    path = upload(blobs, plain)
    stored = bytearray(path.read_bytes())
    stored[data.draw(st.integers(0, len(stored) - 1))] ^= data.draw(st.integers(1, 255))
    altered(path, bytes(stored))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))
    blobs.discard_object(OBJECT)


def slots_of(stored: bytes) -> list[bytes]:
    """Return header and chunks of a file."""
    rest = stored[HEADER_BYTES:]
    slots = [rest[begin : begin + SLOT_BYTES] for begin in range(0, len(rest), SLOT_BYTES)]
    return [stored[:HEADER_BYTES], *slots]


def test_a_chunk_in_another_place_is_refused(blobs: DiskBlobs) -> None:
    plain = os.urandom(4 * CHUNK_BYTES)
    path = upload(blobs, plain)
    header, first, second, *rest = slots_of(path.read_bytes())
    altered(path, b"".join((header, second, first, *rest)))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))
    with reader(blobs, len(plain)) as opened:
        opened.seek(2 * CHUNK_BYTES)
        assert opened.read(CHUNK_BYTES) == plain[2 * CHUNK_BYTES : 3 * CHUNK_BYTES]
    altered(path, b"".join((header, first, first, *rest)))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))


@pytest.mark.parametrize("size_bytes", [CHUNK_BYTES, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 1])
def test_an_object_cut_short_or_made_longer_is_refused(blobs: DiskBlobs, size_bytes: int) -> None:
    path = upload(blobs, os.urandom(size_bytes))
    stored = path.read_bytes()
    for content in (
        stored[:-1],
        stored[: HEADER_BYTES + SLOT_BYTES],
        stored[:HEADER_BYTES],
        b"",
        stored + b"\x00",
        stored + stored[HEADER_BYTES : HEADER_BYTES + SLOT_BYTES],
    ):
        altered(path, content)
        with pytest.raises(SealBroken):
            read_all(blobs, size_bytes)


def test_a_shorter_object_does_not_pass_for_its_own_beginning(blobs: DiskBlobs) -> None:
    """Who cuts an object at a chunk and lies about its size lacks the chunk that says `last`."""
    plain = os.urandom(2 * CHUNK_BYTES + 50)
    path = upload(blobs, plain)
    _, first, second, _ = slots_of(path.read_bytes())
    header = path.read_bytes()[:HEADER_BYTES]
    altered(path, header + first + second[:28])
    with pytest.raises(SealBroken):
        read_all(blobs, CHUNK_BYTES)


def test_chunks_of_another_object_under_the_same_key_are_refused(blobs: DiskBlobs) -> None:
    plain = os.urandom(2 * CHUNK_BYTES)
    path = upload(blobs, plain)
    other = slots_of(upload(blobs, plain, OTHER_OBJECT).read_bytes())
    own = slots_of(path.read_bytes())
    altered(path, b"".join((own[0], other[1], *own[2:])))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))
    altered(path, b"".join(other))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))
    altered(path, b"".join((own[0], *other[1:])))
    with pytest.raises(SealBroken):
        read_all(blobs, len(plain))


def test_another_key_opens_nothing(blobs: DiskBlobs) -> None:
    upload(blobs, b"x")
    with pytest.raises(SealBroken):
        SealedReader(blobs.open_object(OBJECT), OTHER_KEY, OBJECT, 1)


def test_a_broken_object_is_closed_when_it_is_refused(blobs: DiskBlobs) -> None:
    path = upload(blobs, b"x")
    altered(path, b"")
    file = blobs.open_object(OBJECT)
    with pytest.raises(SealBroken):
        SealedReader(file, KEY, OBJECT, 1)
    assert file.closed


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


def test_a_chunk_has_one_place() -> None:
    """Inner, last and bookmark are never taken for each other."""
    from lading.pure.sealed_chunks import Place

    seal, plain = ChunkSeal(KEY, OBJECT), b"x" * 10
    out = memoryview(bytearray(100))
    for place in Place:
        room = memoryview(bytearray(100))
        size_bytes = seal.seal_into(room, 3, place, plain)
        sealed = bytes(room[:size_bytes])
        for other in Place:
            if other is place:
                assert seal.open_into(out, 3, other, sealed) == 10
                assert bytes(out[:10]) == plain
            else:
                with pytest.raises(SealBroken):
                    seal.open_into(out, 3, other, sealed)
        with pytest.raises(SealBroken):
            seal.open_into(out, 4, place, sealed)
