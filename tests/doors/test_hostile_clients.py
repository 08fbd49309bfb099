"""Clients that break the rules: an error they understand, nothing half done, nobody else harmed."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from .registry import Registry, digest_of, manifest_of
from .server import Server, await_true, unique

NAMES = [
    "..",
    "../..",
    "a/../b",
    "./a",
    "a//b",
    "a/./b",
    "/a",
    "a/",
    "%2e%2e",
    "%2e%2e%2f%2e%2e",
    "a%2fb",
    "a%00b",
    "%c3%bc",
    "%ff%fe",
    "Upper",
    "a\\b",
    "a;b",
    "a'b",
    'a"b',
    "a%0d%0ab",
    "-a",
    "a" * 300,
    "a/" * 400 + "a",
    "a___b",
    "_catalog",
    "%F0%9F%90%B3",
    "blobs",
    "manifests/x",
]


def raw(port: int, request: bytes, *, half_close: bool = True) -> bytes:
    """Send bytes as they are and return what comes until the server ends it."""
    received = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        with suppress(OSError):  # refused before all of it was sent
            connection.sendall(request)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while chunk := connection.recv(65_536):
                received += chunk
    return received


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: x", *lines, "", "")).encode("latin-1")


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20])
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", "manifests/v1"),
        ("PUT", "manifests/v1"),
        ("POST", "blobs/uploads/"),
        ("GET", "blobs/sha256:" + "0" * 64),
        ("GET", "tags/list"),
    ],
)
def test_names_that_are_none(docker: Registry, method: str, rest: str, name: str) -> None:
    """No path leads out of the registry: a name that cannot be is refused as it came."""
    reply = docker.send(method, f"/v2/{name}/{rest}", b"{}" if method == "PUT" else None)
    assert reply.status in (400, 404), reply
    code = reply.json["errors"][0]["code"]
    assert code in ("NAME_INVALID", "NAME_UNKNOWN", "UNSUPPORTED", "DIGEST_INVALID")


@pytest.mark.parametrize(
    "path", ["/v2/../healthz", "/v2/..%2f..", "/v2/./", "/v2//", "//v2/", "/v2/?x=%00", "/v2/#"]
)
def test_paths_around_the_registry(docker: Registry, path: str) -> None:
    # `//v2/` is no path of the registry's, but an object's: S3 wants a signature
    assert docker.get(path).status in (200, 400, 401, 403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/layers/../../etc/passwd",
        "/layers/" + "A" * 5000,
        "/layers/%00",
        "/layers/x/y",
        "/layers/\xff",
    ],
    ids=lambda path: path[:24],
)
def test_layer_urls_that_are_none(server: Server, path: str) -> None:
    received = raw(server.port, head("GET", path, "Connection: close"), half_close=False)
    assert received.split(b" ")[1] in (b"403", b"400")
    assert b"root:" not in received


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        head("GET", "/v2/", "Bad Header: x"),
        head("GET", "/v2/", "X: a\x00b"),
        head("POST", "/", "Content-Length: -1"),
        head("POST", "/", "Content-Length: 1\xb2"),
        head("POST", "/", "Content-Length: 5", "Content-Length: 6"),
        head("POST", "/", "Transfer-Encoding: chunked") + b"zz\r\n\r\n",
        head("POST", "/", "Transfer-Encoding: chunked") + b"ffffffffffffffffff\r\nx\r\n",
        head("POST", "/", "Content-Length: 4", "Transfer-Encoding: chunked") + b"0\r\n\r\nGET",
        head("GET", "/v2/", *(f"X-{n}: y" for n in range(2_000))),
        head("GET", "/v2/", "X: " + "y" * 2_000_000),
        head("GET", "/" + "y" * 1_000_000),
    ],
    ids=lambda text: text[:30].decode("latin-1"),
)
def test_broken_http(server: Server, request_bytes: bytes) -> None:
    """A 4xx or a closed connection; the next client is served as ever."""
    received = raw(server.port, request_bytes)
    assert received == b"" or received.split(b" ")[1][:1] == b"4", received[:200]
    assert b"Traceback" not in received
    assert Registry(server.port, None).get("/healthz").status == 200


def test_pipelined_requests_are_answered_in_order(server: Server, docker: Registry) -> None:
    name = server.repository("pipeline")
    asked = [f"/v2/{name}/manifests/t{number}" for number in range(40)]
    authorization = f"Authorization: {docker.authorization}"
    requests = [head("GET", path, authorization) for path in asked[:-1]]
    last = head("GET", asked[-1], authorization, "Connection: close")
    received = raw(server.port, b"".join(requests) + last, half_close=False)
    assert received.count(b"HTTP/1.1 404") == 40
    ids = [
        line.split(b": ")[1].strip().decode()
        for line in received.split(b"\r\n")
        if line.lower().startswith(b"x-amzn-requestid")
    ]
    events = server.events(ResourceName=name, eventName="BatchGetImage")
    tags = {e["requestID"]: e["requestParameters"]["imageIds"][0]["imageTag"] for e in events}
    assert [tags[one] for one in ids] == [f"t{number}" for number in range(40)]


def test_body_behind_an_error_is_not_the_next_request(server: Server, docker: Registry) -> None:
    """What a refused body says is never taken for a request of its own."""
    smuggled = head(
        "DELETE", f"/v2/{unique('x')}/manifests/v1", f"Authorization: {docker.authorization}"
    )
    lines = ("Connection: close", f"Content-Length: {len(smuggled)}")
    refused = head("POST", "/v2/No/blobs/uploads/", *lines) + smuggled
    received = raw(server.port, refused, half_close=False)
    assert received.count(b"HTTP/1.1 ") == 1


def test_silent_upload_ends_and_goes_on_where_it_was(special: Server) -> None:
    """A client that falls silent is given up; what was committed stays."""
    name, docker, blob = special.repository("silent"), special.registry(), os.urandom(3000)
    location = docker.begin(name)
    assert docker.send("PATCH", location, blob[:1000]).status == 202
    lines = (f"Authorization: {docker.authorization}", "Content-Length: 2000")
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as silent:
        silent.sendall(head("PATCH", location, *lines) + b"half of it")
        answer = silent.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")
    record = special.events(ResourceName=name, eventName="UploadLayerPart")[-1]
    assert record["errorCode"] == "InvalidLayerPartException"
    assert docker.get(location).headers["range"] == "0-999"
    assert docker.send("PATCH", location, blob[1000:]).status == 202
    assert docker.send("PUT", f"{location}?digest={digest_of(blob)}").status == 201
    assert docker.get(f"/v2/{name}/blobs/{digest_of(blob)}").body == blob


def test_silent_manifest_and_silent_api_call(special: Server) -> None:
    name, docker = special.repository("silent"), special.registry()
    lines = (f"Authorization: {docker.authorization}", "Content-Length: 2000")
    target = "X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.PutImage"
    for request in (
        head("PUT", f"/v2/{name}/manifests/v1", *lines),
        head("POST", "/", target, "Content-Length: 2000"),
    ):
        with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as silent:
            silent.sendall(request + b"{")
            assert silent.recv(4096).startswith(b"HTTP/1.1 400")
    assert docker.get(f"/v2/{name}/manifests/v1").status == 404


def test_half_open_connections_hold_nobody_up(special: Server) -> None:
    """Two hundred clients that never finish their headers, and one that works."""
    idle = [socket.create_connection(("127.0.0.1", special.port)) for _ in range(200)]
    try:
        for connection in idle:
            connection.sendall(b"GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        name, docker = special.repository("busy"), special.registry()
        body = docker.push_image(name, "v1", os.urandom(100))
        assert docker.get(f"/v2/{name}/manifests/v1").body == body
    finally:
        for connection in idle:
            connection.close()


def test_reader_that_stops_reading_holds_nobody_up(special: Server) -> None:
    """Downloads whose client takes nothing: others are served meanwhile."""
    name, docker = special.repository("slow"), special.registry()
    digest = docker.push_blob(name, os.urandom(8 << 20))
    line = f"Authorization: {docker.authorization}"
    stuck = [socket.create_connection(("127.0.0.1", special.port)) for _ in range(20)]
    try:
        for connection in stuck:
            connection.sendall(head("GET", f"/v2/{name}/blobs/{digest}", line))
        assert digest_of(docker.get(f"/v2/{name}/blobs/{digest}").body) == digest
    finally:
        for connection in stuck:
            connection.close()


def test_many_clients_at_once(server: Server) -> None:
    """64 clients with mixed work: every answer right, every action on record once."""
    shared, clients = server.repository("crowd"), 64
    token = server.token()
    common = os.urandom(2000)

    def work(number: int) -> list[int]:
        docker = Registry(server.port, "AWS", token)
        own = os.urandom(1000)
        statuses = []
        for blob in (common, own):
            location = docker.begin(shared)
            statuses.append(docker.send("PATCH", location, blob[:500]).status)
            closing_url = f"{location}?digest={digest_of(blob)}"
            statuses.append(docker.send("PUT", closing_url, blob[500:]).status)
        config = json.dumps({"client": number}).encode()
        docker.push_blob(shared, config)
        body = manifest_of(config, common, own)
        statuses.append(docker.put_manifest(shared, f"t{number}", body).status)
        statuses.append(docker.put_manifest(shared, "latest", body).status)
        assert docker.get(f"/v2/{shared}/manifests/t{number}").body == body
        assert docker.get(f"/v2/{shared}/blobs/{digest_of(own)}").body == own
        statuses.append(docker.get(f"/v2/{shared}/manifests/absent").status)
        return statuses

    with ThreadPoolExecutor(clients) as threads:
        found = list(threads.map(work, range(clients)))
    assert found == [[202, 201, 202, 201, 201, 201, 404]] * clients
    ecr = server.client("ecr")
    tags = {
        image["imageTag"]
        for page in ecr.get_paginator("list_images").paginate(repositoryName=shared)
        for image in page["imageIds"]
    }
    assert tags == {"latest", *(f"t{number}" for number in range(clients))}
    counted = Counter(event["eventName"] for event in server.events(ResourceName=shared))
    assert counted == {
        "CreateRepository": 1,
        "InitiateLayerUpload": 3 * clients,
        "UploadLayerPart": 5 * clients,
        "CompleteLayerUpload": 3 * clients,
        "PutImage": 2 * clients,
        "BatchGetImage": 2 * clients,
        "GetDownloadUrlForLayer": clients,
        "ListImages": 1,
    }


def test_one_tag_pushed_by_many(server: Server) -> None:
    """Of many pushes to one immutable tag exactly one wins, and that one is what is pulled."""
    name = server.repository("race", imageTagMutability="IMMUTABLE")
    docker = server.registry()
    bodies = [docker.push_image(name, None, os.urandom(10)) for _ in range(16)]
    barrier = threading.Barrier(len(bodies))

    def push(body: bytes) -> int:
        barrier.wait(60)
        return docker.put_manifest(name, "v1", body).status

    with ThreadPoolExecutor(len(bodies)) as threads:
        statuses = list(threads.map(push, bodies))
    assert sorted(statuses) == [201] + [400] * (len(bodies) - 1)
    winner = bodies[statuses.index(201)]
    assert docker.get(f"/v2/{name}/manifests/v1").body == winner


def test_one_upload_finished_by_many(server: Server) -> None:
    """One of them ends it; the others hear that it is busy or gone, and the blob is right."""
    name, docker, blob = server.repository("finish"), server.registry(), os.urandom(1 << 20)
    location, digest = docker.begin(name), digest_of(blob)
    docker.send("PATCH", location, blob)
    clients = 12
    barrier = threading.Barrier(clients)

    def finish(_: int) -> int:
        barrier.wait(60)
        return docker.send("PUT", f"{location}?digest={digest}").status

    with ThreadPoolExecutor(clients) as threads:
        statuses = set(threads.map(finish, range(clients)))
    assert 201 in statuses
    assert statuses <= {201, 400, 404}
    assert docker.get(f"/v2/{name}/blobs/{digest}").body == blob
    assert docker.get(location).status == 404
    ends = server.events(ResourceName=name, eventName="CompleteLayerUpload")
    assert sum("errorCode" not in end for end in ends) == 1
    assert len(ends) == clients


def test_one_repository_created_by_many(server: Server) -> None:
    name, clients = unique("one"), 16
    barrier = threading.Barrier(clients)

    def create(_: int) -> str:
        barrier.wait(60)
        reply = server.send_signed("CreateRepository", {"repositoryName": name})
        return "created" if reply.status == 200 else reply.code

    with ThreadPoolExecutor(clients) as threads:
        outcomes = Counter(threads.map(create, range(clients)))
    assert outcomes == {"created": 1, "RepositoryAlreadyExistsException": clients - 1}
    codes = Counter(event.get("errorCode") for event in server.events(ResourceName=name))
    assert codes == {None: 1, "RepositoryAlreadyExistsException": clients - 1}


def test_healthy_after_all_this(server: Server) -> None:
    state = Registry(server.port, None).get("/healthz")
    assert state.status == 200
    await_true(lambda: Registry(server.port, None).get("/healthz").json["status"] == "ok")
