"""Images with layers, a history and platforms, pushed by whoever holds a registry client."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from ...doors.registry import OCI_CONFIG, OCI_INDEX, OCI_MANIFEST, Registry, digest_of, index_of

_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_STEPS = (
    "ADD rootfs.tar.gz / # buildkit",
    "RUN apt-get install --no-install-recommends ca-certificates # buildkit",
    "COPY --from=build /app /app # buildkit",
)


def push_image(
    registry: Registry, repository: str, tag: str | None, sizes: tuple[int, ...], **more: Any
) -> bytes:
    """Push an image of layers of so many bytes; return its manifest. `more`: its members."""
    architecture = more.pop("architecture", "amd64")
    layers = [Random(f"{repository}{size}").randbytes(size) for size in sizes]
    steps = _STEPS[-len(layers) :]
    config = json.dumps(
        {
            "architecture": architecture,
            "os": "linux",
            "created": "2026-01-31T10:00:00Z",
            "config": {"Entrypoint": ["/app"], "User": "1000", "Labels": {"version": tag or ""}},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layers]},
            "history": [{"created_by": step} for step in steps],
        }
    ).encode()
    for blob in (config, *layers):
        if registry.head(f"/v2/{repository}/blobs/{digest_of(blob)}").status != 200:
            registry.push_blob(repository, blob)
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": _descriptor(config, OCI_CONFIG),
            "layers": [_descriptor(layer, _LAYER) for layer in layers],
            **more,
        }
    ).encode()
    _put(registry, repository, tag or digest_of(manifest), manifest, OCI_MANIFEST)
    return manifest


def push_index(registry: Registry, repository: str, tag: str, sizes: tuple[int, ...]) -> bytes:
    """Push an index of two platforms; return it."""
    children = [
        push_image(registry, repository, None, sizes, architecture=architecture)
        for architecture in ("amd64", "arm64")
    ]
    index = index_of(*children)
    _put(registry, repository, tag, index, OCI_INDEX)
    return index


def pull(registry: Registry, repository: str, reference: str) -> None:
    """Pull an image as clients do: the manifest, for an index that of one platform, the blobs."""
    manifest = registry.get(f"/v2/{repository}/manifests/{reference}")
    assert manifest.status == 200, manifest
    if "manifests" in manifest.json:
        pull(registry, repository, manifest.json["manifests"][0]["digest"])
        return
    for layer in manifest.json["layers"]:
        assert registry.get(f"/v2/{repository}/blobs/{layer['digest']}").status == 200


def signature_of(manifest: bytes) -> dict[str, Any]:
    """Return the members that make an image the signature of another."""
    return {
        "artifactType": "application/vnd.dev.cosign.artifact.sig.v1+json",
        "subject": _descriptor(manifest, OCI_MANIFEST),
        "annotations": {"org.opencontainers.image.created": "2026-01-31T10:00:00Z"},
    }


def _put(registry: Registry, repository: str, tag: str, manifest: bytes, kind: str) -> None:
    reply = registry.put_manifest(repository, tag, manifest, kind)
    assert reply.status == 201, reply


def _descriptor(content: bytes, media_type: str) -> dict[str, Any]:
    return {"mediaType": media_type, "size": len(content), "digest": digest_of(content)}
