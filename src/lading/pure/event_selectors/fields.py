"""The fields of a record that selectors look at, as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Record = Mapping[str, Any]
Texts = tuple[str, ...]
"""The values a field has: none, one, or one for each resource."""


def category_of(record: Record) -> str:
    """Return the category of events a record is of; older ones say only whether it manages."""
    category = record.get("eventCategory")
    if isinstance(category, str):
        return category
    return "Data" if record.get("managementEvent") is False else "Management"


def is_read(record: Record) -> bool:
    """Return whether a record is of something that only read."""
    return record.get("readOnly") in (True, "true")


def arns_of(record: Record, type_name: str) -> Texts:
    """Return the ARNs of the record's resources that are of a type."""
    resources = record.get("resources")
    return tuple(
        str(one.get("ARN", ""))
        for one in (resources if isinstance(resources, list) else ())
        if isinstance(one, Mapping) and one.get("type") == type_name
    )


def _top(name: str) -> Callable[[Record], Texts]:
    def read(record: Record) -> Texts:
        value = record.get(name)
        return (value,) if isinstance(value, str) else ()

    return read


def _identity_arn(record: Record) -> Texts:
    identity = record.get("userIdentity")
    arn = identity.get("arn") if isinstance(identity, Mapping) else None
    return (arn,) if isinstance(arn, str) else ()


FIELDS: Final[Mapping[str, Callable[[Record], Texts]]] = {
    "eventCategory": lambda record: (category_of(record),),
    "readOnly": lambda record: ("true" if is_read(record) else "false",),
    "userIdentity.arn": _identity_arn,
    **{
        name: _top(name)
        for name in (
            "eventSource",
            "eventName",
            "eventType",
            "sessionCredentialFromConsole",
            "errorCode",
            "vpcEndpointId",
        )
    },
}
"""How each field is read, but for those of resources, which hang together."""
