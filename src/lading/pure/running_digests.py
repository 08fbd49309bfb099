"""Digests of uploads so far, kept in memory between two requests to spare a second reading."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Protocol

_DIGESTS_MAX: Final = 256


class Hasher(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """Return the digest of all that was taken in."""


@dataclass(slots=True)
class RunningDigest:
    """The SHA-256 of the first `size_bytes` of an upload."""

    size_bytes: int = 0
    hasher: Hasher = field(default_factory=hashlib.sha256)


class RunningDigests:
    """The digests that one process keeps, each under the bookmark it belongs to.

    A bookmark is new at every write and is stored with the size it stands for. One that comes back
    out of the database was therefore made here, and nobody has gone on from another since.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, RunningDigest] = OrderedDict()
        self._lock = Lock()

    def take(self, bookmark: bytes) -> RunningDigest | None:
        """Return the digest up to a bookmark, if it was kept, and keep it no longer."""
        with self._lock:
            return self._kept.pop(bookmark, None)

    def keep(self, bookmark: bytes, digest: RunningDigest) -> None:
        """Keep a digest for who goes on from the bookmark."""
        with self._lock:
            self._kept[bookmark] = digest
            while len(self._kept) > _DIGESTS_MAX:
                self._kept.popitem(last=False)
