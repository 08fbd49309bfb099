"""Clients of others trust the authority of `lading tls create`, the way its output says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..doors.server import ROOT_KEY_ID, ROOT_SECRET, Server, start_server, unique
from .conftest import manifest_of_layout, tool

pytestmark = pytest.mark.blackbox


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the certificate that the command makes."""
    folder = tmp_path_factory.mktemp("tls")
    certificates = folder / "data" / "tls"
    lading("tls", "create", "--name", "localhost", "--data", str(folder / "data"))
    running = start_server(
        folder,
        tls_cert=str(certificates / "server.crt"),
        tls_key=str(certificates / "server.key"),
    )
    yield running
    running.stop()


def lading(*arguments: str) -> str:
    command = [sys.executable, "-P", "-m", "lading.cli", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def run(home: Path, program: str, *arguments: str, fails: bool = False, **variables: Any) -> str:
    """Run a program that knows nothing but a home folder and variables; return what it prints."""
    done = subprocess.run(
        [tool(program), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), **variables},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout


def authority(server: Server) -> Path:
    return server.data / "tls" / "ca.crt"


def exported(server: Server) -> dict[str, Any]:
    """Return the variables that `lading env` prints."""
    lines = lading("env", "--data", str(server.data)).splitlines()
    return dict(line.removeprefix("export ").split("=", 1) for line in lines if "export " in line)


def test_the_aws_cli_trusts_what_env_names(secure: Server, tmp_path: Path) -> None:
    variables = exported(secure)
    assert variables["AWS_CA_BUNDLE"] == str(authority(secure))
    name = unique("tls")
    run(tmp_path, "aws", "ecr", "create-repository", "--repository-name", name, **variables)
    del variables["AWS_CA_BUNDLE"]
    errors = run(tmp_path, "aws", "ecr", "describe-repositories", fails=True, **variables)
    assert "SSL validation failed" in errors


def test_skopeo_trusts_what_lies_in_certs_d(secure: Server, layout: Path, tmp_path: Path) -> None:
    name, login = unique("tls"), f"{ROOT_KEY_ID}:{ROOT_SECRET}"
    variables = exported(secure)
    run(tmp_path, "aws", "ecr", "create-repository", "--repository-name", name, **variables)
    image = f"docker://localhost:{secure.port}/{name}:v1"
    copy = ("--insecure-policy", "copy", "--dest-creds", login, f"oci:{layout}:v1", image)
    assert "certificate" in run(tmp_path, "skopeo", *copy, fails=True)
    trusted = tmp_path / ".config" / "containers" / "certs.d" / f"localhost:{secure.port}"
    trusted.mkdir(parents=True)
    shutil.copy(authority(secure), trusted / "ca.crt")
    run(tmp_path, "skopeo", *copy)
    raw = run(tmp_path, "skopeo", "inspect", "--raw", "--creds", login, image)
    assert raw.encode() == manifest_of_layout(layout)


def test_curl_trusts_the_file_it_is_given(secure: Server, tmp_path: Path) -> None:
    url = f"https://127.0.0.1:{secure.port}/healthz"
    told = ("--silent", "--show-error", "--noproxy", "*")
    answer = run(tmp_path, "curl", *told, "--cacert", str(authority(secure)), url)
    assert '"status":"ok"' in answer
    assert "certificate" in run(tmp_path, "curl", *told, url, fails=True)
