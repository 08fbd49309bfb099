"""The front role: N workers behind one port, each with a journal of its own.

Run as `python -m lading.server.front`; settings come from the environment. `application` is what
every worker process calls once to build its ASGI application: the only wiring of the front.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes, SSLProtocols

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.adapters.disk import DiskBlobs
from lading.adapters.gathered_inserts import GatheredInserts
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.adapters.trail_states import FolderTrailStates
from lading.audit.journal import WorkerJournal
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.catalog import CATALOG
from lading.dispatch.attempts import Attempts
from lading.dispatch.authenticate import Authenticator
from lading.dispatch.authenticate_s3 import S3Authenticator
from lading.dispatch.authorize import Authorizer
from lading.dispatch.aws_rates import AwsRates
from lading.dispatch.console_sessions import ConsoleSessions
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.dispatch.key_uses import KeyUses
from lading.dispatch.meters import Meters
from lading.dispatch.neighbours import Neighbourhood
from lading.dispatch.sign_in_limits import SignInLimits
from lading.dispatch.sign_ins import SignIns
from lading.doors.aws import AwsDoor
from lading.doors.console.door import ConsoleDoor
from lading.doors.console.files import ConsoleFiles
from lading.doors.console.server_facts import ServerFacts
from lading.doors.console.session_endpoint import SessionEndpoint
from lading.doors.console.visit import Desk
from lading.doors.entrance import Entrance
from lading.doors.health import HealthDoor, MetricsDoor
from lading.doors.http import Receive, Scope, Send
from lading.doors.layers import LayersDoor
from lading.doors.metrics import Requests, of_every_process
from lading.doors.oci.door import OciDoor
from lading.doors.origin import trusted_networks
from lading.doors.s3.door import S3Door
from lading.folders import DataFolder
from lading.followers.trim import trimmable_seq
from lading.operation import Parts
from lading.ports import DatabaseUnavailable
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.server.analytics_access import analytics_access
from lading.server.handover import Farewell, leave_after_farewell, receive_new_connections
from lading.server.health import server_state
from lading.server.inside import InsideDoor
from lading.server.kms_master import kms_key_wrap
from lading.server.log_lines import set_up_logging
from lading.server.process import PARENT_VARIABLE, die_with_parent, named_parent, start_role
from lading.server.trim_records import trim_records
from lading.services.ecr.pull_times import PullTimes
from lading.settings import Settings

_TRIM_SECONDS = 1.0
CONSOLE_FILES = Path(__file__).parents[1] / "console_files"

log = structlog.get_logger("front")


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


class Worker:
    """What one worker process holds, from its first request to its last."""

    def __init__(self, settings: Settings) -> None:
        folder = DataFolder(settings.data)
        self.settings = settings
        self.folder = folder
        self.clock = SystemClock()
        self.seal = Seal(folder.master_key.read_bytes())
        self.blobs = DiskBlobs(folder.root)
        self.database = SqliteDatabase(
            database_path(folder.root), queue_max=settings.write_queue_max
        )
        self.journal = WorkerJournal(
            folder.journal,
            bytes_max=settings.journal_bytes_max,
            queue_max=settings.journal_queue_max,
        )
        self.meters = Meters()
        self.journal.on_batch = self.meters.journal_batch.observe
        self.database.on_commit = self.meters.commit_batch.observe
        self.threads = ThreadPoolExecutor(settings.threads, "operation")
        self.hashes = ThreadPoolExecutor(1, "sign-in")
        access = analytics_access(settings)
        self.pull_times = PullTimes()
        self.key_uses = KeyUses(self.database)
        self.analytics = ClickHouseAnalytics(access.url, access.user, access.secret)

    def entrance(self) -> Entrance:
        """Wire the doors to the one dispatch behind them."""
        settings, models = self.settings, ServiceModels()
        dispatch = self.dispatch(models)
        authenticator = Authenticator(
            self.database,
            self.seal,
            self.clock,
            account=settings.account,
            sandbox=settings.sandbox,
            uses=self.key_uses,
        )
        self.inside = InsideDoor(dispatch, CATALOG, self.folder)
        attempts = Attempts(dispatch, per_second=settings.refusals_per_second)
        return Entrance(
            aws=AwsDoor(dispatch, CATALOG, authenticator, attempts, models),
            oci=OciDoor(dispatch, CATALOG, authenticator, attempts),
            s3=S3Door(
                dispatch,
                CATALOG,
                S3Authenticator(authenticator, self.clock, region=settings.region),
                attempts,
                models,
            ),
            layers=LayersDoor(dispatch),
            console=self.console(dispatch, authenticator),
            health=HealthDoor(lambda: server_state(self.folder, dispatch.disk)),
            metrics=MetricsDoor(of_every_process),
            requests=Requests(),
            trusted=trusted_networks(settings.trusted_proxies),
            idle_seconds=settings.body_idle_seconds,
        )

    def dispatch(self, models: ServiceModels) -> Dispatch:
        """Wire what runs and records every call."""
        settings, authorizer = self.settings, Authorizer(sandbox=self.settings.sandbox)
        return Dispatch(
            database=self.database,
            journal=self.journal,
            parts=Parts(
                settings,
                self.blobs,
                GatheredInserts(self.analytics),
                self.seal,
                key_wrap=kms_key_wrap(settings),
                trail_states=FolderTrailStates(self.folder.trails),
            ),
            clock=self.clock,
            authorizer=authorizer,
            recorder=Recorder(
                Members(models), proxied_as_service=settings.source_address == "service"
            ),
            threads=self.threads,
            disk=DiskSpace(
                self.meters.watch_disk(self.blobs.free_bytes),
                settings.disk_reserve_bytes,
                settings.disk_floor_bytes,
            ),
            meters=self.meters,
            on_read=self.pull_times.note,
            rates=AwsRates(settings.workers) if settings.aws_rates else None,
            neighbours=Neighbourhood(CATALOG, authorizer, self.clock),
        )

    def console(self, dispatch: Dispatch, authenticator: Authenticator) -> ConsoleDoor:
        """Wire the console's door."""
        settings, cookie = self.settings, authenticator.cookie
        sign_ins = SignIns(
            self.database, self.seal, self.clock, authenticator, SignInLimits(), self.hashes
        )
        sessions = ConsoleSessions(
            self.database,
            self.seal,
            self.clock,
            cookie,
            self.key_uses,
            seconds_max=settings.console_session_seconds,
            idle_seconds=settings.console_idle_seconds,
            region=settings.region,
        )
        return ConsoleDoor(
            SessionEndpoint(Desk(dispatch, CATALOG, sign_ins, sessions, cookie)),
            ServerFacts(settings, self.database),
            ConsoleFiles(CONSOLE_FILES),
        )

    async def trim(self) -> None:
        """Remove records that every follower has passed, a bounded piece at a time, for ever."""
        while True:
            await asyncio.sleep(_TRIM_SECONDS)
            seq = trimmable_seq(self.folder.cursors)
            try:
                await trim_records(self.database, seq)
            except DatabaseUnavailable as error:
                log.warning("records.not_trimmed", reason=str(error))

    async def write_pull_times(self) -> None:
        """Write when images were last pulled, for ever."""
        while True:
            await asyncio.sleep(self.settings.pull_time_seconds)
            await self.pull_times.write(self.database)

    def chores(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what runs beside the requests, for ever."""
        return (
            self.trim(),
            self.write_pull_times(),
            self.key_uses.store_for_ever(),
            self.inside.serve(),
            receive_new_connections(self.settings.host_and_port[1], self.settings.workers),
        )

    async def close(self) -> None:
        """Write what waits, then release everything."""
        with suppress(DatabaseUnavailable):
            await self.pull_times.write(self.database)
            await self.key_uses.store()
        await asyncio.to_thread(self._release)

    def _release(self) -> None:
        self.threads.shutdown()
        self.hashes.shutdown(cancel_futures=True)
        self.database.close()
        self.journal.close()
        self.analytics.close()


def application() -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Build the application of one worker process; Granian calls it in each."""
    die_with_parent(named_parent())
    settings = Settings()
    set_up_logging("front", settings.log_format, settings.log_level)
    worker = Worker(settings)
    entrance = Farewell(worker.entrance())
    spare_the_collector()
    running: list[asyncio.Task[None]] = []

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        else:
            await entrance(scope, receive, send)

    async def lifespan(receive: Receive, send: Send) -> None:
        await receive()
        entrance.heed()
        running.extend(asyncio.create_task(chore) for chore in worker.chores())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in running:
            task.cancel()
        await worker.close()
        await send({"type": "lifespan.shutdown.complete"})

    return serve


def spare_the_collector() -> None:
    """Let the garbage collector pass over what lives as long as the process, and come rarely.

    Without it a worker stood still for 73 ms at a full collection; over many requests the collector
    took about 9 µs of each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def main() -> None:
    """Serve until SIGTERM; answers in flight finish first.

    SIGUSR1 is for one whose successor serves already: its answers have much longer to finish.
    """
    settings = start_role("front")
    os.environ[PARENT_VARIABLE] = str(os.getpid())  # of the workers, which begin later
    host, port = settings.host_and_port
    server = Granian(
        "lading.server.front:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings.workers,
        runtime_mode=RuntimeModes.st,
        loop=Loops.uvloop,
        http=HTTPModes.auto if settings.tls_cert else HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=settings.requests_running_max,
        log_enabled=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=int(settings.stop_seconds),
        ssl_cert=settings.tls_cert,
        ssl_key=settings.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
    )

    def leave(*_: object) -> None:
        server.workers_kill_timeout = settings.renewal_seconds
        leave_after_farewell()

    server.on_startup(lambda: signal.signal(signal.SIGUSR1, leave))
    server.serve()


if __name__ == "__main__":
    main()
