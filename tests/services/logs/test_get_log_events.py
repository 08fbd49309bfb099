"""GetLogEvents: pages in both directions, and how a client knows the end."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Stream, now_ms, refusal, texts


def numbers(answer: Any) -> list[int]:
    return [int(message) for message in texts(answer)]


@pytest.fixture
def ten(stream: Stream) -> tuple[Stream, int]:
    """A stream with the messages 0 to 9, a second apart, and the time of the first."""
    start_ms = now_ms() - 60_000
    stream.put(*map(str, range(10)), at_ms=start_ms, step_ms=1_000)
    return stream, start_ms


def test_the_newest_page_comes_first_and_is_ascending(ten: tuple[Stream, int]) -> None:
    stream, _ = ten
    assert numbers(stream.get(limit=4)) == [6, 7, 8, 9]
    assert numbers(stream.get(limit=4, startFromHead=True)) == [0, 1, 2, 3]
    assert numbers(stream.get()) == list(range(10))


def test_tokens_lead_to_the_end_and_come_back_there(ten: tuple[Stream, int]) -> None:
    """As `aws logs` and every SDK loop do it: until the token is the one that was sent."""
    stream, _ = ten
    seen: list[int] = []
    answer = stream.get(startFromHead=True, limit=3)
    while True:
        seen += numbers(answer)
        token = answer["nextForwardToken"]
        answer = stream.get(startFromHead=True, limit=3, nextToken=token)
        if answer["nextForwardToken"] == token:
            break
    assert seen == list(range(10))
    assert answer["events"] == []


def test_backward_tokens_lead_to_the_beginning(ten: tuple[Stream, int]) -> None:
    stream, _ = ten
    first = stream.get(limit=4)
    second = stream.get(limit=4, nextToken=first["nextBackwardToken"])
    third = stream.get(limit=4, nextToken=second["nextBackwardToken"])
    assert [numbers(page) for page in (second, third)] == [[2, 3, 4, 5], [0, 1]]
    end = stream.get(limit=4, nextToken=third["nextBackwardToken"])
    assert end["events"] == []
    assert end["nextBackwardToken"] == third["nextBackwardToken"]


def test_either_token_of_a_page_leads_back_to_its_neighbours(ten: tuple[Stream, int]) -> None:
    stream, _ = ten
    middle = stream.get(
        limit=3, nextToken=stream.get(startFromHead=True, limit=3)["nextForwardToken"]
    )
    assert numbers(middle) == [3, 4, 5]
    assert numbers(stream.get(limit=2, nextToken=middle["nextBackwardToken"])) == [1, 2]
    assert numbers(stream.get(limit=2, nextToken=middle["nextForwardToken"])) == [6, 7]


def test_from_an_empty_end_the_way_back_begins_with_the_last_event(
    ten: tuple[Stream, int],
) -> None:
    stream, _ = ten
    end = stream.get(nextToken=stream.get()["nextForwardToken"])
    assert end["events"] == []
    assert numbers(stream.get(limit=2, nextToken=end["nextBackwardToken"])) == [8, 9]
    start = stream.get(nextToken=stream.get()["nextBackwardToken"])
    assert start["events"] == []
    assert numbers(stream.get(limit=2, nextToken=start["nextForwardToken"])) == [0, 1]


def test_a_forward_token_finds_what_comes_later(ten: tuple[Stream, int]) -> None:
    stream, start_ms = ten
    token = stream.get()["nextForwardToken"]
    stream.put("10", at_ms=start_ms + 10_000)
    assert numbers(stream.get(nextToken=token)) == [10]


def test_an_empty_stream_has_tokens_that_find_its_first_event(stream: Stream) -> None:
    empty = stream.get()
    assert empty["events"] == []
    assert empty["nextForwardToken"].startswith("f/")
    assert empty["nextBackwardToken"].startswith("b/")
    assert all(len(empty[f"next{way}Token"]) == 58 for way in ("Forward", "Backward"))
    stream.put("1")
    assert numbers(stream.get(nextToken=empty["nextForwardToken"])) == [1]


def test_the_start_is_in_the_window_and_the_end_is_not(ten: tuple[Stream, int]) -> None:
    stream, start_ms = ten
    window = {"startTime": start_ms + 2_000, "endTime": start_ms + 5_000}
    assert numbers(stream.get(**window)) == [2, 3, 4]
    assert numbers(stream.get(startTime=start_ms + 8_000)) == [8, 9]
    assert numbers(stream.get(startTime=start_ms, endTime=start_ms)) == []
    assert numbers(stream.get(endTime=0)) == []


@pytest.mark.parametrize(
    "token", ["no", "f/1", "x/" + "0" * 56, "f/" + "9" * 56, "f/" + "0" * 55 + "x", "f/" + "٣" * 56]
)
def test_a_token_that_never_was(stream: Stream, token: str) -> None:
    assert refusal(stream.get, nextToken=token) == (
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    )


def test_a_page_holds_a_mib(stream: Stream) -> None:
    """Pages are cut by size, and every event comes once."""
    for number in range(3):
        stream.put(*[f"{number} {index} " + "x" * 200_000 for index in range(4)])
    seen: list[str] = []
    answer = stream.get(startFromHead=True)
    while answer["events"]:
        assert 1 <= len(answer["events"]) <= 5
        seen += [message[:4] for message in texts(answer)]
        answer = stream.get(startFromHead=True, nextToken=answer["nextForwardToken"])
    assert len(seen) == len(set(seen)) == 12


def test_only_the_streams_own_events(ten: tuple[Stream, int]) -> None:
    stream, _ = ten
    other = stream.beside()
    other.put("99")
    assert numbers(stream.get()) == list(range(10))
    assert numbers(other.get()) == [99]


def test_what_has_expired_is_hidden_at_once_by_the_present_retention(stream: Stream) -> None:
    stream.put("1", at_ms=now_ms() - 2 * 86_400_000)
    stream.put("2")
    stream.logs.put_retention_policy(logGroupName=stream.group, retentionInDays=1)
    assert numbers(stream.get()) == [2]
    assert stream.found() == ["2"]
    stream.logs.put_retention_policy(logGroupName=stream.group, retentionInDays=7)
    assert numbers(stream.get()) == [1, 2]
