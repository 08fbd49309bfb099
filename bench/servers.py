"""The two servers: started on fresh folders of one file system, stopped at the end."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import botocore.session

from bench.peer_programs import peer_program as installed_program
from bench.processes import command_line, cpu_seconds, family, resident_bytes, settle
from bench.registry import Registry
from bench.signed import Signer

_READY_SECONDS = 60.0
_STOP_SECONDS = 30.0
_REGION = "us-east-1"
_KEY_ID = "AKIABENCHBENCHBENCH0"

_PEER_CONFIGURATION = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage:
  filesystem: {{rootdirectory: {folder}}}
  cache: {{blobdescriptor: inmemory}}
  delete: {{enabled: true}}
http: {{addr: "{host}:{port}"}}
"""


class Server(ABC):
    """A server under measurement."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.address = ("127.0.0.1", _free_port())
        self._process = self._start()
        self._wait_until_ready()

    @property
    def process_id(self) -> int:
        """The process all others of the server descend from."""
        return self._process.pid

    @abstractmethod
    def _start(self) -> subprocess.Popen[bytes]: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...

    def pids(self) -> list[int]:
        """The processes that serve requests."""
        return family(self._process.pid)

    def cpu_seconds(self) -> float:
        """The CPU time of those."""
        return cpu_seconds(self.pids())

    def resident_bytes(self) -> int:
        """The memory of those."""
        return resident_bytes(self.pids())

    def settle(self) -> None:
        """Wait until all of the server's processes are idle."""
        settle(lambda: family(self._process.pid))

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder.parent / f"{self.folder.name}.log").read_text()
                raise RuntimeError(f"the server did not start:\n{log[-4000:]}")
            time.sleep(0.1)

    def _popen(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder.parent / f"{self.folder.name}.log").open("wb") as log:
            return subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=os.environ | environment,
            )


class RegistryServer(Server):
    """A server that has a registry."""

    @property
    @abstractmethod
    def registry(self) -> Registry:
        """The registry it serves."""


class Lading(RegistryServer):
    """`lading serve` as it comes, with repositories created on push."""

    def __init__(self, folder: Path) -> None:
        self._secret = secrets.token_urlsafe(24)
        super().__init__(folder)
        self._registry = Registry(self.address, self._authorization())

    @property
    def registry(self) -> Registry:
        """The registry, entered with a token as `aws ecr get-login-password` gives."""
        return self._registry

    def pids(self) -> list[int]:
        """The front role's processes, without the supervisor, the clerk and the analytics."""
        family_pids = family(self._process.pid)
        return [pid for pid in family_pids if "lading.server.front" in command_line(pid)]

    @property
    def signer(self) -> Signer:
        """What signs calls of its AWS APIs."""
        return Signer(self.address, _KEY_ID, self._secret, _REGION)

    def aws(self, service: str) -> Any:
        """Return a client of one of its AWS APIs."""
        return aws_client(service, self.signer)

    def _authorization(self) -> str:
        answer = self.aws("ecr").get_authorization_token()
        return f"Basic {answer['authorizationData'][0]['authorizationToken']}"

    def _start(self) -> subprocess.Popen[bytes]:
        listen = f"{self.address[0]}:{self.address[1]}"
        program = str(Path(sys.executable).parent / "lading")
        environment = {
            "LADING_ROOT_ACCESS_KEY_ID": _KEY_ID,
            "LADING_ROOT_SECRET_ACCESS_KEY": self._secret,
            "LADING_CREATE_ON_PUSH": "true",
        }
        return self._popen(
            [program, "serve", "--data", str(self.folder), "--listen", listen], environment
        )

    def _is_ready(self) -> bool:
        connection = HTTPConnection(*self.address, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


class DockerRegistry(RegistryServer):
    """Debian's docker-registry: filesystem storage, no authorization, no log of requests."""

    @property
    def registry(self) -> Registry:
        """The registry, open to all."""
        return Registry(self.address)

    def _start(self) -> subprocess.Popen[bytes]:
        host, port = self.address
        configuration = self.folder / "config.yml"
        configuration.write_text(
            _PEER_CONFIGURATION.format(folder=self.folder / "data", host=host, port=port)
        )
        return self._popen([str(peer_program()), "serve", str(configuration)], {})

    def _is_ready(self) -> bool:
        connection = HTTPConnection(*self.address, timeout=5)
        try:
            connection.request("GET", "/v2/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


class Moto(Server):
    """The server of moto: AWS's APIs with state in memory, signatures unchecked, no record."""

    @property
    def signer(self) -> Signer:
        """What signs its calls; it takes any key."""
        return Signer(self.address, _KEY_ID, "unchecked", _REGION)

    def _start(self) -> subprocess.Popen[bytes]:
        program = installed_program("moto_server")
        assert program is not None, "started only where it is installed"
        host, port = self.address
        return self._popen([program, "-H", host, "-p", str(port)], {})

    def _is_ready(self) -> bool:
        try:
            socket.create_connection(self.address, timeout=5).close()
        except OSError:
            return False
        return True


def aws_client(service: str, signer: Signer) -> Any:
    """Return a client of an AWS API that a server has."""
    return botocore.session.get_session().create_client(
        service,
        region_name=signer.region,
        endpoint_url=f"http://{signer.address[0]}:{signer.address[1]}",
        aws_access_key_id=signer.key_id,
        aws_secret_access_key=signer.secret,
    )


def peer_program() -> str | None:
    """Return where docker-registry is installed, or None."""
    return shutil.which("docker-registry")


def peer_version() -> str:
    """Return the version it gives itself."""
    program = peer_program()
    assert program is not None, "asked only for a peer that is there"
    text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return text.split()[-1].partition("+")[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
