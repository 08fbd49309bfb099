"""The inside door: jobs ask the front, over a socket that only the owner can use."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lading.dispatch.invoke import Unavailable
from lading.folders import DataFolder
from lading.inside import Inside, InsideUnavailable
from lading.operation import Call, Catalog, ServiceError, operation
from lading.server.inside import InsideDoor, ask_inside

INSIDE = Inside("ecr:Expire", "ecr.amazonaws.com", "111122223333", "us-east-1", {"name": "a"})


@operation("ecr:Expire", changes=True, internal=True)
def expire(call: Call, request: Any) -> dict[str, Any]:
    """Stand for an operation: the dispatch below does not run it."""
    return {}


class OneAnswer:
    """Stands for dispatch: says what it was asked, or what it was told to say."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[Any] = []

    def begin(self, operation: Any, caller: Any, origin: Any, scope: Any) -> Any:
        self.asked.append((operation.key, caller.identity.invoked_by, scope.account, scope.region))
        return type("Begun", (), {"received": None})()

    async def invoke(self, call: Any, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.error is not None:
            raise self.error
        return {"seen": dict(request), "received": call.received}


def asked(tmp_path: Path, dispatch: Any, inside: Inside = INSIDE) -> Mapping[str, Any]:
    """Ask through a door that is open for just this question."""
    folder = DataFolder(tmp_path)
    folder.create()

    async def run() -> Mapping[str, Any]:
        doors = [InsideDoor(dispatch, Catalog((expire,)), folder) for _ in range(2)]
        serving = [asyncio.create_task(door.serve()) for door in doors]
        async with asyncio.timeout(60):
            while not folder.front_socket.exists():  # noqa: ASYNC110  (a file)
                await asyncio.sleep(0)
        assert stat.S_IMODE(folder.front_socket.stat().st_mode) == 0o600
        try:
            return await asyncio.to_thread(ask_inside, folder, inside)
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)

    return asyncio.run(run())


def test_a_job_is_answered_as_the_service_it_is(tmp_path: Path) -> None:
    dispatch = OneAnswer()
    assert asked(tmp_path, dispatch) == {"seen": {"name": "a"}, "received": None}
    assert dispatch.asked == [("ecr:Expire", "ecr.amazonaws.com", "111122223333", "us-east-1")]


def test_a_refusal_comes_back_as_one(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="there is none") as caught:
        asked(tmp_path, OneAnswer(ServiceError("RepositoryNotFoundException", "there is none")))
    assert caught.value.code == "RepositoryNotFoundException"


@pytest.mark.parametrize(
    ("dispatch", "inside"),
    [
        (OneAnswer(Unavailable("no room")), INSIDE),
        (OneAnswer(), Inside("ecr:Unknown", "ecr.amazonaws.com", "111122223333", "us-east-1")),
    ],
)
def test_what_cannot_be_answered_now_says_so(
    tmp_path: Path, dispatch: OneAnswer, inside: Inside
) -> None:
    with pytest.raises(InsideUnavailable):
        asked(tmp_path, dispatch, inside)


def test_without_a_front_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(InsideUnavailable):
        ask_inside(DataFolder(tmp_path), INSIDE)
