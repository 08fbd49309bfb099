"""Sealed objects that somebody changed: nothing of them ever comes out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lading.adapters.disk import DiskBlobs
from lading.pure.sealed_chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SLOT_BYTES,
    ChunkSeal,
    SealBroken,
)
from lading.vault.sealed_reader import SealedReader

from .sealed_objects import KEY, OBJECT, OTHER_KEY, OTHER_OBJECT, altered, read_all, reader, upload


def test_of_several_chunks_at_hand_each_is_checked(blobs: DiskBlobs) -> None:
    file = upload(blobs, os.urandom(6 * CHUNK_BYTES))
    content = bytearray(file.read_bytes())
    content[HEADER_BYTES + 2 * SLOT_BYTES + 50] ^= 1
    altered(file, bytes(content))
    with reader(blobs, 6 * CHUNK_BYTES) as opened, pytest.raises(SealBroken):
        opened.read_at_hand(4 * CHUNK_BYTES)


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
