"""The rest-xml protocol: members in path, query, headers and an XML body, both ways.

By botocore's models, for any service; what S3 does beside its model is its door's to do. Reading
comes in two steps, as a body may be streamed or must wait for authorization: `decode_head`, then
`decode_body`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from botocore.model import OperationModel, Shape, StructureShape

from lading.pure.wire.errors import WireError
from lading.pure.wire.timestamps import from_text
from lading.pure.wire.xml_input import members_of, parse_xml
from lading.pure.wire.xml_output import TEXTS, escaped, structure_writer

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# Kept and sent back as they were given (Amazon S3 API Reference, "PutObject").
_TEXT_TIMES = frozenset({"Expires", "ResponseExpires"})
# A time in these that is none is as good as absent (RFC 9110, 13.1.3).
_CONDITION_TIMES = frozenset({"IfModifiedSince", "IfUnmodifiedSince"})
_UNREAL = object()


def decode_head(
    operation: OperationModel,
    labels: Mapping[str, str],
    query: Mapping[str, str],
    headers: Mapping[str, str],
) -> dict[str, Any]:
    """Return the members that path, query and headers hold.

    labels: the path's, by the model's names. headers: lower-case names; repeated ones joined with
    a comma. Raises `WireError` InvalidArgument for a value that is not of its member's type.
    """
    shape = operation.input_shape
    found: dict[str, Any] = {}
    for name, member in shape.members.items() if shape is not None else ():
        place, wire_name = _place(member)
        if place == "headers":
            prefix = wire_name.lower()
            found_map = {k[len(prefix) :]: v for k, v in headers.items() if k.startswith(prefix)}
            if found_map:
                found[name] = found_map
            continue
        text = _text_of(place, wire_name, labels, query, headers)
        if text is not None:
            value = _read(name, member, wire_name, text)
            if value is not _UNREAL:
                found[name] = value
    return found


def _place(shape: Shape) -> tuple[str | None, str]:
    """Return where on the wire a member is (None: in the body) and under what name."""
    return shape.serialization.get("location"), shape.serialization.get("name", "")


def _text_of(
    place: str | None,
    name: str,
    labels: Mapping[str, str],
    query: Mapping[str, str],
    headers: Mapping[str, str],
) -> str | None:
    if place == "uri":
        return labels.get(name)
    if place == "querystring":
        return query.get(name)
    return headers.get(name.lower()) if place == "header" else None


def _read(name: str, shape: Shape, wire_name: str, text: str) -> Any:
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            return _integer(text)
        if kind == "boolean":
            return {"true": True, "false": False}[text.lower()]
        if kind == "timestamp" and name not in _TEXT_TIMES:
            return from_text(text)
    except (ValueError, KeyError) as error:
        if name in _CONDITION_TIMES:
            return _UNREAL
        raise invalid_argument(wire_name, text) from error
    if kind == "list":
        return [item.strip() for item in text.split(",") if item.strip()]
    return text


def invalid_argument(name: str, value: str, message: str | None = None) -> WireError:
    """Return the refusal of a parameter's or header's value."""
    return WireError(
        "InvalidArgument",
        message or f"Provided {name} not of the expected form",
        members={"ArgumentName": name, "ArgumentValue": value},
    )


def _integer(text: str) -> int:
    if not text.isascii() or len(text) > 20 or not text.lstrip("+-").isdigit():
        raise ValueError(text)
    return int(text)


def decode_body(operation: OperationModel, body: bytes) -> dict[str, Any]:
    """Return the member that the body holds, if the operation has one and there is a body.

    Raises `WireError` MalformedXML.
    """
    shape = operation.input_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    if shape is None or payload is None or not body:
        return {}
    member = shape.members[payload]
    if not isinstance(member, StructureShape):
        return {payload: body if member.type_name == "blob" else body.decode("utf-8", "replace")}
    return {payload: members_of(member, parse_xml(body))}


def missing_members(operation: OperationModel, members: Mapping[str, Any]) -> list[str]:
    """Return the required members that a request does not have, outermost only."""
    shape = operation.input_shape
    required: Iterable[str] = shape.required_members if shape is not None else ()
    return [name for name in required if name not in members]


def encode_headers(operation: OperationModel, response: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the response's members that are headers; those with line breaks are our bug."""
    shape = operation.output_shape
    headers: list[tuple[str, str]] = []
    for name, value in response.items():
        assert shape is not None, "an operation without output answers without members"
        place, wire_name = _place(shape.members[name])
        if value is None:
            continue
        if place == "header":
            headers.append((wire_name.lower(), header_text(value)))
        elif place == "headers":
            headers += [(f"{wire_name}{key}".lower(), text) for key, text in value.items()]
    assert not any("\n" in text or "\r" in text for _, text in headers), "a header of two lines"
    return headers


def header_text(value: Any) -> str:
    """Return a member's value as it stands in a header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return format_datetime(value.astimezone(UTC), usegmt=True)
    return str(value)


def encode_body(
    operation: OperationModel, response: Mapping[str, Any], root: str | None, namespace: str
) -> bytes:
    """Return the response's XML document, empty if the operation answers with none.

    `root` names the root of a document made of the response itself; one made of a payload member
    has the member's name. A payload that is text or bytes is the body as it is.
    """
    shape = operation.output_shape
    if shape is None:
        return b""
    payload = shape.serialization.get("payload")
    if payload is not None:
        member = shape.members[payload]
        value = response.get(payload)
        if not isinstance(member, StructureShape):
            return b"" if value is None else value.encode() if isinstance(value, str) else value
        name = member.serialization.get("name", member.name)
        return _document(name, namespace, member, value or {})
    if root is None:
        return b""
    inside = {k: v for k, v in response.items() if _is_in_body(shape.members[k])}
    return _document(root, namespace, shape, inside)


def _is_in_body(shape: Shape) -> bool:
    return shape.serialization.get("location") is None


def _document(root: str, namespace: str, shape: StructureShape, value: Mapping[str, Any]) -> bytes:
    out = [DECLARATION, f'<{root} xmlns="{escaped(namespace)}">']
    _writer(shape)(out, value)
    out.append(f"</{root}>")
    return "".join(out).encode()


def encode_error(
    code: str, message: str, members: Mapping[str, Any], request_id: str, host_id: str
) -> bytes:
    """Return an error's document: no namespace, further members as elements of their own names."""
    out = [f"{DECLARATION}<Error><Code>{escaped(code)}</Code><Message>{escaped(message)}</Message>"]
    out += [f"<{name}>{escaped(str(value))}</{name}>" for name, value in members.items()]
    out.append(f"<RequestId>{request_id}</RequestId><HostId>{host_id}</HostId></Error>")
    return "".join(out).encode()


@lru_cache(maxsize=1024)
def _writer(shape: StructureShape) -> Callable[[list[str], Any], None]:
    return structure_writer(shape, texts=_TEXTS)


def _milliseconds(time: datetime) -> str:
    utc = time.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"


_TEXTS: Mapping[str, Callable[[Any], str]] = MappingProxyType({**TEXTS, "timestamp": _milliseconds})
