"""Commands run in this process against a real server, and a registry to mirror from."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from typer.testing import CliRunner

from lading.cli import app

from ..doors.registry import Registry, digest_of
from ..doors.server import Server
from ..free_ports import free_port

_START_SECONDS = 60.0
Run = Callable[..., Any]


class Distribution(Registry):
    """distribution's registry: its locations are whole URLs with a state in the query."""

    def push_blob(self, repository: str, content: bytes) -> str:
        digest, location = digest_of(content), urlsplit(self.begin(repository))
        target = f"{location.path}?{location.query}&{urlencode({'digest': digest})}"
        reply = self.send("PUT", target, content)
        assert reply.status == 201, reply
        return digest


@pytest.fixture
def lading(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Run:
    """Runs a command as root: `lading("image", "tags", name)`; `input=` is what it reads."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "LADING_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": server.key_id,
        "AWS_SECRET_ACCESS_KEY": server.secret,
        "AWS_REGION": server.region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "DOCKER_CONFIG": str(tmp_path / "no-docker"),
        "REGISTRY_AUTH_FILE": str(tmp_path / "no-logins.json"),
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *words, **more: CliRunner().invoke(app, list(words), **more)


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, request: Any) -> Iterator[Registry]:
    """Another registry on loopback: distribution's where it is installed, else a Lading."""
    program = shutil.which("docker-registry")
    if program is None:
        special: Server = request.getfixturevalue("special")
        yield special.registry()
        return
    folder = tmp_path_factory.mktemp("elsewhere")
    port = free_port()
    config = folder / "config.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/data}}}}\n"
    )
    with subprocess.Popen(
        [program, "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(port, process)
            yield Distribution(port, None)
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("the registry does not listen")
