"""How the bytes of one object are sealed: chunks, each bound to its object and its place.

    header   magic(7) | version(1) | log2 of the chunk size(1) | zero(7) | object id(16)
    chunk    nonce(12) | AES-256-GCM of 64 KiB, of fewer bytes in the last one | tag(16)

Every object ends with a chunk that says so, an empty one where the size is a multiple of the
chunk's. The cipher's key is derived from the data key and the object's id, so a chunk of another
object does not open even where both have the same data key. What is authenticated beside the
bytes is the header, the chunk's number and whether it is the last. Nonces are random: a chunk that
is written again, with other bytes perhaps, gets a new one, and 2^32 of them may share a key where
the largest object needs a million.

It does not see that a chunk was replaced by what the same place of the same object held before.
Nothing at rest is ever written twice; only an upload that was tried again has such chunks.
"""

from __future__ import annotations

import os
from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Buffer = bytes | bytearray | memoryview

DATA_KEY_BYTES: Final = 32
CHUNK_BYTES_LOG2: Final = 16
CHUNK_BYTES: Final = 1 << CHUNK_BYTES_LOG2
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
OVERHEAD_BYTES: Final = NONCE_BYTES + TAG_BYTES
SLOT_BYTES: Final = CHUNK_BYTES + OVERHEAD_BYTES
HEADER_BYTES: Final = 32

_MAGIC: Final = b"lading\x00"
_VERSION: Final = b"\x01"
_ID_BYTES: Final = 16
_INDEX_BYTES: Final = 8


class SealBroken(Exception):
    """The bytes at rest are not those that were stored here: altered, moved, cut or foreign."""


class Place(Enum):
    """What a chunk is to its object; part of what is authenticated."""

    INNER = b"\x00"
    LAST = b"\x01"
    BOOKMARK = b"\x02"


class ChunkSeal:
    """Seals and opens the chunks of one object."""

    def __init__(self, data_key: bytes, object_id: str) -> None:
        assert len(data_key) == DATA_KEY_BYTES, "a data key has 256 bits"
        name = bytes.fromhex(object_id)
        assert len(name) == _ID_BYTES, "object ids have 32 hexadecimal digits"
        parts = (_MAGIC, _VERSION, bytes((CHUNK_BYTES_LOG2,)), bytes(7), name)
        self.header: Final = b"".join(parts)
        key = HKDF(SHA256(), length=DATA_KEY_BYTES, salt=name, info=b"lading sealed object 1")
        self._cipher = AESGCM(key.derive(data_key))

    def seal_into(self, out: memoryview, index: int, place: Place, plain: Buffer) -> int:
        """Put the sealed chunk number `index` at the front of `out`; return its size in bytes."""
        size_bytes = len(plain) + OVERHEAD_BYTES
        nonce = os.urandom(NONCE_BYTES)
        out[:NONCE_BYTES] = nonce
        self._cipher.encrypt_into(
            nonce, plain, self._bound(index, place), out[NONCE_BYTES:size_bytes]
        )
        return size_bytes

    def open_into(self, out: memoryview, index: int, place: Place, sealed: Buffer) -> int:
        """Put the bytes of a sealed chunk at the front of `out`; return how many.

        Raises `SealBroken` for all but what was sealed under this number and place.
        """
        size_bytes = len(sealed) - OVERHEAD_BYTES
        if not 0 <= size_bytes <= CHUNK_BYTES:
            raise SealBroken
        view = memoryview(sealed)
        try:
            self._cipher.decrypt_into(
                view[:NONCE_BYTES],
                view[NONCE_BYTES:],
                self._bound(index, place),
                out[:size_bytes],
            )
        except InvalidTag as error:
            raise SealBroken from error
        return size_bytes

    def _bound(self, index: int, place: Place) -> bytes:
        return self.header + place.value + index.to_bytes(_INDEX_BYTES, "big")


def last_index(size_bytes: int) -> int:
    """Return the number of the last chunk of an object with so many bytes."""
    return size_bytes >> CHUNK_BYTES_LOG2


def slot_offset(index: int) -> int:
    """Return where a chunk lies in the file."""
    return HEADER_BYTES + index * SLOT_BYTES


def sealed_size(size_bytes: int) -> int:
    """Return how many bytes an object of `size_bytes` takes at rest."""
    rest = size_bytes & (CHUNK_BYTES - 1)
    return slot_offset(last_index(size_bytes)) + rest + OVERHEAD_BYTES
