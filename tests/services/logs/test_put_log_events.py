"""PutLogEvents: what is taken, what is left out, what is refused whole (API reference)."""

from __future__ import annotations

from typing import Any

import pytest

from ...doors.server import Server
from .conftest import Stream, now_ms, refusal

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def test_events_are_there_once_the_answer_is(stream: Stream) -> None:
    start_ms = now_ms()
    answer = stream.put("one", '{"two": 2}', at_ms=start_ms)
    assert len(answer["nextSequenceToken"]) == 56
    assert "rejectedLogEventsInfo" not in answer
    one, two = stream.get(startFromHead=True)["events"]
    assert 0 <= one.pop("ingestionTime") - start_ms < 60_000
    assert one == {"timestamp": start_ms, "message": "one"}
    assert (two["timestamp"], two["message"]) == (start_ms + 1, '{"two": 2}')


def test_the_order_of_a_batch_is_kept_among_equal_times(stream: Stream) -> None:
    messages = [f"event {number}" for number in range(200)]
    stream.put(*messages, step_ms=0)
    assert stream.messages(startFromHead=True) == messages


@pytest.mark.parametrize(
    "message",
    [
        "tab\tnew line\n",
        "quote ' \" \\ `",
        "NUL \0 end",
        "{{param}} {x:String}",
        "日本 \U0001f600",
        " ",
    ],
)
def test_a_message_comes_back_as_it_was(stream: Stream, message: str) -> None:
    stream.put(message)
    assert stream.messages() == [message]


def test_times_must_not_fall(stream: Stream) -> None:
    at = now_ms()
    events = [{"timestamp": at - back, "message": "x"} for back in (0, 1)]
    assert refusal(stream.logs.put_log_events, **stream.names, logEvents=events) == (
        "InvalidParameterException",
        "Log events in a single PutLogEvents request must be in chronological order.",
    )


def test_a_batch_is_a_mib_with_26_bytes_for_each_event(stream: Stream) -> None:
    fits = "é" * ((1_048_576 - 26) // 2)
    stream.put(fits)
    code, text = refusal(lambda: stream.put(fits, "x"))
    assert code == "InvalidParameterException"
    assert text == "Upload too large: 1048603 bytes exceeds limit of 1048576"
    assert len(stream.messages()) == 1


def test_too_many_events(stream: Stream) -> None:
    code, text = refusal(lambda: stream.put(*["x"] * 10_001, step_ms=0))
    assert code == "InvalidParameterException"
    assert "less than or equal to 10000" in text


@pytest.mark.parametrize(
    ("ages_ms", "retention", "rejected", "stored"),
    [
        ([0, -3 * HOUR_MS, -4 * HOUR_MS], None, {"tooNewLogEventStartIndex": 1}, 1),
        ([15 * DAY_MS, 15 * DAY_MS, 0], None, {"tooOldLogEventEndIndex": 2}, 1),
        ([15 * DAY_MS], None, {"tooOldLogEventEndIndex": 1}, 0),
        ([2 * DAY_MS, 0], 1, {"expiredLogEventEndIndex": 1}, 1),
        (
            [15 * DAY_MS, 2 * DAY_MS, 0, -3 * HOUR_MS],
            1,
            {
                "tooOldLogEventEndIndex": 1,
                "expiredLogEventEndIndex": 2,
                "tooNewLogEventStartIndex": 3,
            },
            1,
        ),
        ([13 * DAY_MS], None, None, 1),
        ([-HOUR_MS], None, None, 1),
    ],
)
def test_events_of_other_times_are_left_out(
    stream: Stream,
    ages_ms: list[int],
    retention: int | None,
    rejected: dict[str, int] | None,
    stored: int,
) -> None:
    """Ends are exclusive: one past the last that is left out (as the service model says)."""
    if retention is not None:
        stream.logs.put_retention_policy(logGroupName=stream.group, retentionInDays=retention)
    at = now_ms()
    events = [{"timestamp": at - age, "message": "x"} for age in ages_ms]
    answer = stream.logs.put_log_events(**stream.names, logEvents=events)
    assert answer.get("rejectedLogEventsInfo") == rejected
    assert len(stream.messages()) == stored


def test_a_batch_spans_a_day_of_valid_events(stream: Stream) -> None:
    at = now_ms() - 2 * DAY_MS
    code, text = refusal(lambda: stream.put("a", "b", at_ms=at, step_ms=DAY_MS + 1))
    assert (code, "24 hours" in text) == ("InvalidParameterException", True)
    stream.put("a", "b", at_ms=at, step_ms=DAY_MS)
    events = [{"timestamp": now_ms() - 20 * DAY_MS, "message": "a"}]
    events.append({"timestamp": now_ms(), "message": "b"})
    stream.logs.put_log_events(**stream.names, logEvents=events)


def test_sequence_tokens_are_ignored(stream: Stream) -> None:
    event = {"timestamp": now_ms(), "message": "x"}
    stream.logs.put_log_events(**stream.names, logEvents=[event], sequenceToken="never given")
    assert stream.messages() == ["x"]


@pytest.mark.parametrize(
    "members",
    [
        {"logEvents": []},
        {"logEvents": [{"timestamp": -1, "message": "x"}]},
        {"logEvents": [{"timestamp": 1, "message": ""}]},
        {"logEvents": [{"timestamp": 1}]},
        {},
    ],
)
def test_what_the_model_refuses(stream: Stream, members: Any) -> None:
    code, _ = refusal(stream.logs.put_log_events, **stream.names, **members)
    assert code == "InvalidParameterException"


def test_groups_that_can_only_be_queried_take_events(logs: Any, stream: Stream) -> None:
    low = Stream(logs, stream.group + "/low", "s")
    logs.create_log_group(logGroupName=low.group, logGroupClass="INFREQUENT_ACCESS")
    logs.create_log_stream(**low.names)
    low.put("x")
    for code, _ in (refusal(low.get), refusal(low.found)):
        assert code == "InvalidParameterException"


def test_half_a_character_in_a_message(server: Server, stream: Stream) -> None:
    """JSON can say it, UTF-8 cannot: it is refused or replaced, and nothing breaks."""
    body = (
        b'{"logGroupName":"%s","logStreamName":"%s","logEvents":[{"timestamp":%d,"message":"\\ud800"}]}'
        % (stream.group.encode(), stream.name.encode(), now_ms())
    )
    reply = server.send_signed("Logs_20140328.PutLogEvents", body)
    assert reply.status in (200, 400), reply
