"""A certificate chain with its private key: whether they are whole and belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from lading.pure.certificates.names import names_of

PEM_BYTES_MAX: Final = 256 * 1024
_RSA_BITS_MIN: Final = 2048
_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")


class BadPair(Exception):
    """A chain and a key that a server cannot use; the message says why, without key material."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A server's certificate with what leads up to it, and its private key, both as PEM."""

    chain: bytes
    key: bytes
    leaf: x509.Certificate

    @property
    def names(self) -> tuple[str, ...]:
        """The names it covers."""
        return names_of(self.leaf)

    @property
    def ends(self) -> datetime:
        """The last moment at which clients accept it (UTC)."""
        return self.leaf.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, as browsers show it."""
        return self.leaf.fingerprint(SHA256()).hex(":").upper()

    def is_of_its_time(self, now: datetime) -> bool:
        """Whether clients accept it now."""
        return self.leaf.not_valid_before_utc <= now <= self.ends


def pair_of(chain: bytes, key: bytes) -> Pair:
    """Return a chain (PEM, the server's own certificate first) and its key (PEM, not encrypted).

    Raises `BadPair` if one cannot be read or they do not belong together.
    """
    leaf = leaf_of(chain)
    try:
        private = load_pem_private_key(key, None)
    except TypeError:
        raise BadPair("the key is encrypted: a server cannot ask for its password") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadPair("the key is not a private key (PEM)") from None
    public = private.public_key()
    _check_kind(public)
    forms = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if public.public_bytes(*forms) != leaf.public_key().public_bytes(*forms):
        raise BadPair("certificate and key do not belong together")
    return Pair(chain, key, leaf)


def leaf_of(chain: bytes) -> x509.Certificate:
    """Return the first certificate of a chain (PEM). Raises `BadPair`."""
    try:
        certificates = x509.load_pem_x509_certificates(chain)
        certificates[0].public_key()
        names_of(certificates[0])
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise BadPair("the certificate cannot be read (PEM, the server's own first)") from None
    return certificates[0]


def _check_kind(public: object) -> None:
    """Refuse a key that the TLS library does not take (rustls: RSA, P-256 to P-521, Ed25519)."""
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= _RSA_BITS_MIN:
        return
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES:
        return
    if not isinstance(public, ed25519.Ed25519PublicKey):
        raise BadPair("the key is of no usable kind: RSA from 2048 bits, P-256 to P-521, Ed25519")
