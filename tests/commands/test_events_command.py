"""`lading events` as it is run: against a server, into a pipe, to an end by Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.cli import app

from ..doors.server import Server, unique

COMMAND = [sys.executable, "-P", "-m", "lading.cli", "events"]


@pytest.fixture
def environment(server: Server) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "LADING_"))}
    return clean | {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": server.key_id,
        "AWS_SECRET_ACCESS_KEY": server.secret,
        "AWS_REGION": server.region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@pytest.fixture
def run(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command in this process: `run("--name", "PutImage")`."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *options: CliRunner().invoke(app, ["events", *options])


def test_json_lines_are_what_the_books_hold(server: Server, run: Any) -> None:
    name = server.repository()
    server.flush()
    done = run("--resource", name, "--name", "CreateRepository", "--format", "json")
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    assert json.loads(line) == server.event(ResourceName=name, eventName="CreateRepository")
    assert "EventName=CreateRepository narrows" in done.stderr


def test_limit_and_writes_apply(server: Server, run: Any) -> None:
    name = server.repository()
    server.client("ecr").describe_repositories(repositoryNames=[name])
    server.client("ecr").delete_repository(repositoryName=name)
    server.flush()
    done = run("--resource", name, "--writes", "-n", "1", "--format", "csv")
    header, row = done.stdout.splitlines()
    assert header.startswith("eventTime,eventID,")
    assert ",DeleteRepository," in row


def test_a_look_up_is_itself_on_record_with_its_own_name(server: Server, run: Any) -> None:
    assert run("--id", unique("no-such-event")).exit_code == 0
    agents = {one["userAgent"] for one in server.events(EventName="LookupEvents")}
    assert any(agent.startswith("lading/") and agent.endswith(" events") for agent in agents)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--since", "soon"], "'soon' is no time"),
        (["--follow", "--until", "5m"], "--follow has no end"),
        (["--endpoint-url", "nonsense"], "Invalid endpoint"),
        (["--endpoint-url", "http://127.0.0.1:1"], "Could not connect"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    run: Any, options: list[str], message: str
) -> None:
    done = run(*options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("missing", "message"),
    [("AWS_ENDPOINT_URL", "does not say where"), ("AWS_ACCESS_KEY_ID", "no credentials")],
)
def test_what_the_environment_lacks_is_named(
    run: Any, monkeypatch: pytest.MonkeyPatch, missing: str, message: str
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.delenv(missing)
    if missing == "AWS_ACCESS_KEY_ID":
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    done = run()
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_closed_pipe_is_no_error(environment: Mapping[str, str], form: str) -> None:
    with subprocess.Popen(
        [*COMMAND, "--format", form, "--follow", "--all"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


def test_ctrl_c_ends_following_without_a_word(environment: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*COMMAND, "--follow", "--all", "--format", "json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell starts what runs in its background with this signal ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read() == b""
