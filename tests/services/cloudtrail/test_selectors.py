"""Event selectors and insight selectors of a trail."""

from __future__ import annotations

from typing import Any

import pytest

from lading.pure.event_selectors.basic import default_basic
from lading.services.cloudtrail.followed_trails import followed_trails

from .house import House

ADVANCED = [
    {
        "Name": "writes to objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "readOnly", "Equals": ["false"]},
        ],
    }
]
WRITES = {"ReadWriteType": "WriteOnly"}


def test_a_new_trail_has_the_one_default_selector(house: House) -> None:
    arn = house.trail()
    answer = {"TrailARN": arn, "EventSelectors": default_basic()}
    assert house("GetEventSelectors", TrailName="trail") == answer
    assert house("GetEventSelectors", TrailName=arn, region="us-east-1") == answer


def test_selectors_take_the_place_of_others(house: House) -> None:
    arn = house.trail()
    complete = [{**default_basic()[0], **WRITES}]
    for request, kept in (
        ({"EventSelectors": [WRITES]}, {"EventSelectors": complete}),
        ({"AdvancedEventSelectors": ADVANCED}, {"AdvancedEventSelectors": ADVANCED}),
        ({"EventSelectors": [WRITES]}, {"EventSelectors": complete}),
    ):
        put = house("PutEventSelectors", TrailName="trail", **request)
        assert put == house("GetEventSelectors", TrailName="trail") == {"TrailARN": arn, **kept}
        assert house("GetTrail", Name=arn)["Trail"]["HasCustomEventSelectors"]
    house("PutEventSelectors", TrailName="trail", EventSelectors=[{}])
    assert not house("GetTrail", Name=arn)["Trail"]["HasCustomEventSelectors"]


def test_delivery_gets_the_selectors_as_a_predicate(house: House) -> None:
    house.trail()
    house("PutEventSelectors", TrailName="trail", AdvancedEventSelectors=ADVANCED)
    (one,) = house.database.read(followed_trails).trails
    objects = [{"ARN": "arn:aws:s3:::b/k", "type": "AWS::S3::Object"}]
    record = {"eventCategory": "Data", "readOnly": False, "resources": objects}
    assert one.matches(record)
    assert not one.matches({**record, "readOnly": True})


@pytest.mark.parametrize(
    "request_members",
    [
        {},
        {"EventSelectors": []},
        {"EventSelectors": [{}], "AdvancedEventSelectors": ADVANCED},
        {"EventSelectors": [{}] * 6},
        {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventName", "Equals": ["x"]}]}]},
    ],
)
def test_selectors_that_cannot_be(house: House, request_members: dict[str, Any]) -> None:
    """None, both kinds, too many, and what the rules of either kind refuse."""
    house.trail()
    refusal = house.refused("PutEventSelectors", TrailName="trail", **request_members)
    assert refusal.code == "InvalidEventSelectorsException"
    assert house("GetEventSelectors", TrailName="trail")["EventSelectors"] == default_basic()


def test_insights_are_switched_on_and_off(house: House) -> None:
    arn = house.trail()
    assert house.refused("GetInsightSelectors", TrailName="trail").code == (
        "InsightNotEnabledException"
    )
    selectors = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    put = house("PutInsightSelectors", TrailName="trail", InsightSelectors=selectors)
    assert put == house("GetInsightSelectors", TrailName=arn)
    assert put == {"TrailARN": arn, "InsightSelectors": selectors}
    assert house("GetTrail", Name=arn)["Trail"]["HasInsightSelectors"]
    house("PutInsightSelectors", TrailName="trail", InsightSelectors=[])
    assert not house("GetTrail", Name=arn)["Trail"]["HasInsightSelectors"]


@pytest.mark.parametrize(
    ("request_members", "code"),
    [
        (
            {"TrailName": "trail", "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}] * 2},
            "InvalidInsightSelectorsException",
        ),
        ({"TrailName": "trail", "InsightSelectors": [{}]}, "InvalidInsightSelectorsException"),
        ({"InsightSelectors": []}, "InvalidParameterException"),
        ({"EventDataStore": "store", "InsightSelectors": []}, "UnsupportedOperationException"),
    ],
)
def test_insight_selectors_that_cannot_be(
    house: House, request_members: dict[str, Any], code: str
) -> None:
    house.trail()
    assert house.refused("PutInsightSelectors", **request_members).code == code
