"""Events in a real analytics role: stored once, whatever their texts hold, and deleted again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.analytics.conftest import Role

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.ports import Analytics
from lading.services.logs import event_store
from lading.services.logs.delivery import store_records
from lading.services.logs.event_reading import Wanted, read_page
from lading.services.logs.event_schema import EVENTS
from lading.services.logs.event_store import Destination, Event, is_object, store
from lading.services.logs.expiry import delete_expired, delete_remains
from lading.services.logs.group import LogGroup
from lading.services.logs.names import GroupName
from lading.services.logs.remains import WHOLE_GROUP, Remains

ACCOUNT, REGION = "123456789012", "us-east-1"
NOW_MS = 1_752_228_664_123
DAY_MS = 86_400_000
_ids = count(1)


@pytest.fixture(scope="module")
def analytics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseAnalytics]:
    """A store that nobody has prepared: the first to need the table makes it."""
    role = Role(tmp_path_factory.mktemp("logs"))
    role.start()
    analytics = role.analytics()
    yield analytics
    analytics.close()
    role.stop()


def new_stream(group_id: int | None = None) -> Destination:
    return Destination(ACCOUNT, REGION, group_id or next(_ids), next(_ids), "s")


def read(analytics: Analytics, stream: Destination, limit: int = 10_000) -> list[Event]:
    """Return the events of the stream's whole group."""
    page = read_page(analytics, Wanted(ACCOUNT, REGION, stream.group_id), limit)
    return [(event.place.timestamp_ms, event.message) for event in page.events]


def numbered(*messages: str) -> list[Event]:
    return [(NOW_MS + index, message) for index, message in enumerate(messages)]


def fields(analytics: Analytics, stream: Destination, path: str) -> list[Any]:
    """Return one path of every event, in order, as text."""
    rows = analytics.select(
        f"SELECT toString({path}) FROM {EVENTS} WHERE group_id = {{group_id:UInt64}}"
        " ORDER BY timestamp, ingested, batch, position",
        {"group_id": stream.group_id},
    )
    return [value for (value,) in rows]


def test_the_same_token_again_changes_nothing(analytics: Analytics) -> None:
    stream, events = new_stream(), numbered("a", "b")
    for ingested_ms in (NOW_MS, NOW_MS + 5):
        store(analytics, stream, events, "once", ingested_ms)
    assert read(analytics, stream) == events
    store(analytics, stream, events, "twice", NOW_MS)
    assert len(read(analytics, stream)) == 4


ODD = {
    "a key twice": '{"a":1,"a":2}',
    "a value and an object": '{"a":1,"a":{"b":2}}',
    "two ways to one path": '{"a.b":1,"a":{"b":2}}',
    "a number beyond 64 bits": '{"a":123456789012345678901234567890}',
    "a number beyond floats": '{"a":1e999}',
    "null": '{"a":null}',
    "a mixed list": '{"a":[1,"x",null,{"b":[1,[2]]},true]}',
    "an empty key": '{"":1}',
    "keys of dots": '{".":1,"..":2,"a.":3,".a":4}',
    "quotes in keys": '{"a`b":1,"a\\"b":2,"a\\\\":3}',
    "an empty object": "{}",
    "objects in objects": '{"a":' * 1500 + "1" + "}" * 1500,
    "lists in lists": '{"a":' + "[" * 1500 + "]" * 1500 + "}",
    "half a character": '{"a":"\\ud800"}',
    "NUL": '{"a\\u0000":"\\u0000"}',
    "a line end in a text": '{"a":"x\ny"}',
    "a thousand keys": json.dumps({f"key{number}": number for number in range(1_000)}),
    "a list": "[1,2]",
    "something behind": '{"a":1} x',
    "a date": '{"a":"2024-01-01T00:00:00Z"}',
    "another type": '{"a":"1"}',
    "white space": ' \n {"a": 1 } \t',
    "a mark of bytes": '\ufeff{"a":1}',
    "NaN": '{"a":NaN}',
    "not JSON": "{a: 1}",
    "a long key": '{"' + "k" * 50_000 + '":1}',
}


@pytest.mark.parametrize("message", ODD.values(), ids=ODD)
def test_odd_texts_are_stored_beside_others(analytics: Analytics, message: str) -> None:
    stream, events = new_stream(), numbered('{"good":1}', message, '{"good":2}', "plain")
    store(analytics, stream, events, message[:40], NOW_MS)
    assert read(analytics, stream) == events
    assert fields(analytics, stream, "fields.good")[::2] == ["1", "2"]


def test_all_odd_texts_in_one_batch(analytics: Analytics) -> None:
    stream, events = new_stream(), numbered(*ODD.values(), '{"good":1}')
    for _ in range(2):
        store(analytics, stream, events, "all odd", NOW_MS)
    assert read(analytics, stream) == events
    assert fields(analytics, stream, "fields.good")[-1] == "1"


@pytest.mark.parametrize(
    ("message", "path", "value"),
    [
        ('{"eventTime":"2024-01-01T00:00:00Z"}', "fields.eventTime", "2024-01-01T00:00:00Z"),
        ('{"a":{"b":{"c":"deep"}}}', "fields.a.b.c", "deep"),
        ('{"a":1,"a":2}', "fields.a", "1"),
        ('{"n":1.5}', "fields.n", "1.5"),
        ('{"list":["x","y"]}', "fields.list", "['x','y']"),
        ('{"a":null}', "isNull(fields.a)", "1"),
        ("plain", "isNull(fields.a)", "1"),
    ],
)
def test_fields_hold_what_the_text_has(
    analytics: Analytics, message: str, path: str, value: str
) -> None:
    stream = new_stream()
    store(analytics, stream, numbered(message), "fields", NOW_MS)
    assert fields(analytics, stream, path) == [value]


@pytest.mark.parametrize(
    ("message", "expected"),
    [("{}", True), (' {"a":1}', True), ("[1]", False), ("1", False), ("", False), ("{", False)],
)
def test_which_texts_are_objects(message: str, expected: bool) -> None:
    assert is_object(message) is expected


def test_a_large_batch_goes_in_parts_and_once(
    analytics: Analytics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_store, "_PART_CHARACTERS_MAX", 1_000)
    stream, events = new_stream(), numbered(*["x" * 300 for _ in range(10)])
    for _ in range(2):
        store(analytics, stream, events, "in parts", NOW_MS)
    assert read(analytics, stream) == events


def test_delivered_records_keep_their_old_times(analytics: Analytics) -> None:
    stream = new_stream()
    events = [(0, "first of all"), (946_684_800_000, "2000"), (NOW_MS, "now")]
    wrong = [(-1, "x"), (1 << 60, "x"), (NOW_MS, ""), (NOW_MS, "é" * 524_289)]
    delivered = store_records(analytics, stream, [*wrong, *events], "delivery", NOW_MS)
    assert (delivered.stored, delivered.skipped) == (3, (0, 1, 2, 3))
    assert read(analytics, stream) == events
    assert store_records(analytics, stream, wrong, "none", NOW_MS).stored == 0


def test_real_records_are_read_by_their_fields(analytics: Analytics) -> None:
    """Records as this server writes them: each field is where queries look for it."""
    golden = Path(__file__).parents[2] / "audit" / "trail_record" / "golden"
    records = [json.loads(path.read_text()) for path in sorted(golden.glob("*.json"))]
    stream = new_stream()
    events = numbered(*(json.dumps(record) for record in records))
    assert store_records(analytics, stream, events, "golden", NOW_MS).stored == len(records)
    for path in ("eventName", "eventTime", "userIdentity.accountId"):
        expected = []
        for record in records:
            value = record
            for step in path.split("."):
                value = value[step]
            expected.append(value)
        assert fields(analytics, stream, f"fields.{path}") == expected


def group_of(stream: Destination, days: int | None) -> LogGroup:
    named = GroupName(ACCOUNT, REGION, "g")
    return LogGroup(stream.group_id, named, 0, "STANDARD", days, False, {})


def test_each_group_loses_what_has_expired_in_it(analytics: Analytics) -> None:
    now = datetime.fromtimestamp(NOW_MS / 1000, UTC)
    ages = (40, 10, 2, 0)
    kept_days = {1: (0,), 7: (2, 0), None: ages}
    streams = {days: new_stream() for days in kept_days}
    for days, stream in streams.items():
        events = [(NOW_MS - age * DAY_MS, str(age)) for age in ages]
        store(analytics, stream, events, f"expiry {days}", NOW_MS)
    expiring = [group_of(streams[days], days) for days in (1, 7)]
    assert delete_expired(analytics, expiring, now)
    for days, stream in streams.items():
        found = [int(message) for _, message in read(analytics, stream)]
        assert found == list(kept_days[days])
    assert not delete_expired(analytics, expiring, now)
    assert not delete_expired(analytics, [], now)


def test_what_is_left_of_deleted_streams_and_groups_goes(analytics: Analytics) -> None:
    kept, gone = new_stream(), new_stream()
    beside = replace(kept, stream_id=next(_ids))
    for number, one in enumerate((kept, beside, gone)):
        store(analytics, one, numbered(str(number)), f"remains {number}", NOW_MS)
    remains = [
        Remains(ACCOUNT, REGION, gone.group_id, WHOLE_GROUP, NOW_MS),
        Remains(ACCOUNT, REGION, kept.group_id, beside.stream_id, NOW_MS),
    ]
    assert delete_remains(analytics, remains)
    assert [message for _, message in read(analytics, kept)] == ["0"]
    assert read(analytics, gone) == []
    assert not delete_remains(analytics, remains)


def test_a_page_needs_account_region_and_group(analytics: Analytics) -> None:
    stream = new_stream()
    store(analytics, stream, numbered("mine"), "guarded", NOW_MS)
    wanted = Wanted(ACCOUNT, REGION, stream.group_id)
    for other in (replace(wanted, account="210987654321"), replace(wanted, region="eu-west-1")):
        assert read_page(analytics, other, 10).events == ()
    assert len(read_page(analytics, wanted, 10).events) == 1


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 99, 100, 101, 250, 10_000])
def test_pages_of_any_size_hold_every_event_once(
    analytics: Analytics, limit: int, newest_first: bool
) -> None:
    """Small and large events, as many as need one step to be read, or two."""
    stream = new_stream()
    events = numbered(*(str(n) + "x" * (70_000 if n % 60 == 7 else 0) for n in range(240)))
    store(analytics, stream, events, "sizes", NOW_MS)
    wanted = Wanted(ACCOUNT, REGION, stream.group_id)
    seen: list[Event] = []
    for _ in range(len(events) + 1):
        page = read_page(analytics, wanted, limit, newest_first=newest_first)
        assert len(page.events) <= limit
        seen += [(event.place.timestamp_ms, event.message) for event in page.events]
        if not page.has_more or len(seen) > 30 * limit:
            break
        last = page.events[-1].place
        wanted = replace(wanted, before=last) if newest_first else replace(wanted, after=last)
    expected = events[::-1] if newest_first else events
    assert seen == expected[: len(seen)]
    assert len(seen) == 240 or len(seen) > 30 * limit


def test_a_page_of_events_that_fit_exactly(analytics: Analytics) -> None:
    """A MiB counts 26 bytes for each event; the largest event there is has a page of its own."""
    stream = new_stream()
    half, whole = "h" * (524_288 - 26), "w" * (1_048_576 - 26)
    store(analytics, stream, numbered(half, half, whole, "x"), "exact", NOW_MS)
    wanted = Wanted(ACCOUNT, REGION, stream.group_id)
    counts = []
    while True:
        page = read_page(analytics, wanted, 10_000)
        counts.append(len(page.events))
        if not page.has_more:
            break
        wanted = replace(wanted, after=page.events[-1].place)
    assert counts == [2, 1, 1]
