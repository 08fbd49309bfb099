"""Proving digests: keys as ListPublicKeys gives them, signatures as digests carry them."""

from __future__ import annotations

from base64 import b64encode

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lading.pure.digests.proof import KeysRefused, NotProven, prove, read_public_keys
from lading.pure.digests.reading import read_digest

from .test_reading import MEMBERS, encoded

KEY = generate_private_key(65537, 2048)
FINGERPRINT = MEMBERS["digestPublicKeyFingerprint"]


def keys_json(key: RSAPrivateKey = KEY, fingerprint: str = FINGERPRINT) -> bytes:
    """Return what the AWS CLI prints."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    entry = {"Value": b64encode(der).decode(), "Fingerprint": fingerprint}
    return orjson.dumps({"PublicKeyList": [entry]})


def signature_of(content: bytes) -> str:
    return KEY.sign(read_digest(content).signed, PKCS1v15(), SHA256()).hex()


def test_a_digest_signed_with_a_known_key_is_proven() -> None:
    content = encoded(previousDigestSignature="ab")
    prove(read_digest(content), signature_of(content), read_public_keys(keys_json()))


@pytest.mark.parametrize(
    ("signature", "keys", "reason"),
    [
        (None, keys_json(), "no signature"),
        (signature_of(encoded()), keys_json(fingerprint="other"), "no public key"),
        (signature_of(encoded()), keys_json(generate_private_key(65537, 2048)), "verification"),
        (signature_of(encoded(logFiles=[])), keys_json(), "verification"),
        ("not hexadecimal", keys_json(), "verification"),
        ("", keys_json(), "verification"),
    ],
    ids=["none", "unknown key", "wrong key", "another digest", "no number", "empty"],
)
def test_not_proven(signature: str | None, keys: bytes, reason: str) -> None:
    with pytest.raises(NotProven, match=reason):
        prove(read_digest(encoded()), signature, read_public_keys(keys))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b'{"PublicKeyList": 1}',
        b'{"PublicKeyList": [{"Fingerprint": "x"}]}',
        b'{"PublicKeyList": [{"Fingerprint": "x", "Value": "AAAA"}]}',
        b'{"PublicKeyList": [{"Fingerprint": "x", "Value": "!"}]}',
        b'{"PublicKeyList": [{"Fingerprint": "x", "Value": null}]}',
    ],
)
def test_no_answer_of_list_public_keys(text: bytes) -> None:
    with pytest.raises(KeysRefused):
        read_public_keys(text)
