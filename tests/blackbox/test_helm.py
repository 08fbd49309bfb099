"""helm keeps charts in a registry: login, push, show, pull, a version by its range, logout."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..doors.server import ALLOW_EVERYTHING, Server
from .conftest import Run, names_of

pytestmark = pytest.mark.blackbox
_CONFIG = "application/vnd.cncf.helm.config.v1+json"


def test_charts(server: Server, run: Run, tmp_path: Path) -> None:
    """`helm push` puts a chart into the repository of its name."""
    host, name = f"127.0.0.1:{server.port}", server.repository("charts/web")
    person, chart = server.person(ALLOW_EVERYTHING, stem="helm"), name.rpartition("/")[2]
    run("helm", "create", chart)
    run("helm", "package", chart, "--version", "1.2.3")
    login = ("registry", "login", host, "-u", "AWS", "--password-stdin", "--plain-http")
    run("helm", *login, given=server.token(person))
    run("helm", "push", f"{chart}-1.2.3.tgz", f"oci://{host}/charts", "--plain-http")
    source = (f"oci://{host}/{name}", "--plain-http")
    assert f"name: {chart}" in run("helm", "show", "chart", *source, "--version", "1.2.3")
    (tmp_path / "back").mkdir()
    run("helm", "pull", *source, "--version", ">1.0.0", "-d", "back")
    pulled = (tmp_path / "back" / f"{chart}-1.2.3.tgz").read_bytes()
    assert pulled == (tmp_path / f"{chart}-1.2.3.tgz").read_bytes()
    [image] = server.client("ecr").describe_images(repositoryName=name)["imageDetails"]
    assert (image["artifactMediaType"], image["imageTags"]) == (_CONFIG, ["1.2.3"])
    run("helm", "registry", "logout", host)
    run("helm", "pull", *source, "--version", "1.2.3", fails=True)
    seen = names_of(server.events(ResourceName=name), "Helm/")
    assert seen >= {"PutImage", "ListImages", "BatchGetImage", "GetDownloadUrlForLayer"}
