"""A chain and a key: what cannot be used is refused, and no message shows key material."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lading.pure.certificates.authority import issue, new_authority
from lading.pure.certificates.names import parse_name
from lading.pure.certificates.pair import BadPair, Pair, pair_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = [parse_name("localhost")]
AUTHORITY = new_authority("machine", NAMES, [], NOW)


@pytest.fixture(scope="module")
def pair() -> Pair:
    return issue(AUTHORITY, NAMES, NOW)


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: bytes = b"") -> bytes:
    cipher = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, cipher)


def test_a_chain_begins_with_the_servers_own(pair: Pair) -> None:
    chain = pair.chain + AUTHORITY.pair.chain
    assert pair_of(chain, pair.key).names == ("localhost",)
    with pytest.raises(BadPair, match="do not belong together"):
        pair_of(AUTHORITY.pair.chain + pair.chain, pair.key)


def test_the_older_form_of_a_key_is_read(pair: Pair) -> None:
    key = load_pem_private_key(pair.key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert pair_of(pair.chain, pem(key)).leaf == pair.leaf


def test_another_key_is_refused(pair: Pair) -> None:
    with pytest.raises(BadPair, match="do not belong together"):
        pair_of(pair.chain, pem(ec.generate_private_key(ec.SECP256R1())))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (pem(ec.generate_private_key(ec.SECP256R1()), b"secret"), "encrypted"),
        (pem(ec.generate_private_key(ec.SECP256K1())), "no usable kind"),
        (pem(rsa.generate_private_key(65537, 1024)), "no usable kind"),
        (b"-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n", "not a private key"),
        (b"", "not a private key"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(pair: Pair, key: bytes, reason: str) -> None:
    with pytest.raises(BadPair, match=reason) as refusal:
        pair_of(pair.chain, key)
    assert "YWJj" not in str(refusal.value)


@pytest.mark.parametrize("cut", [0, 1, 60, -30])
def test_half_a_certificate_is_refused(pair: Pair, cut: int) -> None:
    with pytest.raises(BadPair, match="cannot be read"):
        pair_of(pair.chain[:cut], pair.key)
