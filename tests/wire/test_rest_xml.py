"""rest-xml against botocore: what it sends is understood, what we answer is understood by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from lading.pure.wire.errors import WireError
from lading.pure.wire.models import ServiceModels
from lading.pure.wire.rest_routes import Routes
from lading.pure.wire.rest_xml import (
    decode_body,
    decode_head,
    encode_body,
    encode_error,
    encode_headers,
    missing_members,
)
from lading.pure.wire.xml_input import DEPTH_MAX, ELEMENTS_MAX, parse_xml

S3 = ServiceModels().service("s3")
ELSEWHERE = frozenset({"CreateSession", "ListDirectoryBuckets", "WriteGetObjectResponse"})
ROUTES = Routes(S3, without=ELSEWHERE)
NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
TIME = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STREAMS = {"Body", "AnnotationPayload"}
# botocore sends these to another path, or in a form that no model says.
NOT_SENT = {"SelectObjectContent"}
OPERATIONS = sorted(
    name
    for name, model in S3.operations.items()
    if name not in ELSEWHERE | NOT_SENT and not model.deprecated
)


def sample(shape: Shape, depth: int = 0) -> Any:
    """Return a value of a shape, with every member down to some depth."""
    if isinstance(shape, StructureShape):
        members = (
            shape.members if depth < 4 else {n: shape.members[n] for n in shape.required_members}
        )
        return {name: sample(member, depth + 1) for name, member in members.items()}
    if isinstance(shape, ListShape):
        return [sample(shape.member, depth + 1)] * 2
    if isinstance(shape, MapShape):
        return {"name": "value"}
    if shape.type_name == "string":
        return shape.metadata.get("enum", ["a & <b> + ä"])[0]
    return {"integer": 7, "long": 2**40, "boolean": True, "timestamp": TIME, "blob": b"x"}[
        shape.type_name
    ]


def sent(
    model: OperationModel, members: Mapping[str, Any]
) -> tuple[str, int, Any, Any, bytes, Any]:
    """Return method, depth, query, headers, body and labels of botocore's request."""
    request = create_serializer("rest-xml", include_validation=False).serialize_to_request(
        dict(members), model
    )
    path, _, literal = request["url_path"].partition("?")
    query = dict(
        pair.partition("=")[::2] for pair in [*literal.split("&"), *_flat(request)] if pair
    )
    query = {unquote(name): unquote(value) for name, value in query.items()}
    parts = [unquote(part) for part in path.split("/", 2) if part]
    headers = {name.lower(): str(value) for name, value in request["headers"].items()}
    body = request["body"] or b""
    labels = dict(zip(("Bucket", "Key"), parts, strict=False))
    return request["method"], len(parts), query, headers, body, labels


def _flat(request: Any) -> list[str]:
    return urlencode(request["query_string"], doseq=True).replace("+", "%20").split("&")


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_request_finds_its_operation(name: str) -> None:
    model = S3.operations[name]
    shape = model.input_shape
    assert shape is not None or name == "ListBuckets"
    members = {n: sample(shape.members[n]) for n in shape.required_members} if shape else {}
    method, depth, query, headers, _, _ = sent(model, members)
    found = ROUTES.find(method, depth, query, headers)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_request_is_read_as_it_was_meant(name: str) -> None:
    model = S3.operations[name]
    shape = model.input_shape
    members = sample(shape) if shape is not None else {}
    for stream in STREAMS & set(members):
        del members[stream]
    for both_ways in ("Expires", "ResponseExpires", "Metadata", "IfModifiedSince"):
        members.pop(both_ways, None)
    _, _, query, headers, body, labels = sent(model, members)
    read = decode_head(model, labels, query, headers) | decode_body(model, body)
    assert read == {key: value for key, value in members.items() if value not in ({}, [])}
    assert set(missing_members(model, read)) <= STREAMS


@pytest.mark.parametrize(
    "name", sorted(n for n in OPERATIONS if not S3.operations[n].has_streaming_output)
)
def test_every_answer_is_read_as_it_was_meant(name: str) -> None:
    model = S3.operations[name]
    shape = model.output_shape
    if shape is None:
        assert encode_body(model, {}, None, NAMESPACE) == b""
        return
    response = sample(shape)
    for text_time in ("Expires",):
        response.pop(text_time, None)
    for member, value in list(response.items()):
        if shape.members[member].serialization.get("location") == "header" and isinstance(
            value, str
        ):
            response[member] = "plain"
    body = encode_body(model, response, f"{name}Result", NAMESPACE)
    answer = {
        "status_code": 200,
        "headers": HeadersDict(encode_headers(model, response)),
        "body": body,
        "context": {},
    }
    parsed = create_parser("rest-xml").parse(answer, shape)
    del parsed["ResponseMetadata"]
    assert {k: v for k, v in parsed.items() if v not in ({}, [])} == {
        k: v for k, v in response.items() if v not in ({}, [])
    }


def test_times_have_milliseconds_in_documents_and_none_in_headers() -> None:
    model = S3.operations["ListBuckets"]
    body = encode_body(model, {"Buckets": [{"CreationDate": TIME}]}, "R", NAMESPACE)
    assert b"<CreationDate>2026-07-01T12:00:00.000Z</CreationDate>" in body
    headers = encode_headers(S3.operations["HeadObject"], {"LastModified": TIME})
    assert headers == [("last-modified", "Wed, 01 Jul 2026 12:00:00 GMT")]


def test_text_cannot_break_a_document() -> None:
    model = S3.operations["ListBuckets"]
    name = '</Name><Name a="1">&amp;\x00\r'
    body = encode_body(model, {"Buckets": [{"Name": name}]}, "R", NAMESPACE)
    buckets = parse_xml(body).children[0]
    (inside,) = buckets.children[0].children
    assert inside.text == name.replace("\x00", "\ufffd")


def test_an_error_document() -> None:
    body = encode_error("NoSuchKey", "It is <gone>.", {"Key": "a&b"}, "ID", "HOST")
    error = parse_xml(body)
    assert [(child.name, child.text) for child in error.children] == [
        ("Code", "NoSuchKey"),
        ("Message", "It is <gone>."),
        ("Key", "a&b"),
        ("RequestId", "ID"),
        ("HostId", "HOST"),
    ]


@pytest.mark.parametrize(
    ("name", "query", "headers"),
    [
        ("ListObjectsV2", {"max-keys": "many"}, {}),
        ("ListObjectsV2", {"fetch-owner": "maybe"}, {}),
        ("ListObjectsV2", {"max-keys": "9" * 30}, {}),
        ("ListObjectsV2", {"max-keys": "\u0663"}, {}),
    ],
)
def test_values_of_the_wrong_type(name: str, query: Any, headers: Any) -> None:
    with pytest.raises(WireError, match="InvalidArgument"):
        decode_head(S3.operations[name], {"Bucket": "b"}, query, headers)


def test_a_condition_that_is_no_time_is_passed_over() -> None:
    model = S3.operations["GetObject"]
    headers = {"if-modified-since": "yesterday", "if-match": '"e"'}
    assert decode_head(model, {"Bucket": "b", "Key": "k"}, {}, headers) == {
        "Bucket": "b",
        "Key": "k",
        "IfMatch": '"e"',
    }


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a/>',
        b"<a>&x;</a>",
        b"<a>\xff</a>",
        b"<a>" * (DEPTH_MAX + 1) + b"</a>" * (DEPTH_MAX + 1),
        b"<a>" + b"<b/>" * (ELEMENTS_MAX + 1) + b"</a>",
    ],
)
def test_documents_that_are_none(document: bytes) -> None:
    with pytest.raises(WireError, match="MalformedXML"):
        parse_xml(document)


def test_names_count_without_their_namespace() -> None:
    for attributes in (b"", b' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"', b' xmlns="urn:x"'):
        document = (
            b"<Delete%b><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>" % attributes
        )
        read = decode_body(S3.operations["DeleteObjects"], document)
        assert read == {"Delete": {"Objects": [{"Key": "a"}], "Quiet": True}}
