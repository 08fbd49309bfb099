"""Bucket policies: kept, shown, enforced by the evaluator of all; what they may not say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from .house import ACCOUNT, OTHER_ROOT, House
from .refusals import refused

ARN = "arn:aws:s3:::bucket"
ROOT_ARN = f"arn:aws:iam::{ACCOUNT}:root"


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(**more: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": ROOT_ARN},
        "Action": "s3:GetObject",
        "Resource": f"{ARN}/*",
    } | more


def test_a_policy_is_kept_shown_and_taken_away(house: House, s3: Any) -> None:
    text = policy(statement())
    s3.put_bucket_policy(Bucket="bucket", Policy=text)
    assert s3.get_bucket_policy(Bucket="bucket")["Policy"] == text
    assert s3.get_bucket_policy_status(Bucket="bucket")["PolicyStatus"] == {"IsPublic": False}
    s3.delete_bucket_policy(Bucket="bucket")
    s3.delete_bucket_policy(Bucket="bucket")
    with refused(404, "NoSuchBucketPolicy") as refusal:
        s3.get_bucket_policy(Bucket="bucket")
    assert refusal.error["BucketName"] == "bucket"


def test_a_policy_lets_a_user_in(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    mary = house.user("mary")
    client = house.client(mary)
    with refused(403, "AccessDenied") as refusal:
        client.get_object(Bucket="bucket", Key="k")
    assert refusal.message == (
        f'User: {mary.arn} is not authorized to perform: s3:GetObject on resource: "{ARN}/k" '
        "because no identity-based policy allows the s3:GetObject action"
    )
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(statement(Principal={"AWS": mary.arn})))
    assert client.get_object(Bucket="bucket", Key="k")["Body"].read() == b"x"
    shown = json.loads(s3.get_bucket_policy(Bucket="bucket")["Policy"])
    assert shown["Statement"][0]["Principal"] == {"AWS": mary.arn}


def test_a_deny_beats_every_allow(house: House, s3: Any) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    client = house.client(house.user("mary", everything))
    deny = statement(Effect="Deny", Principal="*", Action="s3:PutObject")
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(deny))
    with refused(403, "AccessDenied") as refusal:
        client.put_object(Bucket="bucket", Key="k", Body=b"x")
    assert "with an explicit deny in a resource-based policy" in refusal.message
    assert house.files() == (0, 0)


def test_root_of_the_owner_always_reaches_the_policy(house: House, s3: Any) -> None:
    deny = statement(Effect="Deny", Principal="*", Action="s3:*", Resource=[ARN, f"{ARN}/*"])
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(deny))
    with refused(403, "AccessDenied"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    assert "Deny" in s3.get_bucket_policy(Bucket="bucket")["Policy"]
    with refused(403, "AccessDenied"):
        house.client(OTHER_ROOT).delete_bucket_policy(Bucket="bucket")
    s3.delete_bucket_policy(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", None),
        ("no json", "Policies must be valid JSON and the first byte must be '{'"),
        ("{", "Policies must be valid JSON and the first byte must be '{'"),
        (policy(), "Missing required field Statement"),
        (policy(statement(Principal={"AWS": "nobody"})), "Invalid principal in policy"),
        (
            policy(statement(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/none"})),
            "Invalid principal in policy",
        ),
        (policy(statement(Resource="arn:aws:s3:::other/*")), "Policy has invalid resource"),
        (policy(statement(Resource="*")), "Policy has invalid resource"),
        (
            policy(statement(Resource=ARN)),
            "Action does not apply to any resource(s) in statement",
        ),
        (
            policy(statement(Action="s3:ListBucket")),
            "Action does not apply to any resource(s) in statement",
        ),
    ],
)
def test_policies_that_are_none(house: House, s3: Any, text: str, message: str | None) -> None:
    reply = house.signed("PUT", "/bucket?policy", text.encode())
    assert reply.status == 400
    code = "MissingRequestBodyError" if message is None else "MalformedPolicy"
    assert f"<Code>{code}</Code>" in reply.text
    assert message is None or f"<Message>{message}</Message>" in reply.text


def test_a_policy_that_is_too_long(s3: Any) -> None:
    with refused(400, "PolicyTooLarge"):
        s3.put_bucket_policy(Bucket="bucket", Policy=policy(statement(Sid="x" * 20_480)))


@pytest.mark.parametrize(
    ("more", "public"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["*", ROOT_ARN]}}, True),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:SourceArn": "*"}}}, True),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
        ({"Principal": "*", "Condition": {"StringEquals": {"s3:prefix": "a"}}}, True),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "1"}}}, True),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}, False),
        (
            {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}},
            False,
        ),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({"Principal": {"Service": "cloudtrail.amazonaws.com"}}, False),
    ],
)
def test_public_policies_are_refused(s3: Any, more: dict[str, Any], public: bool) -> None:
    text = policy(statement(**more))
    if not public:
        s3.put_bucket_policy(Bucket="bucket", Policy=text)
        return
    with refused(403, "AccessDenied") as refusal:
        s3.put_bucket_policy(Bucket="bucket", Policy=text)
    assert refusal.message.endswith(
        "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public "
        "Access."
    )


TRAIL = "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"
LOGS = (
    {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:GetBucketAcl",
        "Resource": ARN,
        "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
    },
    {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{ARN}/AWSLogs/{ACCOUNT}/*",
        "Condition": {
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL}
        },
    },
)


def test_a_service_writes_where_a_policy_lets_it(house: House, s3: Any) -> None:
    """As the delivery of a trail does: bytes staged by a job, the operation called from inside."""
    from lading.operation import ServiceError
    from lading.pure.s3.checksums import SERVERS_OWN, BodySums

    body = b"a log file"
    sums = BodySums(SERVERS_OWN)
    sums.update(body)

    def deliver(key: str, **more: str) -> Any:
        upload = house.blobs.claim("upload-of-a-job")
        upload.write(0, [body])
        upload.close()
        request = {
            "Bucket": "bucket",
            "Key": key,
            "ContentType": "application/json",
            "ContentEncoding": "gzip",
            "ServerSideEncryption": "AES256",
            "Metadata": {"signature": "abc"},
            **more,
        }
        return house.invoke(
            "s3:PutObject",
            request,
            service="cloudtrail.amazonaws.com",
            source_arn=TRAIL,
            received=sums.received("upload-of-a-job"),
        )

    key = f"AWSLogs/{ACCOUNT}/CloudTrail/file.json.gz"
    with pytest.raises(ServiceError, match="not authorized"):
        deliver(key, ACL="bucket-owner-full-control")
    s3.put_bucket_policy(Bucket="bucket", Policy=policy(*LOGS))
    with pytest.raises(ServiceError, match="not authorized"):
        deliver(key)
    with pytest.raises(ServiceError, match="not authorized"):
        deliver("elsewhere", ACL="bucket-owner-full-control")
    answer = deliver(key, ACL="bucket-owner-full-control")
    assert json.loads(json.dumps(answer)) == answer
    got = s3.get_object(Bucket="bucket", Key=key)
    assert got["Body"].read() == body
    assert (got["ContentEncoding"], got["Metadata"]) == ("gzip", {"signature": "abc"})
    record = house.records(eventName="PutObject", errorCode=None)[-1]
    assert record["userIdentity"] == {
        "type": "AWSService",
        "invokedBy": "cloudtrail.amazonaws.com",
    }
    assert record["requestParameters"] == {
        "bucketName": "bucket",
        "key": key,
        "x-amz-acl": "bucket-owner-full-control",
        "x-amz-server-side-encryption": "AES256",
    }
    assert record["sourceIPAddress"]
    asked = {"Bucket": "bucket"}
    acl = house.invoke(
        "s3:GetBucketAcl", asked, service="cloudtrail.amazonaws.com", source_arn=TRAIL
    )
    assert acl["Grants"]
