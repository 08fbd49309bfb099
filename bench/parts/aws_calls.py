"""AWS API calls: ours proven, authorized and on record before the answer, moto's none of that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

from bench.images import Image, small_image
from bench.load import Load, Work, run_load
from bench.peer_programs import peer_program, pinned_version
from bench.servers import Lading, Moto, Server, aws_client
from bench.sides import Sides
from bench.table import Line, median, ratio

_REPOSITORY = "bench/aws"
_IMAGES = 10
_CLIENTS = (1, 16)
_ROUNDS = 3
_REACH = "≥ 5×"
_CALLS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("ecr", "DescribeImages", {"repositoryName": _REPOSITORY}),
    ("ecr", "GetAuthorizationToken", {}),
    ("cloudtrail", "LookupEvents", {}),
)
_NOT_IN_MOTO = {"LookupEvents": "DescribeImages"}


def aws_calls(sides: Sides) -> Iterator[Line]:
    """Measure rates at 1 and 16 clients; where moto lacks a call, against its nearest."""
    images = [small_image() for _ in range(_IMAGES)]
    _fill_ours(sides.ours, images)
    with ExitStack() as stack:
        moto = Moto(sides.folder / "moto") if peer_program("moto_server") else None
        if moto is not None:
            stack.callback(moto.stop)
            _fill_moto(moto, images)
        for service, operation, members in _CALLS:
            for clients in _CLIENTS:
                yield _line(sides, moto, service, operation, members, clients)


def _line(
    sides: Sides,
    moto: Moto | None,
    service: str,
    operation: str,
    members: dict[str, object],
    clients: int,
) -> Line:
    asked = _NOT_IN_MOTO.get(operation, operation)
    works: dict[Server, Work] = {sides.ours: sides.ours.signer.work(service, operation, members)}
    if moto is not None:
        its_members = next(one for _, name, one in _CALLS if name == asked)
        works[moto] = moto.signer.work("ecr", asked, its_members)

    def load(server: Server) -> Load:
        return run_load(
            server.address,
            works[server],
            clients=clients,
            seconds=sides.seconds / 2,
            server_cpu_seconds=server.cpu_seconds,
        )

    ours, peer = sides.against(moto, load, rounds_max=_ROUNDS)
    cpu = median([one.server_cpu_microseconds for one in ours], "{:.0f} µs CPU of the front")
    p99 = median([one.percentile(0.99) * 1e3 for one in ours], "p99 {:.1f} ms")
    against = f"peer: moto {pinned_version('moto')}" if moto is not None else "without moto"
    if asked != operation:
        against += f", which has no {operation}: its {asked}"
    return Line(
        f"{operation}, signed, {clients} client{'s' if clients > 1 else ''}",
        median([one.per_second for one in ours], "{:,.0f}/s"),
        median([one.per_second for one in peer], "{:,.0f}/s"),
        ratio([one.per_second for one in ours], [one.per_second for one in peer]),
        _REACH if asked == operation else "",
        f"{cpu}, {p99}; {against}",
    )


def _fill_ours(server: Lading, images: list[Image]) -> None:
    for number, image in enumerate(images):
        server.registry.push_image(_REPOSITORY, f"v{number}", image)


def _fill_moto(server: Moto, images: list[Image]) -> None:
    ecr = aws_client("ecr", server.signer)
    ecr.create_repository(repositoryName=_REPOSITORY)
    for number, image in enumerate(images):
        manifest = json.dumps(json.loads(image.manifest))
        ecr.put_image(repositoryName=_REPOSITORY, imageManifest=manifest, imageTag=f"v{number}")
