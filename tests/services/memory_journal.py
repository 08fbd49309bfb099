"""A journal in memory."""

from __future__ import annotations

from typing import Any

import orjson


class MemoryJournal:
    """Keeps what is appended, parsed."""

    def __init__(self) -> None:
        self.entries: list[Any] = []

    async def append(self, entry: bytes) -> None:
        self.entries.append(orjson.loads(entry))
