"""TLS: who is let in, which names are covered, and a new certificate without a restart."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import ssl
import warnings
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import SSLError
from cryptography import x509

from lading.folders import DataFolder
from lading.pure.certificates.authority import Authority, issue, new_authority
from lading.pure.certificates.names import parse_name
from lading.pure.certificates.pair import Pair
from lading.server.certificate_files import CertificateFiles
from lading.server.preparation import StartRefused, prepared
from lading.settings import Settings

from .registry import digest_of
from .server import Server, await_true, start_server, unique

NAMES = [
    parse_name(name)
    for name in ("registry.example.org", "localhost", "127.0.0.1", "*.dkr.ecr.us-east-2.localhost")
]
MIB = 1024 * 1024
Secure = tuple[Server, CertificateFiles]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("test", NAMES, [], datetime.now(UTC))


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Secure]:
    """A server with a certificate, and its files, which tests replace."""
    folder = tmp_path_factory.mktemp("secure")
    files = CertificateFiles(folder)
    files.write_authority(authority)
    files.write_server(another(authority))
    server = start_server(
        folder,
        registry_domain="localhost",
        tls_cert=str(files.server.chain),
        tls_key=str(files.server.key),
        restart_seconds_max="0.2",
        stop_seconds="1",
    )
    server.errors_expected = ("certificate.refused", "role.died")
    yield server, files
    server.stop()


def another(authority: Authority) -> Pair:
    """Return a new certificate for the same names."""
    return issue(authority, NAMES, datetime.now(UTC))


def trusting(files: CertificateFiles) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(files.authority.chain))


def connection(secure: Secure) -> http.client.HTTPSConnection:
    server, files = secure
    context = trusting(files)
    return http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=context)


def shaken(secure: Secure, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Return a new connection to the server, which it believes to be a host."""
    plain = socket.create_connection(("127.0.0.1", secure[0].port), 60)
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def shown(secure: Secure) -> x509.Certificate:
    """Return the certificate that a new connection is shown."""
    with shaken(secure, "localhost", trusting(secure[1])) as connected:
        return x509.load_der_x509_certificate(connected.getpeercert(binary_form=True) or b"")


def is_in_use(secure: Secure, pair: Pair) -> bool:
    """Whether new connections, all of several, are shown a certificate."""
    return all(shown(secure) == pair.leaf for _ in range(10))


def ecr(secure: Secure, verify: Path | None) -> Any:
    server, _ = secure
    return boto3.client(
        "ecr",
        endpoint_url=server.url,
        region_name=server.region,
        aws_access_key_id=server.key_id,
        aws_secret_access_key=server.secret,
        verify=None if verify is None else str(verify),
        config=Config(retries={"total_max_attempts": 1}),
    )


def state(secure: Secure) -> Any:
    with closing(connection(secure)) as asking:
        asking.request("GET", "/healthz")
        return json.loads(asking.getresponse().read())


def front(server: Server) -> Any:
    """Return what the supervisor knows of the front: a former one that leaves may still answer."""
    return json.loads(DataFolder(server.data).roles.read_bytes())["front"]


def login(secure: Secure) -> dict[str, str]:
    server, _ = secure
    return {
        "Authorization": "Basic " + b64encode(f"{server.key_id}:{server.secret}".encode()).decode()
    }


def repository(secure: Secure) -> str:
    name = unique("tls")
    client = ecr(secure, secure[1].authority.chain)
    with closing(client):
        client.create_repository(repositoryName=name)
    return name


def begun(secure: Secure, name: str) -> str:
    """Begin an upload and return its location."""
    with closing(connection(secure)) as asking:
        asking.request("POST", f"/v2/{name}/blobs/uploads/", headers=login(secure))
        answer = asking.getresponse()
        answer.read()
        assert answer.status == 202
        return str(answer.headers["location"])


def put(secure: Secure, location: str, content: bytes, digest: str) -> int:
    with closing(connection(secure)) as asking:
        asking.request("PUT", f"{location}?digest={digest}", content, login(secure))
        answer = asking.getresponse()
        answer.read()
        return answer.status


@contextmanager
def chatting(secure: Secure) -> Iterator[list[str]]:
    """Ask without a pause on a connection that is kept while the server keeps it.

    Gives a list of what went wrong.
    """
    failures: list[str] = []
    over = Event()

    def chat() -> None:
        while not over.is_set():
            with closing(connection(secure)) as asking:
                kept = True
                while kept and not over.is_set():
                    try:
                        asking.request("GET", "/v2/")
                        answer = asking.getresponse()
                        answer.read()
                    except (OSError, http.client.HTTPException) as error:
                        failures.append(repr(error))
                        break
                    kept = answer.headers.get("connection") != "close"

    thread = Thread(target=chat)
    thread.start()
    try:
        yield failures
    finally:
        over.set()
        thread.join()


def connection_is_closed(idle: http.client.HTTPSConnection) -> bool:
    """Whether the server has ended a connection on which nothing is under way."""
    readable, _, _ = select.select([idle.sock], [], [], 0)
    return bool(readable) and idle.sock.recv(1) == b""


def test_an_sdk_that_trusts_the_authority_is_served(secure: Secure) -> None:
    server, files = secure
    assert server.url.startswith("https://")
    with closing(ecr(secure, files.authority.chain)) as client:
        name = unique("tls")
        client.create_repository(repositoryName=name)
        found = client.describe_repositories(repositoryNames=[name])["repositories"]
    assert found[0]["repositoryUri"].startswith(f"{server.account}.dkr.ecr.us-east-2.localhost")


def test_an_sdk_that_does_not_is_not(secure: Secure) -> None:
    with closing(ecr(secure, None)) as client, pytest.raises(SSLError):
        client.describe_repositories()


def test_the_names_that_are_covered(secure: Secure) -> None:
    context = trusting(secure[1])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for host in ("registry.example.org", "127.0.0.1", f"{'1' * 12}.dkr.ecr.us-east-2.localhost"):
        shaken(secure, host, context).close()
    for host in ("other.example.org", "127.0.0.2", f"{'1' * 12}.dkr.ecr.us-east-1.localhost"):
        with pytest.raises(ssl.SSLCertVerificationError, match=r"(?i)hostname|IP address mismatch"):
            shaken(secure, host, context)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_new_versions_are_spoken(secure: Secure, version: ssl.TLSVersion) -> None:
    context = trusting(secure[1])
    context.minimum_version = context.maximum_version = version
    with shaken(secure, "localhost", context) as connected:
        assert connected.version() == version.name.replace("_", ".").removesuffix(".0")


def test_old_versions_are_refused(secure: Secure) -> None:
    context = trusting(secure[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="ALERT"):  # the server's, not our own library's
        shaken(secure, "localhost", context)


def test_a_new_certificate_is_taken_without_cutting_anything_off(
    secure: Secure, authority: Authority
) -> None:
    """A download, an upload and kept connections are under way when the files change, twice."""
    server, files = secure
    name, content = repository(secure), os.urandom(24 * MIB)
    digest, before = digest_of(content), front(server)
    assert put(secure, begun(secure, name), content, digest) == 201
    location, new, newer = begun(secure, name), another(authority), another(authority)
    with (
        closing(connection(secure)) as download,
        closing(connection(secure)) as upload,
        closing(connection(secure)) as idle,
        chatting(secure) as failures,
    ):
        download.request("GET", f"/v2/{name}/blobs/{digest}", headers=login(secure))
        body = download.getresponse()
        begun_with = body.read(MIB)
        upload.putrequest("PUT", f"{location}?digest={digest_of(content[:MIB])}")
        for header, value in {**login(secure), "Content-Length": str(MIB)}.items():
            upload.putheader(header, value)
        upload.endheaders(content[:1000])
        idle.request("GET", "/healthz")
        idle.getresponse().read()
        files.write_server(new)
        await_true(lambda: is_in_use(secure, new))
        await_true(lambda: front(server)["pid"] != before["pid"])
        await_true(lambda: connection_is_closed(idle))
        files.write_server(newer)
        await_true(lambda: is_in_use(secure, newer))  # longer than a stop would wait
        upload.send(content[1000:MIB])
        assert upload.getresponse().status == 201
        assert begun_with + body.read() == content
    assert failures == []
    await_true(lambda: not Path(f"/proc/{before['pid']}").exists())
    assert front(server)["restarts"] == before["restarts"]
    await_true(lambda: state(secure)["answered_by"] == front(server)["pid"])
    with closing(ecr(secure, files.authority.chain)) as client:
        client.describe_repositories(repositoryNames=[name])
    server.flush()


def test_a_pair_that_does_not_fit_is_refused_and_the_last_one_stays(
    secure: Secure, authority: Authority
) -> None:
    """Not even a front that dies meanwhile starts with half of a new pair."""
    server, files = secure
    good, new = files.server.read(), another(authority)
    await_true(lambda: is_in_use(secure, good))
    files.server.chain.write_bytes(new.chain)

    def refusals() -> list[str]:
        lines = server.log_lines()
        return [line["reason"] for line in lines if line["event"] == "certificate.refused"]

    assert await_true(refusals) == ["certificate and key do not belong together"]
    assert is_in_use(secure, good)
    before = front(server)
    os.kill(before["pid"], signal.SIGKILL)
    await_true(lambda: front(server)["restarts"] > before["restarts"])
    await_true(lambda: front(server)["state"] == "running")
    # A front that leaves after an earlier renewal may answer for a moment, with its own pair.
    await_true(lambda: _is_in_use_again(secure, good))
    lines = len(server.log_lines())
    files.server.key.write_bytes(new.key)
    await_true(lambda: is_in_use(secure, new))
    await_true(lambda: "certificate.in_use" in {one["event"] for one in server.log_lines()[lines:]})


def _is_in_use_again(secure: Secure, pair: Pair) -> bool:
    try:
        return is_in_use(secure, pair)
    except OSError:
        return False


def test_a_key_that_is_missing_for_a_while_changes_nothing(secure: Secure) -> None:
    server, files = secure
    pair, before, lines = files.server.read(), front(server), len(server.log_lines())
    files.server.key.unlink()
    await_true(lambda: any("refused" in line["event"] for line in server.log_lines()[lines:]))
    files.write_server(pair)
    assert is_in_use(secure, pair)
    assert "certificate.in_use" not in {line["event"] for line in server.log_lines()[lines:]}
    assert front(server) == before


def test_a_server_does_not_start_with_a_pair_that_does_not_fit(
    tmp_path: Path, authority: Authority
) -> None:
    chain, key = tmp_path / "server.crt", tmp_path / "server.key"
    chain.write_bytes(another(authority).chain)
    key.write_bytes(another(authority).key)
    settings = Settings(data=tmp_path / "data", listen="127.0.0.1:0", tls_cert=chain, tls_key=key)
    with pytest.raises(StartRefused, match="do not belong together"), prepared(settings):
        pass
    assert not settings.data.exists()
