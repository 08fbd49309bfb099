"""Everything a server keeps, in every form in which a secret could hide in it."""

from __future__ import annotations

import os
import re
import sqlite3
import struct
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import lz4.block  # type: ignore[import-untyped]
from backports import zstd

_STREAM_BYTES_MAX = 64 << 20
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd")
_CLICKHOUSE_METHOD = {b"\x82": "lz4", b"\x90": "zstd"}
_BLOCK = re.compile(rb"[\x82\x90]", re.DOTALL)
_BLOCK_HEAD_BYTES = 9


def forms(secret: bytes) -> dict[str, bytes]:
    """Return how the secret looks raw and encoded; base64 in each of its three alignments."""
    found = {
        "raw": secret,
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "url": quote(secret, safe="").encode(),
        "form": quote_plus(secret).encode(),
        "reversed": secret[::-1],
        "utf-16": secret.decode("latin-1").encode("utf-16-le"),
    }
    for shift in range(3):
        body = b"\0" * shift + secret
        whole = len(body) - len(body) % 3
        first = -(-shift * 4 // 3)
        for name, encode in (("base64", b64encode), ("base64url", urlsafe_b64encode)):
            found[f"{name}+{shift}"] = encode(body[:whole])[first:]
    return found


def stored(data: Path, *, leave_out: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield (where, bytes) of every file and of every stream and row inside, decompressed.

    The server may be running. What it moves into a new file meanwhile is found there: the folder
    is looked through again until there is nothing new in it.
    """
    seen: set[Path] = set()
    while fresh := set(_files(data)) - seen:
        seen |= fresh
        for path in sorted(fresh):
            name = str(path.relative_to(data))
            if not name.startswith(leave_out):
                yield from _forms_of(path, name)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; folders that go meanwhile are passed over."""
    for parent, _, names in os.walk(folder):
        yield from (path for name in names if (path := Path(parent, name)).is_file())


def _forms_of(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    yield name, content
    for at, piece in _streams(content):
        yield f"{name}@{at}", piece
    if content.startswith(b"SQLite format 3"):
        for table, piece in _rows(path):
            yield f"{name}:{table}", piece


def _streams(content: bytes) -> Iterator[tuple[int, bytes]]:
    for found in _GZIP.finditer(content):
        inflate = zlib.decompressobj(wbits=31)
        try:
            yield found.start(), inflate.decompress(content[found.start() :], _STREAM_BYTES_MAX)
        except zlib.error:
            continue
    for found in _ZSTD.finditer(content):
        unpack = zstd.ZstdDecompressor()
        try:
            yield found.start(), unpack.decompress(content[found.start() :], _STREAM_BYTES_MAX)
        except zstd.ZstdError:
            continue
    yield from _clickhouse_blocks(content)


def _clickhouse_blocks(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield ClickHouse's blocks: method, sizes with and without compression, data."""
    for found in _BLOCK.finditer(content):
        at = found.start()
        head = content[at : at + _BLOCK_HEAD_BYTES]
        if len(head) < _BLOCK_HEAD_BYTES:
            return
        packed, size = struct.unpack("<II", head[1:])
        if not _BLOCK_HEAD_BYTES < packed <= len(content) - at or not 0 < size <= _STREAM_BYTES_MAX:
            continue
        body = content[at + _BLOCK_HEAD_BYTES : at + packed]
        try:
            if _CLICKHOUSE_METHOD[head[:1]] == "lz4":
                yield at, lz4.block.decompress(body, uncompressed_size=size)
            else:
                yield at, zstd.decompress(body)
        except (lz4.block.LZ4BlockError, zstd.ZstdError, ValueError):
            continue


def _rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every value of every row, whole where a page boundary would cut it."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, str | bytes):
                        yield table, value.encode() if isinstance(value, str) else value
    finally:
        connection.close()
