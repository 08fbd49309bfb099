"""What operators see of the doors: requests by door, their time, and how many are under way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)


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

    @contextmanager
    def of(self, door: str) -> Iterator[None]:
        """Measure one request."""
        seconds, running = self._of_door[door]
        start = perf_counter()
        running.inc()
        try:
            yield
        finally:
            running.dec()
            seconds.observe(perf_counter() - start)


def of_every_process() -> CollectorRegistry:
    """Return the metrics of all processes that write to `PROMETHEUS_MULTIPROC_DIR`."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
