"""Clients at `<account>.dkr.ecr.<region>.<domain>`: another account's registry, AWS's own helper.

The names need no DNS here. Over plain HTTP the server itself is the clients' proxy: it takes a
request for a whole URL like any other, with the Host header that decides. TLS goes by a tunnel.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ..doors.server import ACCOUNT, REGION, Server, start_server
from .conftest import Run, manifest_of_layout
from .tunnel import tunnel_to

pytestmark = pytest.mark.blackbox
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


@dataclass(frozen=True)
class Guest:
    account: str
    keys: tuple[str, str, None]


@pytest.fixture
def guest(server: Server, run: Run, tmp_path: Path) -> Guest:
    """Another account of the same server."""
    run("lading", "account", "create", "--data", str(server.data), "--write", "key.json")
    key = json.loads((tmp_path / "key.json").read_text())
    return Guest(key["account"], (key["access_key_id"], key["secret_access_key"], None))


def test_skopeo_at_another_accounts_registry(
    server: Server, run: Run, layout: Path, tmp_path: Path, guest: Guest
) -> None:
    """What the policy allows is pulled; its record is in both accounts' histories."""
    name, back, proxy = server.repository("names"), tmp_path / "back", {"http_proxy": server.url}
    image = f"docker://{server.registry_host}/{name}:v1"
    owner, other = f"AWS:{server.token()}", f"AWS:{server.token(keys=guest.keys)}"
    push = ("copy", "--insecure-policy", "--dest-tls-verify=false", "--dest-creds")
    pull = ("copy", "--insecure-policy", "--src-tls-verify=false", "--src-creds")
    run("skopeo", *push, owner, f"oci:{layout}:v1", image, env=proxy)
    run("skopeo", *pull, other, image, f"oci:{back}:v1", env=proxy, fails=True)
    statement = {"Effect": "Allow", "Principal": {"AWS": guest.account}, "Action": PULL}
    server.client("ecr").set_repository_policy(
        repositoryName=name,
        policyText=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    run("skopeo", *pull, other, image, f"oci:{back}:v1", env=proxy)
    assert manifest_of_layout(back) == manifest_of_layout(layout)
    run("skopeo", *push, other, f"oci:{layout}:v1", image, env=proxy, fails=True)
    history = server.client("cloudtrail", keys=guest.keys)
    [theirs] = server.events(client=history, ResourceName=name, eventName="GetDownloadUrlForLayer")[
        -1:
    ]
    ours = server.events(ResourceName=name, eventName="GetDownloadUrlForLayer")
    assert theirs["sharedEventID"] in {one.get("sharedEventID") for one in ours}
    assert theirs["userAgent"].startswith("skopeo/")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `cert.pem` and `key.pem` for loopback and for AWS's registry names."""
    folder = tmp_path_factory.mktemp("tls")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName(f"*.dkr.ecr.{REGION}.amazonaws.com"),
            x509.IPAddress(ip_address("127.0.0.1")),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    return folder


@pytest.fixture
def disguised(authority: Path, tmp_path: Path) -> Iterator[Server]:
    """A server with TLS whose registries have the names that AWS's clients insist on."""
    running = start_server(
        tmp_path / "disguised",
        registry_domain="amazonaws.com",
        tls_cert=str(authority / "cert.pem"),
        tls_key=str(authority / "key.pem"),
        create_on_push="true",
        workers="1",
    )
    yield running
    running.stop()


def test_ecr_credential_helper(
    disguised: Server, run: Run, authority: Path, tmp_path: Path, plain_layer: Path
) -> None:
    """docker-credential-ecr-login takes `amazonaws.com` only, and only with TLS."""
    host = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com:{disguised.port}"
    trust = {"SSL_CERT_FILE": str(authority / "cert.pem"), "AWS_EC2_METADATA_DISABLED": "true"}
    environment = trust | {"AWS_ENDPOINT_URL": disguised.url}
    shown = run("docker-credential-ecr-login", "get", given=host, env=environment)
    assert json.loads(shown)["Username"] == "AWS"
    listed = json.loads(run("docker-credential-ecr-login", "list", env=environment))
    assert listed == {f"https://{host}": "AWS"}
    (tmp_path / ".docker").mkdir()
    config = {"credHelpers": {host: "ecr-login"}}
    (tmp_path / ".docker" / "config.json").write_text(json.dumps(config))
    with tunnel_to(disguised.port) as proxy:
        environment |= {"HTTPS_PROXY": proxy}
        image = f"{host}/team/web:v1"
        run("crane", "append", "-f", str(plain_layer), "-t", image, env=environment)
        run("crane", "validate", "--remote", image, env=environment)
        assert run("crane", "catalog", host, env=environment).split() == ["team/web"]
