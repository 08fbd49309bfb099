"""Manifest GET by tag: ours with a token and a durable record, the peer's with neither."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.images import Image, small_image
from bench.load import Load, run_load
from bench.servers import RegistryServer
from bench.sides import Sides
from bench.table import Line, median, ratio

_REPOSITORY = "bench/manifests"
_REACH = {1: "≥ 1.5×", 16: "≥ 5×", 64: "≥ 6×"}


def manifest_get(sides: Sides) -> Iterator[Line]:
    """Measure rates at 1, 16 and 64 clients, and the CPU time of one pull at 64."""
    image = small_image()
    for server in sides.servers:
        server.registry.push_image(_REPOSITORY, "latest", image)
    for clients, reach in _REACH.items():
        measure = partial(_load, image=image, clients=clients, seconds=sides.seconds)
        ours, peer = sides.in_turn(measure)
        yield Line(
            f"manifest GET by tag, {clients} client{'s' if clients > 1 else ''}",
            _rate(ours),
            _rate(peer),
            ratio([one.per_second for one in ours], [one.per_second for one in peer]),
            reach,
            _latencies(ours, peer),
        )
    yield Line(
        "CPU of the serving processes for one manifest GET, 64 clients",
        median([one.server_cpu_microseconds for one in ours], "{:.0f} µs"),
        median([one.server_cpu_microseconds for one in peer], "{:.0f} µs"),
        reach="≤ 300 µs",
        notes=median(
            [one.client_cpu_microseconds for one in ours], "the load generator takes {:.0f} µs"
        ),
    )


def _load(server: RegistryServer, image: Image, clients: int, seconds: float) -> Load:
    work = server.registry.work(f"/v2/{_REPOSITORY}/manifests/latest", image.manifest)
    return run_load(
        server.address,
        work,
        clients=clients,
        seconds=seconds,
        server_cpu_seconds=server.cpu_seconds,
    )


def _rate(loads: list[Load]) -> str:
    return median([one.per_second for one in loads], "{:,.0f}/s")


def _latencies(ours: list[Load], peer: list[Load]) -> str:
    texts = []
    for name, loads in (("ours", ours), ("peer's", peer)):
        if loads:
            p50 = median([one.percentile(0.50) * 1e3 for one in loads], "{:.2f}")
            p99 = median([one.percentile(0.99) * 1e3 for one in loads], "{:.2f}")
            texts.append(f"{name} p50 {p50} ms, p99 {p99} ms")
    return "; ".join(texts)
