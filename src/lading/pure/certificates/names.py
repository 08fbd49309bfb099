"""Names of a server in its certificate: DNS names, wildcards, IP addresses (RFC 5280, 4.2.1.6)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

from cryptography import x509

_NAME_CHARACTERS_MAX: Final = 253
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)


class BadName(Exception):
    """Neither a DNS name nor an address; the message says why."""


def parse_name(text: str) -> x509.DNSName | x509.IPAddress:
    """Return a certificate's form of `registry.example.org`, `*.example.org`, `10.0.0.5` or `::1`.

    A wildcard stands for one whole label, the first. Raises `BadName`.
    """
    name = text.strip().lower().removesuffix(".")
    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        pass
    labels = name.removeprefix("*.").split(".")
    if not name.isascii():
        raise BadName(f"{text!r}: write an international name in its ASCII form, as xn--…")
    if len(name) > _NAME_CHARACTERS_MAX or not all(map(_LABEL.fullmatch, labels)):
        raise BadName(f"{text!r} is neither a host name nor an IP address (no port, no scheme)")
    return x509.DNSName(name)


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the DNS names and addresses of a certificate, as text, in its order."""
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(
        str(name.value) for name in held if isinstance(name, x509.DNSName | x509.IPAddress)
    )


def covers(names: Iterable[str], host: str) -> bool:
    """Return whether one of a certificate's names is a host's (RFC 6125, 6.4).

    host: a DNS name or an address, without a port. Addresses match addresses only.
    """
    try:
        wanted = str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        wanted = host.lower().removesuffix(".")
        first, _, rest = wanted.partition(".")
        return any(
            name.lower() in (wanted, f"*.{rest}" if first and rest else wanted) for name in names
        )
    return wanted in names
