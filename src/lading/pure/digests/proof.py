"""Whether a digest was signed with one of the trail's keys.

The keys are those that ListPublicKeys answers: base64 of a PKCS#1 `RSAPublicKey` (CloudTrail API
reference, PublicKey). The signature is RSASSA-PKCS1-v1_5 with SHA-256, in hexadecimal.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from lading.pure.digests.reading import Digest

PublicKeys = Mapping[str, RSAPublicKey]
"""Fingerprint -> key."""


class KeysRefused(ValueError):
    """The text is no answer of ListPublicKeys; it says what is wrong."""


class NotProven(Exception):
    """The digest is not proven; the text says why."""


def read_public_keys(text: bytes) -> PublicKeys:
    """Return the keys in a ListPublicKeys answer, as the AWS CLI prints it. `KeysRefused`."""
    try:
        entries = orjson.loads(text)["PublicKeyList"]
        return {str(entry["Fingerprint"]): public_key(entry["Value"]) for entry in entries}
    except (ValueError, KeyError, TypeError) as error:
        raise KeysRefused("not the JSON that `aws cloudtrail list-public-keys` prints") from error


def public_key(value: Any) -> RSAPublicKey:
    """Return the key of a `Value` in base64, or of its bytes. Raises `ValueError`."""
    der = value if isinstance(value, bytes) else b64decode(value, validate=True)
    key = load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise KeysRefused("a key is no RSA key")
    return key


def prove(digest: Digest, signature: str | None, keys: PublicKeys) -> None:
    """Return if the signature, in hexadecimal, is one of the digest. Raises `NotProven`."""
    if signature is None:
        raise NotProven("no signature")
    key = keys.get(digest.fingerprint)
    if key is None:
        raise NotProven(f"no public key with fingerprint {digest.fingerprint}")
    try:
        key.verify(bytes.fromhex(signature), digest.signed, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        raise NotProven("signature verification failed") from None
