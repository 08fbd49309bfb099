"""The clerk's jobs: what runs on a clock, and what can be asked for at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any

from lading.adapters.disk import DiskBlobs
from lading.folders import DataFolder
from lading.inside import Ask
from lading.jobs.expire_images import expire_images
from lading.jobs.expire_log_events import expire_log_events
from lading.jobs.keep_keys import keep_keys
from lading.jobs.schedule import Job, Schedule
from lading.jobs.sweep import Sweeper, SweepParts
from lading.ports import Analytics, Database
from lading.server.control import Handler
from lading.server.inside import ask_inside
from lading.settings import Settings


class ClerkJobs:
    """Everything that the clerk does by itself, through the front."""

    def __init__(self, settings: Settings, database: Database, analytics: Analytics) -> None:
        folder = DataFolder(settings.data)
        self._settings = settings
        self._database = database
        self._analytics = analytics
        self._ask: Ask = partial(ask_inside, folder)
        self._sweeper = Sweeper(
            SweepParts(database, DiskBlobs(folder.root), self._ask, settings, _now)
        )
        self._schedule = Schedule(
            (
                Job("expire_images", settings.lifecycle_seconds, self._expire_images),
                Job("sweep", settings.sweep_seconds, self._sweeper.sweep),
                Job("keep_keys", settings.kms_seconds, self._keep_keys),
                Job("expire_log_events", settings.log_expiry_seconds, self._expire_log_events),
            )
        )

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What can be asked for over the clerk's socket."""
        return {"expire_images": self._answer_expire_images, "sweep": self._answer_sweep}

    def start(self) -> None:
        """Begin to run jobs on the clock."""
        self._schedule.start()

    def stop(self, seconds: float) -> None:
        """End the jobs; those at hand get `seconds` for it."""
        self._sweeper.stop()
        self._schedule.stop(seconds)

    def _expire_images(self) -> None:
        expire_images(self._database, self._ask)

    def _keep_keys(self) -> None:
        keep_keys(self._database, self._ask, _now())

    def _expire_log_events(self) -> None:
        expire_log_events(self._database, self._analytics, self._ask, _now())

    async def _answer_expire_images(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        runs = await asyncio.to_thread(
            expire_images,
            self._database,
            self._ask,
            only=question.get("repository"),
            dry_run=bool(question.get("dry_run")),
        )
        return asdict(runs)

    async def _answer_sweep(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        report = await asyncio.to_thread(self._sweeper.sweep, dry_run=bool(question.get("dry_run")))
        return report.as_answer()


def _now() -> datetime:
    return datetime.now(UTC)
