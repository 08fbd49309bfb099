"""The clerk role: `python -m lading.server.clerk` runs the followers and, on a clock, the jobs."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.folders import DataFolder
from lading.followers.cursors import CursorFile, retire_unknown
from lading.followers.follower import Follower, Sink
from lading.followers.history import HistorySink
from lading.followers.meters import measure
from lading.followers.pace import Pace
from lading.followers.rejected import RejectedRecords
from lading.followers.sources import Sources
from lading.followers.trim import trim_journals
from lading.ports import Analytics, DatabaseUnavailable
from lading.server.analytics_access import analytics_access
from lading.server.clerk_jobs import ClerkJobs
from lading.server.clerk_trails import ClerkTrails
from lading.server.control import control_socket
from lading.server.process import start_role, stop_event
from lading.settings import Settings

_LOG = structlog.get_logger("clerk")

_TRIM_SECONDS: Final = 1.0
_FLUSH_SECONDS: Final = 60.0
_FLUSH_SECONDS_MAX: Final = 600.0


def main() -> None:
    """Run the clerk until SIGTERM."""
    settings = start_role("clerk")
    asyncio.run(serve(settings))


async def serve(settings: Settings) -> None:
    """Follow the records of `settings.data` until a signal, then deliver what waits."""
    access = analytics_access(settings)
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    database = SqliteDatabase(database_path(settings.data), read_only=True)
    sources = Sources(DataFolder(settings.data).journal, database)
    trails = ClerkTrails(settings, database, analytics)
    clerk = Clerk(settings, analytics, sources, trails, ClerkJobs(settings, database, analytics))
    try:
        await clerk.run(stop_event())
    finally:
        analytics.close()
        database.close()


def history_follower(settings: Settings, analytics: Analytics, sources: Sources) -> Follower:
    """Return the follower that keeps the event history."""
    sink = HistorySink(analytics, settings.history_days)
    return _follower(settings, sources, sink, Pace(idle_seconds=settings.history_poll_seconds))


def _follower(settings: Settings, sources: Sources, sink: Sink, pace: Pace) -> Follower:
    folder = DataFolder(settings.data)
    return Follower(
        sink,
        sources,
        CursorFile(folder.cursors, sink.name),
        RejectedRecords(folder.rejected),
        records_max=settings.history_batch_records,
        pace=pace,
    )


class Clerk:
    """The followers of one server, what they feed, and the socket where all can be asked."""

    def __init__(
        self,
        settings: Settings,
        analytics: Analytics,
        sources: Sources,
        trails: ClerkTrails,
        jobs: ClerkJobs,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._trails = trails
        self._folder = DataFolder(settings.data)
        self._sources = sources
        self._router = _follower(settings, sources, trails.sink, trails.pace)
        self.followers = (history_follower(settings, analytics, sources), self._router)

    async def run(self, stopping: asyncio.Event) -> None:
        """Follow until `stopping` is set, then deliver what waits, within the limit."""
        names = frozenset(follower.name for follower in self.followers)
        for name in retire_unknown(self._folder.cursors, names):
            _LOG.warning("cursor.retired", follower=name)
        threads = [
            threading.Thread(target=follower.run, name=f"follow-{follower.name}", daemon=True)
            for follower in self.followers
        ]
        handlers = {"status": self._status, "flush": self._flush, **self._jobs.handlers}
        async with control_socket(self._folder.clerk_socket, handlers):
            for thread in threads:
                thread.start()
            self._jobs.start()
            self._trails.start(self._router)
            trimming = asyncio.create_task(self._trim())
            await stopping.wait()
            await asyncio.to_thread(self._jobs.stop, self._settings.stop_seconds / 4)
            await asyncio.to_thread(self._trails.stop, self._settings.stop_seconds / 4)
            await self._drain()
            trimming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await trimming
            await asyncio.to_thread(_stop, self.followers, threads, self._settings.stop_seconds)

    async def _drain(self) -> None:
        seconds = self._settings.stop_seconds / 2
        try:
            done = await asyncio.to_thread(flush, self.followers, seconds)
        except DatabaseUnavailable:
            done = False
        if not done:
            _LOG.warning("clerk.backlog_kept", seconds=seconds)

    async def _trim(self) -> None:
        while True:
            await asyncio.sleep(_TRIM_SECONDS)
            try:
                await asyncio.to_thread(trim_journals, self._folder.journal, self.followers)
                measure(self.followers, await asyncio.to_thread(self._sources.ends))
            except (OSError, DatabaseUnavailable) as error:
                _LOG.warning("journal.not_trimmed", error=str(error))

    def _flush_all(self, seconds: float) -> tuple[bool, bool]:
        """Return whether all was followed, and whether trails delivered what is theirs of it."""
        started = time.monotonic()
        followed = flush(self.followers, seconds)
        # Files are made of what was routed; their delivery is on record, and that can wait.
        left = max(0.1, seconds - (time.monotonic() - started))
        return followed, self._trails.flush(left)

    async def _status(self, _question: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"followers": await asyncio.to_thread(states, self.followers, self._sources)}

    async def _flush(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        seconds = min(float(question.get("seconds", _FLUSH_SECONDS)), _FLUSH_SECONDS_MAX)
        followed, delivered = await asyncio.to_thread(self._flush_all, seconds)
        return {
            "flushed": followed and delivered,
            "followed": followed,
            "followers": await asyncio.to_thread(states, self.followers, self._sources),
        }


def flush(followers: Sequence[Follower], seconds: float) -> bool:
    """Return True once every follower has delivered what was written before this call."""
    deadline = time.monotonic() + seconds
    done = True
    for follower in followers:
        done = follower.flush(max(0.0, deadline - time.monotonic())) and done
    return done


def states(followers: Sequence[Follower], sources: Sources) -> list[dict[str, Any]]:
    """Return how far each follower is behind, and what went wrong. `DatabaseUnavailable`."""
    ends = sources.ends()
    return [
        {
            "name": follower.name,
            "ready": follower.is_ready,
            "lag_journal_bytes": follower.position.bytes_to(ends),
            "lag_table_records": max(0, ends.seq - follower.position.seq),
            "delivered_records": follower.progress.delivered_records,
            "rejected_records": follower.progress.rejected_records,
            "damaged_bytes": follower.progress.damaged_bytes,
            "batches": follower.progress.batches,
            "failures_in_a_row": follower.progress.failures_in_a_row,
            "last_error": follower.progress.last_error,
        }
        for follower in followers
    ]


def _stop(
    followers: Sequence[Follower], threads: Sequence[threading.Thread], seconds: float
) -> None:
    for follower in followers:
        follower.stop()
    for thread in threads:
        thread.join(seconds / 2 / len(threads))


if __name__ == "__main__":
    main()
