"""The history follower against the real analytics role."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.followers.conftest import AnalyticsRole, Place, record
from tests.followers.test_follower import catch_up

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.followers.history import HistorySink
from lading.ports import QueryError
from lading.services.cloudtrail.history import Attribute, lookup
from lading.services.cloudtrail.history_schema import TABLES

CRASH_PROCESS = Path(__file__).with_name("crash_process.py")


@pytest.fixture(scope="module")
def analytics(role: AnalyticsRole) -> Iterator[ClickHouseAnalytics]:
    client = role.client()
    yield client
    client.close()


def counts(analytics: ClickHouseAnalytics, account: str) -> list[tuple[object, ...]]:
    """Return rows and distinct events of an account in each table of the history."""
    return [
        analytics.select(
            f"SELECT count(), uniqExact(event_id) FROM {table} WHERE account = {{account:String}}",
            {"account": account},
        )[0]
        for table in TABLES
    ]


def test_records_are_found_in_the_history(place: Place, analytics: ClickHouseAnalytics) -> None:
    account = "100000000001"
    place.journal().write(record("j1", account))
    place.commit(record("t1", account))
    catch_up(place.follower(HistorySink(analytics, 3653)))
    page = lookup(
        analytics, account, "us-east-1", Attribute("Username", "ana"), None, None, limit=10
    )
    assert sorted(event.event_id for event in page.events) == ["j1", "t1"]
    assert orjson.loads(page.events[0].record) == orjson.loads(
        record(page.events[0].event_id, account)
    )


def test_data_events_are_no_part_of_the_history(
    place: Place, analytics: ClickHouseAnalytics
) -> None:
    account = "100000000009"
    data = orjson.loads(record("d1", account)) | {"managementEvent": False, "eventCategory": "Data"}
    place.journal().write(orjson.dumps(data))
    place.commit(record("t1", account))
    follower = place.follower(HistorySink(analytics, 3653))
    catch_up(follower)
    assert counts(analytics, account) == [(1, 1), (1, 1), (1, 1)]
    assert follower.progress.rejected_records == 0


def test_what_is_no_record_is_kept_aside(place: Place, analytics: ClickHouseAnalytics) -> None:
    account = "100000000002"
    broken = [b"no JSON", b"[]", b"{}", b'{"eventID":"x","eventTime":"soon"}']
    place.journal().write(record("j1", account), *broken, record("j2", account))
    follower = place.follower(HistorySink(analytics, 3653))
    catch_up(follower)
    assert counts(analytics, account) == [(2, 2)] * 3
    (kept,) = place.folder.rejected.iterdir()
    assert len(kept.read_bytes().splitlines()) == len(broken)


def test_a_row_the_store_refuses_does_not_hold_up_the_others(
    place: Place, analytics: ClickHouseAnalytics
) -> None:
    """The time fits the record but not the column."""
    account = "100000000003"
    refused = record("old", account).replace(b"2026-", b"1826-")
    place.journal().write(*(record(f"j{n}", account) for n in range(5)), refused)
    place.commit(*(record(f"t{n}", account) for n in range(4)))
    follower = place.follower(HistorySink(analytics, 3653))
    catch_up(follower)
    assert counts(analytics, account) == [(9, 9)] * 3
    assert follower.progress.rejected_records == 1


class FailingOnce:
    """The store, which fails once at a table for a reason that is not in the rows."""

    def __init__(self, analytics: ClickHouseAnalytics, table: str) -> None:
        self._analytics = analytics
        self._table = table

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        if table == self._table:
            self._table = ""
            raise QueryError("the disk is full")
        self._analytics.insert(table, columns, rows, token)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._analytics, name)


@pytest.mark.parametrize("table", TABLES)
def test_a_store_that_fails_half_way_has_each_record_once(
    place: Place, analytics: ClickHouseAnalytics, table: str
) -> None:
    """What was stored before it failed must not come again under another token."""
    account = f"7{TABLES.index(table):011d}"
    place.journal().write(*(record(f"j{n}", account) for n in range(5)))
    follower = place.follower(HistorySink(FailingOnce(analytics, table), 3653))
    follower.advance()
    assert follower.progress.last_error == "QueryError: the disk is full"
    catch_up(follower)
    assert counts(analytics, account) == [(5, 5)] * 3
    assert follower.progress.rejected_records == 0


STEPS = (
    "history.read",
    "cursor.write",
    "cursor.written",
    "history.insert",
    "history.inserted",
    "journal.trim",
)


@pytest.fixture(scope="module")
def kill_at(role: AnalyticsRole) -> Iterator[Callable[[Place, str], int]]:
    """Follow in another process until a step kills it; returns how it ended."""
    arguments = [sys.executable, str(CRASH_PROCESS), role.url_with_secret]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def run(place: Place, step: str) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{place.folder.root} {step}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_every_record_is_there_once(
    place: Place,
    analytics: ClickHouseAnalytics,
    kill_at: Callable[[Place, str], int],
    step: str,
) -> None:
    """Killed the first, the second and the first time again it comes to the step."""
    account = f"2{STEPS.index(step):011d}"
    closed = place.journal("w1", 1)
    closed.write(*(record(f"j{n}", account) for n in range(14)))
    closed.close()
    place.journal("w2", 1).write(*(record(f"k{n}", account) for n in range(7)))
    place.commit(*(record(f"t{n}", account) for n in range(9)))
    assert kill_at(place, f"{step}:1") == -signal.SIGKILL
    kill_at(place, f"{step}:2")
    late = place.journal("w3", 1)
    late.write(record("l", account))
    late.close()
    assert kill_at(place, f"{step}:1") == -signal.SIGKILL
    catch_up(place.follower(HistorySink(analytics, 3653), records_max=10))
    assert counts(analytics, account) == [(31, 31)] * 3
