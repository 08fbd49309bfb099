"""Reading a blob or an object on a local disk."""

from __future__ import annotations

import io
import os
from pathlib import Path

_AT_HAND = getattr(os, "RWF_NOWAIT", None)
_AT_THE_POSITION = -1
"""Reads where the file stands and moves on, preadv2(2)."""


class DiskReader(io.FileIO):
    """An open blob that can say what needs no waiting: what the kernel has in memory."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, "rb")
        self._buffer = bytearray()
        self._asks = _AT_HAND is not None

    def read_at_hand(self, bytes_max: int) -> bytes | None:
        """Return the next bytes, fewer than asked for perhaps, or None if they must be read."""
        if not self._asks:
            return None
        if len(self._buffer) < bytes_max:
            self._buffer = bytearray(bytes_max)
        view = memoryview(self._buffer)[:bytes_max]
        try:
            count = os.preadv(self.fileno(), [view], _AT_THE_POSITION, _AT_HAND or 0)
        except BlockingIOError:
            return None
        except OSError:  # a file system that cannot tell
            self._asks = False
            return None
        return bytes(view[:count])
