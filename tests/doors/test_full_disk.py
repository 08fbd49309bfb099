"""Low disk is a state: read-only with a clear error, and recovery by itself.

The server's data folder lies on a small file system of its own; making one takes root.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..blackbox.trails import make_bucket, make_trail
from ..small_disks import small_disk
from .registry import Registry, digest_of
from .server import Server, await_true, start_server, unique

MIB = 1 << 20
SIZE, RESERVE, FLOOR = 320 * MIB, 96 * MIB, 48 * MIB


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 320 MiB."""
    path: Path = tmp_path_factory.mktemp("small")
    with small_disk(path, SIZE):
        yield path


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[Server]:
    running = start_server(
        folder,
        workers="1",
        disk_reserve_bytes=str(RESERVE),
        disk_floor_bytes=str(FLOOR),
        trail_delivery_seconds="0.2",
    )
    yield running
    running.stop()


@pytest.fixture
def leave(folder: Path) -> Iterator[Callable[[int], None]]:
    """Leaves so many bytes free: `leave(0)` fills the disk to the last."""
    filler = folder / "filler"

    def fill(free_bytes: int) -> None:
        room = os.statvfs(folder)
        size = filler.stat().st_size if filler.exists() else 0
        size = max(0, size + room.f_bavail * room.f_frsize - free_bytes)
        with filler.open("ab") as file:
            file.truncate(min(size, file.tell()))
            with suppress(OSError):  # the server took some of it meanwhile
                os.posix_fallocate(file.fileno(), 0, max(size, 1))
            with suppress(OSError):
                while free_bytes == 0:
                    os.write(file.fileno(), bytes(4096))

    yield fill
    filler.unlink(missing_ok=True)


def pushes(docker: Registry, repository: str) -> int:
    return docker.send("POST", f"/v2/{repository}/blobs/uploads/").status


def test_low_disk_is_read_only(small: Server, leave: Callable[[int], None]) -> None:
    """Below the reserve: pushes hear 503 in their own form, pulls go on and are recorded."""
    name, docker = small.repository("low"), small.registry()
    body = docker.push_image(name, "v1", os.urandom(100))
    leave((RESERVE + FLOOR) // 2)
    await_true(lambda: pushes(docker, name) == 503)
    refused = docker.put_manifest(name, "v2", body)
    assert (refused.status, refused.json["errors"][0]["code"]) == (503, "UNAVAILABLE")
    assert refused.headers["retry-after"].isdigit()
    created = small.send_signed("CreateRepository", {"repositoryName": unique("low")})
    assert (created.status, created.code) == (503, "ServiceUnavailableException")
    pull = docker.get(f"/v2/{name}/manifests/v1")
    assert (pull.status, pull.body) == (200, body)
    health = Registry(small.port, None).get("/healthz")
    assert health.json["status"] != "ok"
    leave(RESERVE * 2)
    await_true(lambda: pushes(docker, name) == 202)
    assert docker.put_manifest(name, "v2", body).status == 201
    events = small.events(ResourceName=name)
    pulled = next(event for event in events if event["requestID"] == pull.request_id)
    assert pulled["eventName"] == "BatchGetImage"
    codes = {event.get("errorCode") for event in events if event["eventName"] == "PutImage"}
    assert codes == {None, "ServiceUnavailableException"}


def test_no_room_for_records_no_answers(small: Server, leave: Callable[[int], None]) -> None:
    """Below the floor not even a read can be recorded, so none is answered."""
    name, docker = small.repository("floor"), small.registry()
    body = docker.push_image(name, "v1", os.urandom(100))
    leave(FLOOR // 2)
    path = f"/v2/{name}/manifests/v1"
    await_true(lambda: docker.get(path).status == 503)
    described = small.send_signed("DescribeRepositories")
    assert (described.status, described.code[:18]) == (503, "ServiceUnavailable")
    leave(RESERVE * 2)
    await_true(lambda: docker.get(path).status == 200)
    assert docker.get(path).body == body


def test_disk_that_fills_up_under_an_upload(small: Server, leave: Callable[[int], None]) -> None:
    """No space left in the middle of a layer: 503, nothing half readable, then it goes on."""
    name, docker, blob = small.repository("full"), small.registry(), os.urandom(12 * MIB)
    location = docker.begin(name)
    head = "\r\n".join(
        (
            f"PATCH {location} HTTP/1.1",
            "Host: x",
            f"Authorization: {docker.authorization}",
            f"Content-Length: {len(blob)}",
            "",
            "",
        )
    )
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as upload:
        upload.sendall(head.encode() + blob[:MIB])
        upload_file = small.data / "uploads" / location.rpartition("/")[2]
        await_true(upload_file.exists)
        leave(0)
        with suppress(ConnectionError):
            upload.sendall(blob[MIB:])
        answer = upload.recv(4096)
    assert answer.startswith(b"HTTP/1.1 503"), answer[:200]
    leave(RESERVE * 2)
    digest = digest_of(blob)
    await_true(lambda: docker.get(location).status == 204)
    assert docker.get(location).headers["range"] == "0-0"
    assert docker.get(f"/v2/{name}/blobs/{digest}").status == 404
    assert docker.send("PATCH", location, blob).status == 202
    assert docker.send("PUT", f"{location}?digest={digest}").status == 201
    assert digest_of(docker.get(f"/v2/{name}/blobs/{digest}").body) == digest


def test_a_trail_waits_for_room(small: Server, leave: Callable[[int], None]) -> None:
    """Its status says why nothing comes, and what was recorded meanwhile comes afterwards."""
    objects = make_bucket(small, "waiting-logs")
    arn = make_trail(small, "waiting", objects.bucket)
    small.flush()

    def status() -> str | None:
        error = small.client("cloudtrail").get_trail_status(Name=arn).get("LatestDeliveryError")
        return None if error is None else str(error)

    leave((RESERVE + FLOOR) // 2)
    read = small.client("ecr").describe_registry()["ResponseMetadata"]["RequestId"]
    await_true(lambda: str(status()).startswith("ServiceUnavailable"))
    leave(0)
    await_true(lambda: small.send_signed("DescribeRegistry").status == 503)
    leave(RESERVE * 2)
    await_true(lambda: small.send_signed("DescribeRegistry").status == 200)
    await_true(lambda: status() is None)
    assert [one.get("requestID") for one in objects.records()].count(read) == 1
    small.client("cloudtrail").delete_trail(Name=arn)
