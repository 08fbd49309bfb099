"""A logs client of root, and groups and streams of names that no other test has."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ...doors.server import Server, unique


@pytest.fixture(scope="session")
def logs(server: Server) -> Any:
    """A client that leaves all checks to the server."""
    return server.client("logs", validate=False)


@dataclass(frozen=True)
class Stream:
    """A log stream of a test's own."""

    logs: Any
    group: str
    name: str

    @property
    def names(self) -> dict[str, str]:
        """The members of a request that name the stream."""
        return {"logGroupName": self.group, "logStreamName": self.name}

    def put(self, *messages: str, at_ms: int | None = None, step_ms: int = 1) -> Any:
        """Store messages, `step_ms` apart, and return the answer."""
        start_ms = now_ms() if at_ms is None else at_ms
        events = [
            {"timestamp": start_ms + index * step_ms, "message": message}
            for index, message in enumerate(messages)
        ]
        return self.logs.put_log_events(**self.names, logEvents=events)

    def get(self, **members: Any) -> Any:
        """Return the answer of GetLogEvents."""
        return self.logs.get_log_events(**self.names, **members)

    def messages(self, **members: Any) -> list[str]:
        """Return the messages of a page of GetLogEvents."""
        return texts(self.get(**members))

    def found(self, pattern: str = "", **members: Any) -> list[str]:
        """Return the messages of a page of FilterLogEvents on the whole group."""
        return texts(
            self.logs.filter_log_events(logGroupName=self.group, filterPattern=pattern, **members)
        )

    def beside(self, stem: str = "stream") -> Stream:
        """Return a new stream of the same group."""
        name = unique(stem)
        self.logs.create_log_stream(logGroupName=self.group, logStreamName=name)
        return Stream(self.logs, self.group, name)


@pytest.fixture
def group(logs: Any) -> str:
    """A new group."""
    name = unique("/test/group")
    logs.create_log_group(logGroupName=name)
    return name


@pytest.fixture
def stream(logs: Any, group: str) -> Stream:
    """A new stream in a new group."""
    name = unique("stream")
    logs.create_log_stream(logGroupName=group, logStreamName=name)
    return Stream(logs, group, name)


def texts(answer: Any) -> list[str]:
    """Return the messages of a page of events."""
    return [event["message"] for event in answer["events"]]


def now_ms() -> int:
    return int(time.time() * 1000)


def refusal(call: Callable[..., Any], **members: Any) -> tuple[str, str]:
    """Return code and text of the error the call ends with; its status is 400."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response["Error"]["Code"], response["Error"]["Message"]


def names_of(groups: Sequence[Any]) -> list[str]:
    """Return the names in a list of groups."""
    return [one["logGroupName"] for one in groups]
