"""Pushing blobs. Names cite the OCI Distribution Specification 1.1, "Pushing Blobs"."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
from pathlib import Path

import pytest

from ..registry import Registry, digest_of
from ..server import Server, await_true, unique
from ..signed_request import Reply

MIB = 1 << 20


@pytest.fixture(scope="module")
def repository(server: Server) -> str:
    return server.repository("uploads")


def content(size: int = 1000) -> bytes:
    return os.urandom(size)


def put_url(location: str, digest: str) -> str:
    return f"{location}?digest={digest}"


def read(docker: Registry, repository: str, digest: str) -> bytes:
    reply = docker.get(f"/v2/{repository}/blobs/{digest}")
    assert reply.status == 200, reply
    return reply.body


def test_post_then_put(docker: Registry, repository: str) -> None:
    """ "POST then PUT": 202 with Location, then 201 with the blob's Location and digest."""
    blob, digest = content(), ""
    begun = docker.send("POST", f"/v2/{repository}/blobs/uploads/")
    assert begun.status == 202
    assert begun.headers["range"] == "0-0"
    assert begun.headers["docker-upload-uuid"] in begun.headers["location"]
    assert begun.headers["docker-distribution-api-version"] == "registry/2.0"
    digest = digest_of(blob)
    done = docker.send("PUT", put_url(begun.headers["location"], digest), blob)
    assert done.status == 201
    assert done.headers["docker-content-digest"] == digest
    assert done.headers["location"].endswith(f"/v2/{repository}/blobs/{digest}")
    assert read(docker, repository, digest) == blob


def test_single_post(server: Server, docker: Registry) -> None:
    """ "Single POST": the whole blob at once, three records."""
    repository, blob = server.repository("single"), content()
    path = f"/v2/{repository}/blobs/uploads/?digest={digest_of(blob)}"
    reply = docker.send("POST", path, blob)
    assert reply.status == 201
    assert read(docker, repository, digest_of(blob)) == blob
    names = [event["eventName"] for event in server.events(ResourceName=repository)]
    assert names == [
        "CreateRepository",
        "InitiateLayerUpload",
        "UploadLayerPart",
        "CompleteLayerUpload",
        "GetDownloadUrlForLayer",
    ]


def test_pushing_in_chunks(docker: Registry, repository: str) -> None:
    """ "Pushing a blob in chunks": each 202 says how far it is; GET of the upload says it too."""
    blob, location = content(3000), docker.begin(repository)
    for first in (0, 1000, 2000):
        part = blob[first : first + 1000]
        span = f"{first}-{first + 999}"
        reply = docker.send("PATCH", location, part, {"Content-Range": span})
        assert (reply.status, reply.headers["range"]) == (202, f"0-{first + 999}")
        location = reply.headers["location"]
        shown = docker.get(location)
        assert (shown.status, shown.headers["range"]) == (204, f"0-{first + 999}")
    done = docker.send("PUT", put_url(location, digest_of(blob)))
    assert done.status == 201
    assert read(docker, repository, digest_of(blob)) == blob


def test_last_chunk_in_the_closing_put(docker: Registry, repository: str) -> None:
    blob, location = content(1500), docker.begin(repository)
    docker.send("PATCH", location, blob[:1000])
    done = docker.send(
        "PUT", put_url(location, digest_of(blob)), blob[1000:], {"Content-Range": "1000-1499"}
    )
    assert done.status == 201
    assert read(docker, repository, digest_of(blob)) == blob


def test_streamed_body_of_unknown_length(docker: Registry, repository: str) -> None:
    """docker sends layers with Transfer-Encoding chunked and no Content-Length."""
    pieces = [content(70_000) for _ in range(40)]
    blob, location = b"".join(pieces), docker.begin(repository)
    reply = docker.send("PATCH", location, iter(pieces))
    assert (reply.status, reply.headers["range"]) == (202, f"0-{len(blob) - 1}")
    assert docker.send("PUT", put_url(location, digest_of(blob))).status == 201
    assert read(docker, repository, digest_of(blob)) == blob


def test_long_stream_is_recorded_part_by_part(server: Server, docker: Registry) -> None:
    """The ECR proxy cuts a stream into parts; ours are as long as `part_bytes` or a little more.

    A little: what arrives while the last write is under way, which is less than 10 MiB.
    """
    repository, blob = server.repository("parts"), content(30 * MIB)
    docker.push_blob(repository, blob)
    parts = [
        (event["requestParameters"]["partFirstByte"], event["requestParameters"]["partLastByte"])
        for event in server.events(ResourceName=repository, eventName="UploadLayerPart")
    ]
    assert len(parts) == 2
    assert parts[0][0] == 0
    assert parts[0][1] >= 20 * MIB - 1
    assert parts[1] == (parts[0][1] + 1, len(blob) - 1)


@pytest.mark.parametrize("span", ["1000-1999", "0-999", "499-998", "501-1500"])
def test_out_of_order_chunk_is_416_with_the_range(
    server: Server, docker: Registry, repository: str, span: str
) -> None:
    """ "If a chunk is uploaded out of order, the registry MUST respond 416"; then it goes on."""
    blob, location = content(1500), docker.begin(repository)
    docker.send("PATCH", location, blob[:500])
    wrong = docker.send("PATCH", location, blob[500:], {"Content-Range": span})
    assert wrong.status == 416
    assert wrong.headers["range"] == "0-499"
    assert wrong.headers["location"] == location
    assert wrong.json["errors"][0]["code"] == "RANGE_INVALID"
    right = docker.send("PATCH", location, blob[500:], {"Content-Range": "500-1499"})
    assert right.status == 202
    assert docker.send("PUT", put_url(location, digest_of(blob))).status == 201
    assert read(docker, repository, digest_of(blob)) == blob


@pytest.mark.parametrize(
    "span", ["x", "0-", "-5", "5-1", "bytes 0-9/10", "0-99999999999999999999", "\xb2-\xb3"]
)
def test_malformed_content_range_is_416(docker: Registry, repository: str, span: str) -> None:
    location = docker.begin(repository)
    reply = docker.send("PATCH", location, b"0123456789", {"Content-Range": span})
    assert (reply.status, reply.json["errors"][0]["code"]) == (416, "RANGE_INVALID")
    assert docker.get(location).headers["range"] == "0-0"


def test_refused_chunk_is_on_record(server: Server, docker: Registry) -> None:
    repository = server.repository("chunk")
    location = docker.begin(repository)
    reply = docker.send("PATCH", location, b"0123456789", {"Content-Range": "5-14"})
    record = server.event(ResourceName=repository, eventName="UploadLayerPart")
    assert record["errorCode"] == "InvalidLayerPartException"
    assert record["requestID"] == reply.request_id
    assert record["requestParameters"]["uploadId"] == location.rpartition("/")[2]


def test_digest_mismatch_leaves_the_upload(server: Server, docker: Registry) -> None:
    """ "DIGEST_INVALID"; the bytes are not readable and the right digest still works."""
    repository, blob = server.repository("mismatch"), content()
    location, wrong = docker.begin(repository), digest_of(b"something else")
    docker.send("PATCH", location, blob)
    refused = docker.send("PUT", put_url(location, wrong))
    assert (refused.status, refused.json["errors"][0]["code"]) == (400, "DIGEST_INVALID")
    assert docker.get(f"/v2/{repository}/blobs/{wrong}").status == 404
    assert docker.get(f"/v2/{repository}/blobs/{digest_of(blob)}").status == 404
    assert docker.send("PUT", put_url(location, digest_of(blob))).status == 201
    codes = [
        event.get("errorCode")
        for event in server.events(ResourceName=repository, eventName="CompleteLayerUpload")
    ]
    assert codes == ["InvalidLayerException", None]


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "sha256:",
        "sha256:abc",
        "md5:" + "0" * 32,
        "sha256:" + "G" * 64,
        "sha256:" + "A" * 64,
        "../../etc/passwd",
        "sha256:../..",
        "%00",
        "sha256%3A" + "0" * 63 + "%00",
        "x" * 5000,
    ],
)
def test_bad_digest_parameter_is_400(server: Server, docker: Registry, digest: str) -> None:
    repository = server.repository("baddigest")
    location = docker.begin(repository)
    reply = docker.send("PUT", put_url(location, digest), b"bytes")
    assert (reply.status, reply.json["errors"][0]["code"]) == (400, "DIGEST_INVALID")
    at_once = docker.send("POST", f"/v2/{repository}/blobs/uploads/?digest={digest}", b"bytes")
    assert at_once.status == 400
    codes = [
        event["errorCode"]
        for event in server.events(ResourceName=repository, eventName="CompleteLayerUpload")
    ]
    assert codes == ["InvalidParameterException"] * 2


def test_missing_digest_parameter_is_400(docker: Registry, repository: str) -> None:
    reply = docker.send("PUT", docker.begin(repository), b"bytes")
    assert (reply.status, reply.json["errors"][0]["code"]) == (400, "DIGEST_INVALID")


def test_sha512_digest(docker: Registry, repository: str) -> None:
    """The image specification registers sha512 beside sha256."""
    blob = content()
    digest = f"sha512:{hashlib.sha512(blob).hexdigest()}"
    assert docker.send("PUT", put_url(docker.begin(repository), digest), blob).status == 201
    assert read(docker, repository, digest) == blob


def test_empty_blob(docker: Registry, repository: str) -> None:
    assert docker.push_blob(repository, b"") == digest_of(b"")
    reply = docker.get(f"/v2/{repository}/blobs/{digest_of(b'')}")
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "0")


def test_layer_already_exists_is_success(server: Server, docker: Registry) -> None:
    """For a docker client a blob that is there is what it wanted; the record has the errorCode."""
    repository, blob = server.repository("twice"), content()
    docker.push_blob(repository, blob)
    docker.push_blob(repository, blob)
    codes = [
        event.get("errorCode")
        for event in server.events(ResourceName=repository, eventName="CompleteLayerUpload")
    ]
    assert codes == [None, "LayerAlreadyExistsException"]


def test_unknown_upload_is_404(docker: Registry, repository: str) -> None:
    path = f"/v2/{repository}/blobs/uploads/5b2a9bb5-0000-4000-8000-000000000000"
    for method, url in (("GET", path), ("PATCH", path), ("PUT", put_url(path, digest_of(b"x")))):
        reply = docker.send(method, url, b"x" if method != "GET" else None)
        assert (reply.status, reply.json["errors"][0]["code"]) == (404, "BLOB_UPLOAD_UNKNOWN")


def test_upload_ends_with_its_blob(docker: Registry, repository: str) -> None:
    blob, location = content(), docker.begin(repository)
    assert docker.send("PUT", put_url(location, digest_of(blob)), blob).status == 201
    again = docker.send("PUT", put_url(location, digest_of(blob)), blob)
    assert again.status == 404
    assert docker.get(location).status == 404


def test_upload_of_another_repository_is_unknown(server: Server, docker: Registry) -> None:
    location = docker.begin(server.repository("mine"))
    stolen = location.replace("/mine-", "/other-")
    other = stolen.split("/")[2]
    server.client("ecr").create_repository(repositoryName=other)
    for method in ("GET", "PATCH", "PUT"):
        reply = docker.send(method, put_url(stolen, digest_of(b"x")), b"x")
        assert (reply.status, reply.json["errors"][0]["code"]) == (404, "BLOB_UPLOAD_UNKNOWN")


def mount(docker: Registry, target: str, digest: str, source: str | None) -> Reply:
    query = f"?mount={digest}" + (f"&from={source}" if source else "")
    return docker.send("POST", f"/v2/{target}/blobs/uploads/{query}")


def test_mounted_blob_needs_no_upload(server: Server, docker: Registry) -> None:
    """ "Mounting a blob from another repository": 201, and no byte is sent."""
    source, target, blob = server.repository("from"), server.repository("to"), content()
    digest = docker.push_blob(source, blob)
    reply = mount(docker, target, digest, source)
    assert reply.status == 201
    assert reply.headers["location"].endswith(f"/v2/{target}/blobs/{digest}")
    assert read(docker, target, digest) == blob
    record = server.event(ResourceName=target, eventName="InitiateLayerUpload")
    assert record["additionalEventData"]["mounted"] is True


def test_mounting_what_the_caller_may_not_read_begins_an_upload(
    server: Server, docker: Registry
) -> None:
    """A mount is no way around the permission to pull: 202 like a plain POST, nothing readable."""
    source, target = server.repository("from"), server.repository("to")
    digest = docker.push_blob(source, content())
    person = server.person(
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {"Effect": "Allow", "Action": "ecr:*", "Resource": f"arn:aws:ecr:*:*:repository/{target}"},
    )
    pusher = server.registry(person)
    for name in (source, None, "no/such", "../x", "%00"):
        assert mount(pusher, target, digest, name).status == 202
    assert mount(pusher, target, "sha256:bad", source).status == 400
    assert pusher.get(f"/v2/{target}/blobs/{digest}").status == 404


def test_unknown_repository_is_name_unknown(docker: Registry) -> None:
    reply = docker.send("POST", f"/v2/{unique('nowhere')}/blobs/uploads/")
    assert (reply.status, reply.json["errors"][0]["code"]) == (404, "NAME_UNKNOWN")


def _is_held(upload: Path) -> bool:
    """Whether a request holds the upload's file."""
    if not upload.exists():
        return False
    with upload.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_second_writer_of_an_upload_is_refused(
    server: Server, docker: Registry, repository: str
) -> None:
    """Two clients on one upload: the later one hears 416, no byte of it gets in between."""
    blob, location = content(2000), docker.begin(repository)
    upload = server.data / "uploads" / location.rpartition("/")[2]
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as first:
        first.sendall(_patch_head(docker, location, len(blob)) + blob[:1000])
        await_true(lambda: _is_held(upload))
        refused = docker.send("PATCH", location, b"intruder")
        assert refused.status == 416
        assert refused.json["errors"][0]["code"] == "RANGE_INVALID"
        first.sendall(blob[1000:])
        assert first.recv(100).startswith(b"HTTP/1.1 202")
    assert docker.send("PUT", put_url(location, digest_of(blob))).status == 201


def test_client_that_dies_leaves_a_whole_prefix(server: Server, docker: Registry) -> None:
    """A cut PATCH counts for nothing; the upload goes on at the offset the server names."""
    repository, blob = server.repository("cut"), content(5000)
    location = docker.begin(repository)
    assert docker.send("PATCH", location, blob[:2000]).status == 202
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as dying:
        dying.sendall(_patch_head(docker, location, 3000) + b"junk" * 100)
    server_saw = await_true(
        lambda: [
            event
            for event in server.events(ResourceName=repository, eventName="UploadLayerPart")
            if event.get("errorCode")
        ]
    )
    assert server_saw[0]["errorCode"] == "InvalidLayerPartException"
    shown = docker.get(location)
    assert (shown.status, shown.headers["range"]) == (204, "0-1999")
    rest = docker.send("PATCH", location, blob[2000:], {"Content-Range": "2000-4999"})
    assert rest.status == 202
    assert docker.send("PUT", put_url(location, digest_of(blob))).status == 201
    assert read(docker, repository, digest_of(blob)) == blob


def test_put_cut_short_makes_no_blob(server: Server, docker: Registry) -> None:
    repository, blob = server.repository("cutput"), content(5000)
    location = docker.begin(repository)
    head = _patch_head(docker, put_url(location, digest_of(blob)), 5000, method="PUT")
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as dying:
        dying.sendall(head + blob[:4999])
    await_true(lambda: server.events(ResourceName=repository, eventName="UploadLayerPart"))
    assert docker.get(f"/v2/{repository}/blobs/{digest_of(blob)}").status == 404
    assert docker.send("PUT", put_url(location, digest_of(blob)), blob).status == 201


def _patch_head(docker: Registry, location: str, length: int, method: str = "PATCH") -> bytes:
    lines = [
        f"{method} {location} HTTP/1.1",
        f"Host: 127.0.0.1:{docker.port}",
        f"Authorization: {docker.authorization}",
        f"Content-Length: {length}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()
