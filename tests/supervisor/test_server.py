"""A whole server as an operator sees it: serve, env, flush, doctor, signals."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import orjson
import pytest
from pydantic import SecretStr
from tests.supervisor.test_supervisor import is_alive, state
from typer.testing import CliRunner

from lading.cli import app
from lading.folders import DataFolder
from lading.server.serving import child_environment, ready_line
from lading.settings import Settings

LADING = (sys.executable, "-m", "lading.cli")


@dataclass
class Server:
    data: Path
    process: subprocess.Popen[str]
    url: str

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.data)

    def role(self, name: str) -> dict[str, object]:
        return state(self.folder.run, name)


def start(data: Path) -> Server:
    process = subprocess.Popen(
        [*LADING, "serve", "--data", str(data), "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LADING_WORKERS": "1", "LADING_LOG_LEVEL": "error"},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    match = re.match(r"ready (http://127\.0\.0\.1:\d+)", line)
    assert match, line
    return Server(data, process, match[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("server") / "data")
    yield server
    pids = [server.role(name)["pid"] for name in ("analytics", "clerk", "front")]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    assert server.process.stdout is not None
    server.process.stdout.close()
    assert not any(is_alive(pid) for pid in pids if isinstance(pid, int))


def lading(*arguments: str) -> tuple[int, str, str]:
    """Run a command in this process; return exit code, output and errors."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def exported(output: str) -> dict[str, str]:
    words = [shlex.split(line) for line in output.splitlines()]
    return dict(word.split("=", 1) for export, word in words if export == "export")


def test_healthz_names_every_role(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=60) as answer:
        document = orjson.loads(answer.read())
    assert {role: state["state"] for role, state in document["roles"].items()} == {
        "analytics": "running",
        "clerk": "running",
        "front": "running",
    }


def test_a_call_with_the_exported_environment_is_in_the_history_after_a_flush(
    server: Server,
) -> None:
    code, output, _ = lading("env", "--data", str(server.data))
    assert code == 0
    environment = exported(output)
    assert environment["AWS_ENDPOINT_URL"] == server.url
    assert environment["AWS_DISABLE_HOST_PREFIX_INJECTION"] == "true"
    session = boto3.Session(
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_REGION"],
    )
    ecr, trail = (session.client(name, endpoint_url=server.url) for name in ("ecr", "cloudtrail"))
    ecr.create_repository(repositoryName="web")
    assert lading("flush", "--data", str(server.data))[0] == 0
    (event,) = trail.lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateRepository"}]
    )["Events"]
    assert event["Resources"][0]["ResourceName"].endswith("repository/web")
    ecr.close()
    trail.close()


def test_no_secret_is_in_an_argument_or_in_the_environment_of_a_role(server: Server) -> None:
    secrets = [
        server.folder.analytics_secret.read_bytes(),
        orjson.loads(server.folder.root_credentials.read_bytes())["secret_access_key"].encode(),
    ]
    for name in ("analytics", "clerk", "front"):
        process = Path(f"/proc/{server.role(name)['pid']}")
        shown = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        assert not any(secret in shown for secret in secrets)


def test_a_second_server_on_the_folder_is_refused(server: Server) -> None:
    refused = subprocess.run(
        [*LADING, "serve", "--data", str(server.data), "--listen", "127.0.0.1:0"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert refused.stdout == ""
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"lading: another server (process {server.process.pid}) is using")


@pytest.mark.parametrize("name", ["clerk", "analytics", "front"])
def test_a_killed_role_comes_back_and_the_server_delivers_again(server: Server, name: str) -> None:
    last = server.role(name)
    assert isinstance(last["pid"], int)
    os.kill(last["pid"], signal.SIGKILL)
    until(lambda: server.role(name)["pid"] not in (None, last["pid"]))
    until(lambda: server.role(name)["state"] == "running")
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=60) as answer:
        assert answer.status == 200
    assert lading("flush", "--data", str(server.data), "--seconds", "60")[0] == 0


def test_doctor_finds_a_healthy_server_healthy(server: Server) -> None:
    code, output, _ = lading("doctor", "--data", str(server.data), "--json")
    report = orjson.loads(output)
    problems = [one for one in report["findings"] if one["level"] == "problem"]
    assert (code, problems) == (0, [])
    areas = {one["area"] for one in report["findings"]}
    assert {"engine", "database", "journals", "cursors", "roles", "clerk", "clock"} <= areas


def test_a_sandbox_says_so_when_it_is_ready() -> None:
    assert ready_line(Settings(listen="127.0.0.1:7000")) == "ready http://127.0.0.1:7000"
    line = ready_line(Settings(listen="127.0.0.1:7000", sandbox=True))
    assert line.startswith("ready http://127.0.0.1:7000 (sandbox")


def test_roles_get_every_setting_but_the_root_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        data=Path("/srv/lading"),
        sandbox=True,
        trusted_proxies=("10.0.0.0/8", "192.0.2.1"),
        history_poll_seconds=0.25,
        root_access_key_id="AKIDGIVEN",
        root_secret_access_key=SecretStr("s3cr3t/+key"),
    )
    around = {"PATH": "/bin", "LADING_ROOT_SECRET_ACCESS_KEY": "s3cr3t/+key"}
    environment = child_environment(given, around)
    assert environment["PATH"] == "/bin"
    assert "s3cr3t/+key" not in environment.values()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings() == given.model_copy(update={"root_secret_access_key": None})
