"""Members to XML elements: one closure per shape, compiled once per operation.

A closure appends text to a list; joining it is the document. Characters XML 1.0 cannot hold
become U+FFFD, so no value can break the document.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from math import isfinite
from types import MappingProxyType
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from lading.pure.wire.json_output import base64_text, special_float
from lading.pure.wire.recursion import OUTERMOST, Around
from lading.pure.wire.timestamps import to_iso

# Appends a member's element, or elements where a list is flattened, under the given name.
Write = Callable[[list[str], Any], None]
# Appends what stands inside an element.
Fill = Callable[[list[str], Any], None]
# How scalars are written, by the type's name in the model.
Texts = Mapping[str, Callable[[Any], str]]

_UNSAFE = re.compile('[&<>"\r]|[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ESCAPES: Mapping[str, str] = MappingProxyType(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"}
)


def escaped(text: str) -> str:
    """Return the text as XML character data, also safe inside a quoted attribute."""
    return _UNSAFE.sub(_escape, text) if _UNSAFE.search(text) else text


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\N{REPLACEMENT CHARACTER}")


def structure_writer(
    shape: StructureShape, around: Around = OUTERMOST, texts: Texts | None = None
) -> Fill:
    """Return the function that appends a structure's members, without an element around them.

    `texts` says how scalars are written where not as the query protocol does. A member the model
    does not know is our bug and raises KeyError; None is left out, and so are attributes.
    """
    assert shape.event_stream_name is None, f"{shape.name} is a stream: it has its own encoder"
    inner = around.inside(shape)
    members = {
        name: _nothing
        if member.serialization.get("xmlAttribute")
        else _writer(member.serialization.get("name", name), member, inner, texts or TEXTS)
        for name, member in shape.members.items()
    }

    def fill(out: list[str], value: Any) -> None:
        for name, item in value.items():
            if item is not None:
                members[name](out, item)

    return fill


def _nothing(out: list[str], value: Any) -> None:
    """Append nothing."""


def _writer(name: str, shape: Shape, around: Around, texts: Texts) -> Write:
    if around.has(shape):
        level = around.deferred(lambda further: _writer(name, shape, further, texts))
        return lambda out, value: level()(out, value)
    if shape.serialization.get("flattened"):
        return _flattened(name, shape, around.inside(shape), texts)
    fill, attributes = _filler(shape, around, texts), _attributes(shape)
    return _element_with(name, attributes, fill) if attributes else _element(name, fill)


def _element(name: str, fill: Fill) -> Write:
    start, end = f"<{name}>", f"</{name}>"

    def write(out: list[str], value: Any) -> None:
        out.append(start)
        fill(out, value)
        out.append(end)

    return write


def _attributes(shape: Shape) -> dict[str, str]:
    """Return the members that are attributes of the structure's own element, with their names."""
    if not isinstance(shape, StructureShape):
        return {}
    return {
        name: member.serialization["name"]
        for name, member in shape.members.items()
        if member.serialization.get("xmlAttribute")
    }


def _element_with(name: str, attributes: Mapping[str, str], fill: Fill) -> Write:
    """Write an element whose attributes have a namespace of their own (S3: `xsi:type`)."""
    end = f"</{name}>"

    def write(out: list[str], value: Any) -> None:
        texts = [
            f' {attributes[key]}="{escaped(value[key])}"' for key in attributes if key in value
        ]
        out.append(f'<{name} xmlns:xsi="{_XSI}"{"".join(texts)}>')
        fill(out, value)
        out.append(end)

    return write


def _filler(shape: Shape, around: Around, texts: Texts) -> Fill:
    if isinstance(shape, StructureShape):
        return structure_writer(shape, around, texts)
    inner = around.inside(shape)
    if isinstance(shape, ListShape):
        item_name = shape.member.serialization.get("name", "member")
        return _each(_writer(item_name, shape.member, inner, texts))
    if isinstance(shape, MapShape):
        return _each_entry(_element("entry", _entry(shape, inner, texts)))
    text = texts[shape.type_name]
    return lambda out, value: out.append(text(value))


def _flattened(name: str, shape: Shape, inner: Around, texts: Texts) -> Write:
    if isinstance(shape, ListShape):
        item_name = shape.member.serialization.get("name", name)
        return _each(_writer(item_name, shape.member, inner, texts))
    assert isinstance(shape, MapShape), "only lists and maps are flattened"
    return _each_entry(_element(name, _entry(shape, inner, texts)))


def _each(write_item: Write) -> Write:
    def write(out: list[str], value: Any) -> None:
        for item in value:
            write_item(out, item)

    return write


def _each_entry(write_entry: Write) -> Write:
    def write(out: list[str], value: Any) -> None:
        for entry in value.items():
            write_entry(out, entry)

    return write


def _entry(shape: MapShape, inner: Around, texts: Texts) -> Fill:
    write_key = _writer(shape.key.serialization.get("name", "key"), shape.key, inner, texts)
    write_value = _writer(shape.value.serialization.get("name", "value"), shape.value, inner, texts)

    def fill(out: list[str], entry: Any) -> None:
        key, value = entry
        write_key(out, key)
        write_value(out, value)

    return fill


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _floating(value: float) -> str:
    return repr(float(value)) if isfinite(value) else special_float(value)


def _timestamp(value: datetime) -> str:
    return to_iso(value)


TEXTS: Texts = MappingProxyType(
    {
        "string": escaped,
        "character": escaped,
        "boolean": _boolean,
        "integer": str,
        "long": str,
        "float": _floating,
        "double": _floating,
        "timestamp": _timestamp,
        "blob": base64_text,
    }
)
