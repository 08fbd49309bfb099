"""A worker that dies in the middle of a push leaves nothing in clear, and the push goes on."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..registry import Registry, digest_of
from ..server import Server, await_true, start_server
from .conftest import KMS
from .test_at_rest import found_in, marked, put


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files say at which step a worker is to die."""
    return tmp_path_factory.mktemp("orders")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, orders: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("dying")
    running = start_server(folder, workers="2", kill_folder=str(orders))
    running.errors_expected = ("role.died",)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def docker(house: Server) -> Registry:
    return house.registry()


@pytest.fixture(scope="module")
def repository(house: Server) -> str:
    return house.repository("sealed", encryptionConfiguration=KMS)


@pytest.mark.parametrize("step", ["blob.stage", "blob.synced", "blob.rename", "blob.renamed"])
def test_nothing_is_left_in_clear(
    house: Server, docker: Registry, repository: str, orders: Path, step: str
) -> None:
    """In the middle of the bytes, or when they are an object and no row says so."""
    blob, order = marked(), orders / step
    location = await_true(lambda: begun(docker, repository))
    await_true(lambda: goes_on(docker, location, blob[:100_001]))
    order.write_text("1")
    await_true(lambda: is_pushed(docker, repository, location, blob) or not order.exists())
    assert not order.exists()
    assert found_in(house.data) == set()
    await_true(lambda: is_pushed(docker, repository, location, blob))
    await_true(lambda: pulled(docker, repository, digest_of(blob)) == blob)


def begun(docker: Registry, repository: str) -> str | None:
    with suppress(http.client.HTTPException, OSError):
        return docker.begin(repository)
    return None


def goes_on(docker: Registry, location: str, blob: bytes) -> bool:
    """Go on with an upload from where the server says it is; say whether all of it is there.

    A front whose workers die too quickly one after another is started again as a whole, and
    answers nobody meanwhile.
    """
    with suppress(http.client.HTTPException, OSError):
        last = docker.get(location).headers["range"].partition("-")[2]
        at = int(last) + 1 if last != "0" else 0
        return at == len(blob) or docker.send("PATCH", location, blob[at:]).status == 202
    return False


def is_pushed(docker: Registry, repository: str, location: str, blob: bytes) -> bool:
    with suppress(http.client.HTTPException, OSError):
        if docker.head(f"/v2/{repository}/blobs/{digest_of(blob)}").status == 200:
            return True
        if goes_on(docker, location, blob):
            put(docker, location, blob)
    return False


def pulled(docker: Registry, repository: str, digest: str) -> bytes | None:
    with suppress(http.client.HTTPException, OSError):
        return docker.get(f"/v2/{repository}/blobs/{digest}").body
    return None
