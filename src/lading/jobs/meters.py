"""What operators see of the jobs."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge

from lading.jobs.sweep_report import Report

_SWEPT: Final = Counter("lading_swept", "Pieces that sweeps removed, by kind", ["kind"])
_SWEPT_BYTES: Final = Counter(
    "lading_swept_bytes",
    "Their bytes; those of a `layer` come back with the `blob` that no repository has any more",
    ["kind"],
)
_SKIPPED: Final = Gauge(
    "lading_sweep_skipped",
    "Repositories that the newest sweep left alone, because something could not be read",
    multiprocess_mode="mostrecent",
)


def measure_sweep(report: Report) -> None:
    """Add what a sweep did."""
    for kind, gone in report.gone.items():
        _SWEPT.labels(kind).inc(gone.count)
        _SWEPT_BYTES.labels(kind).inc(gone.size_bytes)
    _SKIPPED.set(len(report.skipped))
