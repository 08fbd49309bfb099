"""Inserts of many threads go to the store as one, and each hears how its own went."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from lading.adapters.gathered_inserts import GatheredInserts
from lading.ports import Analytics, AnalyticsUnavailable, RowsRefused

_SECONDS_MAX = 60


@dataclass
class SlowStore:
    """Takes one insert at a time, when told so; refuses rows with `bad`."""

    may_go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    has_come: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    tried: list[tuple[str, list[object]]] = field(default_factory=list)
    is_down: bool = False

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        self.has_come.release()
        assert self.may_go.acquire(timeout=_SECONDS_MAX)
        values = [row[0] for row in rows]
        self.tried.append((token, values))
        if self.is_down:
            raise AnalyticsUnavailable("down")
        if "bad" in values:
            raise RowsRefused("bad")


class House:
    """A store behind gathered inserts, and threads that use it."""

    def __init__(self) -> None:
        self.store = SlowStore()
        self.rows_max = 100
        self.gathered = GatheredInserts(cast("Analytics", self.store), rows_max=self.rows_max)
        self.threads = ThreadPoolExecutor(16)

    def insert(self, *values: str, table: str = "t") -> Future[None]:
        """Begin to insert rows of one column, under the first value as token."""
        rows = [(value,) for value in values]
        return self.threads.submit(self.gathered.insert, table, ["c"], rows, values[0])

    def behind(self, first: str, *others: Sequence[str]) -> list[Future[None]]:
        """Insert one, and while it is under way, the others."""
        futures = [self.insert(first)]
        assert self.store.has_come.acquire(timeout=_SECONDS_MAX)
        for number, values in enumerate(others, 2):
            futures.append(self.insert(*values))
            self._await_waiting(number)
        return futures

    def _waiting(self) -> int:
        return sum(map(len, self.gathered._waiting.values()))

    def _await_waiting(self, number: int) -> None:
        pause = threading.Event()
        for _ in range(_SECONDS_MAX * 1_000):
            if self._waiting() == number:
                return
            pause.wait(0.001)
        raise AssertionError("it never came to that")

    def go(self, inserts: int) -> None:
        """Let the store take so many inserts."""
        for _ in range(inserts):
            self.store.may_go.release()


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.go(100)
    house.threads.shutdown()


def test_one_alone_goes_at_once_under_its_own_token(house: House) -> None:
    house.go(1)
    house.insert("a", "b").result(_SECONDS_MAX)
    assert house.store.tried == [("a", ["a", "b"])]
    assert not house.gathered._waiting


def test_those_that_come_meanwhile_go_together(house: House) -> None:
    futures = house.behind("a", ["b1", "b2"], ["c"], ["d"])
    house.go(2)
    for future in futures:
        future.result(_SECONDS_MAX)
    first, second = house.store.tried
    assert first == ("a", ["a"])
    assert second[1] == ["b1", "b2", "c", "d"]
    assert second[0] not in "abcd"


def test_nobody_hears_of_success_before_the_store_has_the_rows(house: House) -> None:
    futures = house.behind("a", ["b"], ["c"])
    house.go(1)
    futures[0].result(_SECONDS_MAX)
    assert house.store.has_come.acquire(timeout=_SECONDS_MAX)
    assert not any(future.done() for future in futures[1:])
    house.go(1)
    for future in futures:
        future.result(_SECONDS_MAX)


def test_a_refusal_is_only_for_whom_it_is(house: House) -> None:
    good, bad, fine = house.behind("a", ["bad"], ["c"])
    house.go(4)
    good.result(_SECONDS_MAX)
    fine.result(_SECONDS_MAX)
    with pytest.raises(RowsRefused):
        bad.result(_SECONDS_MAX)
    assert [values for _, values in house.store.tried] == [["a"], ["bad", "c"], ["bad"], ["c"]]


def test_a_store_that_is_down_is_down_for_all_and_later_up_again(house: House) -> None:
    house.store.is_down = True
    futures = house.behind("a", ["b"], ["c"])
    house.go(2)
    for future in futures:
        with pytest.raises(AnalyticsUnavailable):
            future.result(_SECONDS_MAX)
    house.store.is_down = False
    house.go(1)
    house.insert("d").result(_SECONDS_MAX)
    assert house.store.tried[-1] == ("d", ["d"])


def test_what_is_too_much_for_one_insert_goes_in_the_next(house: House) -> None:
    many: list[list[str]] = [[f"{letter}{number}" for number in range(60)] for letter in "bcd"]
    futures = house.behind("a", *many)
    house.go(4)
    for future in futures:
        future.result(_SECONDS_MAX)
    assert [len(values) for _, values in house.store.tried] == [1, 60, 60, 60]


def test_tables_do_not_wait_for_each_other(house: House) -> None:
    first = house.insert("a")
    assert house.store.has_come.acquire(timeout=_SECONDS_MAX)
    other = house.insert("b", table="other")
    assert house.store.has_come.acquire(timeout=_SECONDS_MAX)
    house.go(2)
    for future in (first, other):
        future.result(_SECONDS_MAX)
    assert sorted(token for token, _ in house.store.tried) == ["a", "b"]


def test_a_real_store_has_every_row_once(analytics: Analytics, table: str) -> None:
    gathered = GatheredInserts(analytics)
    with ThreadPoolExecutor(8) as threads:
        work: list[Any] = [
            threads.submit(gathered.insert, table, ["id", "name"], [(number, "x")], str(number))
            for number in range(40)
        ]
        for one in work:
            one.result(30)
    found = gathered.select(f"SELECT id FROM {table} ORDER BY id")
    assert found == [(number,) for number in range(40)]
