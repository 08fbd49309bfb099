"""XML documents in: read without entities or DTDs, bounded, and turned into members by a shape.

Element names count without their namespace: clients send S3's, none, or a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from botocore.model import ListShape, MapShape, Shape, StructureShape

from lading.pure.wire.errors import WireError
from lading.pure.wire.timestamps import from_text

ELEMENTS_MAX = 100_000
DEPTH_MAX = 32

_SEPARATOR = " "


@dataclass(slots=True)
class Element:
    """One element: its name without a namespace, what is inside, its attributes by local name."""

    name: str
    attributes: Mapping[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The character data right inside."""
        return "".join(self.pieces)


class _NotAllowed(Exception):
    """The document has what no client of ours sends."""


class _Reader:
    """Builds the tree from expat's events."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENTS_MAX or len(self._open) >= DEPTH_MAX:
            raise _NotAllowed
        local = {_local(key): value for key, value in attributes.items()} if attributes else {}
        element = Element(_local(name), local)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, piece: str) -> None:
        self._open[-1].pieces.append(piece)


def parse_xml(document: bytes) -> Element:
    """Return the root of a document; raises `WireError` MalformedXML.

    Refused: document types, and with them entities of every kind; more than ELEMENTS_MAX elements;
    deeper nesting than DEPTH_MAX. What the document says of its encoding counts for nothing but a
    byte order mark. The caller bounds the bytes.
    """
    parser = expat.ParserCreate("UTF-8", _SEPARATOR)
    reader = _Reader()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, _NotAllowed) as error:
        raise malformed_xml() from error
    assert reader.root is not None, "a document without a root does not parse"
    return reader.root


def malformed_xml() -> WireError:
    """Return S3's refusal of a document that it cannot read."""
    return WireError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )


def members_of(shape: StructureShape, element: Element) -> dict[str, Any]:
    """Return the members a structure's element holds; raises `WireError` MalformedXML.

    Elements the shape does not know are passed over; one that may come once counts by its last.
    """
    found: dict[str, Any] = {}
    by_name: dict[str, list[Element]] = {}
    for child in element.children:
        by_name.setdefault(child.name, []).append(child)
    for name, member in shape.members.items():
        if member.serialization.get("xmlAttribute"):
            attribute = element.attributes.get(_local_prefixed(member.serialization["name"]))
            if attribute is not None:
                found[name] = attribute
            continue
        elements = by_name.get(_element_name(name, member))
        if elements:
            found[name] = _value(member, elements)
    return found


def _element_name(name: str, shape: Shape) -> str:
    named: str = shape.serialization.get("name", name)
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        named = shape.member.serialization.get("name", named)
    return named


def _value(shape: Shape, elements: list[Element]) -> Any:
    if isinstance(shape, StructureShape):
        return members_of(shape, elements[-1])
    if isinstance(shape, ListShape):
        flat = shape.serialization.get("flattened")
        items = elements if flat else _items(shape, elements[-1])
        return [_value(shape.member, [item]) for item in items]
    if isinstance(shape, MapShape):
        raise malformed_xml()  # no request of a REST service has one in its body
    return _scalar(shape, elements[-1])


def _items(shape: ListShape, element: Element) -> list[Element]:
    name = shape.member.serialization.get("name", "member")
    return [child for child in element.children if child.name == name]


def _scalar(shape: Shape, element: Element) -> Any:
    if element.children:
        raise malformed_xml()
    try:
        return _SCALARS[shape.type_name](element.text)
    except ValueError as error:
        raise malformed_xml() from error


def _integer(text: str) -> int:
    if len(text) > 20:
        raise ValueError("too long")
    return int(text)


def _boolean(text: str) -> bool:
    folded = text.strip().lower()
    if folded not in ("true", "false"):
        raise ValueError("no boolean")
    return folded == "true"


_SCALARS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "string": str,
        "character": str,
        "boolean": _boolean,
        "integer": _integer,
        "long": _integer,
        "timestamp": lambda text: from_text(text.strip()),
        "blob": lambda text: text.encode(),
    }
)


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _local_prefixed(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise _NotAllowed
