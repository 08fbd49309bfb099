"""How a short text is sealed: as one piece, under a data key, bound to the place where it lies.

nonce(12) | AES-256-GCM of the text | tag(16)
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lading.pure.sealed_chunks import DATA_KEY_BYTES, NONCE_BYTES, TAG_BYTES, SealBroken

OVERHEAD_BYTES: Final = NONCE_BYTES + TAG_BYTES


def seal_text(data_key: bytes, place: str, text: bytes) -> bytes:
    """Return the sealed text; `place` names where it belongs."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(data_key).encrypt(nonce, text, place.encode())


def open_text(data_key: bytes, place: str, sealed: bytes) -> bytes:
    """Return a sealed text. Raises `SealBroken` for all but what was sealed for this place."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    if len(rest) < TAG_BYTES:
        raise SealBroken
    try:
        return _cipher(data_key).decrypt(nonce, rest, place.encode())
    except InvalidTag as error:
        raise SealBroken from error


def _cipher(data_key: bytes) -> AESGCM:
    assert len(data_key) == DATA_KEY_BYTES, "a data key has 256 bits"
    derivation = HKDF(SHA256(), length=DATA_KEY_BYTES, salt=None, info=b"lading sealed text 1")
    return AESGCM(derivation.derive(data_key))
