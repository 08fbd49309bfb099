"""The job that deletes events nobody can read any more, over a server's own data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.folders import DataFolder
from lading.inside import Inside
from lading.jobs.expire_log_events import expire_log_events
from lading.server.analytics_access import analytics_access
from lading.server.inside import ask_inside
from lading.services.logs.event_schema import EVENTS
from lading.services.logs.remains import KEPT_MS
from lading.settings import Settings

from ...doors.server import Server
from .conftest import Stream, now_ms


@dataclass
class Job:
    """The job as the clerk runs it, at any time."""

    server: Server
    database: SqliteDatabase
    analytics: ClickHouseAnalytics
    asked: list[Inside] = field(default_factory=list)

    def run(self, later: timedelta = timedelta()) -> None:
        now = datetime.now(UTC) + later
        expire_log_events(self.database, self.analytics, self._ask, now)

    def _ask(self, inside: Inside) -> Mapping[str, Any]:
        self.asked.append(inside)
        return ask_inside(DataFolder(self.server.data), inside)

    def stored(self, group_id: int) -> int:
        """Return how many events of a group the store has, readable or not."""
        sql = f"SELECT count() FROM {EVENTS} WHERE group_id = {{group_id:UInt64}}"
        ((count,),) = self.analytics.select(sql, {"group_id": group_id})
        assert isinstance(count, int)
        return count

    def group_id(self, name: str) -> int:
        with self.server.database() as database:
            found = database.execute("SELECT id FROM log_groups WHERE name = ?", (name,))
            return int(found.fetchone()[0])

    def remains(self, group_id: int) -> int:
        with self.server.database() as database:
            sql = "SELECT count(*) FROM log_remains WHERE group_id = ?"
            return int(database.execute(sql, (group_id,)).fetchone()[0])


@pytest.fixture
def job(server: Server) -> Iterator[Job]:
    access = analytics_access(Settings(data=server.data))
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    database = SqliteDatabase(database_path(server.data), read_only=True)
    yield Job(server, database, analytics)
    analytics.close()
    database.close()


def test_expired_events_go_and_others_stay(job: Job, stream: Stream) -> None:
    stream.put("old", at_ms=now_ms() - 2 * 86_400_000)
    stream.put("new")
    group_id = job.group_id(stream.group)
    job.run()
    assert job.stored(group_id) == 2
    stream.logs.put_retention_policy(logGroupName=stream.group, retentionInDays=1)
    job.run()
    assert job.stored(group_id) == 1
    stream.logs.delete_retention_policy(logGroupName=stream.group)
    assert stream.messages() == ["new"]


def test_a_deleted_stream_goes_and_is_forgotten_when_nothing_can_come_any_more(
    job: Job, stream: Stream
) -> None:
    other = stream.beside()
    stream.put("gone")
    other.put("kept")
    stream.logs.delete_log_stream(**stream.names)
    group_id = job.group_id(stream.group)
    assert job.stored(group_id) == 2
    job.run()
    assert (job.stored(group_id), job.remains(group_id)) == (1, 1)
    assert job.asked == []
    with job.server.database() as database:
        sql = "UPDATE log_remains SET deleted_ms = deleted_ms - ?"
        database.execute(sql, (2 * KEPT_MS,))
    job.run()
    assert job.remains(group_id) == 0
    assert stream.found() == ["kept"]


def test_a_clock_ahead_forgets_nothing(job: Job, stream: Stream) -> None:
    """It is the front that decides whether the time has come."""
    group_id = job.group_id(stream.group)
    stream.logs.delete_log_stream(**stream.names)
    job.run(later=timedelta(hours=1))
    assert job.asked
    assert job.remains(group_id) == 1


def test_a_deleted_group_goes_whole(job: Job, stream: Stream) -> None:
    stream.put("one")
    stream.beside().put("two")
    group_id = job.group_id(stream.group)
    stream.logs.delete_log_stream(**stream.names)
    stream.logs.delete_log_group(logGroupName=stream.group)
    assert job.stored(group_id) == 2
    job.run()
    assert job.stored(group_id) == 0
    assert job.remains(group_id) == 2
