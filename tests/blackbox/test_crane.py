"""crane builds images without a daemon: append, mutate, validate, copy, index, tag, delete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..doors.server import ALLOW_EVERYTHING, Person, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox


@pytest.fixture
def mary(server: Server) -> Person:
    return server.person(ALLOW_EVERYTHING, stem="crane")


@pytest.fixture
def host(server: Server, run: Run, mary: Person) -> str:
    """The registry, with Mary logged in by a token."""
    host = f"127.0.0.1:{server.port}"
    login = ("auth", "login", host, "-u", "AWS", "--password-stdin")
    run("crane", *login, given=server.token(mary))
    return host


def test_images(server: Server, run: Run, host: str, plain_layer: Path, mary: Person) -> None:
    name = server.repository("crane")
    image, layer = f"{host}/{name}", str(plain_layer)
    run("crane", "append", "-f", layer, "-t", f"{image}:v1")
    run("crane", "append", "-b", f"{image}:v1", "-f", layer, "-t", f"{image}:v2")
    run("crane", "mutate", f"{image}:v1", "--label", "made=here", "-t", f"{image}:v3")
    config = json.loads(run("crane", "config", f"{image}:v3"))
    assert config["config"]["Labels"] == {"made": "here"}
    for tag in ("v1", "v2", "v3"):
        run("crane", "validate", "--remote", f"{image}:{tag}")
    run("crane", "pull", f"{image}:v2", "image.tar")
    run("crane", "push", "image.tar", f"{image}:again")
    assert run("crane", "digest", f"{image}:again") == run("crane", "digest", f"{image}:v2")
    assert run("crane", "ls", image).split() == ["again", "v1", "v2", "v3"]
    assert name in run("crane", "catalog", host).split()
    run("crane", "tag", f"{image}:v1", "moved")
    run("crane", "delete", f"{image}:moved")
    assert "moved" not in run("crane", "ls", image).split()
    digest = run("crane", "digest", f"{image}:v1").strip()
    run("crane", "delete", f"{image}@{digest}")
    assert "MANIFEST_UNKNOWN" in run("crane", "manifest", f"{image}:v1", fails=True)
    events = server.events(ResourceName=name)
    seen = names_of(events, "crane/")
    assert seen >= {"PutImage", "BatchGetImage", "ListImages", "BatchDeleteImage"}
    assert {event["userIdentity"]["userName"] for event in events[1:]} == {mary.name}


def test_index(server: Server, run: Run, host: str, plain_layer: Path) -> None:
    """What an index names stays until the index is gone."""
    image = f"{host}/{server.repository('crane')}"
    run("crane", "append", "-f", str(plain_layer), "-t", f"{image}:one")
    run("crane", "mutate", f"{image}:one", "--label", "a=b", "-t", f"{image}:two")
    parts = ("-m", f"{image}:one", "-m", f"{image}:two")
    run("crane", "index", "append", *parts, "-t", f"{image}:both")
    run("crane", "validate", "--remote", f"{image}:both")
    digests = [run("crane", "digest", f"{image}:{tag}").strip() for tag in ("one", "two", "both")]
    listed = run("crane", "index", "list", f"{image}:both")
    assert all(digest in listed for digest in digests[:2])
    refusal = run("crane", "delete", f"{image}@{digests[0]}", fails=True)
    assert f"Requested image referenced by manifest list: [{digests[2]}]" in refusal
    run("crane", "delete", f"{image}@{digests[2]}")
    run("crane", "delete", f"{image}@{digests[0]}")


def test_copy_mounts_the_blobs(server: Server, run: Run, host: str, plain_layer: Path) -> None:
    source, target = (f"{host}/{server.repository('crane')}" for _ in range(2))
    run("crane", "append", "-f", str(plain_layer), "-t", f"{source}:v1")
    run("crane", "copy", "--all-tags", source, target)
    run("crane", "validate", "--remote", f"{target}:v1")
    events = server.events(ResourceName=target.partition("/")[2])
    assert "UploadLayerPart" not in names_of(events, "crane/")
