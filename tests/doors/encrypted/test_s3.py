"""S3 objects under `aws:kms`. Amazon S3 User Guide, "Using server-side encryption with AWS KMS
keys"."""

from __future__ import annotations

import gzip
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lading.pure.sealed_chunks import CHUNK_BYTES

from ..server import Server, start_server, unique
from .test_at_rest import found_in, marked

MIB = 1 << 20


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, whose folder is small enough to be searched."""
    running = start_server(tmp_path_factory.mktemp("s3"), workers="2")
    running.errors_expected = ("object.damaged",)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def s3(house: Server) -> Any:
    return house.client("s3")


@pytest.fixture(scope="module")
def bucket(s3: Any, house: Server) -> str:
    name = "sealed-objects"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": house.region})
    return name


@pytest.fixture
def key_id(house: Server) -> str:
    made: str = house.client("kms").create_key()["KeyMetadata"]["KeyId"]
    return made


def arn_of(house: Server, key_id: str) -> str:
    return f"arn:aws:kms:{house.region}:{house.account}:key/{key_id}"


def sealed(key_id: str) -> dict[str, str]:
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id}


def body_of(s3: Any, bucket: str, key: str, **more: str) -> bytes:
    found: bytes = s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()
    return found


def refused(call: Any, **members: Any) -> tuple[int, str]:
    with pytest.raises(ClientError) as error:
        call(**members)
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def uses(house: Server, key_id: str) -> list[Any]:
    events = house.events(ResourceName=arn_of(house, key_id))
    return [one for one in events if one["eventName"] in ("GenerateDataKey", "Decrypt")]


@pytest.mark.parametrize("size_bytes", [0, 1, CHUNK_BYTES, 3 * MIB + 17])
def test_what_goes_in_comes_out(
    house: Server, s3: Any, bucket: str, key_id: str, size_bytes: int
) -> None:
    content, key = os.urandom(size_bytes), unique("object")
    put = s3.put_object(Bucket=bucket, Key=key, Body=content, **sealed(key_id))
    assert (put["ServerSideEncryption"], put["SSEKMSKeyId"]) == ("aws:kms", arn_of(house, key_id))
    got = s3.get_object(Bucket=bucket, Key=key)
    assert got["Body"].read() == content
    assert (got["ServerSideEncryption"], got["SSEKMSKeyId"]) == ("aws:kms", arn_of(house, key_id))
    assert s3.head_object(Bucket=bucket, Key=key)["SSEKMSKeyId"] == arn_of(house, key_id)
    again = s3.put_object(Bucket=bucket, Key=key, Body=content, **sealed(key_id))
    assert put["ETag"] != again["ETag"]


@pytest.mark.parametrize(
    "span", ["0-0", "65535-65536", "65536-131071", "100000-", "-1", "-200000", "199999-300000"]
)
def test_ranges(s3: Any, bucket: str, key_id: str, span: str) -> None:
    content = os.urandom(200_000)
    s3.put_object(Bucket=bucket, Key="ranges", Body=content, **sealed(key_id))
    first, _, last = span.partition("-")
    if first:
        expected = content[int(first) : int(last) + 1 if last else None]
    else:
        expected = content[-int(last) :]
    assert body_of(s3, bucket, "ranges", Range=f"bytes={span}") == expected


def test_the_key_that_s3_uses_for_the_account(house: Server, s3: Any, bucket: str) -> None:
    put = s3.put_object(Bucket=bucket, Key="managed", Body=b"x", ServerSideEncryption="aws:kms")
    aliases = house.client("kms").list_aliases()["Aliases"]
    [managed] = [one for one in aliases if one["AliasName"] == "alias/aws/s3"]
    assert put["SSEKMSKeyId"] == arn_of(house, managed["TargetKeyId"])
    assert body_of(s3, bucket, "managed") == b"x"


def test_every_use_of_the_key_is_on_record(
    house: Server, s3: Any, bucket: str, key_id: str
) -> None:
    s3.put_object(Bucket=bucket, Key="used", Body=b"content", **sealed(key_id))
    body_of(s3, bucket, "used")
    made, opened = uses(house, key_id)
    assert (made["eventName"], opened["eventName"]) == ("GenerateDataKey", "Decrypt")
    context = {"aws:s3:arn": f"arn:aws:s3:::{bucket}/used"}
    assert made["requestParameters"] == {
        "keyId": key_id,
        "keySpec": "AES_256",
        "encryptionContext": context,
    }
    assert opened["requestParameters"]["encryptionContext"] == context
    for one in (made, opened):
        assert one["userIdentity"]["invokedBy"] == "s3.amazonaws.com"


def test_parts_have_one_data_key(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    """GenerateDataKey when the upload begins, Decrypt for each part and for each read."""
    pieces = [os.urandom(5 * MIB), os.urandom(5 * MIB + 3), os.urandom(10)]
    names = {"Bucket": bucket, "Key": "parts"}
    upload = s3.create_multipart_upload(**names, **sealed(key_id))
    assert upload["SSEKMSKeyId"] == arn_of(house, key_id)
    parts = []
    for number, piece in enumerate(pieces, 1):
        part = s3.upload_part(**names, UploadId=upload["UploadId"], PartNumber=number, Body=piece)
        assert part["SSEKMSKeyId"] == arn_of(house, key_id)
        parts.append({"PartNumber": number, "ETag": part["ETag"]})
    done = s3.complete_multipart_upload(
        **names, UploadId=upload["UploadId"], MultipartUpload={"Parts": parts}
    )
    assert done["SSEKMSKeyId"] == arn_of(house, key_id)
    whole = b"".join(pieces)
    assert body_of(s3, bucket, "parts") == whole
    span = f"bytes={5 * MIB - 5}-{10 * MIB + 8}"
    assert body_of(s3, bucket, "parts", Range=span) == whole[5 * MIB - 5 : 10 * MIB + 9]
    names_of_uses = [one["eventName"] for one in uses(house, key_id)]
    assert names_of_uses == ["GenerateDataKey", *["Decrypt"] * 5]


def test_copies_are_sealed_or_opened_as_they_say(s3: Any, bucket: str, key_id: str) -> None:
    content = os.urandom(300_000)
    s3.put_object(Bucket=bucket, Key="source", Body=content, **sealed(key_id))
    source = {"Bucket": bucket, "Key": "source"}
    opened = s3.copy_object(Bucket=bucket, Key="opened", CopySource=source)
    assert opened["ServerSideEncryption"] == "AES256"
    other = s3.copy_object(Bucket=bucket, Key="other", CopySource=source, **sealed(key_id))
    assert other["ServerSideEncryption"] == "aws:kms"
    for key in ("opened", "other"):
        assert body_of(s3, bucket, key) == content
    names = {"Bucket": bucket, "Key": "copied-part"}
    upload = s3.create_multipart_upload(**names, **sealed(key_id))["UploadId"]
    part = s3.upload_part_copy(**names, UploadId=upload, PartNumber=1, CopySource=source)
    parts = [{"PartNumber": 1, "ETag": part["CopyPartResult"]["ETag"]}]
    s3.complete_multipart_upload(**names, UploadId=upload, MultipartUpload={"Parts": parts})
    assert body_of(s3, bucket, "copied-part") == content


def test_a_disabled_key_opens_nothing(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    s3.put_object(Bucket=bucket, Key="locked", Body=b"content", **sealed(key_id))
    kms = house.client("kms")
    kms.disable_key(KeyId=key_id)
    names = {"Bucket": bucket, "Key": "locked"}
    disabled = (400, "KMS.DisabledException")
    assert refused(s3.get_object, **names) == disabled
    assert refused(s3.put_object, **names, Body=b"x", **sealed(key_id)) == disabled
    copy = {"Bucket": bucket, "Key": "copy", "CopySource": names}
    assert refused(s3.copy_object, **copy) == disabled
    kms.enable_key(KeyId=key_id)
    assert body_of(s3, bucket, "locked") == b"content"


def test_who_reads_needs_the_key(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    s3.put_object(Bucket=bucket, Key="private", Body=b"content", **sealed(key_id))
    person = house.person({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    theirs = house.client("s3", person)
    names = {"Bucket": bucket, "Key": "private"}
    assert refused(theirs.get_object, **names) == (403, "AccessDenied")
    assert refused(theirs.put_object, **names, Body=b"x", **sealed(key_id)) == (403, "AccessDenied")
    assert theirs.head_object(**names)["ContentLength"] == 7
    theirs.put_object(Bucket=bucket, Key="theirs", Body=b"x", ServerSideEncryption="aws:kms")
    assert body_of(theirs, bucket, "theirs") == b"x"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/no"}, "KMS.NotFoundException"),
        ({"SSEKMSKeyId": "alias/x"}, "InvalidArgument"),
        ({"ServerSideEncryption": "AES256", "SSEKMSKeyId": "alias/x"}, "InvalidArgument"),
        ({"ServerSideEncryption": "aws:kms:dsse"}, "NotImplemented"),
        (
            {"ServerSideEncryption": "aws:kms", "SSEKMSEncryptionContext": "no base64"},
            "InvalidArgument",
        ),
    ],
)
def test_what_cannot_be(s3: Any, bucket: str, members: dict[str, str], expected: str) -> None:
    names = {"Bucket": bucket, "Key": "never"}
    assert refused(s3.put_object, **names, Body=b"x", **members)[1] == expected
    assert refused(s3.get_object, **names) == (404, "NoSuchKey")


def test_a_context_of_the_writers_own(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    given = b64encode(json.dumps({"team": "a"}).encode()).decode()
    s3.put_object(
        Bucket=bucket, Key="context", Body=b"x", SSEKMSEncryptionContext=given, **sealed(key_id)
    )
    assert body_of(s3, bucket, "context") == b"x"
    for one in uses(house, key_id):
        assert one["requestParameters"]["encryptionContext"]["team"] == "a"


def test_nothing_lies_in_clear(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    """Neither what was put, nor what was copied, nor parts, nor what came to nothing."""
    content, names = marked(), {"Bucket": bucket, "Key": "marked"}
    s3.put_object(**names, Body=content, **sealed(key_id))
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=names, **sealed(key_id))
    upload = s3.create_multipart_upload(**names, **sealed(key_id))["UploadId"]
    s3.upload_part(**names, UploadId=upload, PartNumber=1, Body=content)
    wrong = {"ChecksumSHA256": b64encode(bytes(32)).decode()}
    assert refused(s3.put_object, **names, Body=content, **sealed(key_id), **wrong)[0] == 400
    assert refused(s3.put_object, **names, Body=content, **sealed("alias/none"))[0] == 400
    assert body_of(s3, bucket, "marked") == body_of(s3, bucket, "copy") == content
    house.flush()
    assert found_in(house.data) == set()


def test_damage_is_never_given_out(house: Server, s3: Any, bucket: str, key_id: str) -> None:
    content = os.urandom(10 * CHUNK_BYTES)
    s3.put_object(Bucket=bucket, Key="damaged", Body=content, **sealed(key_id))
    with house.database() as database:
        [(object_id,)] = database.execute(
            "SELECT object_id FROM s3_objects WHERE key = ?", (b"damaged",)
        ).fetchall()
    file = house.data / "objects" / object_id[:2] / object_id
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(whole)
    with pytest.raises(Exception, match=r"(?i)incomplete|broken|closed|ended|internal"):
        body_of(s3, bucket, "damaged")


def test_a_trail_delivers_under_its_key(house: Server, s3: Any) -> None:
    """CloudTrail User Guide, "Encrypting CloudTrail log files": the key policy lets the service in,
    for its trail only; who reads the files needs kms:Decrypt."""
    bucket, trail = unique("trail-logs"), unique("trail")
    region, account = house.region, house.account
    arn = f"arn:aws:cloudtrail:{region}:{account}:trail/{trail}"
    service = {"Service": "cloudtrail.amazonaws.com"}
    root = {"AWS": f"arn:aws:iam::{account}:root"}
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"},
            {
                "Effect": "Allow",
                "Principal": service,
                "Action": "kms:GenerateDataKey*",
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        "aws:SourceArn": arn,
                        "kms:EncryptionContext:aws:cloudtrail:arn": arn,
                    }
                },
            },
        ],
    }
    key_id = house.client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["KeyId"]
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    allow = {"Effect": "Allow", "Principal": service, "Resource": f"arn:aws:s3:::{bucket}"}
    objects = f"arn:aws:s3:::{bucket}/AWSLogs/{account}/*"
    statements = [
        {**allow, "Action": "s3:GetBucketAcl"},
        {**allow, "Action": "s3:PutObject", "Resource": objects},
    ]
    s3.put_bucket_policy(
        Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements})
    )
    trails = house.client("cloudtrail")
    trails.create_trail(Name=trail, S3BucketName=bucket, KmsKeyId=key_id)
    trails.start_logging(Name=trail)
    marker = unique("delivered-under-a-key")
    house.repository(marker)
    house.flush()
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", ())]
    logs = [key for key in keys if key.endswith(".json.gz")]
    assert logs
    for key in logs:
        assert s3.head_object(Bucket=bucket, Key=key)["SSEKMSKeyId"] == arn_of(house, key_id)
        assert json.loads(gzip.decompress(body_of(s3, bucket, key)))["Records"]
    made = [one for one in uses(house, key_id) if one["eventName"] == "GenerateDataKey"]
    assert made[0]["userIdentity"]["type"] == "AWSService"
    assert made[0]["requestParameters"]["encryptionContext"]["aws:cloudtrail:arn"] == arn
    trails.delete_trail(Name=trail)
