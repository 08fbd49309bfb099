"""The console over TLS in Debian's chromium, with a certificate that `lading tls create` made."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from lading.cli import app
from lading.server.certificate_files import CertificateFiles

from ..doors.server import ALLOW_EVERYTHING, Server, start_server
from .conftest import Tool

pytestmark = [pytest.mark.blackbox, pytest.mark.timeout(600)]


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    """An authority, and a certificate of a server on this machine."""
    data = tmp_path / "data"
    made = CliRunner().invoke(app, ["tls", "create", "--name", "localhost", "--data", str(data)])
    assert made.exit_code == 0, made.output
    return CertificateFiles(data / "tls")


@pytest.fixture
def secure(
    tmp_path: Path, files: CertificateFiles, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server with that certificate; boto3 trusts the authority."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(files.authority.chain))
    server = start_server(tmp_path, tls_cert=str(files.server.chain), tls_key=str(files.server.key))
    yield server
    server.stop()


def test_sign_in_over_tls(
    console_tool: Tool,
    chromium: str,
    secure: Server,
    files: CertificateFiles,
    write_json: Callable[[object], Path],
) -> None:
    """The session's cookie is `__Host-` and Secure, and signed calls work with it.

    Chromium knows authorities from a database that other programs write; here it is told the one
    key to trust, so a certificate with any other key would still be refused.
    """
    name = secure.person(ALLOW_EVERYTHING, stem="mary").name
    mary = {"name": name, "password": f"A-password-of-{name}-1"}
    secure.client("iam").create_login_profile(UserName=name, Password=mary["password"])
    world = {
        "url": secure.url,
        "account": secure.account,
        "region": secure.region,
        "mary": mary,
    }
    console_tool(
        "e2e",
        {
            "LADING_E2E_WORLD": str(write_json(world)),
            "LADING_E2E_SPECS": "**/tls/*.spec.ts",
            "LADING_E2E_TRUSTED_KEY": key_hash(files),
            "CHROMIUM": chromium,
        },
    )


def key_hash(files: CertificateFiles) -> str:
    """Return the hash of the certificate's public key, as browsers are told of it."""
    key = files.server.read().leaf.public_key()
    shown = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(sha256(shown).digest()).decode()
