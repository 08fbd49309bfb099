"""Log groups and keys of trails: CloudTrail must be able to use them, and the caller to say so.

Texts of refusals are AWS's own where they are published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from .house import ACCOUNT, KEY_ARN, KEY_ID, REGION, ROOT, SERVICE, House, trail_arn

ROLE_FAULT = "InvalidCloudWatchLogsRoleArnException"
GROUP_FAULT = "InvalidCloudWatchLogsLogGroupArnException"
NO_GROUP = "CloudTrail cannot validate the specified log group ARN."
STREAM = f"{ACCOUNT}_CloudTrail_{REGION}"


def group_arn(name: str = "audit", region: str = REGION, account: str = ACCOUNT) -> str:
    return f"arn:aws:logs:{region}:{account}:log-group:{name}:*"


def key_policy(
    conditions: Mapping[str, str] | None = None, *, grants: bool = True, describes: bool = True
) -> str:
    """Return the policy of a key that its account may describe and CloudTrail may use."""
    statements: list[dict[str, Any]] = [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:None", "Resource": "*"}
    ]
    if describes:
        principal = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        allow = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
        statements.append({**allow, "Principal": principal})
    if grants:
        statements.append(
            {
                "Effect": "Allow",
                "Principal": {"Service": SERVICE},
                "Action": "kms:GenerateDataKey*",
                "Resource": "*",
                "Condition": {"StringEquals": conditions or {}},
            }
        )
    return json.dumps({"Statement": statements})


def test_a_log_group_with_its_role(house: House) -> None:
    """CloudTrail makes its stream under the role, which is on record, once and for all."""
    house.world.groups.add("audit")
    given = {
        "CloudWatchLogsLogGroupArn": group_arn(),
        "CloudWatchLogsRoleArn": house.role(),
    }
    arn = house.trail(**given)
    assert house("GetTrail", Name=arn)["Trail"].items() >= given.items()
    assert house.world.streams == [("audit", STREAM)]
    (record,) = house.records("CreateLogStream")
    identity = record["userIdentity"]
    assert (identity["type"], identity["invokedBy"]) == ("AssumedRole", SERVICE)
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == given["CloudWatchLogsRoleArn"]
    assert record["requestParameters"] == {"logGroupName": "audit", "logStreamName": STREAM}
    house.trail("second", **given)
    assert house.world.streams == [("audit", STREAM)]


@pytest.mark.parametrize(
    ("group", "role", "code", "text"),
    [
        (group_arn(), "", ROLE_FAULT, "You must specify a role ARN as well as a log group."),
        ("", "writer", GROUP_FAULT, "You must specify a log group ARN"),
        (group_arn(), "stranger", ROLE_FAULT, "Check the trust relationships for your role."),
        (group_arn(), "nobody", ROLE_FAULT, "Access denied. Check the trust relationships for"),
        (group_arn(), "no ARN", ROLE_FAULT, "role of your account"),
        (group_arn("audit")[:-2], "writer", GROUP_FAULT, NO_GROUP),
        (group_arn("audit", region="us-east-1"), "writer", GROUP_FAULT, NO_GROUP),
        (group_arn("audit", account="444455556666"), "writer", GROUP_FAULT, NO_GROUP),
        (group_arn("none"), "of-none", GROUP_FAULT, NO_GROUP),
        (group_arn("secret"), "writer", GROUP_FAULT, "Check the permissions for your role."),
    ],
)
def test_log_groups_that_cannot_be(
    house: House, group: str, role: str, code: str, text: str
) -> None:
    house.world.groups |= {"audit", "secret"}
    roles = {
        "writer": house.role(),
        "stranger": house.role("ec2.amazonaws.com", name="stranger"),
        "of-none": house.role(name="of-none", group="none"),
        "nobody": f"arn:aws:iam::{ACCOUNT}:role/nobody",
    }
    refusal = house.refused(
        "CreateTrail",
        Name="trail",
        S3BucketName=house.bucket(),
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=roles.get(role, role),
    )
    assert (refusal.code, text in refusal.message) == (code, True), refusal.message
    assert house.world.streams == []


def test_a_log_group_is_switched_off_by_two_empty_texts(house: House) -> None:
    house.world.groups.add("audit")
    role = house.role()
    arn = house.trail(CloudWatchLogsLogGroupArn=group_arn(), CloudWatchLogsRoleArn=role)
    refusal = house.refused("UpdateTrail", Name=arn, CloudWatchLogsRoleArn="")
    assert refusal.code == ROLE_FAULT
    changed = house("UpdateTrail", Name=arn, CloudWatchLogsLogGroupArn="", CloudWatchLogsRoleArn="")
    assert not {"CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn"} & set(changed)


def test_who_names_a_role_must_be_allowed_to_pass_it(house: House) -> None:
    house.world.groups.add("audit")
    role = house.role()
    may_create = {"Effect": "Allow", "Action": "cloudtrail:CreateTrail", "Resource": "*"}
    passes = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": role,
        "Condition": {"StringEquals": {"iam:PassedToService": SERVICE}},
    }
    request = {
        "Name": "trail",
        "S3BucketName": house.bucket(),
        "CloudWatchLogsLogGroupArn": group_arn(),
        "CloudWatchLogsRoleArn": role,
    }
    mary = house.user(may_create)
    refusal = house.refused("CreateTrail", mary, **request)
    assert refusal.recorded_code == "AccessDenied"
    assert refusal.message.startswith(
        f"User: arn:aws:iam::{ACCOUNT}:user/mary is not authorized to perform: iam:PassRole on "
        f"resource: {role} because no identity-based policy allows the iam:PassRole action"
    )
    max_ = house.user([may_create, passes], "max")
    assert house("CreateTrail", max_, **request)["Name"] == "trail"


@pytest.mark.parametrize("key_id", [KEY_ID, KEY_ARN])
def test_a_key_is_kept_by_its_arn(house: House, key_id: str) -> None:
    """Whoever names a key must be allowed to look at it; that look is on record."""
    trail = trail_arn("trail")
    house.world.keys[KEY_ARN] = key_policy(
        {"kms:EncryptionContext:aws:cloudtrail:arn": trail, "aws:SourceArn": trail}
    )
    arn = house.trail(KmsKeyId=key_id)
    assert house("GetTrail", Name=arn)["Trail"]["KmsKeyId"] == KEY_ARN
    (record,) = house.records("DescribeKey")
    assert record["userIdentity"]["type"] == "Root"
    assert record["userIdentity"]["invokedBy"] == record["sourceIPAddress"] == SERVICE
    assert "KmsKeyId" not in house("UpdateTrail", Name=arn, KmsKeyId="")


@pytest.mark.parametrize(
    ("key_id", "policy", "code"),
    [
        ("a key", key_policy(), "InvalidKmsKeyIdException"),
        ("arn:aws:kms:eu-central-1:1:key/x", key_policy(), "InvalidKmsKeyIdException"),
        ("alias/none", key_policy(), "KmsKeyNotFoundException"),
        (KEY_ID, key_policy(grants=False), "InsufficientEncryptionPolicyException"),
        (KEY_ID, key_policy(describes=False), "InsufficientEncryptionPolicyException"),
        (
            KEY_ID,
            key_policy({"aws:SourceArn": trail_arn("other")}),
            "InsufficientEncryptionPolicyException",
        ),
        (
            KEY_ID,
            key_policy({"kms:EncryptionContext:aws:cloudtrail:arn": trail_arn("other")}),
            "InsufficientEncryptionPolicyException",
        ),
    ],
)
def test_keys_that_cannot_be(house: House, key_id: str, policy: str, code: str) -> None:
    house.world.keys[KEY_ARN] = policy
    request = {"Name": "trail", "S3BucketName": house.bucket(), "KmsKeyId": key_id}
    assert house.refused("CreateTrail", ROOT, **request).code == code


def test_a_key_that_is_disabled(house: House) -> None:
    house.world.keys[KEY_ARN] = key_policy()
    house.world.disabled.add(KEY_ARN)
    arn = house.trail()
    assert house.refused("UpdateTrail", Name=arn, KmsKeyId=KEY_ID).code == "KmsException"
    assert "KmsKeyId" not in house("GetTrail", Name=arn)["Trail"]
