"""podman and buildah: build, push, pull, list, an index of two, delete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from ..doors.registry import OCI_INDEX
from ..doors.server import ALLOW_EVERYTHING, Person, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox

PUSH = {
    "BatchCheckLayerAvailability",
    "InitiateLayerUpload",
    "UploadLayerPart",
    "CompleteLayerUpload",
    "PutImage",
}
PULL = {"BatchGetImage", "GetDownloadUrlForLayer"}
Images = Callable[..., str]
_NO_NAMESPACES = re.compile("newuidmap|subuid|user namespace|cannot clone|not permitted")


@pytest.fixture
def mary(server: Server) -> Person:
    return server.person(ALLOW_EVERYTHING, stem="podman")


@pytest.fixture
def images(run: Run, tmp_path: Path) -> Iterator[Images]:
    """Runs podman or buildah with a storage of the test's own, if this machine lets it have one."""
    place = ("--storage-driver", "vfs", "--root", str(tmp_path / "storage"))
    with TemporaryDirectory(prefix="lading-") as short:  # podman takes 50 characters at most

        def with_storage(program: str, *arguments: str, **options: Any) -> str:
            return run(program, *place, "--runroot", short, *arguments, **options)

        try:
            with_storage("podman", "info")
        except AssertionError as error:
            if _NO_NAMESPACES.search(str(error)) is None:
                raise
            pytest.skip("this machine lets nobody but root keep images")
        yield with_storage


def build_file(tmp_path: Path) -> str:
    """Write a file and what makes an image of it; return the folder."""
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "file").write_text("what the image holds\n")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY file /\n")
    return str(folder)


def test_podman(server: Server, images: Images, tmp_path: Path, mary: Person) -> None:
    """login, build, push, pull, search --list-tags, logout."""
    host, name = f"127.0.0.1:{server.port}", server.repository("podman")
    image = f"{host}/{name}:v1"
    login = ("login", "--tls-verify=false", "-u", "AWS", "--password-stdin", host)
    assert "Login Succeeded" in images("podman", *login, given=server.token(mary))
    built = images("podman", "build", "-q", "-t", image, build_file(tmp_path)).strip()
    images("podman", "push", "--tls-verify=false", image)
    images("podman", "rmi", "-f", image)
    pulled = images("podman", "pull", "-q", "--tls-verify=false", image).strip()
    assert pulled == built
    assert name in images("podman", "search", "--tls-verify=false", "--list-tags", f"{host}/{name}")
    images("podman", "logout", host)
    images("podman", "pull", "--tls-verify=false", image, fails=True)
    events = server.events(ResourceName=name)
    assert names_of(events, "containers/") >= PUSH | PULL | {"ListImages"}
    assert {event["userIdentity"]["userName"] for event in events[1:]} == {mary.name}


def test_podman_pushes_an_index(
    server: Server, images: Images, tmp_path: Path, mary: Person
) -> None:
    name = server.repository("podman")
    image = f"127.0.0.1:{server.port}/{name}"
    creds = ("--tls-verify=false", "--creds", f"AWS:{server.token(mary)}")
    folder = build_file(tmp_path)
    images("podman", "manifest", "create", "both")
    for architecture in ("amd64", "arm64"):
        build = ("build", "--no-cache", "--platform", f"linux/{architecture}")
        images("podman", *build, "--manifest", "both", folder)
    images("podman", "manifest", "push", *creds, "--all", "both", f"docker://{image}:both")
    reply = server.registry().get(f"/v2/{name}/manifests/both", Accept=OCI_INDEX)
    platforms = [one["platform"]["architecture"] for one in reply.json["manifests"]]
    assert sorted(platforms) == ["amd64", "arm64"]


def test_buildah(server: Server, images: Images, run: Run, tmp_path: Path, mary: Person) -> None:
    """from, copy, commit, push in both formats, pull; skopeo lists and deletes."""
    name = server.repository("buildah")
    image = f"127.0.0.1:{server.port}/{name}"
    creds = ("--tls-verify=false", "--creds", f"AWS:{server.token(mary)}")
    container = images("buildah", "from", "scratch").strip()
    images("buildah", "copy", container, f"{build_file(tmp_path)}/file", "/file")
    built = images("buildah", "commit", "-q", container, f"{image}:oci").strip()
    images("buildah", "push", *creds, f"{image}:oci")
    images("buildah", "push", *creds, "--format", "v2s2", f"{image}:oci", f"docker://{image}:v2")
    images("buildah", "rmi", "-f", built)
    assert images("buildah", "pull", "-q", *creds, f"{image}:oci").strip() == built
    skopeo = ("--tls-verify=false", "--creds", f"AWS:{server.token(mary)}")
    tags = ("list-tags", *skopeo, f"docker://{image}")
    assert json.loads(run("skopeo", *tags))["Tags"] == ["oci", "v2"]
    run("skopeo", "delete", *skopeo, f"docker://{image}:v2")
    assert json.loads(run("skopeo", *tags))["Tags"] == ["oci"]
    events = server.events(ResourceName=name)
    assert names_of(events, "Buildah/") >= PUSH | PULL
    assert "BatchDeleteImage" in names_of(events, "skopeo/")
