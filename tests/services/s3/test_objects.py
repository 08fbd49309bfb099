"""Objects: put, get, head, copy, delete; ranges, conditions, metadata, checksums."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .house import OTHER_ROOT, House
from .refusals import refused

BODY = b"0123456789"
MD5 = f'"{hashlib.md5(BODY).hexdigest()}"'


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "aws-chunked"])
@pytest.mark.parametrize("size", [0, 1, 65_536, 3 * 1024 * 1024 + 7])
def test_bytes_come_back_as_they_went(house: House, s3: Any, size: int, tls: bool) -> None:
    """Over TLS the SDK frames the body and sends the checksum behind it."""
    body = bytes(range(256)) * (size // 256 + 1)
    body = body[:size]
    client = house.client(tls=tls)
    put = client.put_object(Bucket="bucket", Key="k", Body=body)
    assert put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    assert put["ServerSideEncryption"] == "AES256"
    assert put["ChecksumType"] == "FULL_OBJECT"
    got = client.get_object(Bucket="bucket", Key="k")
    assert got["ContentLength"] == size
    assert got["Body"].read() == body
    assert got["ChecksumCRC32"] == put["ChecksumCRC32"]
    assert house.files() == (0, 1 if size else 0)


def test_what_is_kept_beside_the_bytes(s3: Any) -> None:
    s3.put_object(
        Bucket="bucket",
        Key="k",
        Body=BODY,
        ContentType="text/plain",
        ContentEncoding="gzip",
        ContentLanguage="de",
        ContentDisposition='attachment; filename="x"',
        CacheControl="no-store",
        Expires=datetime(2030, 1, 1, tzinfo=UTC),
        Metadata={"Color": "blue", "word": "=?UTF-8?Q?caf=C3=A9?="},
        StorageClass="STANDARD_IA",
        Tagging="a=1&b=two",
    )
    for answer in (
        s3.head_object(Bucket="bucket", Key="k"),
        s3.get_object(Bucket="bucket", Key="k"),
    ):
        assert answer["ETag"] == MD5
        assert answer["ContentType"] == "text/plain"
        assert answer["ContentEncoding"] == "gzip"
        assert answer["ContentLanguage"] == "de"
        assert answer["ContentDisposition"] == 'attachment; filename="x"'
        assert answer["CacheControl"] == "no-store"
        assert answer["ExpiresString"] == "Tue, 01 Jan 2030 00:00:00 GMT"
        assert answer["Metadata"] == {"color": "blue", "word": "=?UTF-8?Q?caf=C3=A9?="}
        assert answer["StorageClass"] == "STANDARD_IA"
        assert answer["AcceptRanges"] == "bytes"
        assert answer["TagCount"] == 2
    tags = s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"]
    assert tags == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "two"}]
    s3.put_object_tagging(Bucket="bucket", Key="k", Tagging={"TagSet": tags[:1]})
    assert s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"] == tags[:1]
    s3.delete_object_tagging(Bucket="bucket", Key="k")
    assert s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"] == []


def test_a_plain_object_says_little(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    answer = s3.head_object(Bucket="bucket", Key="k")
    assert answer["ContentType"] == "binary/octet-stream"
    assert "StorageClass" not in answer
    assert "ChecksumCRC32" not in answer


@pytest.mark.parametrize(
    "key", ["a//b", "/a", "a/../b", "a/", "ä/ö ü", "a+b c%20d", "\U0001f600", "a\nb", "x" * 1024]
)
def test_a_key_is_just_what_it_is(house: House, s3: Any, key: str) -> None:
    s3.put_object(Bucket="bucket", Key=key, Body=key.encode())
    assert s3.get_object(Bucket="bucket", Key=key)["Body"].read() == key.encode()
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="bucket")["Contents"]] == [key]
    assert house.files() == (0, 1)


def test_a_key_that_is_too_long(s3: Any) -> None:
    with refused(400, "KeyTooLongError"):
        s3.put_object(Bucket="bucket", Key="x" * 1025, Body=b"")


def test_putting_again_replaces_and_lets_go(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"one")
    s3.put_object(Bucket="bucket", Key="k", Body=b"two")
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"two"
    assert house.dropped() == 1


def test_deleting_twice_is_no_error(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"one")
    for _ in range(2):
        answer = s3.delete_object(Bucket="bucket", Key="k")
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused(404, "NoSuchKey") as refusal:
        s3.get_object(Bucket="bucket", Key="k")
    assert refusal.error["Key"] == "k"
    assert house.dropped() == 1


def test_no_bucket(house: House) -> None:
    s3 = house.client()
    with refused(404, "NoSuchBucket") as refusal:
        s3.get_object(Bucket="no-such", Key="k")
    assert refusal.error["BucketName"] == "no-such"
    with refused(404, "NoSuchBucket"):
        s3.put_object(Bucket="no-such", Key="k", Body=b"x")
    assert house.files() == (0, 0)


@pytest.mark.parametrize(
    ("asked", "status", "content", "shown"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, BODY, "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-1,3-4", 200, BODY, None),
        ("bytes=5-2", 200, BODY, None),
        ("lines=1-2", 200, BODY, None),
    ],
)
def test_ranges(s3: Any, asked: str, status: int, content: bytes, shown: str | None) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    answer = s3.get_object(Bucket="bucket", Key="k", Range=asked)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    assert answer["Body"].read() == content
    assert answer.get("ContentRange") == shown
    head = s3.head_object(Bucket="bucket", Key="k", Range=asked)
    assert head["ContentLength"] == len(content)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_ranges_beyond_the_end(s3: Any, asked: str) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    with refused(416, "InvalidRange") as refusal:
        s3.get_object(Bucket="bucket", Key="k", Range=asked)
    assert refusal.error["ActualObjectSize"] == "10"
    assert refusal.error["RangeRequested"] == asked


def test_conditions_of_reads(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    modified = s3.head_object(Bucket="bucket", Key="k")["LastModified"]
    before, after = modified - timedelta(hours=1), modified + timedelta(hours=1)
    holding: list[dict[str, Any]] = [
        {"IfMatch": MD5},
        {"IfMatch": "*"},
        {"IfMatch": MD5.strip('"')},
        {"IfMatch": f'"x", {MD5}'},
        {"IfNoneMatch": '"x"'},
        {"IfModifiedSince": before},
        {"IfUnmodifiedSince": modified},
        {"IfMatch": MD5, "IfUnmodifiedSince": before},
        {"IfNoneMatch": '"x"', "IfModifiedSince": after},
    ]
    for conditions in holding:
        assert s3.get_object(Bucket="bucket", Key="k", **conditions)["Body"].read() == BODY
    for conditions in ({"IfMatch": '"x"'}, {"IfUnmodifiedSince": before}):
        with refused(412, "PreconditionFailed") as refusal:
            s3.get_object(Bucket="bucket", Key="k", **conditions)
        assert refusal.error["Condition"].startswith("If-")
        with refused(412):
            s3.head_object(Bucket="bucket", Key="k", **conditions)
    for conditions in ({"IfNoneMatch": MD5}, {"IfModifiedSince": modified}):
        with refused(304):
            s3.get_object(Bucket="bucket", Key="k", **conditions)


def test_an_answer_of_304_has_its_headers_and_no_body(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    reply = house.signed("GET", "/bucket/k", headers={"If-None-Match": MD5})
    assert (reply.status, reply.body) == (304, b"")
    assert reply.headers["etag"] == MD5
    assert "last-modified" in reply.headers
    assert "content-length" not in reply.headers


def test_conditions_of_writes(house: House, s3: Any) -> None:
    with refused(404, "NoSuchKey"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", IfMatch=MD5)
    s3.put_object(Bucket="bucket", Key="k", Body=BODY, IfNoneMatch="*")
    with refused(412, "PreconditionFailed") as refusal:
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", IfNoneMatch="*")
    assert refusal.error["Condition"] == "If-None-Match"
    with refused(412):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", IfMatch='"other"')
    with refused(501, "NotImplemented"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", IfNoneMatch='"other"')
    with refused(412):
        s3.delete_object(Bucket="bucket", Key="k", IfMatch='"other"')
    s3.put_object(Bucket="bucket", Key="k", Body=b"y", IfMatch=MD5)
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"y"
    assert house.files()[0] == 0


def test_of_many_who_create_one_wins(house: House, s3: Any) -> None:
    def put(number: int) -> bool:
        reply = house.signed("PUT", "/bucket/k", str(number).encode(), {"If-None-Match": "*"})
        assert reply.status in (200, 412)
        return reply.status == 200

    with ThreadPoolExecutor(8) as threads:
        won = [number for number, did in enumerate(threads.map(put, range(16))) if did]
    assert len(won) == 1
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == str(won[0]).encode()
    assert house.files()[0] == 0


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        ("CRC32", "y/Q5Jg=="),
        ("CRC32C", "4waSgw=="),
        ("CRC64NVME", "rosUhgp5mIg="),
        ("SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
        ("SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
    ],
)
def test_checksums_are_held_against_the_bytes(s3: Any, algorithm: str, value: str) -> None:
    """Values of `123456789`, by the catalogue of CRC algorithms and FIPS 180."""
    member = f"Checksum{algorithm}"
    put = s3.put_object(Bucket="bucket", Key="k", Body=b"123456789", **{member: value})
    assert put[member] == value
    head = s3.head_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED")
    assert (head[member], head["ChecksumType"]) == (value, "FULL_OBJECT")
    with refused(400, "BadDigest") as refusal:
        s3.put_object(Bucket="bucket", Key="k", Body=b"123456780", **{member: value})
    assert refusal.message == (
        f"The {algorithm} you specified did not match the calculated checksum."
    )
    with refused(400, "InvalidRequest") as refusal:
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", **{member: "AAAA"})
    assert refusal.message == f"Value for x-amz-checksum-{algorithm.lower()} header is invalid."


def test_without_a_checksum_the_server_makes_its_own(house: House, s3: Any) -> None:
    assert house.signed("PUT", "/bucket/k", b"123456789").status == 200
    head = s3.head_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED")
    assert head["ChecksumCRC64NVME"] == "rosUhgp5mIg="
    part = s3.get_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED", Range="bytes=0-1")
    assert "ChecksumCRC64NVME" not in part


def test_content_md5_is_held_against_the_bytes(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"hello\n", ContentMD5="sZRqySSS0jR8YjW00mERhA==")
    with refused(400, "BadDigest") as refusal:
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ContentMD5="sZRqySSS0jR8YjW00mERhA==")
    assert refusal.error["ExpectedDigest"] == "sZRqySSS0jR8YjW00mERhA=="
    with refused(400, "InvalidDigest"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ContentMD5="short")


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        ({"StorageClass": "COLD"}, 400, "InvalidStorageClass"),
        ({"ServerSideEncryption": "aws:kms:dsse"}, 501, "NotImplemented"),
        ({"ServerSideEncryption": "rot13"}, 400, "InvalidArgument"),
        (
            {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "0" * 32},
            501,
            "NotImplemented",
        ),
        ({"Metadata": {"k": "v" * 2048}}, 400, "MetadataTooLarge"),
        ({"ObjectLockLegalHoldStatus": "ON"}, 501, "NotImplemented"),
        ({"Tagging": "a=1&a=2"}, 400, "InvalidTag"),
        ({"CacheControl": "x" * 9000}, 400, "RequestHeaderSectionTooLarge"),
    ],
)
def test_writes_that_are_refused(
    house: House, s3: Any, arguments: dict[str, Any], status: int, code: str
) -> None:
    with refused(status, code):
        house.client(tls=True).put_object(Bucket="bucket", Key="k", Body=b"x", **arguments)
    assert house.files() == (0, 0)


def test_overrides_of_a_signed_answer(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY, ContentType="text/plain")
    answer = s3.get_object(
        Bucket="bucket",
        Key="k",
        ResponseContentType="text/html",
        ResponseContentDisposition="attachment",
        ResponseCacheControl="no-cache",
    )
    assert answer["ContentType"] == "text/html"
    assert answer["ContentDisposition"] == "attachment"
    assert answer["CacheControl"] == "no-cache"


@pytest.mark.parametrize("value", ["a%0D%0Aset-cookie%3A%20x%3D1", "a%0Ab", "a%00b", "%E4%B8%AD"])
def test_an_override_is_no_way_to_write_headers(house: House, s3: Any, value: str) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    reply = house.signed("GET", f"/bucket/k?response-content-type={value}")
    assert reply.status == 400
    assert "set-cookie" not in reply.headers


def test_copies(house: House, s3: Any) -> None:
    s3.put_object(
        Bucket="bucket", Key="a b/ä", Body=BODY, ContentType="text/plain", Metadata={"m": "1"}
    )
    copy = s3.copy_object(
        Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "a b/ä"}
    )
    assert copy["CopyObjectResult"]["ETag"] == MD5
    got = s3.get_object(Bucket="bucket", Key="copy")
    assert got["Body"].read() == BODY
    assert (got["ContentType"], got["Metadata"]) == ("text/plain", {"m": "1"})
    s3.copy_object(
        Bucket="bucket",
        Key="copy",
        CopySource="bucket/copy",
        MetadataDirective="REPLACE",
        Metadata={"m": "2"},
        ChecksumAlgorithm="SHA256",
    )
    head = s3.head_object(Bucket="bucket", Key="copy", ChecksumMode="ENABLED")
    assert (head["Metadata"], head["ContentType"]) == ({"m": "2"}, "binary/octet-stream")
    assert "ChecksumSHA256" in head
    # source and copy are two objects
    s3.delete_object(Bucket="bucket", Key="a b/ä")
    assert s3.get_object(Bucket="bucket", Key="copy")["Body"].read() == BODY
    assert house.files()[0] == 0


def test_copies_that_are_refused(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    with refused(400, "InvalidRequest") as refusal:
        s3.copy_object(Bucket="bucket", Key="k", CopySource="bucket/k")
    assert refusal.message.startswith("This copy request is illegal")
    with refused(404, "NoSuchKey"):
        s3.copy_object(Bucket="bucket", Key="x", CopySource="bucket/none")
    with refused(404, "NoSuchBucket"):
        s3.copy_object(Bucket="bucket", Key="x", CopySource="no-such/none")
    with refused(400, "InvalidArgument"):
        s3.copy_object(Bucket="bucket", Key="x", CopySource="bucket")
    with refused(412, "PreconditionFailed") as refusal:
        s3.copy_object(Bucket="bucket", Key="x", CopySource="bucket/k", CopySourceIfMatch='"other"')
    assert refusal.error["Condition"] == "x-amz-copy-source-If-Match"
    with refused(412):
        s3.copy_object(
            Bucket="bucket",
            Key="k",
            CopySource="bucket/k",
            MetadataDirective="REPLACE",
            IfNoneMatch="*",
        )


def test_a_copy_needs_both_sides(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="secret/k", Body=BODY)
    write = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/own/*"}
    mary = house.user("mary", write)
    with refused(403, "AccessDenied"):
        house.client(mary).copy_object(Bucket="bucket", Key="own/k", CopySource="bucket/secret/k")


def test_attributes(s3: Any) -> None:
    s3.put_object(
        Bucket="bucket",
        Key="k",
        Body=b"123456789",
        ChecksumAlgorithm="CRC64NVME",
        ChecksumCRC64NVME="rosUhgp5mIg=",
    )
    wanted = ["ETag", "Checksum", "StorageClass", "ObjectSize", "ObjectParts"]
    answer = s3.get_object_attributes(Bucket="bucket", Key="k", ObjectAttributes=wanted)
    assert answer["ETag"] == hashlib.md5(b"123456789").hexdigest()
    assert answer["Checksum"] == {
        "ChecksumCRC64NVME": "rosUhgp5mIg=",
        "ChecksumType": "FULL_OBJECT",
    }
    assert (answer["StorageClass"], answer["ObjectSize"]) == ("STANDARD", 9)
    assert "ObjectParts" not in answer
    only = s3.get_object_attributes(Bucket="bucket", Key="k", ObjectAttributes=["ObjectSize"])
    assert "ETag" not in only


def test_many_are_deleted_each_by_itself(house: House, s3: Any) -> None:
    for key in ("a", "b", "c/d", "keep"):
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    asked = [{"Key": key} for key in ("a", "b", "c/d", "none")]
    answer = s3.delete_objects(Bucket="bucket", Delete={"Objects": asked})
    assert sorted(one["Key"] for one in answer["Deleted"]) == ["a", "b", "c/d", "none"]
    assert "Errors" not in answer
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="bucket")["Contents"]] == ["keep"]
    quiet = s3.delete_objects(Bucket="bucket", Delete={"Objects": asked, "Quiet": True})
    assert "Deleted" not in quiet


def test_who_may_delete_some_deletes_some(house: House, s3: Any) -> None:
    for key in ("own/a", "other/b"):
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    allowed = {
        "Effect": "Allow",
        "Action": "s3:DeleteObject",
        "Resource": "arn:aws:s3:::bucket/own/*",
    }
    mary = house.user("mary", allowed)
    asked = [{"Key": "own/a"}, {"Key": "other/b"}]
    answer = house.client(mary).delete_objects(Bucket="bucket", Delete={"Objects": asked})
    assert [one["Key"] for one in answer["Deleted"]] == ["own/a"]
    (denied,) = answer["Errors"]
    assert (denied["Key"], denied["Code"]) == ("other/b", "AccessDenied")


@pytest.mark.parametrize(
    ("body", "header", "code"),
    [
        (b"<Delete><Object><Key>a</Key></Object></Delete>", {}, "InvalidRequest"),
        (b"<Delete>", {"Content-MD5": None}, "MalformedXML"),
        (b"<Delete></Delete>", {"Content-MD5": None}, "MalformedXML"),
        (b"", {"Content-MD5": None}, "MissingRequestBodyError"),
        (
            b"<!DOCTYPE x [<!ENTITY a 'b'>]><Delete><Object><Key>&a;</Key></Object></Delete>",
            {"Content-MD5": None},
            "MalformedXML",
        ),
        (
            b"<Delete>" + b"<Object><Key>a</Key></Object>" * 1001 + b"</Delete>",
            {"Content-MD5": None},
            "MalformedXML",
        ),
    ],
)
def test_lists_of_keys_that_are_refused(
    house: House, s3: Any, body: bytes, header: dict[str, Any], code: str
) -> None:
    from base64 import b64encode

    if "Content-MD5" in header:
        header = {"Content-MD5": b64encode(hashlib.md5(body).digest()).decode()}
    reply = house.signed("POST", "/bucket?delete", body, header)
    assert reply.status == 400
    assert f"<Code>{code}</Code>" in reply.text


def test_another_account_needs_both_sides(house: House, s3: Any) -> None:
    import json

    s3.put_object(Bucket="bucket", Key="k", Body=BODY)
    there = house.client(OTHER_ROOT)
    with refused(403, "AccessDenied") as refusal:
        there.get_object(Bucket="bucket", Key="k")
    assert refusal.message == "Access Denied"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::bucket/*",
    }
    s3.put_bucket_policy(
        Bucket="bucket", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    assert there.get_object(Bucket="bucket", Key="k")["Body"].read() == BODY
    # what is not there is not told to who may not list
    with refused(403, "AccessDenied"):
        there.get_object(Bucket="bucket", Key="none")
