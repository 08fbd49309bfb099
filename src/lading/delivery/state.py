"""How far a trail has come in one Region: one small file, replaced as a whole.

    DATA/trails/<trail>/<region>/state.json

What is about to be uploaded is planned here first: after a crash the same plan gives the same
object under the same key, so that nothing is there twice and nothing is missing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from lading.delivery.trail import Trail
from lading.durable_files import replace_file

_NAME: Final = "state.json"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes `start` to `end` of a waiting segment: whole records."""

    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A log file that is being made: its key and the records that go into it, in order."""

    bucket: str
    key: str
    pieces: tuple[Piece, ...]

    def is_for(self, trail: Trail) -> bool:
        """Whether this is where the trail has its files now."""
        return self.bucket == trail.bucket and self.key.startswith(trail.top)


@dataclass(frozen=True, slots=True)
class LogFile:
    """A log file that was delivered, as a digest lists it; times as in records."""

    bucket: str
    key: str
    sha256: str
    newest: str
    oldest: str


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A digest that is being made: the end of its time, its key object, and who signs it."""

    end: str
    bucket: str
    key: str
    fingerprint: str

    def is_for(self, trail: Trail) -> bool:
        """Whether this is where the trail has its files now."""
        return self.bucket == trail.bucket and self.key.startswith(trail.top)


@dataclass(frozen=True, slots=True)
class LastDigest:
    """The digest before the next one; `signature` in hexadecimal."""

    end: str
    bucket: str
    key: str
    sha256: str
    signature: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Digests since validation was switched on: what the next one starts with.

    `since` is the second it begins with; `last` is None before the first one. `number` is the
    trail's: when that is another one, this chain is to end.
    """

    since: str
    number: int
    files: tuple[LogFile, ...] = ()
    last: LastDigest | None = None
    plan: DigestPlan | None = None


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """Everything that must not be forgotten.

    `taken` says how many bytes of the oldest waiting segment are delivered, `ended` is the number
    of the last chain that came to its end.
    """

    taken: dict[str, int] = field(default_factory=dict)
    plan: FilePlan | None = None
    chain: Chain | None = None
    ended: int | None = None


class StateFile:
    """The file of one trail and Region."""

    def __init__(self, folder: Path) -> None:
        """folder: `DATA/trails/<trail>/<region>`."""
        self.path = folder / _NAME

    def read(self) -> DeliveryState:
        """Return the state, the first one if there is none. Raises `ValueError`, `OSError`."""
        try:
            return state_of(orjson.loads(self.path.read_bytes()))
        except FileNotFoundError:
            return DeliveryState()

    def write(self, state: DeliveryState) -> None:
        """Return once the state is on disk. Raises `OSError`."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(self.path, orjson.dumps(asdict(state)))


def state_of(members: dict[str, Any]) -> DeliveryState:
    """Return the state that `StateFile.write` wrote. Raises `ValueError` for anything else."""
    try:
        plan, chain = members["plan"], members["chain"]
        return DeliveryState(
            taken=members["taken"],
            plan=None if plan is None else _file_plan(plan),
            chain=None if chain is None else _chain(chain),
            ended=members.get("ended"),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a delivery state: {error}") from error


def _file_plan(plan: dict[str, Any]) -> FilePlan:
    pieces = tuple(Piece(**piece) for piece in plan["pieces"])
    return FilePlan(plan["bucket"], plan["key"], pieces)


def _chain(chain: dict[str, Any]) -> Chain:
    last, plan = chain["last"], chain["plan"]
    return Chain(
        since=chain["since"],
        number=chain["number"],
        files=tuple(LogFile(**one) for one in chain["files"]),
        last=None if last is None else LastDigest(**last),
        plan=None if plan is None else DigestPlan(**plan),
    )
