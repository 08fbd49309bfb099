"""GET of a 1 MB blob by 16 clients."""

from __future__ import annotations

from collections.abc import Iterator

from bench.images import MIB, Blob, random_blob
from bench.load import Load, run_load
from bench.servers import RegistryServer
from bench.sides import Sides
from bench.table import Line, median, ratio

_REPOSITORY = "bench/blobs"
_CLIENTS = 16


def blob_get(sides: Sides) -> Iterator[Line]:
    """Measure the rate and the CPU time of one pull."""
    blob = random_blob(MIB)
    for server in sides.servers:
        server.registry.push_blob(_REPOSITORY, blob)
    ours, peer = sides.in_turn(lambda server: _load(server, blob, sides.seconds))
    yield Line(
        f"1 MB blob GET, {_CLIENTS} clients",
        median([one.per_second for one in ours], "{:,.0f}/s"),
        median([one.per_second for one in peer], "{:,.0f}/s"),
        ratio([one.per_second for one in ours], [one.per_second for one in peer]),
        "≥ 3×",
        median([one.client_cpu_microseconds for one in ours], "the load generator takes {:.0f} µs"),
    )
    yield Line(
        "CPU of the serving processes for one 1 MB blob GET",
        median([one.server_cpu_microseconds for one in ours], "{:.0f} µs"),
        median([one.server_cpu_microseconds for one in peer], "{:.0f} µs"),
    )


def _load(server: RegistryServer, blob: Blob, seconds: float) -> Load:
    work = server.registry.work(f"/v2/{_REPOSITORY}/blobs/{blob.digest}", blob)
    return run_load(
        server.address,
        work,
        clients=_CLIENTS,
        seconds=seconds,
        server_cpu_seconds=server.cpu_seconds,
    )
