"""Seeing trails: in their home Region, as shadows, and by name or ARN."""

from __future__ import annotations

from typing import Any

from .house import OTHER_ROOT, REGION, ROOT, House, trail_arn

ELSEWHERE = "us-east-1"


def names(answer: dict[str, Any]) -> list[str]:
    return [one["Name"] for one in answer["trailList"]]


def test_shadows_are_seen_elsewhere(house: House) -> None:
    house.trail("own")
    everywhere = house.trail("everywhere", region=ELSEWHERE, IsMultiRegionTrail=True)
    assert names(house("DescribeTrails")) == ["own", "everywhere"]
    assert names(house("DescribeTrails", includeShadowTrails=False)) == ["own"]
    assert names(house("DescribeTrails", region=ELSEWHERE)) == ["everywhere"]
    (shadow,) = house("DescribeTrails", region="ap-south-1")["trailList"]
    assert (shadow["TrailARN"], shadow["HomeRegion"]) == (everywhere, ELSEWHERE)
    house("UpdateTrail", Name="everywhere", region=ELSEWHERE, IsMultiRegionTrail=False)
    assert names(house("DescribeTrails")) == ["own"]


def test_names_are_of_this_region_and_arns_of_any(house: House) -> None:
    house.trail("same")
    there = house.trail("same", region=ELSEWHERE)
    (own,) = house("DescribeTrails", trailNameList=["same", "none", "same"])["trailList"]
    assert own["HomeRegion"] == REGION
    both = house("DescribeTrails", trailNameList=["same", there, trail_arn("none")])["trailList"]
    assert {one["HomeRegion"] for one in both} == {REGION, ELSEWHERE}
    assert house("GetTrail", Name=there)["Trail"]["HomeRegion"] == ELSEWHERE
    assert house("GetTrailStatus", Name=there)["IsLogging"] is False
    refusal = house.refused("DescribeTrails", trailNameList=["a!"])
    assert refusal.code == "InvalidTrailNameException"
    refusal = house.refused("DescribeTrails", trailNameList=["abc"] * 1001)
    assert refusal.code == "ValidationException"


def test_every_trail_of_the_account_is_listed(house: House) -> None:
    arns = {house.trail("a-trail"), house.trail("b-trail", region=ELSEWHERE)}
    listed = house("ListTrails", region="ap-south-1")["Trails"]
    assert {one["TrailARN"] for one in listed} == arns
    assert listed[0] == {
        "TrailARN": trail_arn("a-trail"),
        "Name": "a-trail",
        "HomeRegion": REGION,
    }


def test_a_list_comes_in_pages(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr("lading.services.cloudtrail.trails.PAGE_TRAILS", 2)
    for number in range(3):
        house.trail(f"trail-{number}")
    first = house("ListTrails")
    second = house("ListTrails", NextToken=first["NextToken"])
    assert [len(one["Trails"]) for one in (first, second)] == [2, 1]
    assert "NextToken" not in second
    for caller, token in ((OTHER_ROOT, first["NextToken"]), (ROOT, "token")):
        assert house.refused("ListTrails", caller, NextToken=token).code == "InvalidTokenException"


def test_another_account_sees_nothing(house: House) -> None:
    arn = house.trail(IsMultiRegionTrail=True)
    assert house("DescribeTrails", OTHER_ROOT) == {"trailList": []}
    assert house("DescribeTrails", OTHER_ROOT, trailNameList=[arn]) == {"trailList": []}
    assert house("ListTrails", OTHER_ROOT) == {"Trails": []}
    for operation in ("GetTrail", "GetTrailStatus", "DeleteTrail", "StopLogging"):
        assert house.refused(operation, OTHER_ROOT, Name=arn).recorded_code == "AccessDenied"
