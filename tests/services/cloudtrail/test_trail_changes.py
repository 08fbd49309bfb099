"""Creating, changing and deleting trails (CloudTrail API Reference and User Guide)."""

from __future__ import annotations

from typing import Any

import pytest

from .house import ACCOUNT, OTHER, REGION, House, bucket_policy, trail_arn

MULTI: dict[str, Any] = {"IsMultiRegionTrail": True}


def test_a_new_trail_has_the_defaults_and_does_not_log(house: House) -> None:
    made = house("CreateTrail", Name="My.trail_1", S3BucketName=house.bucket())
    assert made == {
        "Name": "My.trail_1",
        "S3BucketName": "logs",
        "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": False,
        "TrailARN": trail_arn("My.trail_1"),
        "LogFileValidationEnabled": False,
        "IsOrganizationTrail": False,
        "RecursiveLogging": True,
    }
    described = house("GetTrail", Name="My.trail_1")["Trail"]
    assert described == made | {
        "HomeRegion": REGION,
        "HasCustomEventSelectors": False,
        "HasInsightSelectors": False,
    }
    status = house("GetTrailStatus", Name="My.trail_1")
    assert status["IsLogging"] is False and "StartLoggingTime" not in status


def test_every_setting_is_echoed(house: House) -> None:
    settings: dict[str, Any] = {
        "S3BucketName": house.bucket(prefix="audit/"),
        "S3KeyPrefix": "audit",
        "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": True,
        "RecursiveLogging": False,
    }
    made = house("CreateTrail", Name="all", EnableLogFileValidation=True, **settings)
    assert made.items() >= settings.items()
    assert made["LogFileValidationEnabled"] is True


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "",
            "Trail name too short. Minimum allowed length: 3 characters. Specified name length: 0 ",
        ),
        ("ab", "Trail name too short. Minimum allowed length: 3 characters. Specified name length"),
        ("a" * 129, "Trail name too long. Maximum allowed length: 128 characters. Specified name "),
        ("trail!", "Trail name or ARN can only contain uppercase letters, lowercase letters, numb"),
        (
            "träil",
            "Trail name or ARN can only contain uppercase letters, lowercase letters, number",
        ),
        ("-trail", "Trail name must starts with a letter or number."),
        ("trail_", "Trail name must ends with a letter or number."),
        ("my-_trail", "adjacent"),
        ("192.168.5.4", "IP address"),
        ("arn:aws:cloudtrail:eu-central-1:111122223333:trail/t", "can only contain"),
    ],
)
def test_names_that_cannot_be(house: House, name: str, text: str) -> None:
    refusal = house.refused("CreateTrail", Name=name, S3BucketName=house.bucket())
    assert refusal.code == "InvalidTrailNameException"
    assert text in refusal.message


@pytest.mark.parametrize(
    ("settings", "code", "text"),
    [
        (
            {**MULTI, "IncludeGlobalServiceEvents": False},
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        ),
        (
            {"S3BucketName": "none"},
            "S3BucketDoesNotExistException",
            "S3 bucket none does not exist!",
        ),
        ({"S3BucketName": "Logs"}, "InvalidS3BucketNameException", "bucket"),
        ({"S3BucketName": ""}, "InvalidS3BucketNameException", "bucket"),
        ({"S3KeyPrefix": "p" * 201}, "InvalidS3PrefixException", "200"),
        ({"S3KeyPrefix": "a\nb"}, "InvalidS3PrefixException", "printable"),
        (
            {"S3KeyPrefix": "other"},
            "InsufficientS3BucketPolicyException",
            "Incorrect S3 bucket policy is detected for bucket: logs",
        ),
        (
            {"SnsTopicName": "topic"},
            "InsufficientSnsTopicPolicyException",
            "SNS Topic does not exist or the topic policy is incorrect!",
        ),
        ({"SnsTopicName": "a topic"}, "InvalidSnsTopicNameException", "not valid"),
        ({"IsOrganizationTrail": True}, "OrganizationsNotInUseException", "organization"),
        ({"TagsList": [{"Key": "a"}, {"Key": "a"}]}, "InvalidTagParameterException", "Duplicate"),
        ({"TagsList": [{"Key": "aws:a"}]}, "InvalidTagParameterException", "reserved"),
        (
            {"TagsList": [{"Key": f"k{at}"} for at in range(51)]},
            "TagsLimitExceededException",
            "over 50",
        ),
    ],
)
def test_settings_that_cannot_be(
    house: House, settings: dict[str, Any], code: str, text: str
) -> None:
    request = {"Name": "trail", "S3BucketName": house.bucket(), **settings}
    refusal = house.refused("CreateTrail", **request)
    assert (refusal.code, text in refusal.message) == (code, True), refusal.message
    assert house("ListTrails")["Trails"] == []


@pytest.mark.parametrize(
    ("policy", "works"),
    [
        (bucket_policy("own"), True),
        (bucket_policy("own", source_arn=trail_arn("trail")), True),
        (bucket_policy("own", source_arn=trail_arn("other")), False),
        (bucket_policy("own").replace("s3:PutObject", "s3:GetObject"), False),
        (bucket_policy("own").replace("s3:GetBucketAcl", "s3:GetObject"), False),
        (bucket_policy("own").replace("bucket-owner-full-control", "private"), False),
        (bucket_policy("own").replace("cloudtrail.amazonaws", "config.amazonaws"), False),
        (bucket_policy("own").replace(ACCOUNT, OTHER), False),
        (None, False),
    ],
)
def test_the_bucket_policy_must_let_cloudtrail_write(
    house: House, policy: str | None, works: bool
) -> None:
    house.world.buckets["own"] = policy
    request = {"Name": "trail", "S3BucketName": "own"}
    if works:
        assert house("CreateTrail", **request)["S3BucketName"] == "own"
    else:
        assert house.refused("CreateTrail", **request).code == "InsufficientS3BucketPolicyException"


def test_a_name_is_taken_once_in_a_region(house: House) -> None:
    house.trail("trail")
    refusal = house.refused("CreateTrail", Name="trail", S3BucketName="logs")
    assert refusal.code == "TrailAlreadyExistsException"
    assert refusal.message == f"Trail trail already exists for customer: {ACCOUNT}"
    house.trail("trail", region="us-east-1")


def test_a_region_has_five_trails_and_shadows_count(house: House) -> None:
    house.trail("everywhere", region="us-east-1", **MULTI)
    for number in range(4):
        house.trail(f"trail-{number}")
    refusal = house.refused("CreateTrail", Name="sixth", S3BucketName="logs")
    assert refusal.code == "MaximumNumberOfTrailsExceededException"
    assert refusal.message == f"User: {ACCOUNT} already has 5 trails in {REGION}."
    elsewhere = house.refused("CreateTrail", Name="sixth", S3BucketName="logs", region="a", **MULTI)
    assert elsewhere.message == f"User: {ACCOUNT} already has 5 trails in {REGION}."
    arn = house.trail("only-there", region="us-east-1")
    refusal = house.refused("UpdateTrail", Name=arn, region="us-east-1", **MULTI)
    assert refusal.code == "MaximumNumberOfTrailsExceededException"
    assert house("UpdateTrail", Name="trail-1", S3KeyPrefix="")["Name"] == "trail-1"


def test_an_update_changes_what_it_gives(house: House) -> None:
    arn = house.trail(EnableLogFileValidation=True, IsMultiRegionTrail=True)
    house.world.buckets["second"] = bucket_policy("second", "pre/")
    changed = house("UpdateTrail", Name=arn, S3BucketName="second", S3KeyPrefix="pre")
    assert (changed["S3BucketName"], changed["S3KeyPrefix"]) == ("second", "pre")
    assert changed["LogFileValidationEnabled"] and changed["IsMultiRegionTrail"]
    refusal = house.refused("UpdateTrail", Name=arn, S3KeyPrefix="")
    assert refusal.code == "InsufficientS3BucketPolicyException"
    refusal = house.refused("UpdateTrail", Name=arn, IncludeGlobalServiceEvents=False)
    assert refusal.code == "InvalidParameterCombinationException"
    changed = house(
        "UpdateTrail", Name=arn, IncludeGlobalServiceEvents=False, IsMultiRegionTrail=False
    )
    assert not changed["IncludeGlobalServiceEvents"] and not changed["IsMultiRegionTrail"]
    assert house("GetTrail", Name=arn)["Trail"].items() >= changed.items()


def test_a_deleted_trail_is_gone_and_its_name_is_free(house: House) -> None:
    arn = house.trail()
    assert house("DeleteTrail", Name=arn) == {}
    assert house("DescribeTrails") == {"trailList": []}
    assert house("ListTrails") == {"Trails": []}
    refusal = house.refused("DeleteTrail", Name=arn)
    assert refusal.code == "TrailNotFoundException"
    assert refusal.message == f"Unknown trail: {arn} for the user: {ACCOUNT}"
    assert house.trail() == arn


@pytest.mark.parametrize(
    ("operation", "request_members"),
    [
        ("UpdateTrail", {"Name": "none"}),
        ("DeleteTrail", {"Name": "none"}),
        ("GetTrail", {"Name": "none"}),
        ("StartLogging", {"Name": "none"}),
        ("StopLogging", {"Name": "none"}),
        ("PutEventSelectors", {"TrailName": "none", "EventSelectors": [{}]}),
        ("GetEventSelectors", {"TrailName": "none"}),
        ("PutInsightSelectors", {"TrailName": "none", "InsightSelectors": []}),
        ("GetInsightSelectors", {"TrailName": "none"}),
    ],
)
def test_a_trail_that_is_not_there(
    house: House, operation: str, request_members: dict[str, Any]
) -> None:
    refusal = house.refused(operation, **request_members)
    assert refusal.code == "TrailNotFoundException"
    assert refusal.message == f"Unknown trail: none for the user: {ACCOUNT}"


def test_the_status_of_a_trail_that_is_not_there_names_its_arn(house: House) -> None:
    refusal = house.refused("GetTrailStatus", Name="none")
    assert refusal.message == f"Unknown trail: {trail_arn('none')} for the user: {ACCOUNT}"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/x",
        "arn:aws:cloudtrail:eu-central-1:1:trail/trail",
        "arn:aws:s3:::bucket",
        "arn:",
    ],
)
def test_not_the_arn_of_a_trail(house: House, arn: str) -> None:
    for name in ("GetTrail", "UpdateTrail", "StartLogging", "GetTrailStatus"):
        assert house.refused(name, Name=arn).code == "CloudTrailARNInvalidException"
    assert house.refused("AddTags", ResourceId=arn, TagsList=[]).code == (
        "CloudTrailARNInvalidException"
    )


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("UpdateTrail", {}),
        ("DeleteTrail", {}),
        ("StartLogging", {}),
        ("StopLogging", {}),
        ("PutEventSelectors", {"EventSelectors": [{}]}),
        ("PutInsightSelectors", {"InsightSelectors": []}),
    ],
)
def test_a_shadow_cannot_be_changed(house: House, operation: str, members: dict[str, Any]) -> None:
    """A trail is changed in its home Region; elsewhere its name means nothing, its ARN a shadow."""
    arn, member = house.trail(**MULTI), "Name" if not members else "TrailName"
    refusal = house.refused(operation, region="us-east-1", **{member: arn}, **members)
    assert refusal.code == "InvalidHomeRegionException"
    refusal = house.refused(operation, region="us-east-1", **{member: "trail"}, **members)
    assert refusal.code == "TrailNotFoundException"
