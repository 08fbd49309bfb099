"""The clerk's delivery of trails: the follower that routes records, and what takes them on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from typing import Final

from lading.adapters.disk import DiskBlobs
from lading.adapters.trail_states import FolderTrailStates
from lading.delivery.book import DatabaseBook, DatabaseSigners
from lading.delivery.deliveries import Deliveries
from lading.delivery.group import AnalyticsGroup
from lading.delivery.objects import Bucket
from lading.delivery.region_delivery import Paces, Ways
from lading.delivery.routing import TrailSink
from lading.folders import DataFolder
from lading.followers.follower import Follower
from lading.followers.pace import Pace
from lading.inside import Ask
from lading.ports import Analytics, Database
from lading.pure.sealing import Seal
from lading.server.inside import ask_inside
from lading.settings import Settings

_DAY_SECONDS: Final = 86_400.0
_LOOK_SECONDS: Final = 0.5
"""How often the follower of trails looks for records: they wait for their files anyway."""


class _Clock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClerkTrails:
    """What trails need of the clerk."""

    def __init__(self, settings: Settings, database: Database, analytics: Analytics) -> None:
        folder = DataFolder(settings.data)
        ask: Ask = partial(ask_inside, folder)
        self._settings = settings
        self._folder = folder
        self._book = DatabaseBook(database, ask)
        seal = Seal(folder.master_key.read_bytes())
        self._ways = Ways(
            bucket=Bucket(DiskBlobs(folder.root), ask),
            group=AnalyticsGroup(database, analytics, ask),
            signers=DatabaseSigners(database, seal, ask),
            states=FolderTrailStates(folder.trails),
        )
        self.sink = TrailSink(self._book, folder.trails)
        self.pace = Pace(idle_seconds=_LOOK_SECONDS, period_seconds=2 * _LOOK_SECONDS)
        self._deliveries: Deliveries | None = None
        self._thread: threading.Thread | None = None

    def start(self, router: Follower) -> None:
        """Begin to deliver what `router`, the follower of `sink`, brings."""
        settings = self._settings
        paces = Paces(
            delivery_seconds=settings.trail_delivery_seconds,
            digest_seconds=settings.digest_seconds,
            file_bytes_max=settings.trail_file_bytes_max,
            keep_seconds=settings.trail_keep_days * _DAY_SECONDS,
        )
        self._deliveries = Deliveries(
            self._folder.trails, self._book, router, self._ways, paces, _Clock()
        )
        self._thread = threading.Thread(
            target=self._deliveries.run, name="deliver-trails", daemon=True
        )
        self._thread.start()

    def flush(self, seconds: float) -> bool:
        """Return True once everything that was written before this call is delivered."""
        return self._deliveries is None or self._deliveries.flush(seconds)

    def stop(self, seconds: float) -> None:
        """End, after the delivery at hand if that takes no longer than `seconds`."""
        if self._deliveries is not None and self._thread is not None:
            self._deliveries.stop()
            self._thread.join(seconds)
