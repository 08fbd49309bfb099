"""Which files of a set of sources are done, so that an import goes on where it was.

    DATA/imports/<hash of the sources>     a line for each file: 16 hexadecimal digits

Losing the list costs time only: what is in the history already is not stored again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from lading.importing.files import SourceFile

_DIGITS: Final = 16


class DoneFiles:
    """The list of one set of sources."""

    def __init__(self, folder: Path, sources: Sequence[str]) -> None:
        """folder: where lists are kept. sources: names that mean the same from anywhere."""
        name = sha256("\0".join(sorted(sources)).encode()).hexdigest()[:32]
        self.path = folder / name
        self._known: set[bytes] = set()

    @property
    def import_id(self) -> str:
        """What names the import of these sources, in the record too."""
        return self.path.name

    def read(self) -> None:
        """Read what is done. Raises `OSError`."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        self._known = {line for line in lines if len(line) == _DIGITS}

    def forget(self) -> None:
        """Begin anew. Raises `OSError`."""
        self.path.unlink(missing_ok=True)
        self._known = set()

    def has(self, file: SourceFile) -> bool:
        """Return whether the file, as it is now, is done."""
        return _line(file) in self._known

    def add(self, files: Iterable[SourceFile]) -> None:
        """Return once the files are on the list on disk. Raises `OSError`."""
        lines = b"".join(_line(file) + b"\n" for file in files)
        if not lines:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self.path, flags, 0o600)
        try:
            os.write(descriptor, b"\n" + lines)  # behind a line that a crash may have cut
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)


def _line(file: SourceFile) -> bytes:
    text = f"{file.name}\0{file.size_bytes}\0{file.version}"
    return sha256(text.encode()).hexdigest()[:_DIGITS].encode()
