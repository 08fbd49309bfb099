"""Calls about trails on record (CloudTrail User Guide, "CloudTrail record contents")."""

from __future__ import annotations

from .house import ACCOUNT, House, trail_arn


def test_members_are_written_in_lower_camel_case(house: House) -> None:
    arn = house.trail(EnableLogFileValidation=True, TagsList=[{"Key": "a", "Value": "b"}])
    (record,) = house.records("CreateTrail")
    assert record["requestParameters"] == {
        "name": "trail",
        "s3BucketName": "logs",
        "enableLogFileValidation": True,
        "tagsList": [{"key": "a", "value": "b"}],
    }
    assert record["responseElements"] == {
        "name": "trail",
        "s3BucketName": "logs",
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": False,
        "trailARN": arn,
        "logFileValidationEnabled": True,
        "isOrganizationTrail": False,
        "recursiveLogging": True,
    }
    assert record["readOnly"] is False
    resource = {"ARN": arn, "accountId": ACCOUNT, "type": "AWS::CloudTrail::Trail"}
    assert record["resources"] == [resource]


def test_a_change_of_what_is_not_there(house: House) -> None:
    """The example of the user guide, with our names."""
    house.refused("UpdateTrail", Name="myTrail2")
    (record,) = house.records("UpdateTrail")
    assert record["errorCode"] == "TrailNotFoundException"
    assert record["errorMessage"] == f"Unknown trail: myTrail2 for the user: {ACCOUNT}"
    assert record["requestParameters"] == {"name": "myTrail2"}
    assert record["responseElements"] is None


def test_starting_and_stopping(house: House) -> None:
    house.trail()
    for name in ("StartLogging", "StopLogging", "DeleteTrail"):
        house(name, Name="trail")
        (record,) = house.records(name)
        assert record["requestParameters"] == {"name": "trail"}
        assert (record["responseElements"], record["readOnly"]) == (None, False)
    house("DescribeTrails", includeShadowTrails=False)
    (record,) = house.records("DescribeTrails")
    assert record["requestParameters"] == {"includeShadowTrails": False}
    assert record["readOnly"] is True and "resources" not in record


def test_a_refusal_is_on_record_with_what_was_asked(house: House) -> None:
    house.trail()
    house.refused("StopLogging", house.user(), Name="trail")
    (record,) = house.records("StopLogging")
    assert record["errorCode"] == "AccessDenied"
    assert record["requestParameters"] == {"name": "trail"}
    assert record["resources"][0]["ARN"] == trail_arn("trail")


def test_forgetting_a_trail_is_nobodys_act(house: House) -> None:
    house.trail()
    house("DeleteTrail", Name="trail")
    house("ForgetTrail", TrailId="none")
    assert house.records("ForgetTrail") == []
