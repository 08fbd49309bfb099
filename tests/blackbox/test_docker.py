"""docker: login, manifest lists and logout, which need no daemon; build, push, pull with one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..doors.registry import DOCKER_MANIFEST, descriptor
from ..doors.server import ALLOW_EVERYTHING, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox
_CONFIG = "application/vnd.docker.container.image.v1+json"


@pytest.fixture
def docker(run: Run) -> Run:
    """docker itself, not podman under its name."""
    if "podman" in run("docker", "--version").lower():
        pytest.skip("docker is podman here")
    return run


def push_image(server: Server, name: str, architecture: str) -> None:
    config = json.dumps({"architecture": architecture, "os": "linux"}).encode()
    registry = server.registry()
    registry.push_blob(name, config)
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": DOCKER_MANIFEST,
            "config": descriptor(config, _CONFIG),
            "layers": [],
        }
    ).encode()
    reply = registry.put_manifest(name, architecture, manifest, DOCKER_MANIFEST)
    assert reply.status == 201


def test_login_and_manifest_lists(server: Server, docker: Run, tmp_path: Path) -> None:
    host, name = f"127.0.0.1:{server.port}", server.repository("docker")
    person = server.person(ALLOW_EVERYTHING, stem="docker")
    login = ("login", host, "-u", "AWS", "--password-stdin")
    docker("docker", *login, given="wrong", fails=True)
    docker("docker", *login, given=server.token(person))
    for architecture in ("amd64", "arm64"):
        push_image(server, name, architecture)
    images = [f"{host}/{name}:{architecture}" for architecture in ("amd64", "arm64")]
    docker("docker", "manifest", "create", "--insecure", f"{host}/{name}:both", *images)
    docker("docker", "manifest", "push", "--insecure", f"{host}/{name}:both")
    shown = json.loads(docker("docker", "manifest", "inspect", "--insecure", f"{host}/{name}:both"))
    assert {one["platform"]["architecture"] for one in shown["manifests"]} == {"amd64", "arm64"}
    docker("docker", "logout", host)
    docker("docker", "manifest", "inspect", "--insecure", images[0], fails=True)
    assert names_of(server.events(ResourceName=name), "Docker-Client/") >= {
        "BatchGetImage",
        "PutImage",
    }


@pytest.fixture
def daemon(docker: Run, server: Server) -> Iterator[Run]:
    """docker with a daemon on this machine; the images of the test's registry go afterwards."""
    reached = {"DOCKER_BUILDKIT": "0"}
    if "DOCKER_HOST" in os.environ:
        reached["DOCKER_HOST"] = os.environ["DOCKER_HOST"]

    def run_docker(*arguments: str, fails: bool = False, given: str = "") -> str:
        return docker("docker", *arguments, fails=fails, given=given, env=reached)

    try:
        system = run_docker("info", "--format", "{{.OperatingSystem}}")
    except AssertionError:
        pytest.skip("there is no docker daemon")
    if "Desktop" in system:
        pytest.skip("the docker daemon has a machine of its own, with a loopback of its own")
    yield run_docker
    names = f"reference=127.0.0.1:{server.port}/*/*"
    for name in run_docker("images", "-q", "--filter", names).split():
        run_docker("rmi", "-f", name)


def test_build_push_pull(server: Server, daemon: Run, tmp_path: Path) -> None:
    host, name = f"127.0.0.1:{server.port}", server.repository("docker/image")
    person = server.person(ALLOW_EVERYTHING, stem="docker")
    image, other = f"{host}/{name}:v1", f"{host}/{server.repository('docker/image')}:v1"
    daemon("login", host, "-u", "AWS", "--password-stdin", given=server.token(person))
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "file").write_text(name)
    (tmp_path / "context" / "Dockerfile").write_text("FROM scratch\nCOPY file /\n")
    built = daemon("build", "-q", "-t", image, "context").strip()
    daemon("push", image)
    daemon("tag", image, other)
    assert "Mounted from" in daemon("push", other)
    daemon("rmi", "-f", built)
    daemon("pull", image)
    assert daemon("inspect", "--format", "{{.Id}}", image).strip() == built
    daemon("tag", image, f"{host}/no/such:v1")
    assert "The repository with name 'no/such' does not exist" in daemon(
        "push", f"{host}/no/such:v1", fails=True
    )
    daemon("logout", host)
    daemon("pull", image, fails=True)
    events = server.events(ResourceName=name)
    assert names_of(events, "docker/") >= {"PutImage", "BatchGetImage", "GetDownloadUrlForLayer"}
    assert {event["userIdentity"]["userName"] for event in events[1:]} == {person.name}
