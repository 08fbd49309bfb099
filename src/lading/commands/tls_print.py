"""What `lading tls` says: which files there are, how to use them, how clients trust them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lading.pure.certificates.pair import BadPair, Pair
from lading.server.certificate_files import CertificateFiles
from lading.server.certificates import PairFiles
from lading.settings import Settings

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_HTTPS_PORT: Final = 443


def created_text(
    settings: Settings,
    files: CertificateFiles,
    pair: Pair,
    *,
    is_new: bool,
    aside: Sequence[Path],
) -> str:
    """Return what `create` has done and what is to be done with it.

    is_new: whether the authority was just made. aside: the files of one that was put aside.
    """
    server, authority = files.server, files.authority
    lines = [
        *(f"put aside  {path}" for path in aside),
        *(_authority_lines(authority) if is_new else (f"signed by  {authority.chain}, as before",)),
        f"wrote      {server.chain}",
        f"wrote      {server.key}  (mode 600)",
        f"covers     {', '.join(pair.names)}",
        f"ends       {_day(pair.ends)}; `lading tls create` renews it, clients notice nothing",
        "",
        "Serve with it; a server that does so already takes it by itself within seconds:",
        f"  lading serve --tls-cert {_quoted(server.chain)} --tls-key {_quoted(server.key)}",
        "",
        *_trust_lines(_place(settings, pair), authority.chain),
    ]
    return "\n".join(lines)


def _authority_lines(authority: PairFiles) -> tuple[str, str]:
    return (
        f"wrote      {authority.chain}  (a new authority, for ten years: clients need this file)",
        f"wrote      {authority.key}  (mode 600; nobody else may have it)",
    )


def _trust_lines(place: str, authority: Path) -> Iterator[str]:
    """Yield how each kind of client is told to trust the authority. place: HOST:PORT."""
    url, file = f"https://{place}", _quoted(authority)
    yield f"Give {authority} to every client (it is no secret):"
    yield f"  docker           /etc/docker/certs.d/{place}/ca.crt  (no restart needed)"
    yield f"  podman, skopeo,  /etc/containers/certs.d/{place}/ca.crt, without root"
    yield f"  buildah          ~/.config/containers/certs.d/{place}/ca.crt"
    yield f"  aws, boto3       export AWS_CA_BUNDLE={file}"
    yield f"  curl             curl --cacert {file} {url}/healthz"
    yield "  a whole machine  Debian: /usr/local/share/ca-certificates/lading.crt, then"
    yield "                   update-ca-certificates; Fedora: /etc/pki/ca-trust/source/anchors/,"
    yield "                   then update-ca-trust"
    yield "  browsers         settings, certificates, authorities: import it"
    yield "docker and podman want the file once for each HOST:PORT that they are given."


def _place(settings: Settings, pair: Pair) -> str:
    """Return the host and port that clients on other machines use."""
    if settings.external_url:
        return settings.registry_host
    others = [name for name in pair.names if name not in _LOOPBACK and not name.startswith("*")]
    host = (others or [_LOOPBACK[0]])[0]
    port = urlsplit(f"//{settings.listen}").port
    shown = f"[{host}]" if ":" in host else host
    return shown if port == _HTTPS_PORT else f"{shown}:{port}"


def shown_text(files: PairFiles, pair: Pair, own: CertificateFiles, now: datetime) -> str:
    """Return what a certificate covers, when it ends, who signed it."""
    left = pair.ends - now
    days = f"{left // timedelta(days=1)} days left" if left > timedelta(0) else "IT HAS ENDED"
    begins = pair.leaf.not_valid_before_utc
    lines = [
        f"file         {files.chain}",
        f"covers       {', '.join(pair.names) or 'nothing: clients refuse it'}",
        f"begins       {_day(begins)}{'' if begins <= now else ', NOT YET'}",
        f"ends         {_day(pair.ends)}, {days}",
        f"signed by    {pair.leaf.issuer.rfc4514_string()}{_own_note(pair, own)}",
        f"SHA-256      {pair.fingerprint}",
        f"key          {files.key}, fits, mode {files.key_mode():o}",
    ]
    return "\n".join(lines)


def _own_note(pair: Pair, own: CertificateFiles) -> str:
    try:
        authority = own.read_authority()
    except BadPair:
        return ""
    if authority is None or not authority.issued(pair.leaf):
        return ""
    return f", which is {own.authority.chain}, until {_day(authority.pair.ends)}"


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
