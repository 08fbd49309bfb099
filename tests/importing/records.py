"""CloudTrail records and log files, made up in the shapes that AWS delivers."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

ACCOUNT = "210987654321"
REGION = "eu-west-1"
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)


def event_id(number: int) -> str:
    return str(UUID(hashlib.md5(str(number).encode()).hexdigest(), version=4))


def record(number: int, **members: Any) -> dict[str, Any]:
    """Return a record; `number` makes its id, and its second."""
    when = START + timedelta(seconds=number)
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROAEXAMPLEEXAMPLE123:mary",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/mary",
            "accountId": ACCOUNT,
            "accessKeyId": "ASIAEXAMPLEEXAMPLE12",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Admin"}},
        },
        "eventTime": f"{when:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": REGION,
        "sourceIPAddress": "203.0.113.12",
        "userAgent": 'a "quoted" agent } ] {',
        "requestParameters": {"text": "ünï © \\u0041 }]"},
        "responseElements": None,
        "requestID": event_id(-number - 1),
        "eventID": event_id(number),
        "readOnly": True,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        **members,
    }


def log_file(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a log file as CloudTrail writes it, not compressed."""
    return orjson.dumps({"Records": list(records)})


def write(path: Path, content: bytes) -> Path:
    """Write a file, compressed if its name says so, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.name.endswith(".gz") else content)
    return path
