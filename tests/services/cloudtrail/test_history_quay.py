"""The quay of an import: the engine reads records as `row_of` does, and stores each once."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.contracts.analytics.conftest import Role
from tests.importing.records import START, event_id, log_file, record

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.importing.reading import read
from lading.ports import QueryError
from lading.services.cloudtrail.history import Attribute, lookup
from lading.services.cloudtrail.history_quay import Quay, drop_quays, is_idle, make_quays
from lading.services.cloudtrail.history_quay_schema import ROW_COLUMNS, quay
from lading.services.cloudtrail.history_row import row_of
from lading.services.cloudtrail.history_schema import (
    BY_RESOURCE,
    BY_USER,
    EVENTS,
    TABLES,
    prepare,
    retention_days,
)

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
REAL = sorted(Path(os.environ.get("LADING_TEST_RECORDS", os.devnull)).glob("*.jsonl.gz"))
"""Files of real records, a record a line, in a folder that the variable names."""
COMPARED = [name for name in ROW_COLUMNS if name not in ("category", "odd")]


@pytest.fixture(scope="module")
def analytics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseAnalytics]:
    role = Role(tmp_path_factory.mktemp("quay"))
    role.start()
    analytics = role.analytics()
    prepare(analytics, 90)
    yield analytics
    analytics.close()
    role.stop()


@pytest.fixture(scope="module")
def made(analytics: ClickHouseAnalytics) -> Quay:
    return make_quays(analytics)[0]


@pytest.fixture
def empty(analytics: ClickHouseAnalytics, made: Quay) -> Quay:
    """An empty quay, and an empty history."""
    for table in TABLES:
        analytics.command(f"TRUNCATE TABLE {table}")
    made.clear()
    return made


def lines(*records: bytes | dict[str, Any]) -> bytes:
    encoded = [one if isinstance(one, bytes) else orjson.dumps(one) for one in records]
    return gzip.compress(b"\n".join(encoded))


def rows_in(analytics: ClickHouseAnalytics) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the columns of each record in the quay, and whether it is odd."""
    sql = f"SELECT {', '.join(COMPARED)}, odd FROM {quay(0)}"
    for *values, odd in analytics.select(sql):
        row = dict(zip(COMPARED, values, strict=True))
        for name in ("resource_names", "resource_types", "resource_keys"):
            row[name] = tuple(row[name])  # type: ignore[arg-type]
        yield row, bool(odd)


def differences(analytics: ClickHouseAnalytics) -> tuple[list[Any], int]:
    """Return where a record that is not odd has other columns than `row_of` has; and the odd."""
    found, odd = [], 0
    for row, is_odd in rows_in(analytics):
        if is_odd:
            odd += 1
            continue
        wanted = row_of(row["record"].encode())
        expected = {name: getattr(wanted, name) for name in COMPARED}
        found += [(name, row[name], expected[name]) for name in row if row[name] != expected[name]]
    return found, odd


IDENTITY = record(0)["userIdentity"]
RESOURCE = {"ARN": "arn:aws:ecr:us-east-1:123456789012:repository/team/app", "accountId": "1"}
PLAIN: list[dict[str, Any]] = [
    {},
    {"userIdentity": {"type": "Root", "accountId": "1", "principalId": "123456789012"}},
    {"userIdentity": {"type": "IAMUser", "userName": "falsework", "accessKeyId": ""}},
    {"userIdentity": {**IDENTITY, "principalId": "no-colon"}},
    {"userIdentity": {**IDENTITY, "principalId": "a:b:", "arn": "x/y/z"}},
    {"userIdentity": {"type": "FederatedUser", "principalId": "x:fed"}},
    {"userIdentity": {"type": "AWSService", "invokedBy": "ecr.amazonaws.com"}},
    {"userIdentity": {"type": None, "accountId": 123456789012}},
    {"userIdentity": {}, "recipientAccountId": 210987654321},
    {"recipientAccountId": ""},
    {"recipientAccountId": None},
    {"readOnly": "true"},
    {"readOnly": None},
    {"readOnly": False, "eventCategory": "Data", "managementEvent": False},
    {"eventCategory": "Insight"},
    {"eventCategory": None},
    {"eventCategory": None, "managementEvent": None},
    {"eventName": "", "awsRegion": None, "eventSource": None},
    {"eventName": "ünï\n\t\u0000"},
    {"resources": []},
    {"resources": None},
    {"resources": [RESOURCE]},
    {"resources": [RESOURCE, {**RESOURCE, "ARN": RESOURCE["ARN"] + "/x", "type": "AWS::ECR::R"}]},
    {"resources": [RESOURCE, RESOURCE, {"type": "AWS::KMS::Key", "ARN": "arn:aws:kms:::key/k"}]},
    {"resources": [{**RESOURCE, "ARN": f"arn:aws:s3:::b{n}"} for n in range(120)]},
    {"resources": [{**RESOURCE, "ARN": "arn:aws:ecr:us-east-1:1:registry"}]},
    {"requestParameters": {"userIdentity": [1], "resources": [{"ARN": 7}]}},
]
STRANGE: list[dict[str, Any]] = [
    {"eventID": "not a GUID"},
    {"eventID": 17},
    {"eventTime": "2026-02-30T00:00:00Z"},
    {"eventTime": "2026-02-03T00:00:60Z"},
    {"eventTime": "2026-02-03T00:00:00.5Z"},
    {"eventTime": "2026-02-03T01:00:00+01:00"},
    {"eventTime": "2106-01-01T00:00:00Z"},
    {"eventTime": 1},
    {"userIdentity": ["Root", "p", "a", "1"]},
    {"userIdentity": "Root"},
    {"userIdentity": {"type": {"x": 1}}},
    {"userIdentity": {"type": "IAMUser", "userName": True}},
    {"userIdentity": {"type": "IAMUser", "userName": "12e5"}},
    {"userIdentity": {"type": "IAMUser", "userName": 1.50}},
    {"userIdentity": {**IDENTITY, "principalId": {"a": "b:c"}}},
    {"userIdentity": {**IDENTITY, "accessKeyId": 0}},
    {"recipientAccountId": 0},
    {"recipientAccountId": [1]},
    {"readOnly": 1},
    {"readOnly": ""},
    {"eventCategory": None, "managementEvent": False},
    {"eventCategory": None, "managementEvent": "false"},
    {"eventName": ["x"]},
    {"eventSource": {"x": 1}},
    {"resources": ["x", None, RESOURCE]},
    {"resources": {"ARN": "arn:aws:s3:::b"}},
    {"resources": [["arn:aws:s3:::b", "T"]]},
    {"resources": [{"ARN": "bare"}]},
    {"resources": [{**RESOURCE, "type": False}]},
    {"resources": "[]"},
]


@pytest.mark.parametrize("cases", [PLAIN, STRANGE], ids=["plain", "strange"])
def test_the_engine_reads_what_row_of_reads(
    analytics: ClickHouseAnalytics, empty: Quay, cases: list[dict[str, Any]]
) -> None:
    """A plain record has the very row of `row_of`; of any other nothing is believed."""
    empty.fill("lines", lines(*(record(n, **members) for n, members in enumerate(cases))))
    assert differences(analytics) == ([], 0 if cases is PLAIN else len(cases))


def test_texts_that_are_no_records_are_odd(analytics: ClickHouseAnalytics, empty: Quay) -> None:
    """What JSON parsers may differ about never becomes a row."""
    encoded = orjson.dumps(record(1))
    texts = [
        encoded.replace(b'"readOnly":true', b'"readOnly":tru'),
        encoded.replace(b'"readOnly":true', b'"readOnly":01'),
        encoded.replace(b"DescribeInstances", b"\\ud800"),
        encoded.replace(b"DescribeInstances", b"\xff"),
        encoded.replace(b'"responseElements":null', b'"responseElements":1e999'),
        encoded.replace(b'"userIdentity":{', b'"userIdentity" : {'),
        b"{}",
    ]
    empty.fill("lines", lines(*texts))
    assert differences(analytics) == ([], len(texts))
    assert len(empty.odd_records()) == len(texts)


@pytest.mark.parametrize("path", REAL, ids=lambda path: str(path.name))
def test_real_records(analytics: ClickHouseAnalytics, empty: Quay, path: Path) -> None:
    """Where real records are at hand: all but a few are plain, and none differs."""
    empty.fill("lines", path.read_bytes())
    found, odd = differences(analytics)
    assert found == []
    assert odd <= empty.size() / 100


def test_a_record_keeps_its_text(analytics: ClickHouseAnalytics, empty: Quay) -> None:
    """Spaces, escapes and the order of members are as they were in the file."""
    text = b'{"Records":[{ "a" : "\\u0041\\/" , "b":1.50 },{"c":[ ] }]}'
    empty.fill("documents", gzip.compress(text))
    assert sorted(empty.odd_records()) == ['{ "a" : "\\u0041\\/" , "b":1.50 }', '{"c":[ ] }']


def test_several_files_in_one_body(empty: Quay) -> None:
    """gzip streams one behind another, as they lie in a bucket."""
    files = [log_file([record(n) for n in range(start, start + 10)]) for start in (0, 10, 20)]
    empty.fill("documents", b"".join(gzip.compress(one) for one in files))
    assert empty.count("", LONG_AGO).records == 30


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b'{"Records":[{"a":1}'),
        gzip.compress(log_file([record(1)]))[:-9],
        gzip.compress(b'{"Records":[{"a":1}]}')[:-1] + b"x",
        b"not gzip",
    ],
)
def test_a_broken_body_is_refused(empty: Quay, body: bytes) -> None:
    with pytest.raises(QueryError):
        empty.fill("documents", body + gzip.compress(log_file([record(2)])))


def test_what_is_counted(empty: Quay) -> None:
    mark = {"lading": "word"}
    empty.fill(
        "lines",
        lines(
            *(record(n) for n in range(3)),
            record(2),
            record(3, eventCategory="Data", managementEvent=False),
            record(4, eventCategory="Insight"),
            record(5, eventTime="2020-01-01T00:00:00Z"),
            record(6, eventID="odd"),
            mark,
            mark,
            {"lading": "another"},
        ),
    )
    count = empty.count("word", START - timedelta(days=1))
    assert (count.records, count.marks, count.odd) == (9, 2, 2)
    assert count.others == {"Data": 1, "Insight": 1}
    assert (count.too_old, count.wanted, count.new) == (1, 4, 3)
    assert count.span is not None
    assert (count.span.first, count.span.last) == (START, START + timedelta(seconds=2))


def test_stored_once_and_found(analytics: ClickHouseAnalytics, empty: Quay) -> None:
    """Twice in a file, twice stored, in a later file again: one event in each table."""
    rows = [record(n, resources=[RESOURCE, RESOURCE]) for n in range(20)]
    for batch in (rows[:15] + rows[:5], rows[10:]):
        empty.clear()
        empty.fill("lines", lines(*batch))
        span = empty.count("", LONG_AGO).span
        assert span is not None
        empty.store(span)
        empty.store(span)
    for table in (EVENTS, BY_USER, BY_RESOURCE):
        (counts,) = analytics.select(f"SELECT count(), uniqExact(event_id) FROM {table}")
        assert counts == (20, 20), table
    account, region = rows[0]["recipientAccountId"], rows[0]["awsRegion"]
    by_name = Attribute("ResourceName", "team/app")
    page = lookup(analytics, account, region, by_name, None, None, 50)
    assert [event.event_id for event in page.events] == [event_id(n) for n in reversed(range(20))]
    assert page.events[0].record.encode() == orjson.dumps(rows[19])


@pytest.mark.parametrize("lost", [EVENTS, BY_USER, BY_RESOURCE])
def test_half_a_batch_is_completed(analytics: ClickHouseAnalytics, empty: Quay, lost: str) -> None:
    """As after a crash between two tables: the one that has nothing gets all, the others none."""
    empty.fill("lines", lines(*(record(n, resources=[RESOURCE]) for n in range(10))))
    span = empty.count("", LONG_AGO).span
    assert span is not None
    empty.store(span)
    analytics.command(f"TRUNCATE TABLE {lost}")
    empty.store(span)
    for table in TABLES:
        assert analytics.select(f"SELECT count() FROM {table}") == [(10,)], table


def test_what_was_removed_can_come_back(analytics: ClickHouseAnalytics, empty: Quay) -> None:
    """The store's own memory of inserts must not drop the same block without a word."""
    empty.fill("lines", lines(*(record(n) for n in range(10))))
    span = empty.count("", LONG_AGO).span
    assert span is not None
    for _ in range(2):
        empty.store(span)
        assert analytics.select(f"SELECT count() FROM {EVENTS}") == [(10,)]
        analytics.command(f"TRUNCATE TABLE {EVENTS}")


def test_rows_that_python_read_are_like_the_others(
    analytics: ClickHouseAnalytics, empty: Quay
) -> None:
    found = [read(orjson.dumps(record(n, resources=[RESOURCE])).decode()) for n in range(3)]
    empty.fill_rows([one for one in found if not isinstance(one, str)])
    assert differences(analytics) == ([], 0)
    assert empty.count("", LONG_AGO).new == 3


def test_the_retention_in_force(analytics: ClickHouseAnalytics) -> None:
    prepare(analytics, 400)
    assert retention_days(analytics) == 400
    prepare(analytics, 90)
    assert retention_days(analytics) == 90


def test_quays_are_made_anew_and_dropped(analytics: ClickHouseAnalytics, empty: Quay) -> None:
    empty.fill("lines", lines(record(1)))
    assert make_quays(analytics)[0].size() == 0
    assert is_idle(analytics)
    drop_quays(analytics)
    drop_quays(analytics)
    left = "SELECT count() FROM system.tables WHERE startsWith(name, 'import_')"
    assert analytics.select(left) == [(0,)]
