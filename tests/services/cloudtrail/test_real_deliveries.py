"""Deliveries of a real server that loses buckets, policies, groups, roles, and gets them back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.cli import app
from lading.folders import DataFolder
from lading.server.control import ask

from ...blackbox.trails import Objects, bucket_policy, make_bucket, make_trail
from ...doors.server import Server, await_true, start_server, unique

SELECT_OBJECTS = [
    {
        "Name": "objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ],
    }
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that delivers at once."""
    folder = tmp_path_factory.mktemp("deliveries")
    running = start_server(folder, trail_delivery_seconds="0.2", digest_seconds="1", workers="1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def trails(server: Server) -> Any:
    return server.client("cloudtrail")


@contextmanager
def trail(server: Server, **members: Any) -> Iterator[tuple[str, Objects]]:
    """Yield a trail's ARN and its bucket; the trail is deleted afterwards."""
    objects = make_bucket(server, unique("logs"))
    arn = make_trail(server, unique("trail"), objects.bucket, **members)
    try:
        yield arn, objects
    finally:
        server.client("cloudtrail").delete_trail(Name=arn)


def flush(server: Server) -> bool:
    """Ask the clerk to deliver everything; return whether all of it went."""
    question = {"do": "flush", "seconds": 60}
    return bool(ask(DataFolder(server.data).clerk_socket, question, 60)["flushed"])


def act(server: Server) -> str:
    """Do something that trails record; return its request id."""
    answer = server.client("ecr").describe_registry()
    return str(answer["ResponseMetadata"]["RequestId"])


def times_in(objects: Objects, request_id: str) -> int:
    return sum(one.get("requestID") == request_id for one in objects.records())


def status_shows(server: Server, arn: str, member: str, value: str | None) -> Callable[[], bool]:
    """Return a condition: GetTrailStatus has this value, after a flush."""

    def shows() -> bool:
        flush(server)
        status = server.client("cloudtrail").get_trail_status(Name=arn)
        return bool(status.get(member) == value)

    return shows


def test_a_bucket_that_is_deleted_and_made_again(server: Server) -> None:
    """The status shows the error, and nothing that was recorded meanwhile is missing later."""
    s3 = server.client("s3")
    with trail(server) as (arn, objects):
        assert flush(server)
        for key in objects.keys(""):
            s3.delete_object(Bucket=objects.bucket, Key=key)
        s3.delete_bucket(Bucket=objects.bucket)
        request_id = act(server)
        await_true(status_shows(server, arn, "LatestDeliveryError", "NoSuchBucket"))
        make_bucket(server, objects.bucket)
        await_true(status_shows(server, arn, "LatestDeliveryError", None))
        assert times_in(objects, request_id) == 1


def test_a_policy_that_is_removed_and_put_back(server: Server) -> None:
    s3 = server.client("s3")
    with trail(server) as (arn, objects):
        s3.delete_bucket_policy(Bucket=objects.bucket)
        request_id = act(server)
        await_true(status_shows(server, arn, "LatestDeliveryError", "AccessDenied"))
        assert times_in(objects, request_id) == 0
        s3.put_bucket_policy(Bucket=objects.bucket, Policy=bucket_policy(objects.bucket))
        await_true(status_shows(server, arn, "LatestDeliveryError", None))
        assert times_in(objects, request_id) == 1


def test_five_trails_each_have_every_record_once(server: Server, trails: Any) -> None:
    """One has reads only by its selectors, one has no more after it was stopped."""
    objects = make_bucket(server, unique("five"))
    arns = [
        make_trail(server, unique("five"), objects.bucket, S3KeyPrefix=f"t{number}")
        for number in range(5)
    ]
    writes = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    trails.put_event_selectors(TrailName=arns[3], EventSelectors=writes)
    trails.stop_logging(Name=arns[4])
    assert flush(server)
    request_id = act(server)
    assert flush(server)
    for number, times in enumerate((1, 1, 1, 0, 0)):
        records = objects.records(f"t{number}/AWSLogs/")
        assert sum(one.get("requestID") == request_id for one in records) == times
        ids = [one["eventID"] for one in records]
        assert len(ids) == len(set(ids))
    stopped = [one["eventName"] for one in objects.records("t4/AWSLogs/")]
    assert (stopped.count("StartLogging"), stopped.count("StopLogging")) == (1, 1)
    for arn in arns:
        trails.delete_trail(Name=arn)


def test_data_events_of_objects(server: Server, trails: Any) -> None:
    """Also those of another trail's deliveries; its own ones only if it is told so."""
    s3 = server.client("s3")
    bucket = unique("data")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": server.region})
    with (
        trail(server, RecursiveLogging=False) as (arn, objects),
        trail(server) as (_, others),
    ):
        trails.put_event_selectors(TrailName=arn, AdvancedEventSelectors=SELECT_OBJECTS)
        put = s3.put_object(Bucket=bucket, Key="a/b", Body=b"body")
        assert flush(server)
        assert flush(server)
        records = objects.records()
        (record,) = (
            one for one in records if one.get("requestID") == put["ResponseMetadata"]["RequestId"]
        )
        assert (record["eventName"], record["eventCategory"]) == ("PutObject", "Data")
        assert record["requestParameters"]["key"] == "a/b"
        written = {one["requestParameters"]["bucketName"] for one in records if _by_us(one)}
        assert others.bucket in written
        assert objects.bucket not in written


def _by_us(record: dict[str, Any]) -> bool:
    return bool(record["userIdentity"].get("invokedBy") == "cloudtrail.amazonaws.com")


def test_a_deleted_trail_writes_its_last_files_and_a_last_digest(
    server: Server, trails: Any
) -> None:
    with trail(server, EnableLogFileValidation=True) as (arn, objects):
        request_id = act(server)
    deleted = trails.exceptions.TrailNotFoundException
    assert flush(server)
    assert times_in(objects, request_id) == 1
    with pytest.raises(deleted):
        trails.get_trail_status(Name=arn)
    names = [one["eventName"] for one in objects.records()]
    assert names.count("DeleteTrail") == 1
    digests = [objects.content(key) for key in objects.keys("/CloudTrail-Digest/")]
    listed = sorted(one["s3Object"] for digest in digests for one in digest["logFiles"])
    assert listed == objects.keys("/CloudTrail/")
    assert [path.name for path in (server.data / "trails").iterdir() if arn in path.name] == []
    act(server)
    assert flush(server)
    assert objects.keys("/CloudTrail/") == listed, "nothing comes after the end"


def test_another_bucket_and_prefix_in_the_middle_of_a_chain(
    server: Server, trails: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chain goes on in the new bucket; who verifies that one is led into the old one."""
    with trail(server, EnableLogFileValidation=True) as (arn, objects):
        before = act(server)
        await_true(lambda: flush(server) and objects.keys("/CloudTrail-Digest/"))
        other = make_bucket(server, unique("other"))
        trails.update_trail(Name=arn, S3BucketName=other.bucket, S3KeyPrefix="p/q")
        after = act(server)
        await_true(lambda: flush(server) and other.keys("p/q/AWSLogs/123456789012/CloudTrail-Dig"))
        assert (times_in(objects, before), times_in(other, after)) == (1, 1)
        assert times_in(objects, after) + times_in(other, before) == 0
        first = other.content(other.keys("/CloudTrail-Digest/")[0])
        assert first["previousDigestS3Bucket"] == objects.bucket
        assert first["previousDigestS3Object"] == objects.keys("/CloudTrail-Digest/")[-1]
        trails.stop_logging(Name=arn)
        assert flush(server)
        for name, value in environment(server).items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(app, ["verify", f"s3://{other.bucket}/p/q", "--json"])
        assert result.exit_code == 0, result.output
        document = json.loads(result.output)
        digests = objects.keys("/CloudTrail-Digest/") + other.keys("/CloudTrail-Digest/")
        (chain,) = document["chains"]
        assert chain["digestFiles"] == {"checked": len(digests), "good": len(digests)}
        assert (chain["gaps"], document["logFilesInNoDigest"]) == ([], [])


def environment(server: Server) -> dict[str, str]:
    """Return what AWS's SDKs read."""
    return {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": server.key_id,
        "AWS_SECRET_ACCESS_KEY": server.secret,
        "AWS_DEFAULT_REGION": server.region,
    }


def test_stopping_and_starting_in_quick_succession(server: Server, trails: Any) -> None:
    """Every call is either in the files, once, or was made while the trail was stopped."""
    with trail(server, EnableLogFileValidation=True) as (arn, objects):
        inside, outside = [], []
        for _ in range(8):
            inside.append(act(server))
            trails.stop_logging(Name=arn)
            outside.append(act(server))
            trails.start_logging(Name=arn)
        assert flush(server)
        ids = [one.get("requestID") for one in objects.records()]
        assert [ids.count(one) for one in inside] == [1] * len(inside)
        assert [ids.count(one) for one in outside] == [0] * len(outside)
        trails.stop_logging(Name=arn)
        assert flush(server)
        digests = [objects.content(key) for key in objects.keys("/CloudTrail-Digest/")]
        listed = sorted(one["s3Object"] for digest in digests for one in digest["logFiles"])
        assert listed == objects.keys("/CloudTrail/")


def test_a_log_group_and_a_role_that_loses_its_right_and_its_trust(server: Server) -> None:
    """Files go on; the log group has everything once it may be had again, each event once."""
    logs, iam = server.client("logs"), server.client("iam")
    group, role = unique("audit"), unique("delivery")
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:{server.region}:{server.account}:log-group:{group}:*"
    trust, right = _policies()
    role_arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName="logs", PolicyDocument=right)
    members = {"CloudWatchLogsLogGroupArn": arn, "CloudWatchLogsRoleArn": role_arn}
    with trail(server, **members) as (trail_arn, objects):

        def error_is(value: str | None) -> None:
            name = "LatestCloudWatchLogsDeliveryError"
            await_true(status_shows(server, trail_arn, name, value))

        calls = [act(server)]
        error_is(None)
        iam.delete_role_policy(RoleName=role, PolicyName="logs")
        calls.append(act(server))
        error_is("AccessDeniedException")
        assert times_in(objects, calls[-1]) == 1
        iam.put_role_policy(RoleName=role, PolicyName="logs", PolicyDocument=right)
        error_is(None)
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust.replace("trail", "x"))
        calls.append(act(server))
        error_is("AccessDeniedException")
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust)
        error_is(None)
        logs.delete_log_group(logGroupName=group)
        calls.append(act(server))
        error_is("ResourceNotFoundException")
        logs.create_log_group(logGroupName=group)
        error_is(None)
        messages = _messages(logs, group)
        assert [_times(messages, one) for one in calls] == [0, 0, 0, 1], "the first group is gone"
        stream = f"{server.account}_CloudTrail_{server.region}"
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        assert [one["logStreamName"] for one in streams] == [stream]


def _policies() -> tuple[str, str]:
    service = {"Service": "cloudtrail.amazonaws.com"}
    trust = {"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"}
    right = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*",
    }
    return (
        json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        json.dumps({"Version": "2012-10-17", "Statement": [right]}),
    )


def _messages(logs: Any, group: str) -> list[dict[str, Any]]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    return [json.loads(event["message"]) for page in pages for event in page["events"]]


def _times(messages: list[dict[str, Any]], request_id: str) -> int:
    return sum(one.get("requestID") == request_id for one in messages)
