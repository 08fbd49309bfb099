"""An authority of one's own: what it issues holds before a strict verifier, and what it may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from lading.pure.certificates.authority import (
    Authority,
    NotPermitted,
    authority_of,
    issue,
    new_authority,
    parse_subtree,
)
from lading.pure.certificates.names import parse_name
from lading.pure.certificates.pair import BadPair, Pair, pair_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = [parse_name(name) for name in ("registry.example.org", "*.ecr.example.org", "10.0.0.5")]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("machine", NAMES, [parse_subtree("lab.example.net")], NOW)


@pytest.fixture(scope="module")
def server(authority: Authority) -> Pair:
    return issue(authority, NAMES, NOW)


def verify(authority: Authority, pair: Pair, host: str, at: datetime = NOW) -> None:
    """Verify as clients do (RFC 5280 and the CA/Browser Forum's profile)."""
    builder = PolicyBuilder().store(Store([authority.certificate])).time(at.replace(tzinfo=None))
    builder.build_server_verifier(parse_name(host)).verify(pair.leaf, [])


def test_clients_accept_it_for_its_names(authority: Authority, server: Pair) -> None:
    for host in ("registry.example.org", "1.ecr.example.org", "10.0.0.5"):
        verify(authority, server, host)


@pytest.mark.parametrize("host", ["example.org", "a.b.ecr.example.org", "10.0.0.6"])
def test_clients_refuse_it_for_other_names(authority: Authority, server: Pair, host: str) -> None:
    with pytest.raises(VerificationError):
        verify(authority, server, host)


def test_lifetimes(authority: Authority, server: Pair) -> None:
    assert authority.pair.ends - authority.certificate.not_valid_before_utc == timedelta(days=3652)
    assert server.ends - server.leaf.not_valid_before_utc == timedelta(days=397)
    verify(authority, server, "10.0.0.5", NOW - timedelta(minutes=50))
    with pytest.raises(VerificationError):
        verify(authority, server, "10.0.0.5", NOW + timedelta(days=397))


def test_nothing_outlives_its_authority(authority: Authority) -> None:
    late = NOW + timedelta(days=3600)
    assert issue(authority, NAMES, late).ends == authority.pair.ends


def test_extensions_say_what_each_is_for(authority: Authority, server: Pair) -> None:
    own, leaf = authority.certificate.extensions, server.leaf.extensions
    basic = own.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    usage = own.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature
    assert own.get_extension_for_class(x509.NameConstraints).critical
    assert not leaf.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert list(leaf.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]
    key_id = own.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    issuer = leaf.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    assert issuer.key_identifier == key_id
    for certificate in (authority.certificate, server.leaf):
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


@pytest.mark.parametrize(
    "host", ["x.registry.example.org", "lab.example.net", "a.lab.example.net", "192.168.1.9", "::1"]
)
def test_it_signs_for_what_it_was_made_for(authority: Authority, host: str) -> None:
    names = [parse_name(host)]
    verify(authority, issue(authority, names, NOW), host)


@pytest.mark.parametrize(
    "host", ["example.org", "bank.example.com", "xlab.example.net", "8.8.8.8", "*.example.net"]
)
def test_it_does_not_sign_for_anything_else(authority: Authority, host: str) -> None:
    with pytest.raises(NotPermitted, match=host.replace("*", r"\*")):
        issue(authority, [parse_name(host)], NOW)


def test_its_constraints_bind_whoever_has_its_key(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Authority, "refused", lambda *_: ())
    forged = issue(authority, [parse_name("bank.example.com")], NOW)
    with pytest.raises(VerificationError):
        verify(authority, forged, "bank.example.com")


def test_it_knows_what_it_issued(authority: Authority, server: Pair) -> None:
    other = new_authority("machine", NAMES, [], NOW)
    assert authority.issued(server.leaf)
    assert not other.issued(server.leaf)
    again = authority_of(authority.pair.chain, authority.pair.key)
    assert again.issued(issue(again, NAMES, NOW).leaf)


def test_a_server_is_no_authority(server: Pair) -> None:
    with pytest.raises(BadPair, match="not one of an authority"):
        authority_of(server.chain, server.key)


def test_every_certificate_has_a_key_and_a_number_of_its_own(
    authority: Authority, server: Pair
) -> None:
    again = issue(authority, NAMES, NOW)
    assert again.key != server.key
    assert again.leaf.serial_number != server.leaf.serial_number
    assert pair_of(again.chain, again.key).names == server.names
