"""Contents of files: plain, gzip in all its forms, damaged, and too large."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest

from lading.importing.inflation import Unreadable, content_of

TEXT = b'{"Records":[]}' * 1000
GZIP = gzip.compress(TEXT)


@pytest.mark.parametrize(
    ("stored", "content"),
    [
        (b"", b""),
        (TEXT, TEXT),
        (GZIP, TEXT),
        (GZIP + GZIP, TEXT + TEXT),
        (GZIP + b"\0" * 512, TEXT),
        (gzip.compress(b""), b""),
    ],
)
def test_content(stored: bytes, content: bytes) -> None:
    """Several streams in one file are one content; padding behind them is none."""
    assert b"".join(content_of(BytesIO(stored), 1 << 20)) == content


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (GZIP[:-9], "cut off: the rest of the file"),
        (GZIP[: len(GZIP) // 2], "cut off: the rest of the file"),
        (GZIP[:-8] + bytes(8), "damaged gzip: the rest of the file"),
        (GZIP[:10] + b"\xff" * 40, "damaged gzip: the rest of the file"),
        (GZIP + b"garbage", "damaged gzip: the rest of the file"),
    ],
)
def test_damage_is_told(stored: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        list(content_of(BytesIO(stored), 1 << 20))


def test_a_bomb_is_stopped_at_the_limit() -> None:
    """64 MiB in 64 KiB: no more than the limit and a piece is ever unpacked."""
    bomb, seen = gzip.compress(bytes(64 << 20)), 0
    with pytest.raises(Unreadable, match="more than 1,048,576 bytes"):
        for piece in content_of(BytesIO(bomb), 1 << 20):
            seen += len(piece)
    assert seen <= 1 << 20
