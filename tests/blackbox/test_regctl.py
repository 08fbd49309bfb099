"""regctl: images, indexes, artifacts with their referrers, and copies that take them along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..doors.server import ALLOW_EVERYTHING, Person, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox
SBOM, SIGNATURE = "application/example.sbom", "application/example.signature"


@pytest.fixture
def mary(server: Server) -> Person:
    return server.person(ALLOW_EVERYTHING, stem="regctl")


@pytest.fixture
def host(server: Server, run: Run, mary: Person) -> str:
    """The registry, with Mary logged in by a token."""
    host = f"127.0.0.1:{server.port}"
    run("regctl", "registry", "set", "--skip-check", "--tls", "disabled", host)
    login = ("registry", "login", host, "-u", "AWS", "--pass-stdin")
    run("regctl", *login, given=server.token(mary))
    return host


@pytest.fixture
def image(server: Server, run: Run, host: str, plain_layer: Path) -> str:
    """A repository with images of two platforms, `v1` and `arm`, and the index `both`."""
    image = f"{host}/{server.repository('regctl')}"
    run("regctl", "image", "create", f"{image}:base", "--platform", "linux/amd64")
    layer = ("--layer-add", f"tar={plain_layer}")
    run("regctl", "image", "mod", f"{image}:base", "--create", "v1", *layer)
    platform = ("--config-platform", "linux/arm64")
    run("regctl", "image", "mod", f"{image}:v1", "--create", "arm", *platform)
    refs = ("--ref", f"{image}:v1", "--ref", f"{image}:arm")
    run("regctl", "index", "create", f"{image}:both", *refs)
    return image


def referrers(run: Run, image: str, *more: str) -> list[Any]:
    """Return the descriptors of an image's referrers."""
    listed = run("regctl", "artifact", "list", image, "--format", "{{json .}}", *more)
    return json.loads(listed)["descriptors"] or []


def attach(run: Run, subject: str, kind: str, content: str) -> None:
    more = ("--artifact-type", kind, "--annotation", "made=here", "--subject", subject)
    run("regctl", "artifact", "put", *more, given=content)


def test_images_and_index(server: Server, run: Run, host: str, image: str) -> None:
    assert run("regctl", "tag", "ls", image).split() == ["arm", "base", "both", "v1"]
    assert image.partition("/")[2] in run("regctl", "repo", "ls", host).split()
    digest = run("regctl", "manifest", "head", f"{image}:arm").strip()
    picked = run("regctl", "manifest", "get", f"{image}:both", "-p", "linux/arm64")
    assert digest in picked
    run("regctl", "image", "export", f"{image}:v1", "image.tar")
    run("regctl", "image", "import", f"{image}:again", "image.tar")
    run("regctl", "tag", "delete", f"{image}:again")
    run("regctl", "manifest", "delete", f"{image}:both", "--force-tag-dereference")
    assert run("regctl", "tag", "ls", image).split() == ["arm", "base", "v1"]
    seen = names_of(server.events(ResourceName=image.partition("/")[2]), "regclient/")
    assert seen >= {"PutImage", "BatchGetImage", "ListImages", "BatchDeleteImage"}


def test_artifacts(server: Server, run: Run, image: str) -> None:
    """The registry lists referrers itself; no tag stands in for the list."""
    attach(run, f"{image}:v1", SBOM, "what is inside")
    attach(run, f"{image}:v1", SIGNATURE, "who made it")
    both = referrers(run, f"{image}:v1")
    assert {one["artifactType"] for one in both} == {SBOM, SIGNATURE}
    assert both[0]["annotations"] == {"made": "here"}
    [one] = referrers(run, f"{image}:v1", "--filter-artifact-type", SBOM)
    assert one["artifactType"] == SBOM
    assert referrers(run, f"{image}:arm") == []
    got = run(
        "regctl", "artifact", "get", "--subject", f"{image}:v1", "--filter-artifact-type", SBOM
    )
    assert got == "what is inside"
    assert SIGNATURE in run("regctl", "artifact", "tree", f"{image}:both")
    assert run("regctl", "tag", "ls", image).split() == ["arm", "base", "both", "v1"]
    events = server.events(ResourceName=image.partition("/")[2])
    assert "ListImageReferrers" in names_of(events, "regclient/")


def test_copy_with_referrers(server: Server, run: Run, host: str, image: str) -> None:
    """From repository to repository, and by way of an image layout on disk."""
    attach(run, f"{image}:v1", SBOM, "what is inside")
    attach(run, f"{image}:both", SIGNATURE, "who made it")
    target = f"{host}/{server.repository('regctl')}"
    run("regctl", "image", "copy", "--referrers", f"{image}:both", f"{target}:both")
    assert referrers(run, f"{target}:both") == referrers(run, f"{image}:both")
    copied = run("regctl", "manifest", "head", f"{image}:v1").strip()
    assert referrers(run, f"{target}@{copied}") == referrers(run, f"{image}:v1")
    other = f"{host}/{server.repository('regctl')}"
    run("regctl", "image", "copy", "--referrers", f"{image}:v1", "ocidir://layout:v1")
    run("regctl", "image", "copy", "--referrers", "ocidir://layout:v1", f"{other}:v1")
    assert referrers(run, f"{other}:v1") == referrers(run, f"{image}:v1")


def test_blobs_are_put_and_got_but_not_deleted(server: Server, run: Run, host: str) -> None:
    """A blob goes when no image needs it; 405 is what the specification has for a registry's no."""
    target = f"{host}/{server.repository('regctl')}"
    digest = run("regctl", "blob", "put", target, given="a blob").strip()
    assert run("regctl", "blob", "get", target, digest) == "a blob"
    assert "405" in run("regctl", "blob", "delete", target, digest, fails=True)
