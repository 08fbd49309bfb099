"""One 512 MB blob pushed and pulled: a repository under a KMS key beside a plain one."""

from __future__ import annotations

from collections.abc import Iterator

from bench.images import MIB, Blob, random_blob
from bench.parts.transfer import Transfer, cpu, transferred
from bench.sides import Sides
from bench.table import Line, median, ratio

_PLAIN, _ENCRYPTED = "bench/plain", "bench/encrypted"
_BLOB_MIB, _QUICK_MIB = 512, 32


def encrypted(sides: Sides) -> Iterator[Line]:
    """Measure both in turn on one server; the plain one stands in the column of the peer."""
    server, size_mib = sides.ours, _QUICK_MIB if sides.quick else _BLOB_MIB
    server.aws("ecr").create_repository(
        repositoryName=_ENCRYPTED, encryptionConfiguration={"encryptionType": "KMS"}
    )
    small = random_blob(4 * MIB)
    taken: dict[str, list[Transfer]] = {_ENCRYPTED: [], _PLAIN: []}
    for repository in taken:
        server.registry.push_blob(repository, small)
        server.registry.pull_blob(repository, small, check_digest=True)
    for number in range(sides.rounds):
        for repository in list(taken)[:: 1 if number % 2 == 0 else -1]:
            server.settle()
            blob: Blob = random_blob(size_mib * MIB)
            taken[repository].append(transferred(server, repository, blob))
    sealed, plain = taken[_ENCRYPTED], taken[_PLAIN]
    for way in ("push", "pull"):
        seconds = [[getattr(one, f"{way}_seconds") for one in ones] for ones in (sealed, plain)]
        yield Line(
            f"{size_mib} MB blob {way}, encrypted repository beside a plain one",
            median(seconds[0], "{:.2f} s"),
            median(seconds[1], "plain: {:.2f} s"),
            ratio(*seconds, less_is_more=True),
            "≥ 0.7×",
            cpu(way, {"encrypted": sealed, "plain": plain}),
        )
