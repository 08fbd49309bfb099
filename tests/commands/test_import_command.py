"""`lading import` against a real server: what is there, what is on record, exit codes."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ..digests.test_proof import keys_json, signature_of
from ..digests.test_reading import encoded
from ..doors.server import ACCOUNT as OWN_ACCOUNT
from ..doors.server import Server, await_true, unique
from ..importing.records import START, event_id, log_file, record, write
from .conftest import Run


@pytest.fixture
def records(request: pytest.FixtureRequest) -> Callable[..., list[dict[str, Any]]]:
    """Makes records of the server's account that no other test has: `records(range(3))`."""
    name = request.node.name

    def some(numbers: Sequence[int], **members: Any) -> list[dict[str, Any]]:
        return [
            record(
                number,
                eventID=event_id(hash((name, number))),
                recipientAccountId=OWN_ACCOUNT,
                awsRegion="us-east-2",
                eventName=unique("Imported"),
                **members,
            )
            for number in numbers
        ]

    return some


def imported(lading: Run, server: Server, *words: str, exit_code: int = 0) -> Any:
    result = lading("import", "--data", str(server.data), "--format", "json", *words)
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def acts(server: Server, source: Path) -> list[Any]:
    """Return the details of what is on record of imports from a source, oldest first."""
    events = server.events(EventName="ImportEvents")
    details = [event["serviceEventDetails"] for event in events]
    return [one for one in details if one["importSource"] == [str(source)]]


def test_imported_records_are_looked_up_and_the_import_is_on_record(
    lading: Run, server: Server, tmp_path: Path, records: Any
) -> None:
    rows = records(range(5))
    write(tmp_path / "logs" / "1.json.gz", log_file(rows))
    done = imported(lading, server, str(tmp_path / "logs"))
    assert (done["recordsRead"], done["recordsStored"], done["filesRead"]) == (5, 5, 1)
    for row in rows:
        assert server.event(EventName=row["eventName"]) == row
    begin, end = acts(server, tmp_path / "logs")
    assert begin["importStatus"] == "IN_PROGRESS"
    assert begin["importStatistics"]["files"] == 1
    assert end["importStatus"] == "COMPLETED"
    assert end["importId"] == begin["importId"]
    assert end["importStatistics"]["recordsStored"] == 5
    assert end["importStatistics"]["oldestEventTime"] == rows[0]["eventTime"]
    assert end["importStatistics"]["newestEventTime"] == rows[-1]["eventTime"]
    event = server.events(EventName="ImportEvents")[-1]
    assert event["eventType"] == "AwsServiceEvent"
    assert event["readOnly"] is False
    assert event["userIdentity"] == {"accountId": server.account, "invokedBy": "AWS Internal"}


def test_records_of_the_server_itself_are_known(
    lading: Run, server: Server, tmp_path: Path
) -> None:
    """Its own log files bring nothing new, even what was recorded a moment ago."""
    name = server.repository()
    own = server.events(ResourceName=name)
    fresh = write(tmp_path / "own.json", log_file(own))
    server.client("ecr").describe_repositories(repositoryNames=[name])
    done = imported(lading, server, str(fresh))
    assert (done["recordsStored"], done["recordsPresent"]) == (0, len(own))


def test_the_table_for_people(lading: Run, server: Server, tmp_path: Path, records: Any) -> None:
    rows = [*records([1]), *records([2], eventCategory="Data")]
    old = records([3], eventTime=f"{START - timedelta(days=100):%Y-%m-%dT%H:%M:%SZ}")
    path = write(tmp_path / "logs" / "1.json.gz", log_file([*rows, *old]))
    (tmp_path / "logs" / "2.json.gz").write_bytes(path.read_bytes()[:-9])
    result = lading("import", "--data", str(server.data), str(tmp_path / "logs"))
    assert result.exit_code == 1
    for text in (
        "1  files skipped: cut off: the rest of the file",
        "stored",
        "skipped: data events: not part of event history",
        "skipped: older than the history keeps",
        "2.json.gz: cut off: the rest of the file",
        "LADING_HISTORY_DAYS",
    ):
        assert text in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing"], "missing: No such file or directory"),
        (["s3://"], "a bucket is named s3://bucket"),
        (["--log-group", "missing", "."], "has no log group missing"),
        (["--public-keys", "missing", "."], "missing: No such file or directory"),
    ],
)
def test_what_cannot_begin(
    lading: Run, server: Server, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(server.data)
    result = lading("import", "--data", str(server.data), *words)
    assert result.exit_code == 2
    assert said in result.output


def test_no_server(lading: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    result = lading("import", "--data", str(tmp_path / "data"), str(tmp_path))
    assert result.exit_code == 2
    assert "is the server running?" in result.output


def test_a_killed_import_goes_on_and_doubles_nothing(
    lading: Run, server: Server, tmp_path: Path, records: Any
) -> None:
    """SIGKILL while files are read: the next run stores the rest, and each record is there once."""
    logs, name = tmp_path / "logs", unique("Killed")
    rows = [one | {"eventName": name} for one in records(range(600))]
    for number in range(60):
        write(logs / f"{number:02}.json.gz", log_file(rows[10 * number : 10 * number + 10]))
    os.mkfifo(tmp_path / "pipe")
    held = logs / "30.json.gz"
    content = held.read_bytes()
    held.unlink()
    # A batch is one file here, and the thirtieth lets itself be waited for.
    program = (
        "import lading.importing.batches as b; b.BATCH_BYTES = 1\n"
        "import lading.importing.folders as f, sys; opened = f._open\n"
        f"f._open = lambda path: open({str(tmp_path / 'pipe')!r}, 'rb')"
        " if path.name.startswith('31') else opened(path)\n"
        "from lading.cli import app; app(sys.argv[1:])"
    )
    words = ["import", "--data", str(server.data), str(logs)]
    lists = server.data / "imports"
    before = _lines(lists)
    with subprocess.Popen([sys.executable, "-c", program, *words]) as process:
        try:
            await_true(lambda: _lines(lists) - before >= 20, seconds=120)
        finally:
            process.kill()
    held.write_bytes(content)
    done = imported(lading, server, str(logs))
    assert done["filesReadBefore"] >= 20
    found = server.events(EventName=name)
    assert sorted(one["eventID"] for one in found) == sorted(one["eventID"] for one in rows)
    assert [one["importStatus"] for one in acts(server, logs)] == [
        "IN_PROGRESS",
        "IN_PROGRESS",
        "COMPLETED",
    ]


def _lines(folder: Path) -> int:
    if not folder.exists():
        return 0
    return sum(len(path.read_bytes().split()) for path in folder.iterdir())


def test_one_import_at_a_time(lading: Run, server: Server, tmp_path: Path) -> None:
    import fcntl

    write(tmp_path / "1.json", log_file([]))
    imported(lading, server, str(tmp_path))
    with (server.data / "imports" / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = lading("import", "--data", str(server.data), str(tmp_path))
    assert result.exit_code == 2
    assert "another import is running" in result.output


def test_into_a_log_group_at_their_own_times(
    lading: Run, server: Server, tmp_path: Path, records: Any
) -> None:
    """All of them, data events too, once, in the stream of their account and Region."""
    group = unique("imported")
    logs = server.client("logs")
    logs.create_log_group(logGroupName=group)
    rows = [*records(range(3)), *records([3], eventCategory="Data", managementEvent=False)]
    path = write(tmp_path / "1.json", log_file([*rows, rows[0]]))
    done = imported(lading, server, "--log-group", group, str(path))
    assert (done["recordsStored"], done["recordsLogged"]) == (3, 4)
    again = imported(lading, server, "--log-group", group, "--again", str(path))
    assert (again["recordsStored"], again["recordsLogged"]) == (0, 0)
    stream = f"{OWN_ACCOUNT}_CloudTrail_us-east-2"
    events = logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)[
        "events"
    ]
    assert [json.loads(one["message"]) for one in events] == rows
    assert [one["timestamp"] for one in events] == [
        int((START + timedelta(seconds=number)).timestamp() * 1000) for number in range(4)
    ]
    made = server.events(EventName="CreateLogStream")[-1]
    assert made["requestParameters"] == {"logGroupName": group, "logStreamName": stream}
    assert made["userIdentity"]["invokedBy"] == "cloudtrail.amazonaws.com"


def test_from_a_bucket_with_digests(
    lading: Run, server: Server, records: Any, tmp_path: Path
) -> None:
    """Listed and read over the S3 API; a log file must be what a proven digest says."""
    s3, bucket = server.client("s3"), unique("logs")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-east-2"})
    good, bad = log_file(records([1])), log_file(records([2]))
    folder = f"AWSLogs/{OWN_ACCOUNT}"
    for name, content in (("good", good), ("bad", bad)):
        key = f"{folder}/CloudTrail/us-east-2/{name}.json.gz"
        s3.put_object(Bucket=bucket, Key=key, Body=gzip.compress(content))
    digest = digest_of(bucket, folder, {"good": good, "bad": good})
    s3.put_object(
        Bucket=bucket,
        Key=json.loads(digest)["digestS3Object"],
        Body=gzip.compress(digest),
        Metadata={"signature": signature_of(digest), "signature-algorithm": "SHA256withRSA"},
    )
    keys = write(tmp_path / "keys.json", keys_json())
    words = ("--public-keys", str(keys), f"s3://{bucket}/{folder}")
    done = imported(lading, server, *words, exit_code=1)
    assert (done["recordsStored"], done["filesRead"]) == (1, 1)
    assert done["digests"] == {"digest files whose signature is good": 1}
    assert done["filesSkipped"] == {"other content than its digest says: the whole file": 1}
    assert done["problems"][0]["name"].endswith("/bad.json.gz")


def test_a_bucket_that_is_not_there(lading: Run, server: Server) -> None:
    result = lading("import", "--data", str(server.data), "s3://nobody-has-this-bucket")
    assert result.exit_code == 2
    assert "NoSuchBucket" in result.output


def digest_of(bucket: str, folder: str, logs: dict[str, bytes]) -> bytes:
    name = f"{OWN_ACCOUNT}_CloudTrail-Digest_us-east-2_t_us-east-2_20260101T000000Z.json.gz"
    listed = [
        {
            "s3Bucket": bucket,
            "s3Object": f"{folder}/CloudTrail/us-east-2/{log}.json.gz",
            "hashValue": hashlib.sha256(content).hexdigest(),
            "hashAlgorithm": "SHA-256",
        }
        for log, content in logs.items()
    ]
    return encoded(
        digestS3Bucket=bucket,
        digestS3Object=f"{folder}/CloudTrail-Digest/us-east-2/{name}",
        logFiles=listed,
    )
