"""Selectors compiled into one question: does the trail want this record?

A trail wants a record if any of its selectors matches. Of an advanced selector all conditions
must hold. Within one condition the values of Equals, StartsWith and EndsWith are alternatives,
and none of those of their negations may match (CloudTrail User Guide, "Filtering data events by
using advanced event selectors"). A field that the record lacks matches no value. Conditions on
`resources.ARN` are about the resources of the selector's `resources.type`: one of them must match,
and none may match what is excluded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lading.pure.event_selectors.basic import OBJECTS, is_everything
from lading.pure.event_selectors.fields import (
    FIELDS,
    Record,
    Texts,
    arns_of,
    category_of,
    is_read,
)

Predicate = Callable[[Record], bool]
_Test = Callable[[Texts], bool]

BASIC = "EventSelectors"
ADVANCED = "AdvancedEventSelectors"


def compiled(selectors: Mapping[str, Sequence[Mapping[str, Any]]]) -> Predicate:
    """Return the predicate of checked selectors, given under BASIC or ADVANCED as on the wire."""
    if ADVANCED in selectors:
        return _any(tuple(_advanced(one) for one in selectors[ADVANCED]))
    return _any(tuple(_basic(one) for one in selectors[BASIC]))


def _any(predicates: tuple[Predicate, ...]) -> Predicate:
    if len(predicates) == 1:
        return predicates[0]
    return lambda record: any(matches(record) for matches in predicates)


def _basic(selector: Mapping[str, Any]) -> Predicate:
    manages: bool = selector["IncludeManagementEvents"]
    excluded = frozenset(selector["ExcludeManagementEventSources"])
    reads = selector["ReadWriteType"] != "WriteOnly"
    writes = selector["ReadWriteType"] != "ReadOnly"
    resources = [_resource(one) for one in selector["DataResources"]]

    def matches(record: Record) -> bool:
        if not (reads if is_read(record) else writes):
            return False
        category = category_of(record)
        if category == "Management":
            return manages and record.get("eventSource") not in excluded
        return category == "Data" and any(has(record) for has in resources)

    return matches


def _resource(resource: Mapping[str, Any]) -> Predicate:
    """Return whether a record has a resource that is named; only objects are so by a beginning."""
    type_name, values = resource["Type"], tuple(resource["Values"])
    if any(is_everything(type_name, value) for value in values):
        return lambda record: bool(arns_of(record, type_name))
    if type_name == OBJECTS:
        return lambda record: any(arn.startswith(values) for arn in arns_of(record, type_name))
    named = frozenset(values)
    return lambda record: not named.isdisjoint(arns_of(record, type_name))


def _advanced(selector: Mapping[str, Any]) -> Predicate:
    conditions = {one["Field"]: one for one in selector["FieldSelectors"]}
    category = conditions.pop("eventCategory")["Equals"][0]
    type_name = conditions.pop("resources.type", {"Equals": [None]})["Equals"][0]
    of_arns = conditions.pop("resources.ARN", None)
    tests = [(FIELDS[field], _condition(one)) for field, one in conditions.items()]
    arns_hold = None if of_arns is None else _condition(of_arns)

    def matches(record: Record) -> bool:
        if category_of(record) != category:
            return False
        if not all(test(read(record)) for read, test in tests):
            return False
        if type_name is None:
            return True
        arns = arns_of(record, type_name)
        return bool(arns) and (arns_hold is None or arns_hold(arns))

    return matches


def _condition(condition: Mapping[str, Any]) -> _Test:
    wanted = _one_of(condition, "Equals", "StartsWith", "EndsWith")
    excluded = _one_of(condition, "NotEquals", "NotStartsWith", "NotEndsWith")

    def holds(texts: Texts) -> bool:
        if excluded is not None and any(map(excluded, texts)):
            return False
        return wanted is None or any(map(wanted, texts))

    return holds


def _one_of(
    condition: Mapping[str, Any], equals: str, starts: str, ends: str
) -> Callable[[str], bool] | None:
    whole = frozenset(condition.get(equals, ()))
    beginnings, endings = tuple(condition.get(starts, ())), tuple(condition.get(ends, ()))
    if not (whole or beginnings or endings):
        return None
    return lambda text: text in whole or text.startswith(beginnings) or text.endswith(endings)
