"""What lies idle in a data folder: files by name, size and age."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lading.ports import IdleBytes, Kind

_FOLDERS_DEEP: dict[Kind, int] = {"blob": 2, "object": 1, "upload": 0}


def idle_files(kind: Kind, folder: Path, seconds: float) -> Iterator[IdleBytes]:
    """Yield the files of a kind below `folder` that nobody wrote to for so long, by name."""
    now = time.time()
    for path in _files(folder, _FOLDERS_DEEP[kind]):
        with suppress(FileNotFoundError):  # gone while we looked
            found = path.stat()
            idle_seconds = now - found.st_mtime
            if idle_seconds >= seconds:
                name = f"{path.parts[-3]}:{path.name}" if kind == "blob" else path.name
                yield IdleBytes(kind, name, found.st_size, idle_seconds)


def _files(folder: Path, deep: int) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir() == (deep > 0))
    for name in names:
        if deep:
            yield from _files(folder / name, deep - 1)
        else:
            yield folder / name
