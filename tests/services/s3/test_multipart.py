"""Multipart uploads: parts in any order, completed into one object without moving a byte."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig

from lading.pure.s3.checksums import Algorithm, checksum_of

from .house import House
from .refusals import refused

MIB = 1024 * 1024
FIRST, SECOND = os.urandom(5 * MIB), os.urandom(1000)


def begin(s3: Any, key: str = "k", **more: Any) -> str:
    return str(s3.create_multipart_upload(Bucket="bucket", Key=key, **more)["UploadId"])


def add(s3: Any, upload: str, number: int, body: bytes, **more: Any) -> dict[str, Any]:
    answer = s3.upload_part(
        Bucket="bucket", Key="k", UploadId=upload, PartNumber=number, Body=body, **more
    )
    part = {"PartNumber": number, "ETag": answer["ETag"]}
    return part | {name: answer[name] for name in answer if name.startswith("ChecksumC")}


def complete(s3: Any, upload: str, parts: list[Any], **more: Any) -> Any:
    return s3.complete_multipart_upload(
        Bucket="bucket", Key="k", UploadId=upload, MultipartUpload={"Parts": parts}, **more
    )


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "aws-chunked"])
def test_parts_become_an_object(house: House, s3: Any, tls: bool) -> None:
    client = house.client(tls=tls)
    upload = begin(client, ContentType="text/plain", Metadata={"a": "b"})
    second = add(client, upload, 7, SECOND)
    first = add(client, upload, 3, FIRST)
    done = complete(client, upload, [first, second])
    md5s = hashlib.md5(FIRST).digest() + hashlib.md5(SECOND).digest()
    assert done["ETag"] == f'"{hashlib.md5(md5s).hexdigest()}-2"'
    assert done["Location"].endswith("/bucket/k")
    got = client.get_object(Bucket="bucket", Key="k")
    assert got["Body"].read() == FIRST + SECOND
    assert (got["ContentType"], got["Metadata"]) == ("text/plain", {"a": "b"})
    assert house.files() == (0, 2)
    with refused(404, "NoSuchUpload"):
        client.list_parts(Bucket="bucket", Key="k", UploadId=upload)


def test_ranges_and_parts_of_an_object_of_parts(s3: Any) -> None:
    upload = begin(s3)
    complete(s3, upload, [add(s3, upload, 1, FIRST), add(s3, upload, 2, SECOND)])
    whole, edge = FIRST + SECOND, len(FIRST)
    asked = {
        f"bytes={edge - 5}-{edge + 4}": whole[edge - 5 : edge + 5],
        f"bytes={edge}-": SECOND,
        "bytes=-10": whole[-10:],
        "bytes=0-0": whole[:1],
    }
    for text, content in asked.items():
        assert s3.get_object(Bucket="bucket", Key="k", Range=text)["Body"].read() == content
    second = s3.get_object(Bucket="bucket", Key="k", PartNumber=2, ChecksumMode="ENABLED")
    assert second["Body"].read() == SECOND
    assert second["PartsCount"] == 2
    assert second["ContentRange"] == f"bytes {edge}-{len(whole) - 1}/{len(whole)}"
    with refused(416, "InvalidPartNumber") as refusal:
        s3.get_object(Bucket="bucket", Key="k", PartNumber=3)
    assert refusal.error["ActualPartCount"] == "2"
    with refused(400, "InvalidRequest"):
        s3.get_object(Bucket="bucket", Key="k", PartNumber=1, Range="bytes=0-1")
    facts = s3.get_object_attributes(
        Bucket="bucket", Key="k", ObjectAttributes=["ObjectParts"], MaxParts=1
    )["ObjectParts"]
    assert (facts["TotalPartsCount"], facts["IsTruncated"]) == (2, True)
    assert facts["Parts"][0]["Size"] == edge


@pytest.mark.parametrize(
    ("algorithm", "kind"),
    [
        ("CRC32", "COMPOSITE"),
        ("CRC32", "FULL_OBJECT"),
        ("CRC32C", "COMPOSITE"),
        ("CRC32C", "FULL_OBJECT"),
        ("CRC64NVME", "FULL_OBJECT"),
        ("SHA1", "COMPOSITE"),
        ("SHA256", "COMPOSITE"),
    ],
)
def test_checksums_of_parts_make_one(house: House, s3: Any, algorithm: str, kind: str) -> None:
    one, member = Algorithm(algorithm), f"Checksum{algorithm}"
    made = s3.create_multipart_upload(
        Bucket="bucket", Key="k", ChecksumAlgorithm=algorithm, ChecksumType=kind
    )
    assert (made["ChecksumAlgorithm"], made["ChecksumType"]) == (algorithm, kind)
    parts = []
    for number, body in enumerate((FIRST, SECOND), 1):
        value = checksum_of(one, body)
        part = s3.upload_part(
            Bucket="bucket",
            Key="k",
            UploadId=made["UploadId"],
            PartNumber=number,
            Body=body,
            **{member: value},
        )
        assert part[member] == value
        parts.append({"PartNumber": number, "ETag": part["ETag"], member: value})
    done = complete(s3, made["UploadId"], parts)
    whole = checksum_of(one, FIRST + SECOND)
    assert done["ChecksumType"] == kind
    if kind == "FULL_OBJECT":
        assert done[member] == whole
    else:
        assert done[member].endswith("-2")
    head = s3.head_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED")
    assert (head[member], head["ChecksumType"]) == (done[member], kind)
    # one copy of it all has one checksum of it all
    s3.copy_object(Bucket="bucket", Key="copy", CopySource="bucket/k")
    copy = s3.head_object(Bucket="bucket", Key="copy", ChecksumMode="ENABLED")
    assert (copy[member], copy["ChecksumType"]) == (whole, "FULL_OBJECT")
    assert copy["ETag"] == f'"{hashlib.md5(FIRST + SECOND).hexdigest()}"'


def test_an_upload_that_names_no_checksum_gets_the_servers(house: House, s3: Any) -> None:
    client = house.client(request_checksum_calculation="when_required")
    upload = begin(client)
    first, second = add(client, upload, 1, FIRST), add(s3, upload, 2, SECOND)
    assert set(first) == {"PartNumber", "ETag", "ChecksumCRC64NVME"}
    assert set(second) == {*first, "ChecksumCRC32"}  # what was sent is confirmed, too
    done = complete(client, upload, [first, second])
    assert done["ChecksumCRC64NVME"] == checksum_of(Algorithm.CRC64NVME, FIRST + SECOND)
    assert done["ChecksumType"] == "FULL_OBJECT"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"ChecksumType": "FULL_OBJECT"},
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm "
            "header.",
        ),
        (
            {"ChecksumAlgorithm": "SHA1", "ChecksumType": "FULL_OBJECT"},
            "The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.",
        ),
        (
            {"ChecksumAlgorithm": "CRC64NVME", "ChecksumType": "COMPOSITE"},
            "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
        ),
        (
            {"ChecksumAlgorithm": "XXHASH64"},
            "Checksum algorithm provided is unsupported. Please try again with any of the valid "
            "types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
        ),
    ],
)
def test_checksums_that_no_upload_has(
    house: House, s3: Any, more: dict[str, Any], message: str
) -> None:
    client = house.client(request_checksum_calculation="when_required")
    with refused(400, "InvalidRequest") as refusal:
        begin(client, **more)
    assert refusal.message == message


def test_a_part_has_the_checksum_of_its_upload(s3: Any) -> None:
    upload = begin(s3, ChecksumAlgorithm="SHA256")
    with refused(400, "InvalidRequest") as refusal:
        add(s3, upload, 1, b"x", ChecksumAlgorithm="CRC32")
    assert refusal.message == (
        "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: "
        "crc32"
    )


def test_a_part_sent_again_replaces_the_one_before(house: House, s3: Any) -> None:
    upload = begin(s3)
    add(s3, upload, 1, b"first try")
    part = add(s3, upload, 1, SECOND)
    assert house.dropped() == 1
    complete(s3, upload, [part])
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == SECOND


def test_parts_that_are_not_listed_are_let_go(house: House, s3: Any) -> None:
    upload = begin(s3)
    add(s3, upload, 1, b"unused")
    complete(s3, upload, [add(s3, upload, 2, SECOND)])
    assert house.dropped() == 1


def test_aborting_lets_all_go(house: House, s3: Any) -> None:
    upload = begin(s3)
    add(s3, upload, 1, FIRST)
    s3.abort_multipart_upload(Bucket="bucket", Key="k", UploadId=upload)
    assert house.dropped() == 1
    for again in (s3.abort_multipart_upload, s3.list_parts):
        with refused(404, "NoSuchUpload") as refusal:
            again(Bucket="bucket", Key="k", UploadId=upload)
        assert refusal.error["UploadId"] == upload


def test_completing_twice_answers_the_same(s3: Any) -> None:
    upload = begin(s3)
    part = add(s3, upload, 1, SECOND)
    once = complete(s3, upload, [part])
    again = complete(s3, upload, [part])
    assert (again["ETag"], again["ChecksumType"]) == (once["ETag"], once["ChecksumType"])
    with refused(404, "NoSuchUpload"):
        complete(s3, upload, [{"PartNumber": 1, "ETag": '"other"'}])


def test_lists_of_parts_that_are_refused(s3: Any) -> None:
    upload = begin(s3, ChecksumAlgorithm="CRC32")
    first, second = add(s3, upload, 1, b"small"), add(s3, upload, 2, SECOND)
    cases: list[tuple[list[Any], str]] = [
        ([{**first, "ETag": '"0"'}], "InvalidPart"),
        ([{**first, "PartNumber": 9}], "InvalidPart"),
        ([second, first], "InvalidPartOrder"),
        ([first, first], "InvalidPartOrder"),
        ([first, second], "EntityTooSmall"),
        ([{**first, "ChecksumCRC32": "AAAAAA=="}], "BadDigest"),
        ([{"PartNumber": 1, "ETag": first["ETag"]}], "InvalidRequest"),
        ([], "InvalidRequest"),
    ]
    for parts, code in cases:
        with refused(400, code):
            complete(s3, upload, parts)
    with refused(400, "InvalidRequest") as refusal:
        complete(s3, upload, [second], MpuObjectSize=5)
    assert refusal.message == (
        "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 1000"
    )
    complete(s3, upload, [second], MpuObjectSize=1000)


def test_completing_on_a_condition(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"there")
    upload = begin(s3)
    part = add(s3, upload, 1, SECOND)
    with refused(412, "PreconditionFailed"):
        complete(s3, upload, [part], IfNoneMatch="*")
    there = s3.head_object(Bucket="bucket", Key="k")["ETag"]
    complete(s3, upload, [part], IfMatch=there)


@pytest.mark.parametrize("number", [0, 10_001, -1])
def test_numbers_that_no_part_has(house: House, s3: Any, number: int) -> None:
    upload = begin(s3)
    reply = house.signed("PUT", f"/bucket/k?partNumber={number}&uploadId={upload}", b"x")
    assert reply.status == 400
    assert "Part number must be an integer between 1 and 10000, inclusive" in reply.text


def test_an_upload_is_one_keys_and_one_buckets(house: House, s3: Any) -> None:
    s3.create_bucket(Bucket="other")
    upload = begin(s3)
    for bucket, key in (("bucket", "other"), ("other", "k")):
        with refused(404, "NoSuchUpload"):
            s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"x")


def test_parts_are_listed_page_by_page(s3: Any) -> None:
    upload = begin(s3)
    for number in (4, 1, 9):
        add(s3, upload, number, b"x" * number)
    page = s3.list_parts(Bucket="bucket", Key="k", UploadId=upload, MaxParts=2)
    assert [(one["PartNumber"], one["Size"]) for one in page["Parts"]] == [(1, 1), (4, 4)]
    assert (page["IsTruncated"], page["NextPartNumberMarker"]) == (True, 4)
    rest = s3.list_parts(
        Bucket="bucket", Key="k", UploadId=upload, PartNumberMarker=page["NextPartNumberMarker"]
    )
    assert [one["PartNumber"] for one in rest["Parts"]] == [9]
    assert rest["IsTruncated"] is False


def test_uploads_are_listed_by_key_and_id(s3: Any) -> None:
    ids = {(key, begin(s3, key)) for key in ("a/1", "b", "b", "a/2", "c")}
    pages = s3.get_paginator("list_multipart_uploads")
    found = [
        (one["Key"], one["UploadId"])
        for page in pages.paginate(Bucket="bucket", PaginationConfig={"PageSize": 2})
        for one in page["Uploads"]
    ]
    assert found == sorted(ids)
    folded = s3.list_multipart_uploads(Bucket="bucket", Delimiter="/")
    assert [one["Prefix"] for one in folded["CommonPrefixes"]] == ["a/"]
    assert [one["Key"] for one in folded["Uploads"]] == ["b", "b", "c"]


def test_parts_are_copied_from_objects(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="source", Body=FIRST)
    upload = begin(s3, ChecksumAlgorithm="CRC32")
    copied = s3.upload_part_copy(
        Bucket="bucket",
        Key="k",
        UploadId=upload,
        PartNumber=1,
        CopySource="bucket/source",
        CopySourceRange="bytes=1-10",
    )["CopyPartResult"]
    assert copied["ETag"] == f'"{hashlib.md5(FIRST[1:11]).hexdigest()}"'
    part = {
        "PartNumber": 1,
        "ETag": copied["ETag"],
        "ChecksumCRC32": copied["ChecksumCRC32"],
    }
    complete(s3, upload, [part])
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == FIRST[1:11]
    assert house.files()[0] == 0


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=-5", "0-5", "bytes=5-1", "bytes=0-9999999"])
def test_copied_ranges_have_both_ends(s3: Any, asked: str) -> None:
    s3.put_object(Bucket="bucket", Key="source", Body=FIRST)
    upload = begin(s3)
    with refused(400, "InvalidArgument"):
        s3.upload_part_copy(
            Bucket="bucket",
            Key="k",
            UploadId=upload,
            PartNumber=1,
            CopySource="bucket/source",
            CopySourceRange=asked,
        )


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "aws-chunked"])
def test_boto3s_own_transfers(house: House, s3: Any, tls: bool) -> None:
    client, body = house.client(tls=tls), os.urandom(12 * MIB + 5)
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    client.upload_fileobj(BytesIO(body), "bucket", "big", Config=config)
    assert client.head_object(Bucket="bucket", Key="big")["ETag"].endswith('-3"')
    into = BytesIO()
    client.download_fileobj("bucket", "big", into, Config=config)
    assert into.getvalue() == body
    client.copy({"Bucket": "bucket", "Key": "big"}, "bucket", "copy", Config=config)
    into = BytesIO()
    client.download_fileobj("bucket", "copy", into, Config=config)
    assert b64encode(hashlib.sha256(into.getvalue()).digest()) == b64encode(
        hashlib.sha256(body).digest()
    )
    assert house.files()[0] == 0
