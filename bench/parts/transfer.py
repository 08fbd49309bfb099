"""One 512 MB blob pushed as docker pushes it, then pulled."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.images import MIB, Blob, random_blob
from bench.servers import RegistryServer
from bench.sides import Sides
from bench.table import Line, median, ratio

_REPOSITORY = "bench/transfers"
_BLOB_MIB, _QUICK_MIB = 512, 32


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one push and one pull took, and the server's CPU time for each."""

    push_seconds: float
    pull_seconds: float
    push_cpu_seconds: float
    pull_cpu_seconds: float


def transfer(sides: Sides) -> Iterator[Line]:
    """Measure the time and the CPU time of both directions; digests are checked once a side."""
    size_mib = _QUICK_MIB if sides.quick else _BLOB_MIB
    for server in sides.servers:
        blob = random_blob(4 * MIB)
        server.registry.push_blob(_REPOSITORY, blob)
        server.registry.pull_blob(_REPOSITORY, blob, check_digest=True)
    ours, peer = sides.in_turn(
        lambda server: transferred(server, _REPOSITORY, random_blob(size_mib * MIB))
    )
    for way, reach in (("push", "≥ 1.2×"), ("pull", "≥ 1.0×")):
        our_seconds = [getattr(one, f"{way}_seconds") for one in ours]
        peer_seconds = [getattr(one, f"{way}_seconds") for one in peer]
        yield Line(
            f"{size_mib} MB blob {way}",
            median(our_seconds, "{:.2f} s"),
            median(peer_seconds, "{:.2f} s"),
            ratio(our_seconds, peer_seconds, less_is_more=True),
            reach,
            cpu(way, {"ours": ours, "peer's": peer}),
        )


def transferred(server: RegistryServer, repository: str, blob: Blob) -> Transfer:
    """Push and pull a blob."""
    os.sync()  # nobody pays for what was written before
    begun = server.cpu_seconds()
    push_seconds = server.registry.push_blob(repository, blob)
    between = server.cpu_seconds()
    pull_seconds = server.registry.pull_blob(repository, blob)
    ended = server.cpu_seconds()
    return Transfer(push_seconds, pull_seconds, between - begun, ended - between)


def cpu(way: str, sides: Mapping[str, list[Transfer]]) -> str:
    """Return the note about the CPU time of each side, by its name."""
    texts = [
        median([getattr(one, f"{way}_cpu_seconds") for one in ones], f"{name} {{:.2f}} s")
        for name, ones in sides.items()
        if ones
    ]
    return f"CPU {', '.join(texts)}"
