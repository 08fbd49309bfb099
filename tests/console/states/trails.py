"""Trails with bucket, log group and role, as their wizard makes them."""

from __future__ import annotations

import json
from typing import Any

_SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trail_bucket(s3: Any, bucket: str, region: str) -> None:
    """Make a bucket that trails may deliver to."""
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    allowed = {
        "s3:GetBucketAcl": f"arn:aws:s3:::{bucket}",
        "s3:PutObject": f"arn:aws:s3:::{bucket}/*",
    }
    statements = [
        {"Effect": "Allow", "Principal": _SERVICE, "Action": action, "Resource": resource}
        for action, resource in allowed.items()
    ]
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))


def logs_role(iam: Any, name: str) -> str:
    """Make the role with which trails write to log groups; return its ARN."""
    trust = {"Effect": "Allow", "Principal": _SERVICE, "Action": "sts:AssumeRole"}
    writes = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*",
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="write-logs", PolicyDocument=policy(writes))
    return str(role["Arn"])
