"""Trails beside the S3 and the Logs of this server, not stand-ins: the same policies count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lading.operation import ServiceError
from lading.services import logs, s3

from .house import ACCOUNT, REGION, House, bucket_policy, open_house, trail_arn

LOCATION = {"LocationConstraint": "eu-central-1"}


@pytest.fixture
def house(tmp_path: Path, empty: bytes) -> Iterator[House]:
    with open_house(tmp_path, empty, *s3.OPERATIONS, *logs.OPERATIONS) as house:
        yield house


def test_a_bucket_that_is_not_there(house: House) -> None:
    refusal = house.refused("CreateTrail", Name="trail", S3BucketName="none")
    assert refusal.code == "S3BucketDoesNotExistException"
    assert refusal.message == "S3 bucket none does not exist!"


def test_a_bucket_with_and_without_its_policy(house: House) -> None:
    """No policy, the policy for a prefix that is not the trail's, and the right one."""
    house.run("s3:CreateBucket", {"Bucket": "logs", "CreateBucketConfiguration": LOCATION})
    request = {"Name": "trail", "S3BucketName": "logs", "S3KeyPrefix": "audit"}
    refusal = house.refused("CreateTrail", **request)
    assert refusal.code == "InsufficientS3BucketPolicyException"
    for prefix, works in (("other/", False), ("audit/", True)):
        policy = bucket_policy("logs", prefix, source_arn=trail_arn("trail"))
        house.run("s3:PutBucketPolicy", {"Bucket": "logs", "Policy": policy})
        if works:
            assert house("CreateTrail", **request)["TrailARN"] == trail_arn("trail")
        else:
            refusal = house.refused("CreateTrail", **request)
            assert refusal.message == "Incorrect S3 bucket policy is detected for bucket: logs"


def test_a_log_group_that_is_not_there_and_one_that_is(house: House) -> None:
    """The stream is there afterwards, and a second trail finds it."""
    house.run("s3:CreateBucket", {"Bucket": "logs", "CreateBucketConfiguration": LOCATION})
    house.run("s3:PutBucketPolicy", {"Bucket": "logs", "Policy": bucket_policy("logs")})
    request = {
        "S3BucketName": "logs",
        "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:audit:*",
        "CloudWatchLogsRoleArn": house.role(),
    }
    refusal = house.refused("CreateTrail", Name="trail", **request)
    assert refusal.code == "InvalidCloudWatchLogsLogGroupArnException"
    assert refusal.message == "CloudTrail cannot validate the specified log group ARN."
    house.run("logs:CreateLogGroup", {"logGroupName": "audit"})
    for name in ("trail", "second"):
        house("CreateTrail", Name=name, **request)
    stream = {"logGroupName": "audit", "logStreamName": f"{ACCOUNT}_CloudTrail_{REGION}"}
    with pytest.raises(ServiceError) as there:
        house.run("logs:CreateLogStream", stream)
    assert there.value.code == "ResourceAlreadyExistsException"
