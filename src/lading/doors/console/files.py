"""The files of the built console, from memory.

What can be asked for is what was found in the folder at the start: no path of a request ever
becomes a path of a file system.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from lading.doors.http import Exchange

INDEX: Final = "index.html"
_HASHED: Final = "assets/"
_FILES_MAX: Final = 5_000
_FILE_BYTES_MAX: Final = 32 * 1024 * 1024
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ENCODINGS: Final = {"br": ".br", "gzip": ".gz"}
_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_NOT_BUILT: Final = (
    "the console was left out of this build: `make console` builds it, and the registry and its "
    "APIs need none of it\n"
)


@dataclass(frozen=True)
class _Body:
    """The bytes of a file in one encoding, read when they are first asked for."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        with self.path.open("rb") as file:
            return file.read(_FILE_BYTES_MAX)

    @cached_property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class _File:
    """A file in the encodings there are of it; the plain one is named ''."""

    kind: str
    cached: str
    bodies: Mapping[str, _Body]


class ConsoleFiles:
    """Answers `GET /console/…`."""

    def __init__(self, folder: Path) -> None:
        self._files = _found(folder)

    async def __call__(self, http: Exchange, path: str) -> None:
        """Answer one request for a path below `/console/`."""
        if http.method not in ("GET", "HEAD"):
            headers = [("content-type", "text/plain"), ("allow", "GET, HEAD")]
            await http.answer(405, headers, b"only GET and HEAD\n")
            return
        if INDEX not in self._files:
            await _not_found(http, _NOT_BUILT)
            return
        # A page of the application has whatever path; a part of it that is gone is no page.
        file = self._files.get(path)
        if file is None and path.startswith(_HASHED):
            await _not_found(http, "there is no such file\n")
            return
        await _send(http, file or self._files[INDEX])


async def _send(http: Exchange, file: _File) -> None:
    encoding = _encoding(http.headers.get("accept-encoding", ""), file.bodies)
    body = file.bodies[encoding]
    content = await asyncio.to_thread(lambda: body.content)
    headers = [
        ("content-type", file.kind),
        ("cache-control", file.cached),
        ("etag", body.etag),
        ("vary", "Accept-Encoding"),
    ]
    if encoding:
        headers.append(("content-encoding", encoding))
    known = [tag.strip() for tag in http.headers.get("if-none-match", "").split(",")]
    if body.etag in known:
        await http.start(304, headers)
        await http.finish()
        return
    await http.answer(200, headers, content)


async def _not_found(http: Exchange, text: str) -> None:
    headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
    await http.answer(404, headers, text.encode())


def _encoding(accepted: str, bodies: Mapping[str, _Body]) -> str:
    """Return the best encoding that the client takes and that there is; '' for none."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(name.strip())
    return next((name for name in _ENCODINGS if name in taken and name in bodies), "")


def _found(folder: Path) -> dict[str, _File]:
    """Return the files by their path below the folder; links are left out."""
    files: dict[str, _File] = {}
    if not folder.is_dir():
        return files
    for path in sorted(folder.rglob("*"))[:_FILES_MAX]:
        kind = _TYPES.get(path.suffix)
        if kind is None or path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        bodies = {"": _Body(path)}
        for encoding, suffix in _ENCODINGS.items():
            packed = path.with_name(path.name + suffix)
            if packed.is_file() and not packed.is_symlink():
                bodies[encoding] = _Body(packed)
        cached = _FOR_EVER if name.startswith(_HASHED) else "no-cache"
        files[name] = _File(kind, cached, bodies)
    return files
