"""The master key file of KMS: made once, never replaced by a new one in silence."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

import structlog

from lading.durable_files import replace_file
from lading.folders import DataFolder
from lading.pure.kms.key_wrap import MASTER_KEY_BYTES, KeyWrap
from lading.settings import Settings

_LOG = structlog.get_logger("kms")

_READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KmsMasterUnusable(Exception):
    """The file is there and must not be used; the message says why and what to do."""


def kms_master_path(settings: Settings) -> Path:
    """Return where the master key of KMS lies: in the data folder unless it is set otherwise."""
    return settings.kms_master_key or DataFolder(settings.data).kms_master_key


def ensure_kms_master(settings: Settings, *, is_in_use: bool) -> None:
    """Make the file if there is none and nothing was wrapped yet; refuse one that is unsafe.

    Where keys were made under a file that is gone, the server starts without it: KMS refuses and
    says why, all else goes on. Raises `KmsMasterUnusable`.
    """
    path = kms_master_path(settings)
    if path.exists():
        check_kms_master(path)
    elif is_in_use:
        _LOG.warning("kms.master_key_missing", path=str(path), do="restore it from a backup")
    else:
        try:
            replace_file(path, secrets.token_bytes(MASTER_KEY_BYTES))
        except OSError as error:
            raise KmsMasterUnusable(f"{path} cannot be made: {error.strerror}") from error


def kms_key_wrap(settings: Settings) -> KeyWrap | None:
    """Return what wraps key material, or None where the file is missing."""
    try:
        return KeyWrap(kms_master_path(settings).read_bytes())
    except FileNotFoundError:
        return None


def check_kms_master(path: Path) -> None:
    """Return if the file can be used. Raises `KmsMasterUnusable`."""
    try:
        status = path.stat()
        size_bytes = len(path.read_bytes())
    except OSError as error:
        raise KmsMasterUnusable(f"{path} cannot be read: {error.strerror}") from error
    if status.st_mode & _READABLE_BY_OTHERS:
        mode = stat.S_IMODE(status.st_mode)
        raise KmsMasterUnusable(f"{path} has mode {mode:o}: chmod 600 {path}")
    if status.st_uid not in (os.geteuid(), 0):
        raise KmsMasterUnusable(f"{path} belongs to another user: chown {path} to yours")
    if size_bytes != MASTER_KEY_BYTES:
        raise KmsMasterUnusable(f"{path} is damaged: restore it from a backup")
