"""Responses held against the service models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

_TYPES: dict[str, type] = {
    "string": str,
    "timestamp": datetime,
    "boolean": bool,
    "integer": int,
    "blob": bytes,
}


def fits(value: Any, shape: Shape | None) -> None:
    """Fail if a response has a member or a type that the service model does not have."""
    if shape is None:
        assert value == {}
    elif isinstance(shape, StructureShape):
        assert isinstance(value, Mapping)
        for member, inner in value.items():
            fits(inner, shape.members[member])
    elif isinstance(shape, ListShape):
        assert isinstance(value, list)
        for inner in value:
            fits(inner, shape.member)
    elif isinstance(shape, MapShape):
        names = cast("StringShape", shape.key).enum
        for key, inner in value.items():
            assert key in (names or [key])
            fits(inner, shape.value)
    else:
        assert isinstance(value, _TYPES[shape.type_name]), (value, shape)
