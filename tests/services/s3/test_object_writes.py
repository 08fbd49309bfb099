"""Writing objects: conditions, checksums, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from .bodies import BODY, MD5
from .house import House
from .refusals import refused


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
