"""The server's certificate while it runs: good copies in use, new files taken over.

The front reads copies that were checked, never the operator's own files: those are written by
others, one after the other, and a worker that is started again must not find half of a new pair.
"""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog

from lading.durable_files import replace_file
from lading.pure.certificates.pair import PEM_BYTES_MAX, BadPair, Pair, pair_of

_LOG = structlog.get_logger("server")

_LOOK_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 10.0

Stamp = tuple[tuple[int, int, int, int] | None, ...]
TakeOver = Callable[[Mapping[str, str]], Awaitable[bool]]
"""Has the front begin anew with these variables; tells whether it answers."""


@dataclass(frozen=True, slots=True)
class PairFiles:
    """Where an operator keeps the certificate chain and the key."""

    chain: Path
    key: Path

    def read(self) -> Pair:
        """Return what they hold. Raises `BadPair`."""
        return pair_of(_content(self.chain), _content(self.key))

    def key_mode(self) -> int:
        """Return who may do what with the key: its permission bits. Raises `OSError`."""
        return stat.S_IMODE(self.key.stat().st_mode)

    def stamp(self) -> Stamp:
        """Return what changes when one of them does, whether replaced or written over."""
        return tuple(_stamp(file) for file in (self.chain, self.key))


class Certificates:
    """The pair in use, and the look-out for another."""

    def __init__(self, files: PairFiles, copies: Path) -> None:
        """copies: a folder of its own for what is in use. Raises `BadPair`, `OSError`."""
        self._files = files
        self._copies = copies
        shutil.rmtree(copies, ignore_errors=True)
        self._judged = self._last = files.stamp()
        self._in_use = files.read()
        self.environment = self._copy(self._in_use)
        if not self._in_use.is_of_its_time(datetime.now(UTC)):
            _LOG.warning("certificate.not_valid_now", **_described(self._in_use))

    async def watch(self, take_over: TakeOver) -> None:
        """Have every good new pair taken over, for ever; a bad one is refused and the old stays."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            stamp = await asyncio.to_thread(self._files.stamp)
            if stamp == self._judged:
                continue
            if stamp != self._last:
                self._last = stamp  # somebody may be writing still: judge it when it stays so
                continue
            if await self._is_settled(take_over):
                self._judged = stamp
            else:
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _is_settled(self, take_over: TakeOver) -> bool:
        """Judge what the files hold now; False is a pair that is to be tried again."""
        try:
            pair = await asyncio.to_thread(self._files.read)
            _check_time(pair)
        except BadPair as error:
            _LOG.error("certificate.refused", reason=str(error), file=str(self._files.chain))
            return True
        if (pair.chain, pair.key) == (self._in_use.chain, self._in_use.key):
            return True
        try:
            environment = await asyncio.to_thread(self._copy, pair)
        except OSError as error:
            _LOG.error("certificate.not_copied", reason=error.strerror)
            return False
        taken = await take_over(environment)
        if taken:
            self._in_use = pair
            _LOG.info("certificate.in_use", **_described(pair))
        await asyncio.to_thread(self._forget_others)
        return taken

    def _copy(self, pair: Pair) -> dict[str, str]:
        """Return the variables that name a copy of a pair."""
        folder = self._folder_of(pair)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        chain, key = folder / "server.crt", folder / "server.key"
        replace_file(chain, pair.chain)
        replace_file(key, pair.key)
        return {"LADING_TLS_CERT": str(chain), "LADING_TLS_KEY": str(key)}

    def _folder_of(self, pair: Pair) -> Path:
        return self._copies / sha256(pair.chain).hexdigest()[:32]

    def _forget_others(self) -> None:
        """Remove the copies that are not in use."""
        for folder in self._copies.iterdir():
            if folder != self._folder_of(self._in_use):
                shutil.rmtree(folder, ignore_errors=True)


def _check_time(pair: Pair) -> None:
    if not pair.is_of_its_time(datetime.now(UTC)):
        begins, ends = pair.leaf.not_valid_before_utc, pair.ends
        raise BadPair(f"it is not valid now, but from {begins.isoformat()} to {ends.isoformat()}")


def _described(pair: Pair) -> dict[str, str]:
    return {
        "names": ", ".join(pair.names),
        "ends": pair.ends.isoformat(),
        "fingerprint": pair.fingerprint,
    }


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(PEM_BYTES_MAX + 1)
    except OSError as error:
        raise BadPair(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > PEM_BYTES_MAX:
        raise BadPair(f"{file} is too large to be one")
    return content


def _stamp(file: Path) -> tuple[int, int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
