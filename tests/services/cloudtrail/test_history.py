"""The event history over a real analytics role: stored once, found newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.contracts.analytics.conftest import Role

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.ports import Analytics, AnalyticsUnavailable, QueryLimits
from lading.services.cloudtrail.history import (
    Attribute,
    AttributeKey,
    Page,
    lookup,
    store,
)
from lading.services.cloudtrail.history_row import HistoryRow, row_of
from lading.services.cloudtrail.history_schema import BY_RESOURCE, BY_USER, EVENTS, TABLES, prepare

ACCOUNT = "123456789012"
REGION = "us-east-1"
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)


@pytest.fixture(scope="module")
def analytics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseAnalytics]:
    role = Role(tmp_path_factory.mktemp("history"))
    role.start()
    analytics = role.analytics()
    prepare(analytics, 90)
    yield analytics
    analytics.close()
    role.stop()


@pytest.fixture(autouse=True)
def _empty(analytics: ClickHouseAnalytics) -> None:
    for table in TABLES:
        analytics.command(f"TRUNCATE TABLE {table}")


def arn(repository: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:ecr:{REGION}:{account}:repository/{repository}"


def event(
    number: int,
    *,
    second: int | None = None,
    user: str = "mary",
    name: str = "BatchGetImage",
    resources: Sequence[str] = (),
    account: str = ACCOUNT,
    region: str = REGION,
    category: str = "Management",
    kind: str = "",
    agent: str = "docker",
    event_id: str | None = None,
) -> HistoryRow:
    """One record; `number` is its id, and its second unless told otherwise."""
    moment = START + timedelta(seconds=number if second is None else second)
    record = {
        "userIdentity": {"type": "IAMUser", "userName": user, "accessKeyId": f"AKIA{user}"},
        "eventTime": moment.isoformat(),
        "eventSource": "ecr.amazonaws.com" if name != "CreateGrant" else "kms.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "userAgent": agent,
        "eventID": event_id or f"00000000-0000-7000-8000-{number:012d}",
        "readOnly": name == "BatchGetImage",
        "resources": [{"ARN": one, "type": kind} for one in resources],
        "recipientAccountId": account,
        "eventCategory": category,
    }
    return row_of(orjson.dumps(record))


def find(
    analytics: Analytics, key: AttributeKey | None = None, value: str = "", limit: int = 50
) -> list[int]:
    """The numbers of the events a look-up finds, in its order."""
    attribute = None if key is None else Attribute(key, value)
    return numbers(lookup(analytics, ACCOUNT, REGION, attribute, None, None, limit))


def numbers(page: Page) -> list[int]:
    return [int(found.event_id[-12:]) for found in page.events]


def test_an_event_comes_back_whole(analytics: Analytics) -> None:
    row = event(7, resources=[arn("app")], kind="AWS::ECR::Repository")
    store(analytics, [row], "batch")
    (found,) = lookup(analytics, ACCOUNT, REGION, None, None, None, 50).events
    assert found == row
    assert find(analytics, "Username", "mary") == find(analytics, "ResourceName", "app") == [7]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (None, "", [5, 4, 3, 2, 1]),
        ("EventId", "00000000-0000-7000-8000-000000000003", [3]),
        ("EventName", "PutImage", [4, 3]),
        ("EventName", "putimage", []),
        ("EventSource", "kms.amazonaws.com", [5]),
        ("ReadOnly", "true", [2, 1]),
        ("ReadOnly", "false", [5, 4, 3]),
        ("Username", "mary", [4, 1]),
        ("Username", "Mary", []),
        ("Username", "mary' OR 1 = 1 --", []),
        ("AccessKeyId", "AKIAjohn", [5, 3, 2]),
        ("ResourceName", "app", [4, 3, 1]),
        ("ResourceName", arn("app"), [3, 1]),
        ("ResourceName", arn("app", "210987654321"), [4]),
        ("ResourceName", "ap", []),
        ("ResourceName", "arn:aws:kms:us-east-1:123456789012:key/k", [5]),
        ("ResourceType", "AWS::KMS::Key", [5]),
        ("ResourceType", "AWS::ECR::Repository", []),
    ],
)
def test_each_attribute_finds_its_events(
    analytics: Analytics, key: AttributeKey | None, value: str, expected: list[int]
) -> None:
    key_arn = "arn:aws:kms:us-east-1:123456789012:key/k"
    rows = [
        event(1, user="mary", resources=[arn("app")]),
        event(2, user="john", resources=[arn("other")]),
        event(3, user="john", name="PutImage", resources=[arn("app"), arn("app")]),
        event(4, user="mary", name="PutImage", resources=[arn("app", "210987654321")]),
        event(5, user="john", name="CreateGrant", resources=[key_arn], kind="AWS::KMS::Key"),
        event(6, account="210987654321", resources=[arn("app")]),
        event(7, region="eu-west-1", resources=[arn("app")]),
        event(8, category="Data", resources=[arn("app")]),
    ]
    store(analytics, rows, "batch")
    assert find(analytics, key, value) == expected


@pytest.mark.parametrize(
    "event_id",
    [
        "{time:08x}-{rest:04x}-7000-8000-000000000001",
        "00000000-0000-7000-8000-000000000001",
        "ffffffff-ffff-7fff-8fff-ffffffffffff",
        "0f0e0d0c-0000-4000-8000-000000000001",
        "not-a-guid",
    ],
    ids=["of its time", "of another time", "beyond time", "random", "free text"],
)
def test_an_event_is_found_by_its_id_whatever_the_id(analytics: Analytics, event_id: str) -> None:
    milliseconds = int(START.timestamp()) * 1000
    own_id = event_id.format(time=milliseconds >> 16, rest=milliseconds & 0xFFFF)
    store(analytics, [event(1, event_id=own_id), event(2)], "batch")
    page = lookup(analytics, ACCOUNT, REGION, Attribute("EventId", own_id), None, None, 50)
    assert [found.event_id for found in page.events] == [own_id]


def test_start_and_end_are_inclusive(analytics: Analytics) -> None:
    store(analytics, [event(number) for number in range(10)], "batch")
    start, end = START + timedelta(seconds=3), START + timedelta(seconds=6)
    for attribute in (None, Attribute("Username", "mary")):
        page = lookup(analytics, ACCOUNT, REGION, attribute, start, end, 50)
        assert numbers(page) == [6, 5, 4, 3]
        assert numbers(lookup(analytics, ACCOUNT, REGION, attribute, end, None, 50)) == [9, 8, 7, 6]
        assert numbers(lookup(analytics, ACCOUNT, REGION, attribute, None, start, 2)) == [3, 2]


@pytest.mark.parametrize("key", [None, "Username", "ResourceName", "EventName"])
def test_pages_stay_stable_while_events_arrive(
    analytics: Analytics, key: AttributeKey | None
) -> None:
    """Many events of one second, and newer ones between the pages."""
    value = {"Username": "mary", "ResourceName": "app", "EventName": "BatchGetImage"}
    attribute = None if key is None else Attribute(key, value[key])
    first = [event(number, second=number // 20, resources=[arn("app")]) for number in range(50)]
    store(analytics, first, "first")
    seen: list[int] = []
    position = None
    for round_ in range(50):
        page = lookup(analytics, ACCOUNT, REGION, attribute, None, None, 7, position)
        seen += numbers(page)
        late = event(1000 + round_, resources=[arn("app")])
        store(analytics, [late], f"late {round_}")
        position = page.next_position
        if position is None:
            break
    assert seen == list(range(49, -1, -1))


def test_the_last_page_that_is_full_has_no_next(analytics: Analytics) -> None:
    store(analytics, [event(number) for number in range(4)], "batch")
    first = lookup(analytics, ACCOUNT, REGION, None, None, None, 2)
    second = lookup(analytics, ACCOUNT, REGION, None, None, None, 2, first.next_position)
    assert (numbers(first), numbers(second)) == ([3, 2], [1, 0])
    assert second.next_position is None


def test_a_batch_stored_again_doubles_nothing(analytics: Analytics) -> None:
    rows = [event(number, resources=[arn("app"), "arn:aws:s3:::b"]) for number in range(300)]
    for _ in range(2):
        store(analytics, rows, "batch")
    assert totals(analytics) == {EVENTS: 300, BY_USER: 300, BY_RESOURCE: 600}
    agree = f"SELECT count(), uniqExact(event_id) FROM {EVENTS}"
    assert analytics.select(agree) == [(300, 300)]


@pytest.mark.parametrize("reached", [0, 1, 2])
def test_a_batch_that_stopped_half_way_is_completed(analytics: Analytics, reached: int) -> None:
    rows = [event(number, resources=[arn("app")]) for number in range(50)]
    with pytest.raises(AnalyticsUnavailable):
        store(Interrupted(analytics, reached), rows, "batch")
    store(analytics, rows, "batch")
    assert totals(analytics) == {EVENTS: 50, BY_USER: 50, BY_RESOURCE: 50}


def test_a_batch_too_large_for_one_insert_is_cut_the_same_way_each_time(
    analytics: Analytics,
) -> None:
    large = "x" * 5_000_000
    rows = [event(number, agent=large, resources=[arn("app")]) for number in range(3)]
    for _ in range(2):
        store(analytics, rows, "batch")
    assert totals(analytics) == {EVENTS: 3, BY_USER: 3, BY_RESOURCE: 3}


def test_tables_are_made_once_and_keep_events_as_long_as_told(analytics: Analytics) -> None:
    store(analytics, [event(1, resources=[arn("app")])], "batch")
    for days in (30, 30, 365):
        prepare(analytics, days)
        for table in TABLES:
            (made,) = analytics.select(f"SHOW CREATE TABLE {table}")
            assert f"TTL event_time + toIntervalDay({days})" in str(made[0])
    assert find(analytics) == [1]


def test_tables_that_are_as_they_should_be_are_only_read(
    analytics: ClickHouseAnalytics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An alteration writes a table's definition anew, and a full disk cuts it off."""
    prepare(analytics, 90)
    commands: list[str] = []
    monkeypatch.setattr(analytics, "command", commands.append)
    prepare(analytics, 90)
    assert [one.split()[:5] for one in commands] == [
        ["CREATE", "TABLE", "IF", "NOT", "EXISTS"] for _ in TABLES
    ]


def test_events_past_retention_go(analytics: Analytics) -> None:
    prepare(analytics, 90)
    old, new = event(1, second=-100 * 86_400), event(2)
    store(analytics, [old, new], "batch")
    for table in (EVENTS, BY_USER):
        analytics.command(f"OPTIMIZE TABLE {table} FINAL")
    assert find(analytics) == find(analytics, "Username", "mary") == [2]


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_bounds(analytics: Analytics, limit: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        find(analytics, limit=limit)


def totals(analytics: Analytics) -> dict[str, object]:
    return {table: analytics.select(f"SELECT count() FROM {table}")[0][0] for table in TABLES}


class Interrupted:
    """An analytics store that goes away after `inserts` inserts."""

    def __init__(self, analytics: Analytics, inserts: int) -> None:
        self._analytics = analytics
        self._inserts = inserts

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], token: str
    ) -> None:
        if self._inserts == 0:
            raise AnalyticsUnavailable("gone")
        self._inserts -= 1
        self._analytics.insert(table, columns, rows, token)

    def select(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limits: QueryLimits | None = None,
        query_id: str | None = None,
    ) -> list[tuple[object, ...]]:
        raise AssertionError("only inserts")

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        raise AssertionError("only inserts")

    def cancel(self, query_id: str) -> None:
        raise AssertionError("only inserts")
