"""Log streams by the API. Texts: as recorded from AWS by open mocks."""

from __future__ import annotations

from typing import Any

import pytest

from ...doors.server import Server, unique
from .conftest import Stream, now_ms, refusal


def test_a_fresh_stream_has_no_times(server: Server, logs: Any, stream: Stream) -> None:
    (found,) = logs.describe_log_streams(logGroupName=stream.group)["logStreams"]
    assert 0 <= now_ms() - found.pop("creationTime") < 60_000
    assert found == {
        "logStreamName": stream.name,
        "arn": f"arn:aws:logs:us-east-2:{server.account}:log-group:{stream.group}"
        f":log-stream:{stream.name}",
        "storedBytes": 0,
    }


def test_a_stream_with_events_has_times(logs: Any, stream: Stream) -> None:
    start_ms = now_ms() - 60_000
    stream.put("one", "two", at_ms=start_ms, step_ms=1_000)
    (found,) = logs.describe_log_streams(logGroupName=stream.group)["logStreams"]
    assert found["firstEventTimestamp"] == start_ms
    assert found["lastEventTimestamp"] == start_ms + 1_000
    assert 0 <= now_ms() - found["lastIngestionTime"] < 60_000
    assert len(found["uploadSequenceToken"]) == 56


def test_a_name_taken_is_refused(logs: Any, stream: Stream) -> None:
    assert refusal(logs.create_log_stream, **stream.names) == (
        "ResourceAlreadyExistsException",
        "The specified log stream already exists",
    )


@pytest.mark.parametrize("descending", [False, True])
def test_streams_come_by_name_page_by_page(logs: Any, group: str, descending: bool) -> None:
    for name in ("web/2", "web/1", "Web", "db", "web/3"):
        logs.create_log_stream(logGroupName=group, logStreamName=name)

    def pages(**members: Any) -> list[list[str]]:
        found = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=group,
            descending=descending,
            PaginationConfig={"PageSize": 2},
            **members,
        )
        return [[one["logStreamName"] for one in page["logStreams"]] for page in found]

    all_names = ["Web", "db", "web/1", "web/2", "web/3"]
    webs = all_names[2:]
    if descending:
        all_names, webs = all_names[::-1], webs[::-1]
    assert pages() == [all_names[:2], all_names[2:4], all_names[4:]]
    assert pages(logStreamNamePrefix="web") == [webs[:2], webs[2:]]


@pytest.mark.parametrize("size", [1, 2, 50])
def test_streams_in_the_order_of_their_last_events(logs: Any, stream: Stream, size: int) -> None:
    """Streams without events are first where the oldest is, by name among themselves."""
    start_ms = now_ms() - 60_000
    late, early = stream.beside("late"), stream.beside("early")
    quiet = [stream.beside("quiet").name for _ in range(2)]
    for number, one in enumerate((early, stream, late)):
        one.put("event", at_ms=start_ms + number)
    gone = stream.beside("gone")
    gone.put("event", at_ms=start_ms + 10)
    logs.delete_log_stream(**gone.names)

    def names(descending: bool) -> list[str]:
        found = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=stream.group,
            orderBy="LastEventTime",
            descending=descending,
            PaginationConfig={"PageSize": size},
        )
        return [one["logStreamName"] for page in found for one in page["logStreams"]]

    active = [early.name, stream.name, late.name]
    assert names(False) == [*sorted(quiet), *active]
    assert names(True) == [*active[::-1], *sorted(quiet)]


def test_a_prefix_goes_with_names_only(logs: Any, group: str) -> None:
    given = {"logGroupName": group, "orderBy": "LastEventTime", "logStreamNamePrefix": "a"}
    assert refusal(logs.describe_log_streams, **given) == (
        "InvalidParameterException",
        "Cannot order by LastEventTime with a logStreamNamePrefix.",
    )


def test_a_group_is_named_in_one_way(server: Server, logs: Any, stream: Stream) -> None:
    arn = f"arn:aws:logs:us-east-2:{server.account}:log-group:{stream.group}"
    for identifier in (stream.group, arn):
        found = logs.describe_log_streams(logGroupIdentifier=identifier)["logStreams"]
        assert [one["logStreamName"] for one in found] == [stream.name]
    both = {"logGroupName": stream.group, "logGroupIdentifier": arn}
    assert refusal(logs.describe_log_streams, **both) == (
        "ValidationException",
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    )
    assert refusal(logs.describe_log_streams)[0] == "InvalidParameterException"
    assert refusal(logs.describe_log_streams, logGroupIdentifier=f"{arn}:*") == (
        "InvalidParameterException",
        "1 validation error detected: Value at 'logGroupIdentifier' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w#+=/:,.@-]*",
    )


def test_a_stream_made_again_has_none_of_the_old_events(logs: Any, stream: Stream) -> None:
    other = stream.beside()
    stream.put("old")
    other.put("kept")
    logs.delete_log_stream(**stream.names)
    assert stream.found() == ["kept"]
    logs.create_log_stream(**stream.names)
    assert stream.messages() == []
    assert stream.found() == ["kept"]


@pytest.mark.parametrize("name", ["delete_log_stream", "get_log_events"])
def test_the_group_is_looked_for_first(logs: Any, group: str, name: str) -> None:
    code = "ResourceNotFoundException"
    call = getattr(logs, name)
    assert refusal(call, logGroupName="/never/made", logStreamName="s") == (
        code,
        "The specified log group does not exist.",
    )
    assert refusal(call, logGroupName=group, logStreamName=unique("s")) == (
        code,
        "The specified log stream does not exist.",
    )
