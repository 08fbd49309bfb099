"""oras: push, pull, attach, discover, copy with referrers, tags, delete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..doors.server import ALLOW_EVERYTHING, Server
from .conftest import Run

pytestmark = pytest.mark.blackbox
SBOM = "application/example.sbom"


def test_artifacts(server: Server, run: Run, tmp_path: Path) -> None:
    """Written from oras 1.2's documentation; the machine it was written on had none to try."""
    host = f"127.0.0.1:{server.port}"
    source, target = (f"{host}/{server.repository('oras')}" for _ in range(2))
    token = server.token(server.person(ALLOW_EVERYTHING, stem="oras"))
    plain = "--plain-http"
    run("oras", "login", plain, "-u", "AWS", "--password-stdin", host, given=token)
    (tmp_path / "file.txt").write_text("what is pushed\n")
    (tmp_path / "sbom.txt").write_text("what is inside\n")
    run("oras", "push", plain, f"{source}:v1", "file.txt:text/plain")
    run("oras", "attach", plain, "--artifact-type", SBOM, f"{source}:v1", "sbom.txt:text/plain")
    assert SBOM in run("oras", "discover", plain, f"{source}:v1")
    both = ("--from-plain-http", "--to-plain-http")
    run("oras", "copy", "--recursive", *both, f"{source}:v1", f"{target}:v1")
    assert SBOM in run("oras", "discover", plain, f"{target}:v1")
    run("oras", "pull", plain, "-o", "back", f"{target}:v1")
    assert (tmp_path / "back" / "file.txt").read_text() == "what is pushed\n"
    assert run("oras", "repo", "tags", plain, target).split() == ["v1"]
    manifest = json.loads(run("oras", "manifest", "fetch", plain, f"{target}:v1"))
    assert manifest["layers"][0]["mediaType"] == "text/plain"
    run("oras", "manifest", "delete", plain, "--force", f"{target}:v1")
    run("oras", "manifest", "fetch", plain, f"{target}:v1", fails=True)
