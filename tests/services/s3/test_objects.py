"""Objects: their bytes, their names and what is kept beside them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from .bodies import BODY, MD5
from .house import OTHER_ROOT, House
from .refusals import refused


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


def test_no_bucket(house: House) -> None:
    s3 = house.client()
    with refused(404, "NoSuchBucket") as refusal:
        s3.get_object(Bucket="no-such", Key="k")
    assert refusal.error["BucketName"] == "no-such"
    with refused(404, "NoSuchBucket"):
        s3.put_object(Bucket="no-such", Key="k", Body=b"x")
    assert house.files() == (0, 0)


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
