"""The one way through every operation, with a database, a journal and operations of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lading.adapters.sqlite import SqliteDatabase
from lading.caller import Origin, Scope
from lading.directory.accounts import root_caller
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.operation import Call, Operation, ServiceError, operation
from lading.ports import DatabaseUnavailable, StorageFull, Transaction

from .conftest import ACCOUNT, MemoryJournal, call_of, committed, invoked


def read_that(does: Callable[[Call, Any], Any], *, inline: bool = False) -> Operation:
    return operation("ecr:DescribeRegistry", inline=inline)(does)


def change_that(does: Callable[[Call, Any], Any], **options: Any) -> Operation:
    return operation("ecr:DeleteRegistryPolicy", changes=True, **options)(does)


def answer(call: Call, request: Any) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize("inline", [True, False])
def test_read_is_journaled_before_its_answer(
    dispatch: Dispatch, journal: MemoryJournal, inline: bool
) -> None:
    call = call_of(dispatch, read_that(answer, inline=inline))
    assert invoked(dispatch, call) == {}
    assert [entry["eventID"] for entry in journal.entries] == [call.event_id]
    assert committed(dispatch) == []


def test_change_is_committed_with_its_record(dispatch: Dispatch, journal: MemoryJournal) -> None:
    call = call_of(dispatch, change_that(answer))
    invoked(dispatch, call)
    assert [entry["eventID"] for entry in committed(dispatch)] == [call.event_id]
    assert journal.entries == []


@pytest.mark.parametrize("make", [read_that, change_that])
def test_refusal_is_journaled_once(
    dispatch: Dispatch, journal: MemoryJournal, make: Callable[..., Operation]
) -> None:
    def refuse(call: Call, request: Any) -> None:
        raise call.error("RegistryPolicyNotFoundException", "none")

    call = call_of(dispatch, make(refuse))
    with pytest.raises(ServiceError, match="none"):
        invoked(dispatch, call)
    assert [entry["errorCode"] for entry in journal.entries] == ["RegistryPolicyNotFoundException"]
    assert committed(dispatch) == []


@pytest.mark.parametrize("make", [read_that, change_that])
def test_our_own_fault_tells_nothing_of_our_insides(
    dispatch: Dispatch, journal: MemoryJournal, make: Callable[..., Operation]
) -> None:
    def break_down(call: Call, request: Any) -> None:
        raise KeyError("/srv/lading/secret")

    with pytest.raises(ServiceError) as caught:
        invoked(dispatch, call_of(dispatch, make(break_down)))
    assert caught.value.code == "InternalFailure"
    assert "secret" not in caught.value.message
    assert journal.entries[0]["errorCode"] == "InternalFailure"
    assert "secret" not in str(journal.entries)


@pytest.mark.parametrize("error", [DatabaseUnavailable("locked"), StorageFull("full")])
def test_trouble_that_passes_says_try_later(
    dispatch: Dispatch, journal: MemoryJournal, error: Exception
) -> None:
    def fail(call: Call, request: Any) -> None:
        raise error

    with pytest.raises(ServiceError) as caught:
        invoked(dispatch, call_of(dispatch, read_that(fail)))
    assert caught.value.code == "ServiceUnavailableException"
    assert journal.entries[0]["errorCode"] == "ServiceUnavailableException"


def test_no_journal_no_answer(dispatch: Dispatch, journal: MemoryJournal) -> None:
    """Where a read or a refusal cannot be recorded, its answer must not leave."""
    journal.is_full = True
    with pytest.raises(Unavailable):
        invoked(dispatch, call_of(dispatch, read_that(answer)))

    def refuse(call: Call, request: Any) -> None:
        raise call.error("RegistryPolicyNotFoundException", "none")

    with pytest.raises(Unavailable):
        invoked(dispatch, call_of(dispatch, change_that(refuse)))


def test_exhausted_disk_answers_nothing(dispatch: Dispatch, journal: MemoryJournal) -> None:
    full = replace(dispatch, disk=DiskSpace(lambda: 5, 20, 10))
    with pytest.raises(Unavailable):
        invoked(full, call_of(full, read_that(answer)))
    assert journal.entries == []


def test_low_disk_refuses_changes_and_records_that(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    low = replace(dispatch, disk=DiskSpace(lambda: 15, 20, 10))
    with pytest.raises(ServiceError) as caught:
        invoked(low, call_of(low, change_that(answer)))
    assert caught.value.code == "ServiceUnavailableException"
    assert [entry["errorCode"] for entry in journal.entries] == ["ServiceUnavailableException"]
    assert invoked(low, call_of(low, read_that(answer))) == {}


class LosesAcknowledgements(SqliteDatabase):
    """Commits, then reports that it could not tell."""

    async def write(self, work: Callable[[Transaction], Any], /) -> Any:
        await super().write(work)
        raise DatabaseUnavailable("the connection broke after COMMIT")


def test_commit_whose_acknowledgement_was_lost_is_no_failure(
    dispatch: Dispatch, journal: MemoryJournal, tmp_path: Path
) -> None:
    """What is committed happened: one record, no refusal of it."""
    losing = LosesAcknowledgements(tmp_path / "metadata.sqlite")
    call = call_of(dispatch, change_that(answer))
    assert invoked(replace(dispatch, database=losing), call) == {}
    losing.close()
    assert [entry["eventID"] for entry in committed(dispatch)] == [call.event_id]
    assert journal.entries == []


def test_check_comes_before_stage_and_stage_before_the_transaction(dispatch: Dispatch) -> None:
    seen: list[str] = []

    def check(call: Call, request: Any) -> None:
        seen.append("check")

    def stage(call: Call, request: Any) -> str:
        seen.append("stage")
        return "staged"

    def act(call: Call, request: Any) -> dict[str, Any]:
        seen.append(f"act on {call.staged}")
        return {}

    invoked(dispatch, call_of(dispatch, change_that(act, check=check, stage=stage)))
    assert seen == ["check", "stage", "act on staged"]


def test_unauthorized_caller_stages_nothing(dispatch: Dispatch, journal: MemoryJournal) -> None:
    staged: list[int] = []
    one = change_that(answer, stage=lambda call, request: staged.append(1))
    caller = replace(root_caller("999999999999", None), entity_id="AIDANOBODY")
    call = dispatch.begin(one, caller, Origin("192.0.2.1", "a", "h"), Scope(ACCOUNT, "us-east-1"))
    with pytest.raises(ServiceError):
        invoked(dispatch, call)
    assert staged == []
    assert len(journal.entries) == 1


def test_admit_records_only_refusals(dispatch: Dispatch, journal: MemoryJournal) -> None:
    def check(call: Call, request: Any) -> None:
        if "bad" in request:
            raise call.error("InvalidParameterException", "bad")

    one = change_that(answer, check=check)
    asyncio.run(dispatch.admit(call_of(dispatch, one), {}))
    assert journal.entries == []
    with pytest.raises(ServiceError):
        asyncio.run(dispatch.admit(call_of(dispatch, one), {"bad": 1}))
    assert [entry["errorCode"] for entry in journal.entries] == ["InvalidParameterException"]
