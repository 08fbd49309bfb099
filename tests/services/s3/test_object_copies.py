"""Copies of objects."""

from __future__ import annotations

from typing import Any

from .bodies import BODY, MD5
from .house import House
from .refusals import refused


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
