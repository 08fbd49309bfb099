"""Images for the browser tests, pushed and pulled by skopeo."""

from __future__ import annotations

import json
import shutil
import subprocess
from gzip import compress
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import Any

import pytest

from ..doors.registry import OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, digest_of

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_SECONDS_MAX = 60


def skopeo(*arguments: str) -> None:
    """Run skopeo; skip the tests without it."""
    program = shutil.which("skopeo")
    if program is None:
        pytest.skip("skopeo is not installed")
    subprocess.run(
        [program, "--insecure-policy", *arguments],
        check=True,
        capture_output=True,
        timeout=_SECONDS_MAX,
    )


def index_layout(folder: Path) -> Path:
    """Return an OCI layout that holds an index of two platforms, two layers each."""
    layout = folder / "layout"
    (layout / "blobs/sha256").mkdir(parents=True)
    manifests = [
        {
            **_manifest(layout, architecture),
            "platform": {"os": "linux", "architecture": architecture},
        }
        for architecture in ("amd64", "arm64")
    ]
    index = _kept(layout, OCI_INDEX, {"schemaVersion": 2, "mediaType": OCI_INDEX,
                                      "manifests": manifests})  # fmt: skip
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [index]}))
    return layout


def _manifest(layout: Path, architecture: str) -> dict[str, Any]:
    tars = [_tar("bin/app", 40_000, architecture), _tar("etc/settings", 900, architecture)]
    config = {
        "architecture": architecture,
        "os": "linux",
        "created": "2026-01-31T10:00:00Z",
        "config": {"Entrypoint": ["/bin/app"], "Env": ["GREETING=hello"], "User": "1000"},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(tar) for tar in tars]},
        "history": [{"created_by": "COPY bin/app"}, {"created_by": "COPY etc/settings"}],
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": _kept(layout, OCI_CONFIG, config),
        "layers": [_kept(layout, _LAYER, compress(tar, mtime=0)) for tar in tars],
    }
    return _kept(layout, OCI_MANIFEST, manifest)


def _tar(name: str, size: int, content: str) -> bytes:
    written = BytesIO()
    with TarFile(fileobj=written, mode="w") as tar:
        member = TarInfo(name)
        member.size = size
        tar.addfile(member, BytesIO(content.encode() * size))
    return written.getvalue()


def _kept(layout: Path, media_type: str, value: Any) -> dict[str, Any]:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    digest = digest_of(content)
    (layout / "blobs/sha256" / digest.removeprefix("sha256:")).write_bytes(content)
    return {"mediaType": media_type, "size": len(content), "digest": digest}
