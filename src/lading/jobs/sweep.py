"""Sweeping: the job finds what nothing needs; the front removes it, piece by piece, on record.

    reprieve      what a sweep that died had condemned, and nobody knows whether it is on record
    repositories  layers no image needs: marked, and a grace later removed; uploads gone silent
    strays        blobs and uploads without a row: condemned with their record, then unlinked
    objects       dropped a grace ago

The job reads the database and the folders and decides nothing: `services/ecr/sweeping.py` has the
rules, and why no push can lose anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock

import structlog

from lading.audit.event_ids import new_id
from lading.inside import Ask, InsideUnavailable
from lading.jobs.meters import measure_sweep
from lading.jobs.sweep_report import Report
from lading.jobs.sweep_run import Stopped, SweepRun
from lading.operation import ServiceError
from lading.ports import Blobs, Database, DatabaseUnavailable
from lading.settings import Settings

log = structlog.get_logger("sweep")


@dataclass(frozen=True, slots=True)
class SweepParts:
    """What a sweep works with. `now` is the time in UTC."""

    database: Database
    blobs: Blobs
    ask: Ask
    settings: Settings
    now: Callable[[], datetime]


class Sweeper:
    """Sweeps one server, one sweep at a time."""

    def __init__(self, parts: SweepParts) -> None:
        self._parts = parts
        self._turn = Lock()
        self._stopping = Event()

    def stop(self) -> None:
        """Have a sweep that runs end after the piece it is at."""
        self._stopping.set()

    def sweep(self, *, dry_run: bool = False) -> Report:
        """Sweep, or say what would go now, and report. Blocks; never raises what may pass."""
        report = Report(new_id(), dry_run)
        if dry_run:
            self._run(report)
            return report
        with self._turn:
            self._run(report)
        measure_sweep(report)
        for repository, reason in report.skipped.items():
            log.warning("sweep.skipped", repository=repository, reason=reason)
        if report.error is not None:
            log.warning("sweep.incomplete", reason=report.error)
        if report.gone or report.reprieved:
            gone = {kind: one.size_bytes for kind, one in report.gone.items()}
            log.info("sweep.done", sweep_id=report.sweep_id, reprieved=report.reprieved, **gone)
        return report

    def _run(self, report: Report) -> None:
        parts = self._parts
        run = SweepRun(
            parts.database,
            parts.blobs,
            parts.ask,
            parts.settings,
            parts.now(),
            report,
            self._stopping.is_set,
        )
        try:
            run.sweep()
        except (InsideUnavailable, ServiceError, DatabaseUnavailable, OSError) as error:
            report.error = f"{type(error).__name__}: {error}"
        except Stopped:
            report.error = "the server stops"
