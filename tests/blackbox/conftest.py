"""Clients of others, unmodified, against a running server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from gzip import compress
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import Any

import pytest

from ..doors.registry import OCI_CONFIG, OCI_MANIFEST, descriptor, digest_of
from ..doors.server import ROOT_KEY_ID, ROOT_SECRET, Server

Run = Callable[..., str]
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_BUILT_BY_US = frozenset({"crane", "regctl", "cosign", "helm", "docker-credential-ecr-login"})


def tool(name: str) -> str:
    """Return the path of a program, or skip the test that needs it."""
    beside_python = Path(sys.executable).with_name(name)
    found = str(beside_python) if beside_python.exists() else shutil.which(name)
    if found is None:
        hint = ": `make clients` builds it and runs this" if name in _BUILT_BY_US else ""
        pytest.skip(f"{name} is not installed{hint}")
    return found


@pytest.fixture
def run(server: Server, tmp_path: Path) -> Run:
    """Runs a program with the environment that `lading env` prints; returns what it prints.

    `fails=True` wants it to fail and returns what it says of that, `given` is what it reads, `env`
    has more variables for it. Its files stay in the test's folder.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": ROOT_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": server.region,
        "AWS_PAGER": "",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
    }

    def run_one(
        program: str,
        *arguments: str,
        fails: bool = False,
        given: str = "",
        env: Mapping[str, str] | None = None,
    ) -> str:
        done = subprocess.run(
            [tool(program), *arguments],
            env=environment | dict(env or {}),
            cwd=tmp_path,
            input=given,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run_one


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    """An OCI image layout with one image of one small layer, tagged `v1`."""
    folder = tmp_path / "layout"
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    layer, plain = _layer(os.urandom(20_000))
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(plain)]},
            "history": [{"created_by": "test"}],
        }
    ).encode()
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": descriptor(config, OCI_CONFIG),
            "layers": [descriptor(layer, _LAYER)],
        }
    ).encode()
    for content in (layer, config, manifest):
        (blobs / digest_of(content).partition(":")[2]).write_bytes(content)
    named = descriptor(manifest, OCI_MANIFEST)
    named["annotations"] = {"org.opencontainers.image.ref.name": "v1"}
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [named]}))
    return folder


@pytest.fixture
def plain_layer(tmp_path: Path) -> Path:
    """A layer with one file as a tar file."""
    path = tmp_path / "layer.tar"
    path.write_bytes(_layer(os.urandom(20_000))[1])
    return path


def names_of(events: list[Any], agent: str) -> set[str]:
    """Return the names of the events of a client whose agent begins so."""
    return {event["eventName"] for event in events if event.get("userAgent", "").startswith(agent)}


def manifest_of_layout(layout: Path) -> bytes:
    """Return the one manifest of a layout."""
    index = json.loads((layout / "index.json").read_text())
    digest = str(index["manifests"][0]["digest"]).partition(":")[2]
    return (layout / "blobs" / "sha256" / digest).read_bytes()


def _layer(content: bytes) -> tuple[bytes, bytes]:
    """Return a layer with one file, packed and plain."""
    plain = BytesIO()
    with TarFile(fileobj=plain, mode="w") as archive:
        entry = TarInfo("file")
        entry.size = len(content)
        archive.addfile(entry, BytesIO(content))
    return compress(plain.getvalue(), mtime=0), plain.getvalue()
