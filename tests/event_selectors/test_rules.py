"""What selectors may say (CloudTrail API Reference, PutEventSelectors; texts where published)."""

from __future__ import annotations

from typing import Any

import pytest

from lading.pure.event_selectors.advanced import checked_advanced
from lading.pure.event_selectors.basic import checked_basic, default_basic
from lading.pure.event_selectors.error import SelectorsRefused
from lading.pure.event_selectors.predicate import ADVANCED, BASIC, compiled

MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
EVERY_MANAGEMENT_EVENT = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def objects(*values: str) -> dict[str, Any]:
    return {"DataResources": [{"Type": "AWS::S3::Object", "Values": list(values)}]}


def test_a_new_trail_logs_every_management_event() -> None:
    assert default_basic() == [EVERY_MANAGEMENT_EVENT]
    assert checked_basic([{}]) == [EVERY_MANAGEMENT_EVENT]
    matches = compiled({BASIC: default_basic()})
    assert matches({"eventCategory": "Management"}) and matches({})
    assert not matches({"eventCategory": "Data"}) and not matches({"managementEvent": False})


@pytest.mark.parametrize(
    ("selectors", "text"),
    [
        ([], "number of selectors (1 to 5)"),
        ([{}] * 6, "number of selectors (1 to 5)"),
        ([{"ReadWriteType": "read-only"}], "Value read-only for ReadWriteType is invalid."),
        ([{"ExcludeManagementEventSources": ["ecr.amazonaws.com"]}], "Value ecr.amazonaws.com for"),
        ([{"DataResources": [{"Type": "AWS::ECR::Image"}]}], "Value AWS::ECR::Image for"),
        ([{"DataResources": [{"Values": []}]}], "DataResources.Type is invalid."),
        ([objects("arn:aws:s3:::bucket")], "Value arn:aws:s3:::bucket for DataResources.Values is"),
        ([objects("arn:aws:s3:::*")], "Value arn:aws:s3:::* for DataResources.Values is invalid."),
        ([objects("arn:aws:s3:::/key")], "DataResources.Values is invalid."),
        ([objects("arn:aws:lambda")], "DataResources.Values is invalid."),
        ([objects(*["arn:aws:s3:::b/"] * 200)] * 2, "DataResources.Values (0 to 250)"),
        (
            [
                {
                    "DataResources": [
                        {"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda:*"]}
                    ]
                }
            ],
            "Value arn:aws:lambda:* for DataResources.Values is invalid.",
        ),
    ],
)
def test_basic_selectors_that_cannot_be(selectors: list[Any], text: str) -> None:
    with pytest.raises(SelectorsRefused) as refusal:
        checked_basic(selectors)
    assert text in str(refusal.value)


@pytest.mark.parametrize(
    "selector",
    [
        objects("arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::b/", "arn:aws:s3:::b/pre"),
        objects(*["arn:aws:s3:::b/"] * 250),
        objects(),
        {"ExcludeManagementEventSources": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]},
        {"IncludeManagementEvents": False},
    ],
)
def test_basic_selectors_that_can_be(selector: Any) -> None:
    assert checked_basic([selector]) == [EVERY_MANAGEMENT_EVENT | selector]


@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        ([OBJECTS], "needs the field eventCategory"),
        ([{"Field": "eventCategory", "Equals": ["Insight"]}], "must be equal to one of"),
        ([{"Field": "eventCategory", "Equals": ["Data", "Management"]}], "must be equal to one of"),
        ([{"Field": "eventCategory", "NotEquals": ["Data"]}], "must be equal to one of"),
        ([DATA], "need the field resources.type"),
        ([{"Field": "eventCategory", "Equals": ["NetworkActivity"]}], "need the field eventSource"),
        ([MANAGEMENT, MANAGEMENT], "more than once"),
        ([MANAGEMENT, OBJECTS], "have no field resources.type"),
        ([MANAGEMENT, {"Field": "eventName", "Equals": ["PutImage"]}], "have no field eventName"),
        ([MANAGEMENT, {"Field": "readOnly", "NotEquals": ["true"]}], "no operator NotEquals"),
        (
            [MANAGEMENT, {"Field": "readOnly", "Equals": ["yes"]}],
            "Value yes for the field readOnly",
        ),
        ([MANAGEMENT, {"Field": "readOnly", "Equals": ["true", "false"]}], "takes one value"),
        ([MANAGEMENT, {"Field": "readOnly"}], "no operator with a value"),
        (
            [MANAGEMENT, {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}],
            "no operator Equals",
        ),
        (
            [MANAGEMENT, {"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]}],
            "Value s3.amazonaws.com for the field eventSource is invalid.",
        ),
        ([DATA, {"Field": "resources.type", "Equals": ["objects"]}], "Value objects for the field"),
        ([DATA, {"Field": "resources.type", "StartsWith": ["AWS"]}], "no operator StartsWith"),
        (
            [DATA, {"Field": "resources.type", "Equals": ["AWS::S3::Object", "AWS::A::B"]}],
            "takes one value",
        ),
        ([DATA, OBJECTS, {"Field": "errorCode", "Equals": ["X"]}], "have no field errorCode"),
        ([DATA, OBJECTS, {"Field": "eventName", "Equals": ["x" * 2049]}], "is invalid"),
        ([DATA, OBJECTS, {"Field": "eventName", "Equals": ["x"] * 499}], "up to 500 values"),
    ],
)
def test_advanced_selectors_that_cannot_be(conditions: list[Any], text: str) -> None:
    with pytest.raises(SelectorsRefused) as refusal:
        checked_advanced([{"FieldSelectors": conditions}])
    assert text in str(refusal.value)


def test_no_advanced_selector_is_refused() -> None:
    with pytest.raises(SelectorsRefused):
        checked_advanced([])


def test_advanced_selectors_are_kept_as_they_came() -> None:
    """500 values are allowed, over all conditions together."""
    many = {"Field": "eventName", "Equals": ["x"] * 497, "NotEquals": ["y"]}
    given = [{"Name": "objects", "FieldSelectors": [DATA, OBJECTS, many]}]
    assert checked_advanced(given) == given


@pytest.mark.parametrize(
    ("values", "arns", "wanted"),
    [
        ({"StartsWith": ["arn:aws:s3:::a/"]}, ["arn:aws:s3:::a/x"], True),
        ({"StartsWith": ["arn:aws:s3:::a/"]}, ["arn:aws:s3:::ab/x"], False),
        ({"NotStartsWith": ["arn:aws:s3:::a/"]}, ["arn:aws:s3:::b/x"], True),
        ({"NotStartsWith": ["arn:aws:s3:::a/"]}, ["arn:aws:s3:::b/x", "arn:aws:s3:::a/x"], False),
        (
            {"StartsWith": ["arn:aws:s3:::a/"], "NotEndsWith": [".tmp", ".log"]},
            ["arn:aws:s3:::a/x.log"],
            False,
        ),
        (
            {"Equals": ["arn:aws:s3:::a/x"], "EndsWith": [".log"]},
            ["arn:aws:s3:::b/x.log"],
            True,
        ),
    ],
)
def test_conditions_on_the_resources(values: Any, arns: list[str], wanted: bool) -> None:
    """Wanted values are alternatives; what is excluded must be none of the resources."""
    selector = {"FieldSelectors": [DATA, OBJECTS, {"Field": "resources.ARN", **values}]}
    matches = compiled({ADVANCED: checked_advanced([selector])})
    resources = [{"ARN": arn, "type": "AWS::S3::Object"} for arn in arns]
    bucket = {"ARN": "arn:aws:s3:::a/", "type": "AWS::S3::Bucket"}
    record = {"eventCategory": "Data", "resources": [*resources, bucket]}
    assert matches(record) is wanted
    assert not matches({**record, "eventCategory": "Management"})
    assert not matches({**record, "resources": [bucket]})
