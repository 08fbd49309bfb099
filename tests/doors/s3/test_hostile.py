"""What the door says to requests that no SDK makes."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from ...services.s3.house import HOST, House

EMPTY = hashlib.sha256(b"").hexdigest()


def code(text: str) -> str:
    return text.partition("<Code>")[2].partition("</Code>")[0]


def test_who_says_nothing_is_refused_without_a_record(house: House, s3: Any) -> None:
    before = len(house.records())
    for method, path in (("GET", "/"), ("GET", "/bucket"), ("PUT", "/bucket/k"), ("GET", "/b/k")):
        reply = house.send(method, f"http://{HOST}{path}", body=b"x" if method == "PUT" else b"")
        assert (reply.status, code(reply.text)) == (403, "AccessDenied")
        assert reply.headers["content-type"] == "application/xml"
    head = house.send("HEAD", f"http://{HOST}/bucket/k")
    assert (head.status, head.body) == (403, b"")
    assert len(house.records()) == before


def test_every_answer_has_its_ids(house: House, s3: Any) -> None:
    for reply in (house.signed("GET", "/"), house.signed("GET", "/bucket/none")):
        assert len(reply.headers["x-amz-request-id"]) == 16
        assert reply.headers["x-amz-id-2"]
        assert reply.headers["server"] == "AmazonS3"
    missing = house.signed("GET", "/bucket/none")
    assert f"<RequestId>{missing.headers['x-amz-request-id']}</RequestId>" in missing.text
    assert f"<HostId>{missing.headers['x-amz-id-2']}</HostId>" in missing.text


@pytest.mark.parametrize(
    ("header", "value", "status", "wanted"),
    [
        ("authorization", "AWS AKIA:signature", 400, "InvalidRequest"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request",
            400,
            "AuthorizationHeaderMalformed",
        ),
        ("authorization", "AWS4-HMAC-SHA256 nonsense", 400, "AuthorizationHeaderMalformed"),
    ],
)
def test_authorizations_that_are_none(
    house: House, header: str, value: str, status: int, wanted: str
) -> None:
    reply = house.send("GET", f"http://{HOST}/", [(header, value)])
    assert (reply.status, code(reply.text)) == (status, wanted)


@pytest.mark.parametrize("path", ["/%ff", "/bucket/%c3%28", "/bucket?prefix=%ff"])
def test_paths_that_are_no_text(house: House, path: str) -> None:
    reply = house.signed("GET", path)
    assert (reply.status, code(reply.text)) == (400, "InvalidURI")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/bucket"), ("PATCH", "/bucket/k"), ("DELETE", "/"), ("OPTIONS", "/bucket")],
)
def test_methods_that_do_nothing_there(house: House, s3: Any, method: str, path: str) -> None:
    reply = house.signed(method, path)
    assert (reply.status, code(reply.text)) == (405, "MethodNotAllowed")


@pytest.mark.parametrize(
    "path", ["/bucket?inventory", "/bucket/k?torrent", "/bucket?intelligent-tiering"]
)
def test_subresources_that_are_not_built(house: House, s3: Any, path: str) -> None:
    reply = house.signed("GET", path)
    assert (reply.status, code(reply.text)) == (501, "NotImplemented")


def test_a_body_that_is_another(house: House, s3: Any) -> None:
    """Signed for one body, sent with one of the same length."""
    reply = house.signed("PUT", "/bucket/k", b"signed", sent=b"forged")
    assert (reply.status, code(reply.text)) == (400, "XAmzContentSHA256Mismatch")
    assert house.files() == (0, 0)
    assert house.record(eventName="PutObject")["errorCode"] == "XAmzContentSHA256Mismatch"


def test_a_body_that_ends_too_soon(house: House, s3: Any) -> None:
    reply = house.signed(
        "PUT", "/bucket/k", b"x" * 100, after={"content-length": "100"}, sent=[b"x" * 50], cut=True
    )
    assert (reply.status, code(reply.text)) == (400, "IncompleteBody")
    assert house.files() == (0, 0)


def test_a_body_of_no_length(house: House, s3: Any) -> None:
    reply = house.signed("PUT", "/bucket/k", b"x", after={"transfer-encoding": "chunked"})
    assert (reply.status, code(reply.text)) == (411, "MissingContentLength")


def test_a_body_that_is_too_long_is_not_read(house: House, s3: Any) -> None:
    size = 5 * 1024**3 + 1
    reply = house.signed("PUT", "/bucket/k", b"x", after={"content-length": str(size)}, cut=True)
    assert (reply.status, code(reply.text)) == (400, "EntityTooLarge")
    assert f"<ProposedSize>{size}</ProposedSize>" in reply.text


def test_who_may_not_write_stages_nothing(house: House, s3: Any) -> None:
    mary = house.user("mary")
    reply = house.signed("PUT", "/bucket/k", b"x" * 3_000_000, keys=mary)
    assert (reply.status, code(reply.text)) == (403, "AccessDenied")
    assert house.files() == (0, 0)


def test_headers_added_behind_the_signature(house: House, s3: Any) -> None:
    reply = house.signed("PUT", "/bucket/k", b"x", after={"x-amz-acl": "private"})
    assert (reply.status, code(reply.text)) == (403, "AccessDenied")
    assert "There were headers present in the request which were not signed" in reply.text


def test_two_checksums(house: House, s3: Any) -> None:
    two = {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-crc32c": "AAAAAA=="}
    reply = house.signed("PUT", "/bucket/k", b"", two)
    assert (reply.status, code(reply.text)) == (400, "InvalidRequest")
    assert "Expecting a single x-amz-checksum- header" in reply.text


def test_a_document_that_is_too_long(house: House, s3: Any) -> None:
    body = b"<Tagging>" + b" " * (4 * 1024**2) + b"</Tagging>"
    reply = house.signed("PUT", "/bucket?tagging", body)
    assert (reply.status, code(reply.text)) == (400, "MaxMessageLengthExceeded")


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        b"<Tagging><TagSet><Tag><Key>&b;</Key><Value/></Tag></TagSet></Tagging>",
        b"<Tagging>" + b"<a>" * 100 + b"</a>" * 100 + b"</Tagging>",
        b"<Tagging>" + b"<a/>" * 100_001 + b"</Tagging>",
        b"not xml",
        b"<Tagging><TagSet><Tag><Key><b/></Key><Value/></Tag></TagSet></Tagging>",
    ],
)
def test_documents_that_are_refused(house: House, s3: Any, body: bytes) -> None:
    reply = house.signed("PUT", "/bucket?tagging", body)
    assert (reply.status, code(reply.text)) == (400, "MalformedXML")
    assert "root:" not in reply.text


@pytest.mark.parametrize(
    "key", ["../../../etc/passwd", "..", "a/../../b", "%2e%2e/%2e%2e/x", "\\..\\x"]
)
def test_a_key_is_never_a_path(house: House, s3: Any, key: str) -> None:
    from urllib.parse import quote

    path = f"/bucket/{quote(key, safe='/')}"
    assert house.signed("PUT", path, b"bytes").status == 200
    assert house.signed("GET", path).body == b"bytes"
    names = [path.name for path in (house.folder / "objects").rglob("*") if path.is_file()]
    assert len(names) == 1
    assert len(names[0]) == 32


def test_metadata_comes_back_as_it_can(house: House, s3: Any) -> None:
    given = {"x-amz-meta-a": "plain", "x-amz-meta-b": "=?UTF-8?Q?abc?="}
    assert house.signed("PUT", "/bucket/k", b"x", given).status == 200
    head = house.signed("HEAD", "/bucket/k")
    assert head.headers["x-amz-meta-a"] == "plain"
    assert head.headers["x-amz-meta-b"] == "abc"
    assert head.headers["content-length"] == "1"
    assert head.body == b""


def test_presigned_requests_expire(house: House, s3: Any) -> None:
    from datetime import timedelta

    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    urls = [
        house.client(signature_version=version).generate_presigned_url(
            "get_object", {"Bucket": "bucket", "Key": "k"}, ExpiresIn=60
        )
        for version in ("s3", "s3v4")
    ]
    for url in urls:
        assert house.send("GET", url).status == 200
        assert house.send("PUT", url, body=b"y").status == 403
        assert house.send("GET", url.replace("/bucket/k", "/bucket/j")).status == 403
    house.clock.ahead = timedelta(seconds=61)
    for url in urls:
        reply = house.send("GET", url)
        assert (reply.status, code(reply.text)) == (403, "AccessDenied")
        assert "Request has expired" in reply.text


def test_presigned_uploads(house: House, s3: Any) -> None:
    for version in ("s3", "s3v4"):
        url = house.client(signature_version=version).generate_presigned_url(
            "put_object", {"Bucket": "bucket", "Key": version, "ContentType": "text/plain"}
        )
        reply = house.send("PUT", url, [("content-type", "text/plain")], b"bytes")
        assert reply.status == 200, reply.text
        got = s3.get_object(Bucket="bucket", Key=version)
        assert (got["Body"].read(), got["ContentType"]) == (b"bytes", "text/plain")


@pytest.mark.parametrize(
    "query",
    [
        "AWSAccessKeyId=AKIAROOTROOTROOTROOT&Expires=4000000000",
        "AWSAccessKeyId=AKIAROOTROOTROOTROOT&Signature=x&Expires=soon",
        "AWSAccessKeyId=AKIAROOTROOTROOTROOT&Signature=x&Expires=99999999999999",
        "Signature=x&Expires=4000000000",
    ],
)
def test_queries_that_lack_a_part_of_their_signature(house: House, s3: Any, query: str) -> None:
    reply = house.send("GET", f"http://{HOST}/bucket/k?{query}")
    assert (reply.status, code(reply.text)) == (403, "AccessDenied")


def test_a_forged_signature_of_version_2(house: House, s3: Any) -> None:
    query = "AWSAccessKeyId=AKIAROOTROOTROOTROOT&Signature=Zm9yZ2Vk&Expires=4000000000"
    reply = house.send("GET", f"http://{HOST}/bucket/k?{query}")
    assert (reply.status, code(reply.text)) == (403, "SignatureDoesNotMatch")
    assert house.record(eventName="GetObject")["errorCode"]


def test_old_clients_send_a_hash_and_an_md5(house: House, s3: Any) -> None:
    header = {"Content-MD5": b64encode(hashlib.md5(b"bytes").digest()).decode()}
    assert house.signed("PUT", "/bucket/k", b"bytes", header).status == 200
    unsigned = {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD", **header}
    assert house.signed("PUT", "/bucket/k", b"bytes", unsigned).status == 200
    assert house.signed("PUT", "/bucket/k", b"other", unsigned).status == 400


def test_the_same_session_token_everywhere(house: House, s3: Any) -> None:
    reply = house.signed("GET", "/bucket", headers={"x-amz-security-token": "made-up"})
    assert (reply.status, code(reply.text)) == (403, "InvalidAccessKeyId")
