"""A small certificate authority of one's own: itself, and the server certificates it issues.

Extensions are those of RFC 5280 (4.2). The lifetimes are the longest that clients take: 397 days
for a server (CA/Browser Forum baseline requirements, 6.3.2), ten years for the authority, which
every client has to be given by hand. The authority's name constraints see to it that whoever
steals its key can only pass for hosts of this network, not for anybody's bank.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lading.pure.certificates.names import BadName, parse_name
from lading.pure.certificates.pair import BadPair, Pair, pair_of

AUTHORITY_DAYS: Final = 3652
SERVER_DAYS: Final = 397
NAMES_MAX: Final = 100
_COMMON_NAME_CHARACTERS_MAX: Final = 64
_CLOCK_SKEW: Final = timedelta(hours=1)
_PRIVATE_NETWORKS: Final = tuple(
    x509.IPAddress(ipaddress.ip_network(text))
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_Subtree = x509.DNSName | x509.IPAddress


class NotPermitted(Exception):
    """The authority was not made for a name; the message names it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority: its certificate and key, both as PEM."""

    pair: Pair

    @property
    def certificate(self) -> x509.Certificate:
        """Its own certificate, which clients are told to trust."""
        return self.pair.leaf

    def refused(self, names: Sequence[x509.DNSName | x509.IPAddress]) -> tuple[str, ...]:
        """Return the names that it may not sign for (RFC 5280, 4.2.1.10)."""
        subtrees = _permitted(self.certificate)
        return tuple(str(name.value) for name in names if not _within(name, subtrees))

    def issued(self, certificate: x509.Certificate) -> bool:
        """Return whether a certificate was signed by it."""
        try:
            certificate.verify_directly_issued_by(self.certificate)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True


def parse_subtree(text: str) -> _Subtree:
    """Return what an authority may sign for: a domain with all below it, or a CIDR block.

    Raises `BadName`.
    """
    try:
        return x509.IPAddress(ipaddress.ip_network(text.strip()))
    except ValueError:
        name = parse_name(text.strip().removeprefix("."))
    if isinstance(name, x509.IPAddress) or name.value.startswith("*."):
        raise BadName(f"{text!r} is neither a domain nor a CIDR block")
    return name


def new_authority(
    machine: str,
    names: Sequence[x509.DNSName | x509.IPAddress],
    subtrees: Sequence[_Subtree],
    now: datetime,
) -> Authority:
    """Return a new authority, named for the machine it is made on.

    names: what its first certificate will cover. subtrees: what else it may sign for; private
    addresses always.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(f"Lading CA {now:%Y-%m-%d} {machine}"[:_COMMON_NAME_CHARACTERS_MAX])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    ends = _begin(now) + timedelta(days=AUTHORITY_DAYS)
    builder = _begun(subject, subject, key, now, ends)
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_usage(signs_certificates=True), True),
        (x509.NameConstraints(_constraints(names, subtrees), None), True),
        (identifier, False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False),
    ):
        builder = builder.add_extension(extension, critical)
    return Authority(_as_pair(builder.sign(key, SHA256()), key))


def authority_of(chain: bytes, key: bytes) -> Authority:
    """Return an authority that was stored. Raises `BadPair`."""
    pair = pair_of(chain, key)
    try:
        constraints = pair.leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        constraints = None
    if constraints is None or not constraints.ca:
        raise BadPair("the certificate is not one of an authority")
    if not isinstance(pair.leaf.public_key(), ec.EllipticCurvePublicKey):
        raise BadPair("it is not an authority that Lading has made")
    return Authority(pair)


def issue(
    authority: Authority, names: Sequence[x509.DNSName | x509.IPAddress], now: datetime
) -> Pair:
    """Return a new server certificate of a new key, for `names` (one at least).

    It ends with the authority if that is sooner. Raises `NotPermitted`.
    """
    assert 0 < len(names) <= NAMES_MAX, "the caller has bounded the names"
    refused = authority.refused(names)
    if refused:
        raise NotPermitted(", ".join(refused))
    key, issuer = ec.generate_private_key(ec.SECP256R1()), authority.certificate
    ends = min(_begin(now) + timedelta(days=SERVER_DAYS), issuer.not_valid_after_utc)
    builder = _begun(_subject(names), issuer.subject, key, now, ends)
    held = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names), False),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(held), False),
    ):
        builder = builder.add_extension(extension, critical)
    return _as_pair(builder.sign(_private(authority), SHA256()), key)


def _begin(now: datetime) -> datetime:
    """Return when a certificate begins: clocks of clients may be behind."""
    return now - _CLOCK_SKEW


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_begin(now))
        .not_valid_after(ends)
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lading"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _subject(names: Sequence[x509.DNSName | x509.IPAddress]) -> x509.Name:
    """Return a subject for people to read; clients go by the names in the extension."""
    return _named(str(names[0].value)[:_COMMON_NAME_CHARACTERS_MAX])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _constraints(
    names: Sequence[x509.DNSName | x509.IPAddress], subtrees: Sequence[_Subtree]
) -> list[x509.GeneralName]:
    """Return the subtrees of the names, of the further ones, and of private addresses."""
    own = [
        x509.DNSName(name.value.removeprefix("*."))
        if isinstance(name, x509.DNSName)
        else x509.IPAddress(ipaddress.ip_network(str(name.value)))
        for name in names
    ]
    return list(dict.fromkeys([*own, *subtrees, *_PRIVATE_NETWORKS]))


def _permitted(certificate: x509.Certificate) -> list[x509.GeneralName] | None:
    """Return what an authority may sign for; None is everything."""
    try:
        held = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None
    return held.permitted_subtrees


def _within(
    name: x509.DNSName | x509.IPAddress, subtrees: Sequence[x509.GeneralName] | None
) -> bool:
    """Return whether a name lies in a subtree; a kind that is not constrained is free."""
    alike = [one.value for one in subtrees or () if isinstance(one, type(name))]
    if not alike:
        return True
    if isinstance(name, x509.IPAddress):
        address = ipaddress.ip_address(str(name.value))
        return any(address in ipaddress.ip_network(str(network)) for network in alike)
    host = name.value.removeprefix("*.")
    return any(host == domain or host.endswith(f".{domain}") for domain in alike)


def _private(authority: Authority) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(authority.pair.key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "`authority_of` has looked"
    return key


def _as_pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Pair(certificate.public_bytes(Encoding.PEM), private, certificate)
