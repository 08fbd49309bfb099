"""The opaque bytes that Encrypt returns and Decrypt takes: they name the key they are under.

    version(1) | key id(16) | material id(8) | salt(16) | nonce(12) | AES-256-GCM of the plaintext

The cipher's key is derived from the key material and the salt, so that neither it nor its nonces
wear out however many calls there are. Authenticated with the plaintext are the version, the key's
ARN and the encryption context.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MATERIAL_BYTES: Final = 32
MATERIAL_TAG_BYTES: Final = 8

_VERSION: Final = 1
_HEAD: Final = struct.Struct(">B16s8s16s12s")
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_GCM_TAG_BYTES: Final = 16
_LENGTH: Final = struct.Struct(">I")


class BrokenCiphertext(Exception):
    """Not a ciphertext of ours, altered, or of another key or context."""


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """A ciphertext that was taken apart; `material_tag` (16 hex) names the material of its key."""

    key_id: str
    material_tag: str
    salt: bytes
    nonce: bytes
    sealed: bytes


def encrypt(
    material: bytes,
    *,
    key_id: str,
    material_tag: str,
    arn: str,
    context: Mapping[str, str],
    plaintext: bytes,
) -> bytes:
    """Return the ciphertext of `plaintext` under 32 bytes of key material."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = _HEAD.pack(_VERSION, UUID(key_id).bytes, bytes.fromhex(material_tag), salt, nonce)
    return head + _cipher(material, salt).encrypt(nonce, plaintext, _bound(arn, context))


def take_apart(blob: bytes) -> Ciphertext:
    """Return the parts of a ciphertext. Raises `BrokenCiphertext` for what cannot be one."""
    if len(blob) < _HEAD.size + _GCM_TAG_BYTES or blob[0] != _VERSION:
        raise BrokenCiphertext
    _, key_id, tag, salt, nonce = _HEAD.unpack_from(blob)
    return Ciphertext(str(UUID(bytes=key_id)), tag.hex(), salt, nonce, blob[_HEAD.size :])


def decrypt(
    material: bytes, ciphertext: Ciphertext, *, arn: str, context: Mapping[str, str]
) -> bytes:
    """Return the plaintext. Raises `BrokenCiphertext`, also for another context."""
    cipher = _cipher(material, ciphertext.salt)
    try:
        return cipher.decrypt(ciphertext.nonce, ciphertext.sealed, _bound(arn, context))
    except InvalidTag as error:
        raise BrokenCiphertext from error


def canonical(context: Mapping[str, str]) -> bytes:
    """Return an encryption context as bytes that no other context has.

    The order of pairs does not count, case and white space do (AWS KMS Developer Guide,
    "Encryption context").
    """
    pairs = sorted((key.encode(), value.encode()) for key, value in context.items())
    return b"".join(_LENGTH.pack(len(text)) + text for pair in pairs for text in pair)


def _cipher(material: bytes, salt: bytes) -> AESGCM:
    assert len(material) == MATERIAL_BYTES, "key material has 256 bits"
    key = HKDF(SHA256(), length=MATERIAL_BYTES, salt=salt, info=b"lading kms ciphertext 1")
    return AESGCM(key.derive(material))


def _bound(arn: str, context: Mapping[str, str]) -> bytes:
    name = arn.encode()
    return bytes((_VERSION,)) + _LENGTH.pack(len(name)) + name + canonical(context)
