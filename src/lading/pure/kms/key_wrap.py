"""Key material at rest: wrapped under the master key of the key service."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER_KEY_BYTES: Final = 32

_NONCE_BYTES: Final = 12
_FINGERPRINT_BYTES: Final = 16
_OPEN_MAX: Final = 1_000
_OPEN_SECONDS: Final = 300.0


class BrokenWrap(Exception):
    """The material was wrapped under another master key, for another key, or was altered."""


@dataclass(frozen=True, slots=True)
class _Open:
    material: bytes
    until: float


class KeyWrap:
    """Wraps and unwraps key material; keeps what it unwrapped for five minutes, of 1,000 keys.

    `fingerprint` tells master keys apart and reveals nothing of this one.
    """

    def __init__(self, master_key: bytes) -> None:
        assert len(master_key) == MASTER_KEY_BYTES, "the master key has 256 bits"
        self._cipher = AESGCM(_derived(master_key, b"lading kms wrap 1", MASTER_KEY_BYTES))
        self.fingerprint: Final = _derived(
            master_key, b"lading kms fingerprint 1", _FINGERPRINT_BYTES
        ).hex()
        self._open: OrderedDict[tuple[str, bytes], _Open] = OrderedDict()
        self._lock = Lock()

    def wrap(self, name: str, material: bytes) -> bytes:
        """Return material in the form that is stored; `name` says whose it is."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, material, name.encode())

    def unwrap(self, name: str, wrapped: bytes, now: float) -> bytes:
        """Return stored material; `now` in seconds. Raises `BrokenWrap`."""
        key = (name, wrapped)
        with self._lock:
            known = self._open.get(key)
            if known is not None and now < known.until:
                return known.material
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            material = self._cipher.decrypt(nonce, sealed, name.encode())
        except (InvalidTag, ValueError) as error:
            raise BrokenWrap from error
        with self._lock:
            self._open[key] = _Open(material, now + _OPEN_SECONDS)
            self._open.move_to_end(key)
            while len(self._open) > _OPEN_MAX or self._oldest().until <= now:
                self._open.popitem(last=False)
        return material

    def forget(self, name: str) -> None:
        """Drop what is kept of a material that is destroyed."""
        with self._lock:
            for key in [key for key in self._open if key[0] == name]:
                del self._open[key]

    def _oldest(self) -> _Open:
        return next(iter(self._open.values()))


def _derived(master_key: bytes, info: bytes, length_bytes: int) -> bytes:
    return HKDF(SHA256(), length=length_bytes, salt=None, info=info).derive(master_key)
