"""The master key file of KMS: there, the owner's only, and the one that keys were made under."""

from __future__ import annotations

from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.commands.checks.finding import Finding, ok, problem
from lading.ports import DatabaseUnavailable
from lading.server.kms_master import (
    KmsMasterUnusable,
    check_kms_master,
    kms_key_wrap,
    kms_master_path,
)
from lading.services.kms.materials import stored_fingerprint
from lading.settings import Settings

_AREA = "KMS master key"
_ADVICE = "restore it from a backup: encrypted repositories cannot be read without it"


def check_kms(settings: Settings) -> list[Finding]:
    """Check the file against what the database knows of it."""
    path, fingerprint = kms_master_path(settings), _fingerprint(settings)
    if not path.exists():
        if fingerprint is None:
            return [ok(_AREA, "none yet")]
        return [problem(_AREA, f"{path} is missing", _ADVICE)]
    try:
        check_kms_master(path)
    except KmsMasterUnusable as error:
        return [problem(_AREA, str(error), "the next start is refused until this is done")]
    wrap = kms_key_wrap(settings)
    if fingerprint is not None and (wrap is None or wrap.fingerprint != fingerprint):
        return [problem(_AREA, f"{path} is not the file that keys were made under", _ADVICE)]
    return [ok(_AREA, "the owner's only" + (", in use" if fingerprint else ", no keys yet"))]


def _fingerprint(settings: Settings) -> str | None:
    path = database_path(settings.data)
    if not path.exists():
        return None
    database = SqliteDatabase(path, read_only=True)
    try:
        return database.read(stored_fingerprint)
    except DatabaseUnavailable:  # of before there were keys, or unreadable: that is checked apart
        return None
    finally:
        database.close()
