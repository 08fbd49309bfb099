"""A log file of a source: a folder, a file, a bucket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

FILES_MAX: Final = 1_000_000
"""Of one import; each is a name in memory."""

_DIGEST: Final = re.compile(r"_CloudTrail-Digest_[^/]*\.json\.gz$")
_LOG: Final = re.compile(r"\.(json|jsonl|ndjson|log)(\.gz)?$|\.gz$", re.IGNORECASE)


class CannotRead(Exception):
    """A source or a file of it cannot be read; the text says why, without its name."""


class TooManyFiles(CannotRead):
    """More files than one import takes."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file.

    name: as people know it, a path or a URL. key: its path in the bucket it was delivered to, as
    far as the name tells. size_bytes: as it lies there. version: changes with its content. open:
    a reader of its bytes; raises `CannotRead`. signature: of a digest file, in hexadecimal, where
    its metadata are at hand.
    """

    name: str
    key: str
    size_bytes: int
    version: str
    open: Callable[[], BinaryIO]
    signature: Callable[[], str | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Listing:
    """What sources hold: log files in the order of their names, digest files, and the rest.

    others: name and reason of what is passed over.
    """

    logs: tuple[SourceFile, ...]
    digests: tuple[SourceFile, ...]
    others: tuple[tuple[str, str], ...]


def listing(files: Iterable[tuple[SourceFile, bool]], others: Iterable[tuple[str, str]]) -> Listing:
    """Sort files (each with whether it was named itself) by what they are.

    Raises `TooManyFiles`.
    """
    logs: dict[str, SourceFile] = {}
    digests: dict[str, SourceFile] = {}
    passed = list(others)
    for file, named in files:
        if _DIGEST.search(file.name):
            digests[file.name] = file
        elif named or _LOG.search(file.name):
            logs[file.name] = file
        else:
            passed.append((file.name, "not a log file by its name"))
        if len(logs) > FILES_MAX:
            raise TooManyFiles(f"there are more than {FILES_MAX:,} log files: import them in parts")
    return Listing(
        tuple(logs[name] for name in sorted(logs)),
        tuple(digests[name] for name in sorted(digests)),
        tuple(passed),
    )
