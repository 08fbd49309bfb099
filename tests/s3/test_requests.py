"""Names, ranges, conditions, metadata, tags, policies and signatures of version 2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore.auth import HmacV1QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lading.pure.s3 import sigv2
from lading.pure.s3.conditions import Conditions, names_etag
from lading.pure.s3.metadata import kept
from lading.pure.s3.names import is_bucket_name
from lading.pure.s3.object_tags import from_header
from lading.pure.s3.ranges import Span, copied_span, requested_span
from lading.pure.s3.shown import shown_request
from lading.pure.wire.errors import WireError

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["abc", "a-b.c", "0ab", "a" * 63, "my.bucket-1"])
def test_names_of_buckets(name: str) -> None:
    assert is_bucket_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "ab", "a" * 64, "Abc", "a_b", "-abc", "abc-", ".abc", "abc.", "a..b", "10.0.0.1"),
        *("xn--abc", "sthree-a", "amzn-s3-demo-x", "a-s3alias", "a--ol-s3", "a.mrap", "a--x-s3"),
        *("a--table-s3", "abc-an", "a/b", "a b", "ä-b-c", "abc\n"),
    ],
)
def test_names_of_no_bucket(name: str) -> None:
    assert not is_bucket_name(name)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        (None, None),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=2-", Span(2, 10)),
        ("bytes=-4", Span(6, 10)),
        ("bytes=-40", Span(0, 10)),
        ("bytes=9-400", Span(9, 10)),
        ("bytes=-", None),
        ("bytes=1-2,4-5", None),
        ("bytes=4-1", None),
        ("Bytes 1-2", None),
        ("bytes=" + "1" * 200 + "-", None),
    ],
)
def test_ranges_of_ten_bytes(header: str | None, span: Span | None) -> None:
    assert requested_span(header, 10) == span


@pytest.mark.parametrize(("header", "size"), [("bytes=0-", 0), ("bytes=-1", 0), ("bytes=10-", 10)])
def test_ranges_of_nothing(header: str, size: int) -> None:
    with pytest.raises(WireError) as error:
        requested_span(header, size)
    assert (error.value.code, error.value.status) == ("InvalidRange", 416)


def test_ranges_of_a_copy() -> None:
    assert copied_span(None, 10) == Span(0, 10)
    assert copied_span("bytes=0-9", 10) == Span(0, 10)
    for header in ("bytes=0-10", "bytes=0-", "bytes=-1", "0-1"):
        with pytest.raises(WireError, match="InvalidArgument"):
            copied_span(header, 10)


BEFORE, AFTER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("conditions", "failing"),
    [
        ({}, None),
        ({"match": '"e"'}, None),
        ({"match": '"x", "e"'}, None),
        ({"match": '"x"'}, "If-Match"),
        ({"none_match": "*"}, "If-None-Match"),
        ({"none_match": 'W/"e"'}, "If-None-Match"),
        ({"none_match": '"x"'}, None),
        ({"unmodified_since": NOW}, None),
        ({"unmodified_since": BEFORE}, "If-Unmodified-Since"),
        ({"modified_since": NOW}, "If-Modified-Since"),
        ({"modified_since": BEFORE}, None),
        ({"match": '"e"', "unmodified_since": BEFORE}, None),
        ({"none_match": '"x"', "modified_since": AFTER}, None),
        ({"match": '"e"', "none_match": '"e"'}, "If-None-Match"),
    ],
)
def test_conditions(conditions: dict[str, Any], failing: str | None) -> None:
    """RFC 9110, 13.2.2, on an object `e` of NOW and a fraction."""
    modified = NOW.replace(microsecond=999_000)
    assert Conditions(**conditions).failing("e", modified) == failing


def test_etags_with_and_without_quotes() -> None:
    assert names_etag("e", "e")
    assert names_etag(' "e" ', "e")
    assert not names_etag("", "e")


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("plain", "plain"),
        ("a  b", "a  b"),
        ("café", "=?UTF-8?Q?caf=C3=A9?="),
        ("=?UTF-8?Q?abc?=", "abc"),
        ("=?UTF-8?B?YWJj?=", "abc"),
        ("=?UTF-8?Q?caf=C3=A9?=", "=?UTF-8?Q?caf=C3=A9?="),
        ("=?UTF-8?Q?a=0D=0Ab?=", "=?UTF-8?Q?a=0D=0Ab?="),
        ("=?nonsense?=", "=?nonsense?="),
        ("=?x-none?Q?a?=", "=?x-none?Q?a?="),
    ],
)
def test_values_of_metadata(given: str, stored: str) -> None:
    assert kept({"Name": given}) == {"name": stored}


def test_metadata_has_a_size() -> None:
    assert kept({"n": "v" * 2047})
    with pytest.raises(WireError, match="MetadataTooLarge"):
        kept({"n": "v" * 2048})


@pytest.mark.parametrize(
    "text", ["a=1&a=2", "=x", "aws:a=1", "a=" + "v" * 257, "&".join(f"k{n}=v" for n in range(11))]
)
def test_tags_that_are_refused(text: str) -> None:
    with pytest.raises(WireError):
        from_header(text)


def presigned(path: str, secret: str, method: str = "GET", token: str | None = None) -> Any:
    request: Any = AWSRequest(method, f"http://localhost{path}")
    HmacV1QueryAuth(Credentials("AKIA", secret, token), 60).add_auth(request)
    url: str = request.url
    found, _, query = url.removeprefix("http://localhost").partition("?")
    return found, parse_qsl(query, keep_blank_values=True)


@pytest.mark.parametrize(
    "path",
    [
        "/bucket/key",
        "/bucket/a%20b/%C3%A4",
        "/bucket?uploads",
        "/bucket/key?response-content-type=text%2Fplain&partNumber=3&x=y",
        "/bucket?prefix=a",
        "/bucket/key?response-content-disposition=inline%3B%20filename%3Dcaf%C3%A9%E4%B8%AD",
    ],
)
@pytest.mark.parametrize("token", [None, "token/of+a=session"])
def test_signatures_of_botocore_in_version_2(path: str, token: str | None) -> None:
    found, pairs = presigned(path, "secret", token=token)
    query = dict(pairs)
    assert sigv2.claims(query)
    claim = sigv2.read(query)
    assert sigv2.is_made_with("secret", claim, "GET", found, pairs, {})
    assert not sigv2.is_made_with("other", claim, "GET", found, pairs, {})
    assert not sigv2.is_made_with("secret", claim, "PUT", found, pairs, {})
    assert not sigv2.is_made_with("secret", claim, "GET", found + "x", pairs, {})
    assert not sigv2.is_made_with("secret", claim, "GET", found, pairs, {"x-amz-acl": "private"})
    assert not sigv2.is_made_with("secret", claim, "GET", found, pairs, {"content-type": "a/b"})
    more = [*pairs, ("acl", "")]
    assert not sigv2.is_made_with("secret", claim, "GET", found, more, {})


def test_a_signature_of_version_2_ends() -> None:
    claim = sigv2.QuerySignature("AKIA", "s", int(NOW.timestamp()), None)
    sigv2.check_time(claim, NOW)
    with pytest.raises(WireError, match="Request has expired"):
        sigv2.check_time(claim, NOW + timedelta(seconds=1))


def test_what_is_shown_of_a_request() -> None:
    pairs = [("acl", ""), ("X-Amz-Date", "d"), ("X-Amz-Signature", "s"), ("Signature", "s")]
    headers = {
        "x-amz-acl": "private",
        "x-amz-security-token": "t",
        "x-amz-content-sha256": "h",
        "x-amz-server-side-encryption-customer-key": "k",
        "x-amz-meta-a": "m",
        "content-type": "a/b",
    }
    assert shown_request("b", "k", "host", pairs, headers) == {
        "bucketName": "b",
        "Host": "host",
        "key": "k",
        "acl": "",
        "X-Amz-Date": "d",
        "x-amz-acl": "private",
    }
    assert shown_request(None, None, "host", (), {}) == {"Host": "host"}
    # a parameter cannot change what bucket the record says
    forged = shown_request("b", None, "h", [("bucketName", "other"), ("Host", "x")], {})
    assert forged == {"bucketName": "b", "Host": "h"}
