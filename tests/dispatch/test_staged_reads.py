"""What writes, but not to the database: checked on a snapshot, done without one, recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.operation import Call, Operation, ServiceError, operation
from lading.ports import AnalyticsUnavailable

from .conftest import MemoryJournal, call_of, invoked


def staged_operation(stage: Callable[[Call, Any], Any], seen: list[str]) -> Operation:
    """Return an operation of a known service that notes what it passes."""

    def check(call: Call, _: Any) -> None:
        assert call.snapshot is not None
        seen.append("check")
        call.memo["left"] = "for the stage"

    @operation("logs:PutLogEvents", read_only=False, data=True, check=check, stage=stage)
    def write(call: Call, _: Any) -> dict[str, Any]:
        assert call.snapshot is None
        seen.append("answer")
        return {"nextSequenceToken": call.staged}

    return write


def test_it_is_recorded_once_it_is_done(dispatch: Dispatch, journal: MemoryJournal) -> None:
    seen: list[str] = []

    def stage(call: Call, _: Any) -> str:
        assert (call.memo["left"], journal.entries) == ("for the stage", [])
        seen.append("stage")
        return "done"

    answer = invoked(dispatch, call_of(dispatch, staged_operation(stage, seen)))
    assert answer == {"nextSequenceToken": "done"}
    assert seen == ["check", "stage", "answer"]
    (record,) = journal.entries
    assert (record["eventName"], record["eventCategory"]) == ("PutLogEvents", "Data")


def test_a_store_that_is_down_is_a_refusal_on_record(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    def stage(_: Call, __: Any) -> None:
        raise AnalyticsUnavailable("down")

    seen: list[str] = []
    with pytest.raises(ServiceError) as caught:
        invoked(dispatch, call_of(dispatch, staged_operation(stage, seen)))
    assert caught.value.code == "ServiceUnavailableException"
    assert seen == ["check"]
    assert [record["errorCode"] for record in journal.entries] == ["ServiceUnavailableException"]


def test_low_disk_takes_none_of_it(dispatch: Dispatch, journal: MemoryJournal) -> None:
    low = replace(dispatch, disk=DiskSpace(lambda: 50, 100, 0))
    seen: list[str] = []
    with pytest.raises(ServiceError, match="low on disk"):
        invoked(low, call_of(low, staged_operation(lambda *_: None, seen)))
    assert seen == []
    assert len(journal.entries) == 1
