"""Everything that must be there before a role starts: folder, lock, keys, database, ports."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.directory.accounts import ensure_root_key
from lading.directory.keys import sealed_secret
from lading.durable_files import replace_file
from lading.folders import DataFolder
from lading.migrate import migrate
from lading.pure.certificates.pair import BadPair
from lading.pure.sealing import Seal
from lading.server.certificates import PairFiles
from lading.server.kms_master import KmsMasterUnusable, ensure_kms_master
from lading.server.listening import PortTaken, is_loopback, reserve
from lading.server.root_credentials import RootCredentialsUnusable, ensure_root_credentials
from lading.services.kms.materials import stored_fingerprint
from lading.settings import Settings

_MASTER_KEY_BYTES: Final = 32
_LOOPBACK: Final = "127.0.0.1"


class StartRefused(Exception):
    """The server cannot start; the message says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the start prepared: the folder, and settings with a real port in `listen`."""

    folder: DataFolder
    settings: Settings


@contextmanager
def prepared(settings: Settings) -> Iterator[Ready]:
    """Prepare a start and hold the folder's lock and the ports meanwhile. `StartRefused`."""
    _check(settings)
    folder = DataFolder(settings.data.absolute())
    try:
        folder.create()
    except OSError as error:
        raise StartRefused(f"{folder.root} cannot be used: {error.strerror}") from error
    with _locked(folder), _reserved(*settings.host_and_port) as front:
        settings = settings.model_copy(
            update={"data": folder.root, "listen": _listen(settings, front.getsockname()[1])}
        )
        _prepare_data(settings, folder)
        _leave_address(settings, folder)
        with _analytics_port(settings, folder):
            yield Ready(folder, settings)


def _check(settings: Settings) -> None:
    host, _ = settings.host_and_port
    if settings.sandbox and not is_loopback(host):
        raise StartRefused(
            f"--sandbox accepts any signature and therefore listens on loopback only, not on {host}"
        )
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise StartRefused("--tls-cert and --tls-key go together: give both")
    if settings.tls_cert is not None and settings.tls_key is not None:
        try:
            PairFiles(settings.tls_cert, settings.tls_key).read()
        except BadPair as error:
            raise StartRefused(f"--tls-cert, --tls-key: {error}") from None


@contextmanager
def _locked(folder: DataFolder) -> Iterator[None]:
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise StartRefused(
                f"another server (process {holder}) is using {folder.root}: "
                "stop it, or choose another folder with --data"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _reserved(host: str, port: int) -> Iterator[socket.socket]:
    try:
        held = reserve(host, port)
    except PortTaken as error:
        raise StartRefused(
            f"cannot listen on {error}: stop what uses it, or choose another with --listen"
        ) from error
    with held:
        yield held


def _listen(settings: Settings, port: int) -> str:
    host = settings.listen.rpartition(":")[0] or _LOOPBACK
    return f"{host}:{port}"


def _prepare_data(settings: Settings, folder: DataFolder) -> None:
    """Make what a first start lacks: master key, database, root's access key."""
    shutil.rmtree(folder.metrics, ignore_errors=True)
    folder.metrics.mkdir(mode=0o700)
    seal = Seal(_master_key(folder))
    try:
        credentials = ensure_root_credentials(settings, folder.root_credentials)
    except RootCredentialsUnusable as error:
        raise StartRefused(str(error)) from error
    try:
        migrate(settings)
        database = SqliteDatabase(database_path(folder.root))
        try:
            sealed = sealed_secret(seal, credentials.secret_access_key)
            now = datetime.now(UTC)
            database.write_now(
                lambda tx: ensure_root_key(
                    tx, credentials.account, credentials.access_key_id, sealed, now
                )
            )
            is_in_use = database.read(stored_fingerprint) is not None
        finally:
            database.close()
    except Exception as error:
        raise StartRefused(
            f"the metadata database cannot be opened ({type(error).__name__}: {error}); "
            f"`lading doctor --data {folder.root}` looks closer"
        ) from error
    try:
        ensure_kms_master(settings, is_in_use=is_in_use)
    except KmsMasterUnusable as error:
        raise StartRefused(str(error)) from error


def _leave_address(settings: Settings, folder: DataFolder) -> None:
    """Leave what other commands need to reach this server."""
    address = {
        "listen": settings.listen,
        "external_url": settings.external_url,
        "account": settings.account,
        "region": settings.region,
        "registry_domain": settings.registry_domain,
        "tls_cert": None if settings.tls_cert is None else str(settings.tls_cert.absolute()),
        "tls_key": None if settings.tls_key is None else str(settings.tls_key.absolute()),
    }
    replace_file(folder.server, orjson.dumps(address))


def _master_key(folder: DataFolder) -> bytes:
    try:
        key = folder.master_key.read_bytes()
    except FileNotFoundError:
        if database_path(folder.root).exists():
            raise StartRefused(
                f"{folder.master_key} is missing, and what it sealed cannot be opened without it: "
                "restore it from a backup"
            ) from None
        key = secrets.token_bytes(_MASTER_KEY_BYTES)
        replace_file(folder.master_key, key)
    if len(key) != _MASTER_KEY_BYTES:
        raise StartRefused(f"{folder.master_key} is damaged: restore it from a backup")
    return key


@contextmanager
def _analytics_port(settings: Settings, folder: DataFolder) -> Iterator[None]:
    """Keep a port for the embedded analytics role, with a secret that is new at every start."""
    if settings.analytics_url:
        yield
        return
    with _reserved(_LOOPBACK, 0) as held:
        replace_file(folder.analytics_port, b"%d" % held.getsockname()[1])
        replace_file(folder.analytics_secret, secrets.token_urlsafe(32).encode())
        yield
