"""Both sides of one run, measured in turn on the same machine at the same time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.servers import DockerRegistry, Lading, RegistryServer, Server, peer_program

S = TypeVar("S", bound=Server)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sides:
    """Lading, and the peer if it is installed.

    `quick` asks for a smoke run, not for figures; `events` is how long the history is that
    look-ups search.
    """

    folder: Path
    ours: Lading
    peer: DockerRegistry | None
    quick: bool
    events: int

    @property
    def rounds(self) -> int:
        """How often each side has its turn."""
        return 1 if self.quick else 5

    @property
    def seconds(self) -> float:
        """How long one turn of a load lasts."""
        return 0.5 if self.quick else 2.0

    @property
    def servers(self) -> tuple[RegistryServer, ...]:
        """The sides that are there."""
        return (self.ours,) if self.peer is None else (self.ours, self.peer)

    def in_turn(self, measure: Callable[[RegistryServer], T]) -> tuple[list[T], list[T]]:
        """Measure ours and the peer's, round by round; the one waits until the other is idle.

        Which side begins changes with the round. Returns ours and the peer's, in order of rounds.
        """
        return _in_turn(self.servers, self.rounds, measure)

    def against(
        self, peer: Server | None, measure: Callable[[Server], T], *, rounds_max: int
    ) -> tuple[list[T], list[T]]:
        """Do the same with another peer, if there is one."""
        servers: tuple[Server, ...] = (self.ours,) if peer is None else (self.ours, peer)
        return _in_turn(servers, min(self.rounds, rounds_max), measure)


def _in_turn(
    servers: tuple[S, ...], rounds: int, measure: Callable[[S], T]
) -> tuple[list[T], list[T]]:
    taken: list[list[T]] = [[], []]
    for number in range(rounds):
        turns = list(enumerate(servers))
        for index, server in turns[:: 1 if number % 2 == 0 else -1]:
            for other in servers:
                other.settle()
            taken[index].append(measure(server))
    return taken[0], taken[1]


@contextmanager
def both_sides(parent: Path | None, *, quick: bool, events: int) -> Iterator[Sides]:
    """Start both servers on fresh folders of one file system; end them and remove the folders."""
    folder = Path(tempfile.mkdtemp(prefix="lading-bench-", dir=parent))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        ours = Lading(folder / "lading")
        stack.callback(ours.stop)
        peer = DockerRegistry(folder / "docker-registry") if peer_program() else None
        if peer is not None:
            stack.callback(peer.stop)
        yield Sides(folder, ours, peer, quick, events)
