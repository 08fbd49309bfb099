"""S3 through the one port of a running server: which door, over TLS, and who waits for 100."""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from lading.pure.certificates.authority import issue, new_authority
from lading.pure.certificates.names import parse_name
from lading.server.certificate_files import CertificateFiles

from ..server import ROOT_KEY_ID, ROOT_SECRET, Server, start_server, unique

MIB = 1024 * 1024


@pytest.fixture
def bucket(server: Server) -> str:
    name = unique("bucket")
    server.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": server.region}
    )
    return name


def signed(server: Server, method: str, path: str, body: bytes = b"") -> dict[str, str]:
    request = AWSRequest(method, f"{server.url}{path}", {}, body)
    S3SigV4Auth(Credentials(ROOT_KEY_ID, ROOT_SECRET), "s3", server.region).add_auth(request)
    return dict(request.headers.items())


@pytest.mark.parametrize("path", ["/v2/", "/healthz", "/metrics", "/layers/x", "/console/x"])
def test_the_scope_decides_before_the_path(server: Server, path: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", path, headers=signed(server, "GET", path))
        answer = connection.getresponse()
        assert (answer.status, answer.headers["server"]) == (404, "AmazonS3")
        assert b"<Code>NoSuchBucket</Code>" in answer.read()


@pytest.mark.parametrize(
    ("method", "path", "status", "server_name"),
    [
        ("GET", "/healthz", 200, None),
        ("GET", "/some-bucket", 403, "AmazonS3"),
        ("PUT", "/some-bucket/key", 403, "AmazonS3"),
    ],
)
def test_who_signs_nothing(
    server: Server, method: str, path: str, status: int, server_name: str | None
) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        assert answer.status == status
        assert server_name is None or answer.headers["server"] == server_name
        assert len(answer.headers.get_all("server", [])) <= 1


def test_who_waits_is_asked_for_the_body_only_when_let_in(server: Server, bucket: str) -> None:
    body = os.urandom(100_000)

    def first_line(path: str, **changes: str) -> bytes:
        headers = signed(server, "PUT", path, body) | changes
        headers |= {
            "Host": f"127.0.0.1:{server.port}",
            "Content-Length": str(len(body)),
            "Expect": "100-continue",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(f"PUT {path} HTTP/1.1\r\n{lines}\r\n".encode())
            line: bytes = connection.makefile("rb").readline()
        return line

    assert first_line("/no-such-bucket/k") == b"HTTP/1.1 404 Not Found\r\n"
    assert first_line(f"/{bucket}/k", **{"X-Amz-Date": "20200101T000000Z"})[:12] == b"HTTP/1.1 403"
    assert first_line(f"/{bucket}/k") == b"HTTP/1.1 100 Continue\r\n"


def test_a_connection_ends_with_an_answer_to_who_was_not_asked(server: Server, bucket: str) -> None:
    """botocore would take that answer for the one of the connection's next request."""
    s3 = server.client("s3")
    for number in range(3):
        s3.put_object(Bucket=bucket, Key=f"empty/{number}", Body=b"")
        with pytest.raises(ClientError):
            s3.put_object(Bucket=bucket, Key=f"empty/{number}", Body=b"x", IfNoneMatch="*")
        body = os.urandom(100_000)
        assert s3.put_object(Bucket=bucket, Key=f"full/{number}", Body=body)["ETag"]
        assert s3.get_object(Bucket=bucket, Key=f"full/{number}")["Body"].read() == body


def test_64_clients_at_once(server: Server, bucket: str) -> None:
    s3 = boto3.session.Session().client(
        "s3",
        endpoint_url=server.url,
        region_name=server.region,
        aws_access_key_id=ROOT_KEY_ID,
        aws_secret_access_key=ROOT_SECRET,
        config=Config(max_pool_connections=64, retries={"total_max_attempts": 1}),
    )
    bodies = {f"k/{number}": os.urandom(1000 + number) for number in range(256)}

    def there_and_back(key: str) -> bool:
        s3.put_object(Bucket=bucket, Key=key, Body=bodies[key])
        return bool(s3.get_object(Bucket=bucket, Key=key)["Body"].read() == bodies[key])

    with closing(s3), ThreadPoolExecutor(64) as threads:
        assert all(threads.map(there_and_back, bodies))
        listed = s3.list_objects_v2(Bucket=bucket)
    assert [one["Key"] for one in listed["Contents"]] == sorted(bodies)


def test_no_object_of_a_bucket_is_in_the_history(server: Server, bucket: str) -> None:
    """Data events are for trails; what happens to the bucket itself is looked up."""
    s3 = server.client("s3")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.get_bucket_acl(Bucket=bucket)
    names = [one["eventName"] for one in server.events(ResourceName=f"arn:aws:s3:::{bucket}")]
    assert names == ["GetBucketAcl"]


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of a server that speaks TLS only."""
    folder = tmp_path_factory.mktemp("secure")
    names, now = [parse_name("127.0.0.1")], datetime.now(UTC)
    files, authority = CertificateFiles(folder), new_authority("test", names, [], now)
    files.write_authority(authority)
    files.write_server(issue(authority, names, now))
    running = start_server(
        folder, tls_cert=str(files.server.chain), tls_key=str(files.server.key), workers="1"
    )
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=running.url,
        region_name="us-east-1",
        aws_access_key_id=ROOT_KEY_ID,
        aws_secret_access_key=ROOT_SECRET,
        verify=str(files.authority.chain),
        config=Config(retries={"total_max_attempts": 1}),
    )
    client.create_bucket(Bucket="bucket")
    yield client
    client.close()
    running.stop()


@pytest.mark.parametrize("size", [0, 6, 3 * MIB + 1])
def test_bodies_over_tls_are_framed_with_their_checksum_behind(secure: Any, size: int) -> None:
    seen: list[dict[str, str]] = []

    def look(request: Any, **_: Any) -> None:
        seen.append({name.lower(): str(value) for name, value in request.headers.items()})

    secure.meta.events.register("before-send.s3.PutObject", look)
    body = os.urandom(size)
    put = secure.put_object(Bucket="bucket", Key="k", Body=body)
    secure.meta.events.unregister("before-send.s3.PutObject", look)
    assert "aws-chunked" in seen[0].get("content-encoding", "")
    got = secure.get_object(Bucket="bucket", Key="k")
    assert got["Body"].read() == body
    assert got["ChecksumCRC32"] == put["ChecksumCRC32"]


def test_a_policy_can_demand_tls(secure: Any) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::bucket/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    secure.put_bucket_policy(Bucket="bucket", Policy=document)
    secure.put_object(Bucket="bucket", Key="k", Body=b"x")
