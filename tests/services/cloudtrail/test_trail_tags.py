"""Tags of trails: adding, removing, listing, and what policies make of them."""

from __future__ import annotations

from typing import Any

import pytest

from .house import House, trail_arn


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def listed(house: House, arn: str) -> Any:
    (one,) = house("ListTags", ResourceIdList=[arn])["ResourceTagList"]
    assert one["ResourceId"] == arn
    return one["TagsList"]


def test_add_replace_remove(house: House) -> None:
    arn = house.trail(TagsList=tags(team="one", cost="low"))
    house("AddTags", ResourceId=arn, TagsList=[*tags(team="two"), {"Key": "bare"}])
    assert listed(house, arn) == [*tags(team="two", cost="low"), {"Key": "bare"}]
    house("RemoveTags", ResourceId=arn, TagsList=[{"Key": "cost"}, {"Key": "none"}])
    assert listed(house, arn) == [*tags(team="two"), {"Key": "bare"}]


def test_a_trail_has_at_most_fifty_tags(house: House) -> None:
    arn = house.trail(TagsList=tags(**{f"k{at}": "v" for at in range(50)}))
    house("AddTags", ResourceId=arn, TagsList=tags(k1="new"))
    refusal = house.refused("AddTags", ResourceId=arn, TagsList=tags(one_more="v"))
    assert refusal.code == "TagsLimitExceededException"
    assert len(listed(house, arn)) == 50


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("trail", "CloudTrailARNInvalidException"),
        (trail_arn("none"), "ResourceNotFoundException"),
        (trail_arn("trail", region="us-east-1"), "CloudTrailARNInvalidException"),
    ],
)
def test_only_trails_of_this_region_have_tags_here(house: House, arn: str, code: str) -> None:
    house.trail(IsMultiRegionTrail=True)
    for name in ("AddTags", "RemoveTags"):
        assert house.refused(name, ResourceId=arn, TagsList=tags(a="b")).code == code
    assert house.refused("ListTags", ResourceIdList=[arn]).code == code


def test_twenty_trails_are_listed_at_a_time(house: House) -> None:
    arn = house.trail()
    assert len(house("ListTags", ResourceIdList=[arn] * 20)["ResourceTagList"]) == 20
    for arns in ([], [arn] * 21):
        assert house.refused("ListTags", ResourceIdList=arns).code == "ValidationException"
    assert house.refused("ListTags", ResourceIdList=[arn], NextToken="t").code == (
        "InvalidTokenException"
    )


def test_policies_see_the_tags_of_request_and_trail(house: House) -> None:
    arn = house.trail(TagsList=tags(team="audit"))
    house.trail("other", TagsList=tags(team="build"))
    condition = {"StringEquals": {"aws:ResourceTag/team": "audit"}}
    mary = house.user(
        {"Effect": "Allow", "Action": "cloudtrail:*", "Resource": "*", "Condition": condition}
    )
    house("StopLogging", mary, Name=arn)
    assert house.refused("StopLogging", mary, Name="other").recorded_code == "AccessDenied"
    condition = {"StringEquals": {"aws:RequestTag/team": "mine"}}
    max_ = house.user(
        {"Effect": "Allow", "Action": "cloudtrail:*", "Resource": "*", "Condition": condition},
        "max",
    )
    request = {"Name": "third", "S3BucketName": "logs"}
    assert house.refused("CreateTrail", max_, **request).recorded_code == "AccessDenied"
    house("CreateTrail", max_, **request, TagsList=tags(team="mine"))


def test_tags_at_creation_need_the_permission_to_tag(house: House) -> None:
    allow = {"Effect": "Allow", "Action": "cloudtrail:CreateTrail", "Resource": "*"}
    mary, request = house.user(allow), {"Name": "trail", "S3BucketName": house.bucket()}
    refusal = house.refused("CreateTrail", mary, **request, TagsList=tags(a="b"))
    assert "cloudtrail:AddTags on resource: " + trail_arn("trail") in refusal.message
    house("CreateTrail", mary, **request)


def test_every_listed_trail_must_be_allowed(house: House) -> None:
    arns = [house.trail("open"), house.trail("closed")]
    mary = house.user({"Effect": "Allow", "Action": "cloudtrail:ListTags", "Resource": arns[0]})
    house("ListTags", mary, ResourceIdList=arns[:1])
    refusal = house.refused("ListTags", mary, ResourceIdList=arns)
    assert refusal.recorded_code == "AccessDenied" and arns[1] in refusal.message
