"""Sealed objects: what goes in comes out."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lading.adapters.disk import DiskBlobs
from lading.pure.sealed_chunks import (
    CHUNK_BYTES,
    sealed_size,
)
from lading.vault.sealed_reader import SealedReader

from .sealed_objects import KEY, OBJECT, read_all, reader, upload

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


@pytest.mark.parametrize("size_bytes", SIZES)
def test_an_object_comes_back_as_it_was(blobs: DiskBlobs, size_bytes: int) -> None:
    plain = os.urandom(size_bytes)
    path = upload(blobs, plain)
    assert path.stat().st_size == sealed_size(size_bytes)
    assert read_all(blobs, size_bytes) == plain


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
