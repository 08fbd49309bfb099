"""What operators see of the doors: requests by door, their time, and how many are under way."""

from __future__ import annotations

import os
from time import perf_counter

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)


class _Measured:
    """Counts a request as under way from here to the end of the block, then its time."""

    __slots__ = ("_began", "_running", "_seconds")

    def __init__(self, seconds: Histogram, running: Gauge) -> None:
        self._seconds = seconds
        self._running = running
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()
        self._running.inc()

    def __exit__(self, *_: object) -> None:
        self._running.dec()
        self._seconds.observe(perf_counter() - self._began)


class Requests:
    """Counts and times requests."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._seconds = Histogram(
            "lading_request_seconds",
            "Time from the request's headers to the end of its answer",
            ["door"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._running = Gauge(
            "lading_requests_running",
            "Requests under way",
            ["door"],
            multiprocess_mode="livesum",
            registry=registry,
        )
        self._of_door = {
            door: (self._seconds.labels(door), self._running.labels(door))
            for door in ("aws", "s3", "oci", "layers", "console", "health", "metrics")
        }

    def of(self, door: str) -> _Measured:
        """Return what measures one request while it is entered."""
        return _Measured(*self._of_door[door])


def of_every_process() -> CollectorRegistry:
    """Return the metrics of all processes that write to `PROMETHEUS_MULTIPROC_DIR`."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
