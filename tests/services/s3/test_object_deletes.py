"""Deleting objects, one and many."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from .house import House
from .refusals import refused


def test_deleting_twice_is_no_error(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"one")
    for _ in range(2):
        answer = s3.delete_object(Bucket="bucket", Key="k")
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused(404, "NoSuchKey") as refusal:
        s3.get_object(Bucket="bucket", Key="k")
    assert refusal.error["Key"] == "k"
    assert house.dropped() == 1


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
