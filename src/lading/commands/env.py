"""`lading env`: what a client needs, as shell commands for `eval`."""

from __future__ import annotations

import os
import shlex
from typing import Annotated

import typer

from lading.commands.options import DataOption, refuse, settings_of_server
from lading.folders import DataFolder
from lading.pure.certificates.pair import BadPair, leaf_of
from lading.server.certificate_files import CertificateFiles
from lading.server.listening import reachable_host
from lading.server.root_credentials import (
    RootCredentials,
    RootCredentialsUnusable,
    read_root_credentials,
)
from lading.settings import Settings


def env(
    data: DataOption = None,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where the server listens.")
    ] = None,
    external_url: Annotated[
        str | None, typer.Option(metavar="URL", help="URL under which clients reach the server.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="The server's Region.")] = None,
) -> None:
    """Print the environment of AWS clients for `eval "$(lading env)"`: root's access key."""
    settings = settings_of_server(
        data=data, listen=listen, external_url=external_url, region=region
    )
    path = DataFolder(settings.data).root_credentials
    try:
        credentials = read_root_credentials(path)
    except RootCredentialsUnusable as error:
        raise refuse(str(error)) from None
    except OSError as error:
        raise refuse(f"{path} cannot be read: {error.strerror}") from None
    if credentials is None:
        raise refuse(f"{path} does not exist: `lading serve` makes it at its first start")
    if "AWS_SESSION_TOKEN" in os.environ:
        typer.echo("unset AWS_SESSION_TOKEN")  # it belongs to another access key
    for name, value in client_environment(settings, credentials).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def client_environment(settings: Settings, credentials: RootCredentials) -> dict[str, str]:
    """Return the variables that the AWS SDKs and tools read."""
    return {
        "AWS_ENDPOINT_URL": reachable_url(settings),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_REGION": settings.region,
        "AWS_DEFAULT_REGION": settings.region,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        **_own_authority(settings),
    }


def _own_authority(settings: Settings) -> dict[str, str]:
    """Return the variable that names our own authority, if it has signed the certificate."""
    files = CertificateFiles(DataFolder(settings.data.absolute()).certificates)
    if settings.tls_cert is None:
        return {}
    try:
        leaf = leaf_of(settings.tls_cert.read_bytes())
        authority = files.read_authority()
    except (OSError, BadPair):
        return {}
    if authority is None or not authority.issued(leaf):
        return {}
    return {"AWS_CA_BUNDLE": str(files.authority.chain)}


def reachable_url(settings: Settings) -> str:
    """Return the server's URL as this machine reaches it, where it listens on every address."""
    if settings.external_url:
        return settings.url
    host, port = settings.host_and_port
    reachable = reachable_host(host)
    if reachable == host:
        return settings.url
    shown = f"[{reachable}]" if ":" in reachable else reachable
    return f"{settings.url.split('://')[0]}://{shown}:{port}"
