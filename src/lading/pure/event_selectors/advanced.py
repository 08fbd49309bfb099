"""Advanced event selectors: what they may say (CloudTrail API Reference, "AdvancedFieldSelector").

A selector is a list of conditions, each on one field of the record. What fields and operators
there are hangs on the category of events that the selector is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lading.pure.event_selectors.basic import EXCLUDABLE_SOURCES
from lading.pure.event_selectors.error import SelectorsRefused

VALUES_MAX = 500
VALUE_CHARACTERS_MAX = 2048
SELECTORS_MAX = VALUES_MAX  # each has a value at least
OPERATORS: Final = (
    "Equals",
    "StartsWith",
    "EndsWith",
    "NotEquals",
    "NotStartsWith",
    "NotEndsWith",
)
CATEGORIES: Final = ("Management", "Data", "NetworkActivity")

_ANY: Final = frozenset(OPERATORS)
_EQUALS: Final = frozenset({"Equals"})
_FIELDS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "Management": {
        "eventCategory": _EQUALS,
        "readOnly": _EQUALS,
        "eventSource": frozenset({"NotEquals"}),
    },
    "Data": {
        "eventCategory": _EQUALS,
        "readOnly": _EQUALS,
        "eventSource": _ANY,
        "eventName": _ANY,
        "eventType": _ANY,
        "userIdentity.arn": _ANY,
        "sessionCredentialFromConsole": frozenset({"Equals", "NotEquals"}),
        "resources.type": _EQUALS,
        "resources.ARN": _ANY,
    },
    "NetworkActivity": {
        "eventCategory": _EQUALS,
        "eventSource": _EQUALS,
        "eventName": _ANY,
        "errorCode": _EQUALS,
        "userIdentity.arn": _ANY,
        "vpcEndpointId": _ANY,
    },
}
_REQUIRED: Final = {
    "Management": (),
    "Data": ("resources.type",),
    "NetworkActivity": ("eventSource",),
}
_ONE_VALUE: Final = frozenset({"eventCategory", "resources.type", "readOnly"})
_VALUES: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    **{(category, "readOnly"): frozenset({"true", "false"}) for category in CATEGORIES},
    ("Management", "eventSource"): EXCLUDABLE_SOURCES,
    ("Data", "sessionCredentialFromConsole"): frozenset({"true"}),
    ("NetworkActivity", "errorCode"): frozenset({"VpceAccessDenied"}),
}
_TYPE: Final = re.compile(r"AWS::[A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64}", re.A)


def checked_advanced(selectors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the selectors as they are kept. Raises `SelectorsRefused`."""
    if not 1 <= len(selectors) <= SELECTORS_MAX:
        raise SelectorsRefused("Specify at least one advanced event selector.")
    values = sum(
        len(one.get(name) or ())
        for selector in selectors
        for one in selector["FieldSelectors"]
        for name in OPERATORS
    )
    if values > VALUES_MAX:
        raise SelectorsRefused(
            f"Specify up to {VALUES_MAX} values for all conditions in all advanced event selectors."
        )
    return [_checked(one) for one in selectors]


def _checked(selector: Mapping[str, Any]) -> dict[str, Any]:
    conditions = [_kept(one) for one in selector["FieldSelectors"]]
    fields = [one["Field"] for one in conditions]
    for field in fields:
        if fields.count(field) > 1:
            raise SelectorsRefused(f"The field {field} is in one selector more than once.")
    category = _category(conditions)
    for required in _REQUIRED[category]:
        if required not in fields:
            raise SelectorsRefused(f"Selectors for {category} events need the field {required}.")
    for condition in conditions:
        _check_condition(category, condition)
    name = {"Name": selector["Name"]} if "Name" in selector else {}
    return {**name, "FieldSelectors": conditions}


def _kept(condition: Mapping[str, Any]) -> dict[str, Any]:
    operators = {name: list(condition[name]) for name in OPERATORS if condition.get(name)}
    if not operators:
        raise SelectorsRefused(f"The field {condition['Field']} has no operator with a value.")
    return {"Field": condition["Field"], **operators}


def _category(conditions: Sequence[Mapping[str, Any]]) -> str:
    named = [one for one in conditions if one["Field"] == "eventCategory"]
    if not named:
        raise SelectorsRefused("Every advanced event selector needs the field eventCategory.")
    values = named[0].get("Equals", [])
    if len(values) != 1 or values[0] not in CATEGORIES:
        raise SelectorsRefused(
            f"The field eventCategory must be equal to one of {', '.join(CATEGORIES)}."
        )
    return str(values[0])


def _check_condition(category: str, condition: Mapping[str, Any]) -> None:
    field = condition["Field"]
    allowed = _FIELDS[category].get(field)
    if allowed is None:
        raise SelectorsRefused(f"Selectors for {category} events have no field {field}.")
    operators = [name for name in OPERATORS if name in condition]
    for name in operators:
        if name not in allowed:
            raise SelectorsRefused(
                f"The field {field} of selectors for {category} events has no operator {name}."
            )
    values = [value for name in operators for value in condition[name]]
    if field in _ONE_VALUE and len(values) != 1:
        raise SelectorsRefused(f"The field {field} takes one value.")
    for value in values:
        if not _is_value(category, field, value):
            raise SelectorsRefused(f"Value {value[:100]} for the field {field} is invalid.")


def _is_value(category: str, field: str, value: str) -> bool:
    known = _VALUES.get((category, field))
    if known is not None:
        return value in known
    if field == "resources.type":
        return _TYPE.fullmatch(value) is not None
    return 1 <= len(value) <= VALUE_CHARACTERS_MAX
