"""What is on record of log groups and events, and whom policies let in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from lading.folders import DataFolder

from ...doors.server import Server, unique
from .conftest import Stream, refusal


def journaled(server: Server, request_id: str) -> Any:
    """Return the record of a request that changed nothing in the database."""
    found = [record for record in _journal(server) if record.get("requestID") == request_id]
    assert len(found) == 1, request_id
    return found[0]


def _journal(server: Server) -> Iterator[Any]:
    for path in DataFolder(server.data).journal.iterdir():
        for line in path.read_bytes().split(b"\n"):
            start = line.find(b"{")
            if start >= 0:
                try:
                    yield orjson.loads(line[start:])
                except orjson.JSONDecodeError:
                    continue


def request_id(answer: Any) -> str:
    return str(answer["ResponseMetadata"]["RequestId"])


def test_management_calls_are_in_the_history(server: Server, logs: Any) -> None:
    name = unique("/recorded/group")
    logs.create_log_group(logGroupName=name, tags={"a": "b"})
    logs.describe_log_groups(logGroupNamePrefix=name)
    created = server.event(EventName="CreateLogGroup", requestParameters=_named(name, a="b"))
    assert created["eventSource"] == "logs.amazonaws.com"
    assert (created["readOnly"], created["managementEvent"]) == (False, True)
    assert created["responseElements"] is None
    assert "resources" not in created
    wanted = {"logGroupNamePrefix": name}
    described = server.event(EventName="DescribeLogGroups", requestParameters=wanted)
    assert described["readOnly"] is True


def _named(name: str, **tags: str) -> dict[str, Any]:
    return {"logGroupName": name, "tags": tags}


def test_events_are_data_events_without_their_texts(server: Server, stream: Stream) -> None:
    secret = unique("never-on-record")
    put = stream.put(secret, secret)
    got = stream.get()
    found = stream.logs.filter_log_events(logGroupName=stream.group, filterPattern="word")
    arn = f"arn:aws:logs:us-east-2:{server.account}:log-group:{stream.group}"
    for answer, name, read_only in (
        (put, "PutLogEvents", False),
        (got, "GetLogEvents", True),
        (found, "FilterLogEvents", True),
    ):
        record = journaled(server, request_id(answer))
        assert record["eventName"] == name
        assert (record["eventCategory"], record["managementEvent"]) == ("Data", False)
        assert record["readOnly"] is read_only
        assert record["resources"] == [
            {"accountId": server.account, "type": "AWS::Logs::LogGroup", "ARN": arn}
        ]
        assert secret not in json.dumps(record)
        assert server.events(EventName=name) == []
    written = journaled(server, request_id(put))
    assert written["requestParameters"] == stream.names
    assert written["additionalEventData"] == {"logEvents": {"received": 2, "stored": 2}}
    looked = journaled(server, request_id(found))["requestParameters"]
    assert looked == {"logGroupName": stream.group, "filterPattern": "word"}


@pytest.mark.parametrize(
    ("action", "name", "resource"),
    [
        ("DescribeLogGroups", "describe_log_groups", "log-group::log-stream:"),
        ("FilterLogEvents", "filter_log_events", "log-group:{group}:log-stream:"),
        ("PutLogEvents", "put_log_events", "log-group:{group}:log-stream:{stream}"),
        ("ListTagsForResource", "list_tags_for_resource", "log-group:{group}"),
    ],
)
def test_a_refusal_names_what_was_asked_for(
    server: Server, stream: Stream, action: str, name: str, resource: str
) -> None:
    """As in refusals that users of AWS have shown."""
    person = server.person()
    prefix = f"arn:aws:logs:us-east-2:{server.account}:"
    requests: dict[str, dict[str, Any]] = {
        "DescribeLogGroups": {},
        "FilterLogEvents": {"logGroupName": stream.group},
        "PutLogEvents": {**stream.names, "logEvents": [{"timestamp": 1, "message": "x"}]},
        "ListTagsForResource": {"resourceArn": f"{prefix}log-group:{stream.group}"},
    }
    members = requests[action]
    arn = prefix + resource.format(group=stream.group, stream=stream.name)
    assert refusal(getattr(server.client("logs", person), name), **members) == (
        "AccessDeniedException",
        f"User: {person.arn} is not authorized to perform: logs:{action} on resource: {arn} "
        f"because no identity-based policy allows the logs:{action} action",
    )


def test_a_group_is_opened_with_everything_in_it(server: Server, stream: Stream) -> None:
    other = unique("/other/group")
    stream.logs.create_log_group(logGroupName=other)
    arn = f"arn:aws:logs:us-east-2:{server.account}:log-group:{stream.group}:*"
    person = server.person({"Effect": "Allow", "Action": "logs:*", "Resource": arn})
    theirs = server.client("logs", person)
    theirs.put_retention_policy(logGroupName=stream.group, retentionInDays=7)
    theirs.get_log_events(**stream.names)
    assert refusal(theirs.filter_log_events, logGroupName=other)[0] == "AccessDeniedException"


def test_a_stream_is_opened_alone(server: Server, stream: Stream) -> None:
    arn = f"arn:aws:logs:us-east-2:{server.account}:log-group:{stream.group}:log-stream:mine*"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    person = server.person({"Effect": "Allow", "Action": actions, "Resource": arn})
    theirs = Stream(server.client("logs", person), stream.group, "mine/1")
    theirs.logs.create_log_stream(**theirs.names)
    theirs.put("x")
    foreign = Stream(theirs.logs, stream.group, stream.name)
    assert refusal(lambda: foreign.put("x"))[0] == "AccessDeniedException"


def test_another_account_has_its_own_groups(server: Server, stream: Stream) -> None:
    """A group's ARN of another account opens nothing."""
    arn = f"arn:aws:logs:us-east-2:210987654321:log-group:{stream.group}"
    call = stream.logs.get_log_events
    members = {"logGroupIdentifier": arn, "logStreamName": stream.name}
    assert refusal(call, **members)[0] == "AccessDeniedException"
