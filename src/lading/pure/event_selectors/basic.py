"""Basic event selectors: what they may say (CloudTrail API Reference, "EventSelector").

Each selector picks management events, but for those of some sources, and data events of resources
whose ARNs it names; either only reads, only writes, or all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lading.pure.event_selectors.error import SelectorsRefused

SELECTORS_MAX = 5
RESOURCES_MAX = 250
EXCLUDABLE_SOURCES = frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"})
READ_WRITE_TYPES = ("All", "ReadOnly", "WriteOnly")
OBJECTS = "AWS::S3::Object"

# The value that stands for everything of a type, and what any other value begins with.
_VALUES = {
    OBJECTS: (("arn:aws:s3", "arn:aws:s3:::"), "arn:aws:s3:::"),
    "AWS::Lambda::Function": (("arn:aws:lambda",), "arn:aws:lambda:"),
    "AWS::DynamoDB::Table": (("arn:aws:dynamodb",), "arn:aws:dynamodb:"),
}


def default_basic() -> list[dict[str, Any]]:
    """Return the selectors of a new trail: every management event and no data event."""
    return [_complete({})]


def checked_basic(selectors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the selectors with every member filled in. Raises `SelectorsRefused`."""
    if not 1 <= len(selectors) <= SELECTORS_MAX:
        raise SelectorsRefused(f"Specify a valid number of selectors (1 to {SELECTORS_MAX}).")
    complete = [_complete(one) for one in selectors]
    for selector in complete:
        _check(selector)
    values = sum(len(one["Values"]) for selector in complete for one in selector["DataResources"])
    if values > RESOURCES_MAX:
        raise SelectorsRefused(
            f"Specify a valid number of DataResources.Values (0 to {RESOURCES_MAX}) for all your "
            "selectors."
        )
    return complete


def is_everything(type_name: str, value: str) -> bool:
    """Return whether a value of `DataResources.Values` stands for every resource of its type."""
    return value in _VALUES[type_name][0]


def _complete(selector: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ReadWriteType": selector.get("ReadWriteType", "All"),
        "IncludeManagementEvents": selector.get("IncludeManagementEvents", True),
        "DataResources": [
            {"Type": one.get("Type", ""), "Values": list(one.get("Values") or ())}
            for one in selector.get("DataResources") or ()
        ],
        "ExcludeManagementEventSources": list(selector.get("ExcludeManagementEventSources") or ()),
    }


def _check(selector: Mapping[str, Any]) -> None:
    if selector["ReadWriteType"] not in READ_WRITE_TYPES:
        raise SelectorsRefused(f"Value {selector['ReadWriteType']} for ReadWriteType is invalid.")
    for source in selector["ExcludeManagementEventSources"]:
        if source not in EXCLUDABLE_SOURCES:
            raise SelectorsRefused(f"Value {source} for ExcludeManagementEventSources is invalid.")
    for resource in selector["DataResources"]:
        _check_resource(resource["Type"], resource["Values"])


def _check_resource(type_name: str, values: Sequence[str]) -> None:
    if type_name not in _VALUES:
        raise SelectorsRefused(f"Value {type_name} for DataResources.Type is invalid.")
    for value in values:
        if not (is_everything(type_name, value) or _names_something(type_name, value)):
            raise SelectorsRefused(f"Value {value} for DataResources.Values is invalid.")


def _names_something(type_name: str, value: str) -> bool:
    """Return whether a value is an ARN; that of a bucket goes on with a slash."""
    beginning = _VALUES[type_name][1]
    rest = value.removeprefix(beginning)
    if not value.startswith(beginning) or "*" in rest or not rest.isprintable():
        return False
    if type_name == OBJECTS:
        bucket, slash, _ = rest.partition("/")
        return bool(bucket and slash)
    return all(rest.split(":")) and rest.count(":") >= 2
