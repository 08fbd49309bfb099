"""Imports into a real analytics role: what is stored and counted, and going on after an end."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.contracts.analytics.conftest import Role

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.importing import batches, parts
from lading.importing.done_files import DoneFiles
from lading.importing.files import SourceFile, listing
from lading.importing.folders import files_of
from lading.importing.run import Import, Wanted
from lading.importing.tally import Tally
from lading.ports import AnalyticsUnavailable
from lading.services.cloudtrail.history_quay import Quay, Span, make_quays
from lading.services.cloudtrail.history_schema import EVENTS, TABLES, prepare

from .records import START, event_id, log_file, record, write

OLDEST = START - timedelta(days=30)
FILE_BYTES_MAX = 4 << 20


@pytest.fixture(scope="module")
def analytics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseAnalytics]:
    role = Role(tmp_path_factory.mktemp("import"))
    role.start()
    analytics = role.analytics()
    prepare(analytics, 90)
    yield analytics
    analytics.close()
    role.stop()


@pytest.fixture(scope="module")
def quays(analytics: ClickHouseAnalytics) -> tuple[Quay, ...]:
    return make_quays(analytics)


Run = Callable[..., Tally]


@pytest.fixture
def run(analytics: ClickHouseAnalytics, quays: tuple[Quay, ...], tmp_path: Path) -> Run:
    """Runs an import of a folder into an empty history, and again: `run(folder)`."""
    for table in TABLES:
        analytics.command(f"TRUNCATE TABLE {table}")
    lists = tmp_path / "lists"
    lists.mkdir()

    def one(*paths: Path, hashes: Any = None, again: bool = False, **more: Any) -> Tally:
        found = [one for path in paths for one in files_of(path)]
        files = [(name, bool(what)) for name, what in found if isinstance(name, SourceFile)]
        tally, done = Tally(), DoneFiles(lists, [str(path) for path in paths])
        done.forget() if again else done.read()
        wanted = Wanted(listing(files, ()).logs, hashes or {}, OLDEST, FILE_BYTES_MAX)
        Import(analytics, quays, tally, done, wanted, **more).run()
        return tally

    return one


def stored(analytics: ClickHouseAnalytics, table: str = EVENTS) -> list[str]:
    """Return the event ids in a table, each as often as it is there."""
    return [str(row[0]) for row in analytics.select(f"SELECT event_id FROM {table}")]


def ids(numbers: Sequence[int]) -> list[str]:
    return sorted(map(event_id, numbers))


def test_every_shape_of_file(analytics: ClickHouseAnalytics, run: Run, tmp_path: Path) -> None:
    """Each record of each file is there once, with its own text."""
    logs = tmp_path / "logs"
    rows = [orjson.dumps(record(n)) for n in range(70)]
    write(logs / "1.json.gz", log_file([record(n) for n in range(10)]))
    write(logs / "2.json", log_file([record(n) for n in range(10, 20)]))
    write(logs / "3.ndjson", b"\n".join(rows[20:30]))
    write(logs / "4.jsonl.gz", b"\n".join(rows[30:40]) + b"\n")
    write(logs / "5.json", b"[" + b",".join(rows[40:50]) + b"]")
    half = log_file([record(n) for n in range(50, 55)]) + b"\n" + b"\n".join(rows[55:60])
    write(logs / "6.json", half)
    write(logs / "7.json.gz", orjson.dumps([record(60)], option=orjson.OPT_INDENT_2))
    several = [gzip.compress(log_file([record(n)])) for n in (61, 62)]
    (logs / "8.json.gz").write_bytes(b"".join(several))
    write(logs / "9.json", log_file([]))
    tally = run(logs)
    assert sorted(stored(analytics)) == ids(range(63))
    assert (tally.read, tally.stored, tally.present, tally.files_read) == (63, 63, 0, 9)
    assert not tally.incomplete
    assert (tally.first, tally.last) == (START, START + timedelta(seconds=62))
    texts = {str(row[0]) for row in analytics.select(f"SELECT record FROM {EVENTS}")}
    assert {one.decode() for one in rows[:60]} <= texts


BROKEN: dict[str, tuple[bytes, str]] = {
    "cut off": (gzip.compress(log_file([record(900)]))[:-12], "cut off: the rest of the file"),
    "damaged": (
        gzip.compress(log_file([record(900)]))[:-8] + bytes(8),
        "damaged gzip: the rest of the file",
    ),
    "swallows its neighbour": (b'{"Records":[{"a":', "broken JSON: the rest of the file"),
    "a list without its end": (b'{"Records":[', "cut off: the rest of the file"),
    "not JSON": (b"<html>", "broken JSON: the rest of the file"),
    "empty": (b"", "an empty file"),
    "too large": (
        gzip.compress(b'{"Records":[' + b" " * (FILE_BYTES_MAX + 1)),
        f"more than {FILE_BYTES_MAX:,} bytes: the rest of the file",
    ),
    "a bomb that lies about its size": (
        gzip.compress(b'{"Records":[' + b" " * (96 << 20))[:-4] + bytes(4),
        f"more than {FILE_BYTES_MAX:,} bytes: the rest of the file",
    ),
    "another thing": (b'{"a":1}', "not a CloudTrail record with an eventID"),
    "no objects": (b'{"Records":[1]}', "not a JSON object"),
    "without a time": (
        log_file([record(900, eventTime="soon")]),
        "not a CloudTrail record with an eventTime",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_counted_and_hides_no_other(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path, name: str
) -> None:
    """The good files on both sides of it are stored; they are done, the broken one is not."""
    content, reason = BROKEN[name]
    logs = tmp_path / "logs"
    write(logs / "1.json.gz", log_file([record(n) for n in range(5)]))
    (logs / "2.json").write_bytes(content)
    write(logs / "3.json.gz", log_file([record(n) for n in range(5, 10)]))
    tally = run(logs)
    assert set(ids(range(10))) <= set(stored(analytics))
    assert len(stored(analytics)) == len(set(stored(analytics)))
    reasons = set(tally.files_skipped) | set(tally.records_skipped)
    assert reasons == {reason}
    assert tally.incomplete
    assert len(tally.problems) == 1
    assert tally.problems[0].name.endswith("2.json")
    assert run(logs).incomplete, "it is told each time"


def test_two_broken_files_that_would_swallow_a_good_one(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    """One opens a record, another closes it: what lies between them is not lost."""
    logs = tmp_path / "logs"
    opening = orjson.dumps(record(1))[:-1] + b',"z":['
    write(logs / "1.json", b'{"Records":[' + opening)
    write(logs / "2.json", log_file([record(2)]))
    write(logs / "3.json", b'{"Records":[]}]}]}')
    tally = run(logs)
    assert stored(analytics) == ids([2])
    assert tally.incomplete


def test_what_does_not_belong_in_the_history_is_counted(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    rows = [
        record(1),
        record(1),
        record(2, eventCategory="Data", managementEvent=False),
        record(3, eventCategory="Insight"),
        record(4, eventCategory="NetworkActivity"),
        record(5, eventCategory="x" * 50),
        record(6, eventID="short"),
    ]
    tally = run(write(tmp_path / "a.json", log_file(rows)))
    assert sorted(stored(analytics)) == sorted([event_id(1), "short"])
    assert (tally.read, tally.stored, tally.present) == (7, 2, 1)
    assert tally.records_skipped == {
        "data events: not part of event history": 1,
        "Insights events: not part of event history": 1,
        "network activity events: not part of event history": 1,
        "events of another category: not part of event history": 1,
    }
    assert not tally.incomplete, "nothing is missing that the history would have"


def test_what_is_too_old_is_left_out_and_read_again(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    """It would vanish at the next merge; with a longer retention it can be had."""
    old = record(1, eventTime=f"{OLDEST - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}")
    path = write(tmp_path / "a.json", log_file([old, record(2)]))
    for again in range(2):
        tally = run(path)
        assert tally.records_skipped == {"older than the history keeps": 1}
        assert (tally.stored, tally.present) == ((1, 0) if not again else (0, 1))
        assert tally.incomplete
    assert stored(analytics) == ids([2])


def test_a_file_that_is_not_what_its_digest_says_is_left_out(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    logs, content = tmp_path / "logs", log_file([record(1)])
    good, bad = write(logs / "1.json.gz", content), write(logs / "2.json.gz", log_file([record(2)]))
    digest = hashlib.sha256(content).hexdigest()
    tally = run(logs, hashes={str(good): digest, str(bad): digest})
    assert stored(analytics) == ids([1])
    assert tally.files_skipped == {"other content than its digest says: the whole file": 1}
    assert tally.incomplete


def test_files_that_are_done_are_not_read_again(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    """A file that is new, or that changed, is."""
    logs = tmp_path / "logs"
    write(logs / "1.json", log_file([record(1)]))
    assert run(logs).files_read == 1
    write(logs / "2.json", log_file([record(2)]))
    tally = run(logs)
    assert (tally.files_before, tally.files_read, tally.stored) == (1, 1, 1)
    tally = run(logs, again=True)
    assert (tally.files_before, tally.read, tally.present) == (0, 2, 2)
    assert sorted(stored(analytics)) == ids([1, 2])


def test_large_files_of_lines_come_in_parts(
    analytics: ClickHouseAnalytics,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And large log files are read by Python; both may be damaged at their end."""
    monkeypatch.setattr(parts, "PART_BYTES_MAX", 20_000)
    monkeypatch.setattr(parts, "_LINES_BYTES", 10_000)
    monkeypatch.setattr(batches, "BATCH_BYTES", 30_000)
    rows = [orjson.dumps(record(n)) for n in range(300)]
    logs = tmp_path / "logs"
    write(logs / "1.ndjson", b"\n".join(rows[:100]))
    write(logs / "2.json", log_file([record(n) for n in range(100, 200)]))
    (logs / "3.ndjson.gz").write_bytes(gzip.compress(b"\n".join(rows[200:]))[:-8])
    tally = run(logs)
    assert sorted(stored(analytics)) == ids(range(300))
    assert tally.files_skipped == {"cut off: the rest of the file": 1}
    assert run(logs).files_before == 2


class Killed(BaseException):
    """Stands for a kill."""


@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("lost", [False, True])
def test_ended_anywhere_it_goes_on_and_doubles_nothing(
    analytics: ClickHouseAnalytics,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    lost: bool,
) -> None:
    """Ended before or after any batch is stored, run again: all there once, in every table."""
    monkeypatch.setattr(batches, "BATCH_BYTES", 1)
    logs = tmp_path / "logs"
    for number in range(4):
        first = 5 * number
        write(logs / f"{number}.json.gz", log_file([record(n) for n in range(first, first + 5)]))
    calls, store = 0, Quay.store

    def ending(self: Quay, span: Span) -> None:
        nonlocal calls
        if not (lost and calls == after):
            store(self, span)
        calls += 1
        if calls == after + 1:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Quay, "store", ending)
        with pytest.raises(Killed):
            run(logs)
    tally = run(logs)
    assert tally.files_before == after
    assert (tally.stored, tally.present) == ((20 - 5 * after, 0) if lost else (15 - 5 * after, 5))
    for table in TABLES[:2]:
        assert sorted(stored(analytics, table)) == ids(range(20))


@pytest.mark.parametrize("name", ["fill", "count", "store", "size", "clear"])
def test_a_store_that_is_away_for_a_moment(
    analytics: ClickHouseAnalytics,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """Whatever it did or did not do before it went: each record is there once."""
    path = write(tmp_path / "a.json", log_file([record(n) for n in range(5)]))
    asked, ask = 0, getattr(Quay, name)

    def failing(self: Quay, *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        answer = ask(self, *arguments)
        if asked == 1:
            raise AnalyticsUnavailable("gone")
        return answer

    monkeypatch.setattr(Quay, name, failing)
    tally = run(path)
    assert asked > 1
    assert sorted(stored(analytics)) == ids(range(5))
    assert tally.read == 5


def test_a_quay_that_is_lost_is_filled_again(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is started again has forgotten its quays, even between count and store."""
    path = write(tmp_path / "a.json", log_file([record(n) for n in range(5)]))
    store = Quay.store
    lost: list[bool] = []

    def losing(self: Quay, span: Span) -> None:
        if not lost:
            lost.append(True)
            self.clear()
        store(self, span)

    monkeypatch.setattr(Quay, "store", losing)
    tally = run(path)
    assert sorted(stored(analytics)) == ids(range(5))
    assert (tally.read, tally.stored) == (5, 5)


def test_times_of_the_future_and_the_past_are_kept_as_they_are(
    analytics: ClickHouseAnalytics, run: Run, tmp_path: Path
) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=400)
    tally = run(
        write(tmp_path / "a.json", log_file([record(1, eventTime=f"{later:%Y-%m-%dT%H:%M:%SZ}")]))
    )
    assert tally.last == later
    assert stored(analytics) == ids([1])
