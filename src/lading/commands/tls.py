"""`lading tls`: certificates for a network of one's own, from an authority of one's own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer
from cryptography import x509

from lading.commands.options import DataOption, refuse, settings_of_server
from lading.commands.tls_print import created_text, shown_text
from lading.folders import DataFolder
from lading.pure.certificates.authority import (
    NAMES_MAX,
    Authority,
    NotPermitted,
    issue,
    new_authority,
    parse_subtree,
)
from lading.pure.certificates.names import BadName, parse_name
from lading.pure.certificates.pair import BadPair, Pair
from lading.server.certificate_files import CertificateFiles
from lading.server.certificates import PairFiles
from lading.settings import Settings

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ENDING_DAYS: Final = 30

Name = x509.DNSName | x509.IPAddress

tls = typer.Typer(
    name="tls",
    help="Make a certificate for the server, or look at the one it has.",
    no_args_is_help=True,
)


@tls.command("create")
def create(
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A name or address of the server; may be repeated."),
    ] = None,
    permit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DOMAIN|CIDR",
            help="What a new authority may sign for later on, beside the names.",
        ),
    ] = None,
    new_ca: Annotated[
        bool, typer.Option("--new-ca", help="Put the authority aside and make another.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Make a server certificate, signed by an authority that is made at the first time.

    Without `--name` it covers the names of the last one, or else the machine's host name and that
    of the external URL; always localhost and, if LADING_REGISTRY_DOMAIN is set, the registries'
    host names. A server that uses the files takes the new certificate by itself.
    """
    settings = settings_of_server(data=data)
    folder, now = DataFolder(settings.data), datetime.now(UTC)
    files = CertificateFiles(folder.certificates)
    names = _names(settings, name, files.read_server())
    if permit and not new_ca and files.authority.chain.exists():
        raise refuse(f"--permit is for a new authority, and {files.authority.chain} is there")
    try:
        folder.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = files.set_aside(f"{now:%Y%m%dT%H%M%SZ}") if new_ca else ()
        authority, is_new = _authority(files, names, _subtrees(settings, permit), now)
        pair = issue(authority, names, now)
        files.write_server(pair)
    except NotPermitted as error:
        raise refuse(
            f"the authority in {files.authority.chain} was not made for {error}: "
            "`--new-ca` makes another, which every client has to be given"
        ) from None
    except BadPair as error:
        raise refuse(f"{files.authority.chain}: {error}; `--new-ca` puts it aside") from None
    except OSError as error:
        raise refuse(f"{error.filename} cannot be written: {error.strerror}") from None
    typer.echo(created_text(settings, files, pair, is_new=is_new, aside=aside))


@tls.command("show")
def show(
    cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate chain (PEM).")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Private key (PEM).")] = None,
    data: DataOption = None,
) -> None:
    """Show what the server's certificate covers, when it ends and who signed it.

    Exit code 0: it can be used now. 1: it has ended, or does not fit its key.
    """
    if (cert is None) != (key is None):
        raise refuse("--cert and --key go together: give both")
    settings = settings_of_server(data=data)
    own = CertificateFiles(DataFolder(settings.data).certificates)
    files = _files(settings, own, cert, key)
    if not files.chain.exists():
        raise refuse(f"{files.chain} does not exist: `lading tls create` makes a certificate")
    now = datetime.now(UTC)
    try:
        pair = files.read()
    except BadPair as error:
        typer.echo(f"{files.chain}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(shown_text(files, pair, own, now))
    raise typer.Exit(0 if pair.is_of_its_time(now) else 1)


def _files(
    settings: Settings, own: CertificateFiles, cert: Path | None, key: Path | None
) -> PairFiles:
    """Return the files of the options, else of the server, else those that `create` makes."""
    if cert is not None and key is not None:
        return PairFiles(cert, key)
    if settings.tls_cert is not None and settings.tls_key is not None:
        return PairFiles(settings.tls_cert, settings.tls_key)
    return own.server


def _names(settings: Settings, given: Sequence[str] | None, last: Pair | None) -> list[Name]:
    """Return what the certificate is to cover, without repetition."""
    wanted = list(given or (last.names if last is not None else _own_names(settings)))
    wanted += _LOOPBACK
    if settings.registry_domain:
        wanted.append(f"*.dkr.ecr.{settings.region}.{settings.registry_domain}")
    try:
        names = list(dict.fromkeys(map(parse_name, wanted)))
    except BadName as error:
        raise refuse(str(error)) from None
    if len(names) > NAMES_MAX:
        raise refuse(f"{len(names)} names are more than the {NAMES_MAX} of one certificate")
    return names


def _own_names(settings: Settings) -> list[str]:
    """Return the names by which others know this machine, as far as it knows itself."""
    names = [socket.gethostname()]
    if settings.external_url:
        names.insert(0, urlsplit(settings.external_url).hostname or names[0])
    listening = settings.host_and_port[0]
    try:
        if not ipaddress.ip_address(listening).is_unspecified:
            names.append(listening)
    except ValueError:
        names.append(listening)
    return names


def _subtrees(settings: Settings, permit: Sequence[str] | None) -> list[Name]:
    wanted = [*(permit or ()), *([settings.registry_domain] if settings.registry_domain else [])]
    try:
        return list(map(parse_subtree, wanted))
    except BadName as error:
        raise refuse(str(error)) from None


def _authority(
    files: CertificateFiles, names: Sequence[Name], subtrees: Sequence[Name], now: datetime
) -> tuple[Authority, bool]:
    """Return the authority and whether it was just made. Raises `BadPair`, `OSError`."""
    found = files.read_authority()
    if found is None:
        made = new_authority(socket.gethostname(), names, subtrees, now)
        files.write_authority(made)
        return made, True
    if found.pair.ends < now + timedelta(days=_ENDING_DAYS):
        raise BadPair(f"it ends at {found.pair.ends:%Y-%m-%d %H:%M} UTC")
    return found, False
