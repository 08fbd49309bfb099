"""What a sweep did, or would do: sums of each kind, and the pieces as far as a list goes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

PIECES_SHOWN_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that goes. `where` is the repository, empty for what belongs to none."""

    kind: str
    where: str
    name: str
    size_bytes: int
    idle_seconds: float


@dataclass(slots=True)
class Sum:
    """How many pieces, and how many bytes together."""

    count: int = 0
    size_bytes: int = 0

    def add(self, size_bytes: int) -> None:
        """Count one more."""
        self.count += 1
        self.size_bytes += size_bytes


@dataclass(slots=True)
class Report:
    """A sweep. `layer` counts rows: their bytes come back with the `blob` that nobody has left.

    waiting: layers that no image needs and whose grace is not over. skipped: repositories that
    were left alone, and why. error: why the sweep ended early, None if it did not.
    """

    sweep_id: str
    dry_run: bool
    gone: dict[str, Sum] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    waiting: Sum = field(default_factory=Sum)
    skipped: dict[str, str] = field(default_factory=dict)
    reprieved: int = 0
    error: str | None = None

    def add(self, piece: Piece) -> None:
        """Take down what goes."""
        self.gone.setdefault(piece.kind, Sum()).add(piece.size_bytes)
        if len(self.pieces) < PIECES_SHOWN_MAX:
            self.pieces.append(piece)

    def skip(self, where: str, reason: str) -> None:
        """Take down that a repository was left alone; past a bound the rest is only not swept."""
        if len(self.skipped) < PIECES_SHOWN_MAX:
            self.skipped[where] = reason

    def as_answer(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return asdict(self)
