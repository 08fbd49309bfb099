"""FilterLogEvents: events of all streams together, by terms and phrases."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Stream, now_ms, refusal, texts

LINES = [
    "[ERROR 400] BAD REQUEST",
    "[ERROR 401] UNAUTHORIZED REQUEST",
    "[ERROR 419] MISSING ARGUMENTS",
    '[INFO] it\'s "fine" \\ 100% {x:String}',
    "[WARN] slow pull",
]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("ERROR", [0, 1, 2]),
        ("error", []),
        ("ERROR REQUEST", [0, 1]),
        ("ERROR -REQUEST", [2]),
        ("-ERROR", [3, 4]),
        ("?INFO ?WARN", [3, 4]),
        ("?INFO ?WARN ERROR", [0, 1, 2]),
        ('"MISSING ARGUMENTS"', [2]),
        ("it's", [3]),
        (r'"\"fine\" \\"', [3]),
        ('"{x:String}"', [3]),
        ("' OR 1=1 --", []),
        ("term_0", []),
    ],
)
def test_terms_pick_events(lines: Stream, pattern: str, found: list[int]) -> None:
    assert lines.found(pattern) == [LINES[index] for index in found]


@pytest.fixture(scope="module")
def lines(logs: Any) -> Stream:
    """A stream with every line, which tests leave alone."""
    stream = Stream(logs, "/test/lines", "s")
    logs.create_log_group(logGroupName=stream.group)
    logs.create_log_stream(**stream.names)
    stream.put(*LINES)
    return stream


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ('{ $.eventName = "PutImage" }', "JSON properties are not built"),
        ("[a, b]", "not built"),
        ("%x%", "not built"),
        ('"x', "not closed"),
    ],
)
def test_other_patterns_are_refused_clearly(lines: Stream, pattern: str, text: str) -> None:
    code, message = refusal(lines.found, pattern=pattern)
    assert code == "InvalidParameterException"
    assert text in message


def test_an_event_is_told_whole(lines: Stream) -> None:
    answer = lines.logs.filter_log_events(logGroupName=lines.group, filterPattern="WARN")
    (event,) = answer["events"]
    (same,) = lines.get(limit=1)["events"]
    assert len(event.pop("eventId")) == 56
    assert event == {"logStreamName": "s", **same}
    assert answer["searchedLogStreams"] == []
    assert "nextToken" not in answer


@pytest.fixture
def two(stream: Stream) -> tuple[Stream, Stream, int]:
    """Two streams whose events alternate: 0, 2, 4 … and 1, 3, 5 …, 20 in all."""
    other, start_ms = stream.beside("other"), now_ms() - 60_000
    for first, one in enumerate((stream, other)):
        one.put(*map(str, range(first, 20, 2)), at_ms=start_ms + first, step_ms=2)
    return stream, other, start_ms


@pytest.mark.parametrize("from_head", [True, False])
@pytest.mark.parametrize("size", [3, 7, 20])
def test_pages_hold_each_event_once_and_in_order(
    two: tuple[Stream, Stream, int], size: int, from_head: bool
) -> None:
    stream, _, _ = two
    pages = stream.logs.get_paginator("filter_log_events").paginate(
        logGroupName=stream.group,
        startFromHead=from_head,
        PaginationConfig={"PageSize": size},
    )
    found = [event for page in pages for event in page["events"]]
    order = range(20) if from_head else range(19, -1, -1)
    assert [event["message"] for event in found] == list(map(str, order))
    ids = [event["eventId"] for event in found]
    assert ids == sorted(set(ids), reverse=not from_head)


def test_both_ends_of_the_time_range_are_in_it(two: tuple[Stream, Stream, int]) -> None:
    stream, _, start_ms = two
    assert stream.found(startTime=start_ms + 3, endTime=start_ms + 5) == ["3", "4", "5"]
    assert stream.found(startTime=start_ms + 5, endTime=start_ms + 3) == []


def test_streams_by_name_or_by_prefix(two: tuple[Stream, Stream, int]) -> None:
    stream, other, _ = two
    odd = [str(number) for number in range(1, 20, 2)]
    assert stream.found(logStreamNames=[other.name]) == odd
    assert stream.found(logStreamNamePrefix="othe") == odd
    assert stream.found(logStreamNamePrefix="other_") == []
    assert len(stream.found(logStreamNames=[stream.name, other.name])) == 20
    given = {"logStreamNames": [stream.name], "logStreamNamePrefix": "s"}
    assert refusal(stream.found, **given)[0] == "InvalidParameterException"
    assert refusal(stream.found, logStreamNames=["never made"]) == (
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )


def test_a_token_is_good_for_its_own_request_only(two: tuple[Stream, Stream, int]) -> None:
    stream, _, _ = two
    members = {"logGroupName": stream.group, "limit": 5}
    token = stream.logs.filter_log_events(**members, filterPattern="1")["nextToken"]
    invalid = ("InvalidParameterException", "The specified nextToken is invalid.")
    for wrong in (
        {**members, "nextToken": token},
        {**members, "nextToken": "no", "filterPattern": "1"},
    ):
        assert refusal(stream.logs.filter_log_events, **wrong) == invalid
    more = stream.logs.filter_log_events(**members, filterPattern="1", nextToken=token)
    assert texts(more)[0] == "14"


def test_a_token_keeps_its_direction(two: tuple[Stream, Stream, int]) -> None:
    stream, _, _ = two
    members = {"logGroupName": stream.group, "limit": 5}
    token = stream.logs.filter_log_events(**members, startFromHead=False)["nextToken"]
    for again in ({}, {"startFromHead": True}):
        page = stream.logs.filter_log_events(**members, nextToken=token, **again)
        assert texts(page)[:2] == ["14", "13"]
