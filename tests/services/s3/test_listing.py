"""Listing: order, folding, pages, encoding; versions 1 and 2 and the list of versions."""

from __future__ import annotations

from typing import Any

import pytest

from .house import House
from .refusals import refused

FOLDER = (
    "folder/aSubfolder/subFile1",
    "folder/aSubfolder/subFile2",
    "folder/file1",
    "folder/file2",
)


def fill(s3: Any, *keys: str) -> None:
    for key in keys:
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")


def entries(page: Any) -> list[str]:
    folded = [one["Prefix"] for one in page.get("CommonPrefixes", [])]
    return folded + [one["Key"] for one in page.get("Contents", page.get("Versions", []))]


def test_keys_come_in_the_order_of_their_bytes(s3: Any) -> None:
    keys = ["a", "Z", "ä", "a/b", "a-b", "\U0001f600", "\uffee", "10", "9"]
    fill(s3, *keys)
    assert entries(s3.list_objects_v2(Bucket="bucket")) == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("marker", "entry", "more"),
    [
        ("", "folder/aSubfolder/", True),
        ("folder/aSubfolder/", "folder/file1", True),
        ("folder/aSubfolder/subFile1", "folder/file1", True),
        ("folder/file1", "folder/file2", False),
    ],
)
def test_markers_and_folded_prefixes(s3: Any, marker: str, entry: str, more: bool) -> None:
    fill(s3, *FOLDER)
    page = s3.list_objects(
        Bucket="bucket", Prefix="folder/", Delimiter="/", MaxKeys=1, Marker=marker
    )
    assert entries(page) == [entry]
    assert page["IsTruncated"] is more
    assert page.get("NextMarker") == (entry if more else None)


def test_a_prefix_need_not_end_at_a_delimiter(s3: Any) -> None:
    fill(s3, "test/foo/bar", "test/foo/baz", "test/other")
    page = s3.list_objects_v2(Bucket="bucket", Prefix="test/foo", Delimiter="/")
    assert entries(page) == ["test/foo/"]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("delimiter", ["", "/"])
def test_pages_together_are_the_whole(s3: Any, size: int, delimiter: str) -> None:
    keys = ["a", "b/1", "b/2", "b0", "c/d/e", "c/d/f", "c/g", "z"]
    fill(s3, *keys)
    whole = ["a", "b/", "b0", "c/", "z"] if delimiter else keys
    for name in ("list_objects", "list_objects_v2", "list_object_versions"):
        found: list[str] = []
        pages = s3.get_paginator(name)
        for page in pages.paginate(
            Bucket="bucket", Delimiter=delimiter, PaginationConfig={"PageSize": size}
        ):
            assert len(entries(page)) <= size
            found += entries(page)
        assert sorted(found) == whole, name


def test_what_an_entry_says(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"12345")
    page = s3.list_objects_v2(Bucket="bucket", FetchOwner=True)
    (one,) = page["Contents"]
    assert (one["Size"], one["StorageClass"]) == (5, "STANDARD")
    assert one["ETag"] == '"827ccb0eea8a706c4c34a16891f84e7b"'
    assert (one["ChecksumAlgorithm"], one["ChecksumType"]) == (["CRC32"], "FULL_OBJECT")
    assert len(one["Owner"]["ID"]) == 64
    assert (page["KeyCount"], page["MaxKeys"], page["Name"]) == (1, 1000, "bucket")
    assert "Owner" not in s3.list_objects_v2(Bucket="bucket")["Contents"][0]
    assert "Owner" in s3.list_objects(Bucket="bucket")["Contents"][0]
    (version,) = s3.list_object_versions(Bucket="bucket")["Versions"]
    assert (version["VersionId"], version["IsLatest"]) == ("null", True)


def test_start_after(s3: Any) -> None:
    fill(s3, "a", "b", "c")
    page = s3.list_objects_v2(Bucket="bucket", StartAfter="a", MaxKeys=1)
    assert (entries(page), page["StartAfter"]) == (["b"], "a")
    rest = s3.list_objects_v2(
        Bucket="bucket", StartAfter="a", ContinuationToken=page["NextContinuationToken"]
    )
    assert entries(rest) == ["c"]
    assert "StartAfter" not in rest


def test_no_keys_at_all(s3: Any) -> None:
    fill(s3, "a")
    page = s3.list_objects_v2(Bucket="bucket", MaxKeys=0)
    assert (page["KeyCount"], page["IsTruncated"]) == (0, False)


def test_more_than_a_thousand_is_a_thousand(house: House, s3: Any) -> None:
    reply = house.signed("GET", "/bucket?list-type=2&max-keys=5000")
    assert "<MaxKeys>1000</MaxKeys>" in reply.text


@pytest.mark.parametrize("number", ["-1", "x", "2147483648"])
def test_numbers_of_keys_that_are_refused(house: House, s3: Any, number: str) -> None:
    reply = house.signed("GET", f"/bucket?list-type=2&max-keys={number}")
    assert reply.status == 400
    assert "<Code>InvalidArgument</Code>" in reply.text


def test_encoded_keys(house: House, s3: Any) -> None:
    fill(s3, "date=1/", "a+b c", "line\x01")
    reply = house.signed("GET", "/bucket?list-type=2&encoding-type=url")
    for shown in ("date%3D1/", "a%2Bb+c", "line%01"):
        assert f"<Key>{shown}</Key>" in reply.text
    for wrong in ("", "base64"):
        refusal = house.signed("GET", f"/bucket?encoding-type={wrong}")
        assert refusal.status == 400
        assert "Invalid Encoding Method specified in Request" in refusal.text


def test_tokens_are_ours_and_of_this_bucket(s3: Any) -> None:
    s3.create_bucket(Bucket="other")
    fill(s3, "a", "b")
    token = s3.list_objects_v2(Bucket="bucket", MaxKeys=1)["NextContinuationToken"]
    for bucket, given in (("bucket", "x"), ("bucket", token[:-2]), ("other", token)):
        with refused(400, "InvalidArgument") as refusal:
            s3.list_objects_v2(Bucket=bucket, ContinuationToken=given)
        assert refusal.message == "The continuation token provided is incorrect"


def test_who_may_list_what(house: House, s3: Any) -> None:
    fill(s3, "mary/1", "john/1")
    statement = {
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": "arn:aws:s3:::bucket",
        "Condition": {"StringEquals": {"s3:prefix": "mary/", "s3:delimiter": "/"}},
    }
    mary = house.client(house.user("mary", statement))
    page = mary.list_objects_v2(Bucket="bucket", Prefix="mary/", Delimiter="/")
    assert entries(page) == ["mary/1"]
    for asked in ({}, {"Prefix": "john/", "Delimiter": "/"}, {"Prefix": "mary/"}):
        with refused(403, "AccessDenied"):
            mary.list_objects_v2(Bucket="bucket", **asked)
