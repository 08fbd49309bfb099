"""Log files on disk: named ones, and those in folders and the folders in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from lading.importing.files import CannotRead, SourceFile

_DEPTH_MAX: Final = 64

Found = tuple[SourceFile, bool] | tuple[str, str]
"""A file and whether it was named itself; or the name of what is passed over, and why."""


def files_of(path: Path) -> Iterator[Found]:
    """Yield what lies at a path. Links are followed, each folder is entered once.

    Raises `CannotRead` if there is nothing.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise CannotRead(error.strerror or "cannot be read") from error
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(path, {_identity(status)}, 0)
    else:
        yield _file(path, status, named=True)


def _walk(folder: Path, entered: set[tuple[int, int]], depth: int) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield str(folder), error.strerror or "cannot be read"
        return
    for entry in entries:
        path = folder / entry.name
        try:
            status = entry.stat()
        except OSError as error:
            yield str(path), error.strerror or "cannot be read"
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield _file(path, status, named=False)
        elif _identity(status) in entered:
            yield str(path), "a folder that was entered already"
        elif depth >= _DEPTH_MAX:
            yield str(path), f"more than {_DEPTH_MAX} folders deep"
        else:
            entered.add(_identity(status))
            yield from _walk(path, entered, depth + 1)


def _file(path: Path, status: os.stat_result, *, named: bool) -> Found:
    if not stat.S_ISREG(status.st_mode):
        return str(path), "not a regular file"
    name = str(path)
    if _unprintable(name):
        return ascii(name), "a name that is no text"
    at = name.find("AWSLogs/")
    version = f"{status.st_mtime_ns}"
    key = name[at:] if at >= 0 else path.name
    return SourceFile(name, key, status.st_size, version, partial(_open, path)), named


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise CannotRead(error.strerror or "cannot be read") from error


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _unprintable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False
