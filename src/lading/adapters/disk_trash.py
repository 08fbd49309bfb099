"""Bytes on their way out of a data folder.

    DATA/trash/<path in DATA, with + for />   condemned: out of reach, but still whole

Condemning is a rename, quick enough for a transaction; the file is unlinked after the commit. A
process that dies in between leaves a file that is put back, so that no bytes go without a record.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lading.audit.steps import step
from lading.ports import BlobMissing, BytesInUse

_SEPARATOR = "+"


class DiskTrash:
    """The trash of one data folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "trash"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take(self, path: Path, idle_seconds: float) -> int:
        """Move a file here and return its size. Raises `BlobMissing`, `BytesInUse`."""
        try:
            with alone_in(path.parent), _held(path) as descriptor:
                found = os.fstat(descriptor)
                if time.time() - found.st_mtime < idle_seconds:
                    raise BytesInUse(path.name)
                step("sweep.condemn")
                path.rename(self._place(path))
                step("sweep.condemned")
                return found.st_size
        except FileNotFoundError as missing:
            raise BlobMissing(path.name) from missing

    def remove(self, path: Path) -> None:
        """Unlink the file that lay at `path`."""
        step("sweep.remove")
        self._place(path).unlink(missing_ok=True)
        step("sweep.removed")

    def put_back(self) -> int:
        """Put back everything that is here; what has come anew to its place stays."""
        left = list(self._folder.iterdir())
        for one in left:
            home = self._root / one.name.replace(_SEPARATOR, "/")
            home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.link(one, home)
            one.unlink()
        return len(left)

    def _place(self, path: Path) -> Path:
        return self._folder / str(path.relative_to(self._root)).replace("/", _SEPARATOR)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder, so that no file in it is replaced between a look and a rename."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """Hold a file that no writer holds. Raises `BytesInUse`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            raise BytesInUse(path.name)
        yield descriptor
    except BlockingIOError as busy:
        raise BytesInUse(path.name) from busy
    finally:
        os.close(descriptor)
