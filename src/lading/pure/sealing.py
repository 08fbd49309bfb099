"""Sealed tokens: data that only this installation can read or make.

A token is `base64url(version | nonce | AEAD(json))` without padding: no colon, no white space,
so that docker and the aws CLI carry it as a password. The purpose is bound into the seal: a
token of one kind never opens as another.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Any, cast

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x21"
_NONCE_BYTES = 12
_MARK_BYTES = 4
_TOKEN_CHARACTERS_MAX = 16_384


class BrokenSeal(Exception):
    """Not a token of ours, not of this purpose, or altered."""


class Seal:
    """Seals and opens tokens under a 32-byte key."""

    def __init__(self, key: bytes) -> None:
        assert len(key) == 32, "the master key has 256 bits"
        self._key = key
        self._ciphers: dict[str, AESGCM] = {}

    def seal(self, purpose: str, payload: dict[str, Any]) -> str:
        """Return a token that `open` turns back into `payload`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(purpose).encrypt(nonce, orjson.dumps(payload), _VERSION)
        return urlsafe_b64encode(_VERSION + nonce + sealed).rstrip(b"=").decode("ascii")

    def open(self, purpose: str, token: str) -> dict[str, Any]:
        """Return what was sealed. Raises `BrokenSeal`."""
        if len(token) > _TOKEN_CHARACTERS_MAX or not token.isascii():
            raise BrokenSeal
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            if raw[:1] != _VERSION:
                raise BrokenSeal
            body = 1 + _NONCE_BYTES
            plain = self._cipher(purpose).decrypt(raw[1:body], raw[body:], _VERSION)
        except (Base64Error, InvalidTag, ValueError) as error:
            raise BrokenSeal from error
        return cast("dict[str, Any]", orjson.loads(plain))

    def wrap(self, purpose: str, secret: str) -> str:
        """Return a secret in a form that may be stored."""
        return self.seal(purpose, {"s": secret})

    def unwrap(self, purpose: str, token: str) -> str:
        """Return a stored secret. Raises `BrokenSeal`."""
        return cast("str", self.open(purpose, token)["s"])

    def mark(self, purpose: str) -> str:
        """Return eight hex digits that stand for this installation, and tell nothing of its key."""
        return self._derived(purpose, _MARK_BYTES).hex()

    def _cipher(self, purpose: str) -> AESGCM:
        cipher = self._ciphers.get(purpose)
        if cipher is None:
            cipher = self._ciphers[purpose] = AESGCM(self._derived(purpose, 32))
        return cipher

    def _derived(self, purpose: str, size_bytes: int) -> bytes:
        info = b"lading " + purpose.encode()
        return HKDF(algorithm=SHA256(), length=size_bytes, salt=None, info=info).derive(self._key)
