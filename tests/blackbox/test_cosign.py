"""cosign signs and verifies with a key of its own, without any service but the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..doors.registry import OCI_INDEX, digest_of, index_of
from ..doors.server import ALLOW_EVERYTHING, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox
Cosign = Callable[..., str]
_REGISTRY = ("--allow-insecure-registry", "--allow-http-registry")
_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


@pytest.fixture
def cosign(server: Server, run: Run) -> Cosign:
    """Runs cosign, logged in, with `cosign.key` and a signing configuration that names nobody."""

    def run_cosign(*arguments: str, fails: bool = False) -> str:
        settings = {"COSIGN_PASSWORD": "of the key", "COSIGN_YES": "true"}
        return run("cosign", *arguments, fails=fails, env=settings)

    run_cosign("generate-key-pair")
    run_cosign("signing-config", "create", "--out", "nobody.json")
    token = server.token(server.person(ALLOW_EVERYTHING, stem="cosign"))
    run_cosign("login", f"127.0.0.1:{server.port}", "-u", "AWS", "-p", token)
    return run_cosign


def sign(cosign: Cosign, image: str, *more: str) -> None:
    config = ("--key", "cosign.key", "--signing-config", "nobody.json")
    cosign("sign", *config, *_REGISTRY, *more, image)


def verify(cosign: Cosign, image: str, *more: str, fails: bool = False) -> str:
    key = ("--key", "cosign.pub", "--insecure-ignore-tlog")
    return cosign("verify", *key, *_REGISTRY, *more, image, fails=fails)


def test_sign_and_verify(server: Server, cosign: Cosign) -> None:
    """The signature is a referrer of the image."""
    name = server.repository("cosign")
    digest = digest_of(server.registry().push_image(name, "v1", b"signed"))
    other = digest_of(server.registry().push_image(name, "v2", b"not signed"))
    image = f"127.0.0.1:{server.port}/{name}"
    sign(cosign, f"{image}@{digest}")
    assert digest in verify(cosign, f"{image}:v1")
    verify(cosign, f"{image}@{other}", fails=True)
    index = server.registry().get(f"/v2/{name}/referrers/{digest}").json
    assert [one["artifactType"] for one in index["manifests"]] == [_BUNDLE]
    assert "https://sigstore.dev/cosign/sign/v1" in cosign("tree", *_REGISTRY, f"{image}:v1")
    seen = names_of(server.events(ResourceName=name), "cosign/")
    assert seen >= {"PutImage", "ListImageReferrers"}


def test_attest_and_clean(server: Server, cosign: Cosign, tmp_path: Path) -> None:
    name = server.repository("cosign")
    digest = digest_of(server.registry().push_image(name, "v1", b"attested"))
    image = f"127.0.0.1:{server.port}/{name}@{digest}"
    (tmp_path / "said.json").write_text('{"made": "here"}')
    said = ("--predicate", "said.json", "--type", "custom")
    key = ("--key", "cosign.key", "--signing-config", "nobody.json")
    cosign("attest", *key, *_REGISTRY, *said, image)
    check = ("--key", "cosign.pub", "--insecure-ignore-tlog", "--type", "custom")
    assert "payload" in cosign("verify-attestation", *check, *_REGISTRY, image)
    cosign("clean", "-f", *_REGISTRY, image)
    assert server.registry().get(f"/v2/{name}/referrers/{digest}").json["manifests"] == []


def test_signatures_of_an_index_and_its_images(server: Server, cosign: Cosign) -> None:
    name, docker = server.repository("cosign"), server.registry()
    parts = [docker.push_image(name, tag, tag.encode()) for tag in ("one", "two")]
    index = index_of(*parts)
    assert docker.put_manifest(name, "both", index, OCI_INDEX).status == 201
    image = f"127.0.0.1:{server.port}/{name}"
    sign(cosign, f"{image}@{digest_of(index)}", "--recursive")
    for signed in (index, *parts):
        assert digest_of(signed) in verify(cosign, f"{image}@{digest_of(signed)}")


def test_signatures_as_tags(server: Server, cosign: Cosign) -> None:
    """The older form: a tag `sha256-<digest>.sig` beside the image."""
    name = server.repository("cosign")
    digest = digest_of(server.registry().push_image(name, "v1", b"signed as of old"))
    image = f"127.0.0.1:{server.port}/{name}@{digest}"
    old = ("--new-bundle-format=false",)
    quiet = ("--tlog-upload=false", "--use-signing-config=false")
    cosign("sign", "--key", "cosign.key", *quiet, *old, *_REGISTRY, image)
    assert digest in verify(cosign, image, *old)
    tags = server.registry().get(f"/v2/{name}/tags/list").json["tags"]
    assert tags == [f"{digest.replace(':', '-')}.sig", "v1"]
