"""CloudTrail log files of any size: real records, or made-up ones, with new ids and times."""

from __future__ import annotations

import gzip
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

RECORDS_VARIABLE = "LADING_BENCH_RECORDS"
"""A folder with files of real records, `*.jsonl.gz`, a record a line."""

_ACCOUNT, _REGION = "123456789012", "us-east-1"
_RECORDS_PER_FILE = 2_000
_DAYS = 50


def sample() -> tuple[list[bytes], str]:
    """Return records to repeat, and what they are."""
    folder = os.environ.get(RECORDS_VARIABLE)
    if folder is None:
        return [_made_up(number) for number in range(3_000)], "made-up records"
    lines = [
        line
        for path in sorted(Path(folder).glob("*.jsonl.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    return lines, f"{len(lines):,} real records, repeated"


def write_files(folder: Path, records: list[bytes], bytes_wanted: int, seed: int) -> int:
    """Write log files as CloudTrail delivers them, of that much content; return the records."""
    chance = random.Random(seed)
    parts = [_split(record) for record in records]
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=_DAYS + 5)
    per_second = bytes_wanted / (sum(map(len, records)) / len(records)) / (_DAYS * 86_400)
    written = number = 0
    while written < bytes_wanted:
        lines = []
        for _ in range(_RECORDS_PER_FILE):
            before, between, after = parts[number % len(parts)]
            moment = start + timedelta(seconds=int(number / per_second))
            event_id = str(UUID(int=chance.getrandbits(128), version=4))
            lines.append(b"".join((before, _time(moment), between, event_id.encode(), after)))
            number += 1
        content = b'{"Records":[' + b",".join(lines) + b"]}"
        _write(folder, content, moment, f"{chance.getrandbits(64):016x}")
        written += len(content)
    return number


def _split(record: bytes) -> tuple[bytes, bytes, bytes]:
    """Cut a record around its time and its id, which come in this order here."""
    members = orjson.loads(record)
    time, event_id = members["eventTime"].encode(), members["eventID"].encode()
    before, _, rest = record.partition(b'"eventTime":"' + time)
    between, _, after = rest.partition(b'"eventID":"' + event_id)
    if not after:  # the id comes first: in the order of the alphabet
        others = {name: members[name] for name in members if name not in ("eventTime", "eventID")}
        return b'{"eventTime":"', b'","eventID":"', b'",' + orjson.dumps(others)[1:]
    return before + b'"eventTime":"', between + b'"eventID":"', after


def _write(folder: Path, content: bytes, moment: datetime, word: str) -> None:
    day = folder / f"AWSLogs/{_ACCOUNT}/CloudTrail/{_REGION}/{moment:%Y/%m/%d}"
    day.mkdir(parents=True, exist_ok=True)
    name = f"{_ACCOUNT}_CloudTrail_{_REGION}_{moment:%Y%m%dT%H%M}Z_{word}.json.gz"
    (day / name).write_bytes(gzip.compress(content, 6))


def _time(moment: datetime) -> bytes:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()


def _made_up(number: int) -> bytes:
    chance = random.Random(number)
    user, service = chance.randrange(40), chance.choice(["ec2", "s3", "iam", "kms", "ecr", "sts"])
    name = f"{chance.choice(['Describe', 'List', 'Get', 'Put', 'Create'])}{service.title()}"
    identity = {
        "type": "AssumedRole",
        "principalId": f"AROA{user:016}:session{user}",
        "arn": f"arn:aws:sts::{_ACCOUNT}:assumed-role/Role{user}/session{user}",
        "accountId": _ACCOUNT,
        "accessKeyId": f"ASIA{user:016}",
        "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
    }
    key = {"ARN": f"arn:aws:kms:{_REGION}:{_ACCOUNT}:key/{user}", "accountId": _ACCOUNT}
    record = {
        "eventVersion": "1.08",
        "userIdentity": identity,
        "eventTime": "2026-01-01T00:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": _REGION,
        "sourceIPAddress": f"203.0.113.{chance.randrange(256)}",
        "userAgent": "aws-cli/2.15.0 Python/3.11.6 Linux/6.1 exe/x86_64 prompt/off command/x.y",
        "requestParameters": {"filter": f"{chance.getrandbits(400):x}", "maxResults": 100},
        "responseElements": None,
        "requestID": str(UUID(int=chance.getrandbits(128))),
        "eventID": str(UUID(int=chance.getrandbits(128))),
        "readOnly": name.startswith(("Describe", "List", "Get")),
        "resources": [key] if service == "kms" else [],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": _ACCOUNT,
        "eventCategory": "Management",
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256"},
    }
    return orjson.dumps(record)
