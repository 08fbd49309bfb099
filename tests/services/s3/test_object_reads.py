"""Reading objects: ranges, conditions, headers that a signed URL asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .bodies import BODY, MD5
from .house import House
from .refusals import refused


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
