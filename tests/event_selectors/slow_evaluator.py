"""What selectors mean, written down sentence by sentence; shares no code with the predicate."""

from __future__ import annotations

from typing import Any


def wants(selectors: dict[str, Any], record: dict[str, Any]) -> bool:
    """Return whether a trail with these selectors, as they were sent, logs the record."""
    for selector in selectors.get("EventSelectors", []):
        if basic(selector, record):
            return True
    for selector in selectors.get("AdvancedEventSelectors", []):
        if all(condition_holds(one, selector, record) for one in selector["FieldSelectors"]):
            return True
    return False


def category(record: dict[str, Any]) -> str:
    if "eventCategory" in record:
        return str(record["eventCategory"])
    if record.get("managementEvent") is False:
        return "Data"
    return "Management"


def basic(selector: dict[str, Any], record: dict[str, Any]) -> bool:
    kind = selector.get("ReadWriteType", "All")
    if kind == "ReadOnly" and record.get("readOnly") is not True:
        return False
    if kind == "WriteOnly" and record.get("readOnly") is True:
        return False
    if category(record) == "Management":
        if not selector.get("IncludeManagementEvents", True):
            return False
        excluded = selector.get("ExcludeManagementEventSources", [])
        return not ("eventSource" in record and record["eventSource"] in excluded)
    if category(record) != "Data":
        return False
    for named in selector.get("DataResources", []):
        for resource in record.get("resources", []):
            for value in named["Values"]:
                if resource["type"] == named["Type"] and names(value, resource):
                    return True
    return False


def names(value: str, resource: dict[str, str]) -> bool:
    if value.count(":") == 2:  # arn:aws:lambda
        return True
    if resource["type"] == "AWS::S3::Object":
        return value == "arn:aws:s3:::" or resource["ARN"].startswith(value)
    return resource["ARN"] == value


def condition_holds(
    condition: dict[str, Any], selector: dict[str, Any], record: dict[str, Any]
) -> bool:
    values = values_of(condition["Field"], selector, record)
    some_wanted = False
    some_found = False
    for operator, texts in condition.items():
        if operator == "Field":
            continue
        for text in texts:
            for value in values:
                fits = fit(operator.removeprefix("Not"), value, text)
                if operator.startswith("Not"):
                    if fits:
                        return False
                elif fits:
                    some_found = True
        if not operator.startswith("Not"):
            some_wanted = True
    return some_found or not some_wanted


def fit(operator: str, value: str, text: str) -> bool:
    if operator == "Equals":
        return value == text
    if operator == "StartsWith":
        return value[: len(text)] == text
    assert operator == "EndsWith"
    return len(value) >= len(text) and value[len(value) - len(text) :] == text


def values_of(field: str, selector: dict[str, Any], record: dict[str, Any]) -> list[str]:
    if field == "eventCategory":
        return [category(record)]
    if field == "readOnly":
        return ["true" if record.get("readOnly") is True else "false"]
    if field == "userIdentity.arn":
        return [record["userIdentity"]["arn"]] if "userIdentity" in record else []
    if field == "resources.type":
        return [one["type"] for one in record.get("resources", [])]
    if field == "resources.ARN":
        (kind,) = (
            one["Equals"][0]
            for one in selector["FieldSelectors"]
            if one["Field"] == "resources.type"
        )
        return [one["ARN"] for one in record.get("resources", []) if one["type"] == kind]
    return [record[field]] if field in record else []
