"""`lading sweep` and a running server: space comes back, on record and in the metrics."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.doors.registry import digest_of
from tests.doors.server import Server, await_true, start_server
from typer.testing import CliRunner

from lading.cli import app


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has no grace, and sweeps only when it is told to."""
    server = start_server(
        tmp_path_factory.mktemp("swept"), sweep_seconds="0", sweep_grace_seconds="0"
    )
    yield server
    server.stop()


def run(server: Server, *options: str) -> Any:
    return CliRunner().invoke(app, ["sweep", "--data", str(server.data), *options])


def blobs_of(server: Server) -> set[str]:
    return {path.name for path in (server.data / "blobs").rglob("*") if path.is_file()}


def test_a_deleted_image_gives_its_space_back(swept: Server) -> None:
    docker, name = swept.registry(), swept.repository("swept")
    stays = docker.push_image(name, "stays", b"layer that stays")
    gone = docker.push_image(name, "gone", b"layer that goes" * 1000)
    before = blobs_of(swept)
    swept.client("ecr").batch_delete_image(
        repositoryName=name, imageIds=[{"imageDigest": digest_of(gone)}]
    )
    marked = run(swept)
    assert marked.exit_code == 0, marked.output
    assert "wait for the end of their grace" in marked.output
    dry = run(swept, "--dry-run")
    assert "would go" in dry.output
    assert name in dry.output
    assert blobs_of(swept) == before
    report = json.loads(run(swept, "--json").output)
    assert report["gone"]["blob"]["count"] == len(report["pieces"]) / 2
    assert digest_of(b"layer that goes" * 1000) in {one["name"] for one in report["pieces"]}
    assert len(blobs_of(swept)) < len(before)
    assert docker.get(f"/v2/{name}/manifests/stays").body == stays
    assert "nothing to remove" in run(swept).output
    events = swept.events(EventName="SweepEvent")
    assert {one["serviceEventDetails"]["sweepId"] for one in events} == {report["sweep_id"]}
    assert [one["serviceEventDetails"]["kind"] for one in events] == ["layer", "blob"]
    metrics = urllib.request.urlopen(f"{swept.url}/metrics").read().decode()
    assert 'lading_swept_bytes_total{kind="blob"}' in metrics


def test_the_clock_sweeps_by_itself(start: Callable[..., Server]) -> None:
    server = start(sweep_seconds="0.2", sweep_grace_seconds="0", upload_seconds="0.1")
    name = server.repository("swept")
    server.registry().begin(name)
    await_true(lambda: server.events(EventName="SweepEvent"))


def test_without_a_server_the_command_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["sweep", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "is the server running" in result.output
