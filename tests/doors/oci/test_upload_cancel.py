"""Uploads given up. OCI Distribution Specification (dev), "Cancel a blob upload"."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from ..registry import Registry, digest_of
from ..server import Server, await_true


@pytest.fixture(scope="module")
def repository(server: Server) -> str:
    return server.repository("cancelled")


def bytes_of(server: Server, upload_id: str) -> Path:
    """Return where the bytes of an upload lie while it lasts."""
    return server.data / "uploads" / upload_id


def error(reply: Any) -> tuple[int, str]:
    return reply.status, reply.json["errors"][0]["code"]


def test_bytes_and_place_are_given_back(server: Server, docker: Registry, repository: str) -> None:
    location = docker.begin(repository)
    assert docker.send("PATCH", location, b"some bytes").status == 202
    upload = bytes_of(server, location.rpartition("/")[2])
    assert upload.exists()
    assert docker.send("DELETE", location).status == 204
    assert not upload.exists()
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        query = f"?digest={digest_of(b'')}" if method == "PUT" else ""
        assert error(docker.send(method, location + query)) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_on_record(server: Server, docker: Registry, repository: str) -> None:
    """An UploadLayerPart without a part."""
    location = docker.begin(repository)
    reply = docker.send("DELETE", location)
    arn = f"arn:aws:ecr:{server.region}:{server.account}:repository/{repository}"
    event = server.event(ResourceName=arn, requestID=reply.headers["x-amzn-requestid"])
    assert (event["eventName"], event["readOnly"]) == ("UploadLayerPart", False)
    assert event["requestParameters"] == {
        "registryId": server.account,
        "repositoryName": repository,
        "uploadId": location.rpartition("/")[2],
    }
    assert event["responseElements"] is None
    assert event["additionalEventData"] == {"httpMethod": "DELETE"}


def test_never_begun(docker: Registry, repository: str) -> None:
    path = f"/v2/{repository}/blobs/uploads/3f6f7f6a-0000-4000-8000-000000000000"
    assert error(docker.send("DELETE", path)) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_of_another_repository(server: Server, docker: Registry, repository: str) -> None:
    location = docker.begin(repository)
    other = location.replace(repository, server.repository("other"))
    assert error(docker.send("DELETE", other)) == (404, "BLOB_UPLOAD_UNKNOWN")
    assert docker.get(location).status == 204


def test_only_who_may_add_to_it(server: Server, docker: Registry, repository: str) -> None:
    person = server.person(
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    )
    location = docker.begin(repository)
    assert error(server.registry(person).send("DELETE", location)) == (403, "DENIED")
    assert docker.get(location).status == 204


def test_not_while_somebody_writes_to_it(server: Server, docker: Registry, repository: str) -> None:
    """Bytes of the upload on disk show that its writer holds it."""
    location, body = docker.begin(repository), bytes(2 << 20)
    upload = bytes_of(server, location.rpartition("/")[2])
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as writer:
        head = (
            f"PATCH {location} HTTP/1.1\r\nHost: {server.registry_host}\r\n"
            f"Authorization: {docker.authorization}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.sendall(head.encode() + body[:-1])
        await_true(lambda: upload.exists() and upload.stat().st_size)
        assert error(docker.send("DELETE", location)) == (400, "BLOB_UPLOAD_INVALID")
        writer.sendall(body[-1:])
        assert writer.recv(12) == b"HTTP/1.1 202"
    assert docker.send("DELETE", location).status == 204
