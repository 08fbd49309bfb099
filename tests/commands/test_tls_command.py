"""`lading tls`: what it writes, says, keeps and refuses; what the doctor warns of."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.cli import app
from lading.commands.checks.certificate import check_certificate
from lading.commands.env import client_environment
from lading.pure.certificates.authority import issue
from lading.pure.certificates.names import parse_name
from lading.server.certificate_files import CertificateFiles
from lading.server.root_credentials import RootCredentials
from lading.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "::1")
Tls = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    """Runs `lading tls` with a data folder of the test's own: exit code, output, errors."""

    def run(*arguments: str, **variables: str) -> tuple[int, str, str]:
        given = ["tls", *arguments, "--data", str(tmp_path / "data")]
        result = CliRunner().invoke(app, given, env=variables)
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return CertificateFiles(tmp_path / "data" / "tls")


def names(files: CertificateFiles) -> tuple[str, ...]:
    return files.server.read().names


def test_the_first_time_makes_an_authority_and_a_certificate(
    tls: Tls, files: CertificateFiles
) -> None:
    code, output, _ = tls("create", "--name", "registry.example.org", "--name", "10.0.0.5")
    assert code == 0
    assert names(files) == ("registry.example.org", "10.0.0.5", *LOOPBACK)
    authority = files.read_authority()
    assert authority is not None
    assert authority.issued(files.server.read().leaf)
    modes = {path.name: path.stat().st_mode & 0o777 for path in files.folder.iterdir()}
    assert modes == {"ca.crt": 0o644, "ca.key": 0o600, "server.crt": 0o644, "server.key": 0o600}
    assert files.folder.stat().st_mode & 0o777 == 0o700
    assert "PRIVATE" not in output
    for told in (
        f"lading serve --tls-cert {files.server.chain} --tls-key {files.server.key}",
        "/etc/docker/certs.d/registry.example.org:6500/ca.crt",
        "/etc/containers/certs.d/registry.example.org:6500/ca.crt",
        f"AWS_CA_BUNDLE={files.authority.chain}",
        f"curl --cacert {files.authority.chain} https://registry.example.org:6500/healthz",
        *(str(path) for path in files.folder.iterdir()),
    ):
        assert told in output, told


def test_the_files_are_what_tls_libraries_take(tls: Tls, files: CertificateFiles) -> None:
    tls("create")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.server.chain, files.server.key)
    client = ssl.create_default_context(cafile=str(files.authority.chain))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    other = server.wrap_bio(to_server, to_client, server_side=True)
    with pytest.raises(ssl.SSLWantReadError):
        one.do_handshake()
    with pytest.raises(ssl.SSLWantReadError):
        other.do_handshake()
    one.do_handshake()
    assert one.version() == "TLSv1.3"


def test_names_come_from_what_the_server_is_told(tls: Tls, files: CertificateFiles) -> None:
    variables = {
        "LADING_EXTERNAL_URL": "https://books.example.net",
        "LADING_REGISTRY_DOMAIN": "example.net",
        "LADING_REGION": "eu-west-1",
        "LADING_LISTEN": "10.1.2.3:443",
    }
    code, output, _ = tls("create", **variables)
    assert code == 0
    assert names(files)[0] == "books.example.net"
    assert {"10.1.2.3", "*.dkr.ecr.eu-west-1.example.net", *LOOPBACK} <= set(names(files))
    assert "/etc/docker/certs.d/books.example.net/ca.crt" in output
    variables["LADING_REGION"] = "eu-west-2"
    assert tls("create", **variables)[0] == 0, "the authority is one for the whole domain"
    assert "*.dkr.ecr.eu-west-2.example.net" in names(files)


def test_again_renews_with_the_same_authority_and_names(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "registry.example.org")
    authority, server = files.authority.read(), files.server.read()
    code, output, _ = tls("create")
    assert code == 0
    assert "as before" in output
    assert files.authority.read() == authority
    renewed = files.server.read()
    assert renewed.names == server.names
    assert (renewed.key, renewed.leaf) != (server.key, server.leaf)


def test_an_authority_is_never_written_over(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "registry.example.org")
    before = files.authority.read()
    code, _, errors = tls("create", "--name", "other.example.net")
    assert code == 2
    assert "was not made for other.example.net" in errors
    assert tls("create", "--permit", "example.net")[0] == 2
    assert files.authority.read() == before
    code, output, _ = tls("create", "--name", "other.example.net", "--new-ca")
    assert code == 0
    assert files.authority.read() != before
    (aside,) = files.folder.glob("ca-until-*.crt")
    assert aside.read_bytes() == before.chain
    assert f"put aside  {aside}" in output


@pytest.mark.parametrize("lost", ["ca.key", "ca.crt"])
def test_half_an_authority_is_not_replaced(tls: Tls, files: CertificateFiles, lost: str) -> None:
    tls("create")
    (files.folder / lost).unlink()
    left = sorted(files.folder.glob("ca.*"))
    code, _, errors = tls("create")
    assert code == 2
    assert lost in errors
    assert sorted(files.folder.glob("ca.*")) == left


def test_an_authority_signs_later_for_what_was_permitted(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "a.example.org", "--permit", "example.org", "--permit", "8.8.8.0/24")
    assert tls("create", "--name", "b.example.org", "--name", "8.8.8.8")[0] == 0
    assert names(files)[:2] == ("b.example.org", "8.8.8.8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--name", "https://registry.example.org"),
        ("create", "--permit", "*.example.org"),
        ("create", *(f"--name=n{number}.example" for number in range(100))),
        ("show", "--cert", "x.crt"),
        ("show",),
    ],
)
def test_what_cannot_be_done_is_refused(
    tls: Tls, files: CertificateFiles, arguments: tuple[str, ...]
) -> None:
    code, output, errors = tls(*arguments)
    assert (code, output) == (2, "")
    assert errors.startswith("lading: ")
    assert not files.folder.exists()


def test_show_says_what_it_covers_and_when_it_ends(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "registry.example.org")
    code, output, _ = tls("show")
    assert code == 0
    assert "registry.example.org, localhost" in output
    assert "396 days left" in output
    assert f"which is {files.authority.chain}" in output
    assert files.server.read().fingerprint in output


def test_show_looks_at_the_files_of_the_server(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "registry.example.org")
    elsewhere = files.folder / "elsewhere.key"
    files.server.key.rename(elsewhere)
    given = {"LADING_TLS_CERT": str(files.server.chain), "LADING_TLS_KEY": str(elsewhere)}
    assert tls("show")[0] == 1, "its key is gone"
    code, output, _ = tls("show", **given)
    assert code == 0
    assert f"key          {elsewhere}, fits" in output


def test_show_fails_for_one_that_has_ended(tls: Tls, files: CertificateFiles) -> None:
    tls("create")
    _end_at(files, datetime.now(UTC) - timedelta(hours=2))
    code, output, _ = tls("show")
    assert code == 1
    assert "IT HAS ENDED" in output


def _end_at(files: CertificateFiles, end: datetime) -> None:
    authority = files.read_authority()
    assert authority is not None
    made = end - timedelta(days=397) + timedelta(hours=1)
    files.write_server(issue(authority, [parse_name("localhost")], made))


def settings_of(files: CertificateFiles, **more: Any) -> Settings:
    return Settings(
        tls_cert=files.server.chain, tls_key=files.server.key, data=files.folder.parent, **more
    )


def test_the_doctor_finds_nothing_wrong_with_a_good_one(tls: Tls, files: CertificateFiles) -> None:
    tls("create", "--name", "registry.example.org")
    (found,) = check_certificate(settings_of(files, external_url="https://registry.example.org"))
    assert (found.level, found.area) == ("ok", "certificate")


@pytest.mark.parametrize(
    ("days", "level", "text"), [(29, "warning", "ends at"), (-1, "problem", "valid from")]
)
def test_the_doctor_warns_of_an_end(
    tls: Tls, files: CertificateFiles, days: int, level: str, text: str
) -> None:
    tls("create")
    _end_at(files, datetime.now(UTC) + timedelta(days=days))
    (found,) = check_certificate(settings_of(files))
    assert found.level == level
    assert text in found.text


@pytest.mark.parametrize(
    "more", [{"external_url": "https://other.example.org:8443"}, {"registry_domain": "example.org"}]
)
def test_the_doctor_warns_of_a_host_that_is_not_covered(
    tls: Tls, files: CertificateFiles, more: dict[str, str]
) -> None:
    tls("create", "--name", "registry.example.org")
    (found,) = check_certificate(settings_of(files, **more))
    assert (found.level, "does not cover" in found.text) == ("warning", True)


def test_the_doctor_warns_of_a_key_that_others_may_read(tls: Tls, files: CertificateFiles) -> None:
    tls("create")
    files.server.key.chmod(0o644)
    (found,) = check_certificate(settings_of(files))
    assert (found.level, "mode 644" in found.text) == ("warning", True)


def test_the_doctor_finds_a_key_of_another_certificate(tls: Tls, files: CertificateFiles) -> None:
    tls("create")
    files.server.key.write_bytes(files.authority.key.read_bytes())
    (found,) = check_certificate(settings_of(files))
    assert (found.level, "do not belong together" in found.text) == ("problem", True)


@pytest.mark.parametrize(
    ("listen", "external_url", "level"),
    [
        ("127.0.0.1:6500", None, "ok"),
        ("0.0.0.0:6500", None, "warning"),
        ("0.0.0.0:6500", "http://registry.example.org", "warning"),
        ("10.0.0.5:6500", "https://registry.example.org", "ok"),
    ],
)
def test_the_doctor_warns_of_passwords_in_clear(
    listen: str, external_url: str | None, level: str
) -> None:
    (found,) = check_certificate(Settings(listen=listen, external_url=external_url))
    assert found.level == level


def test_env_names_the_authority_that_signed(tls: Tls, files: CertificateFiles) -> None:
    tls("create")
    root = RootCredentials("123456789012", "AKIAEXAMPLE", "secret")
    bundle = client_environment(settings_of(files), root)["AWS_CA_BUNDLE"]
    assert bundle == os.fspath(files.authority.chain)
    tls("create", "--new-ca")
    authority = files.read_authority()
    assert authority is not None
    other = files.server.chain.with_name("other.crt")
    other.write_bytes(files.folder.glob("ca-until-*.crt").__next__().read_bytes())
    settings = settings_of(files).model_copy(update={"tls_cert": other})
    assert "AWS_CA_BUNDLE" not in client_environment(settings, root)
