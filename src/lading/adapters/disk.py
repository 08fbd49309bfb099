"""Blobs on a local disk.

    DATA/uploads/<upload id>                  grows at its end, held by a lock while written
    DATA/blobs/<algorithm>/<2 hex>/<hex>      verified and synced, never changed again
    DATA/objects/<2 hex>/<object id>          synced, under a name of ours, never changed again
    DATA/trash/                               condemned by a sweep (`disk_trash.py`)

An upload becomes a blob or an object by a rename in the same file system; the folder is synced
before the caller hears of it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from lading.adapters.disk_idle import idle_files
from lading.adapters.disk_reader import DiskReader
from lading.adapters.disk_trash import DiskTrash
from lading.adapters.disk_upload import DiskUpload, translated
from lading.ports import BlobMissing, IdleBytes, Kind, UploadBusy
from lading.pure.running_digests import RunningDigests

_OBJECT_ID_CHARACTERS = 32


class DiskBlobs:
    """The blob store of one data folder, shared by all its processes."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._uploads = folder / "uploads"
        self._objects = folder / "objects"
        for one in (self._blobs, self._uploads, self._objects):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._trash = DiskTrash(folder)
        self._digests = RunningDigests()

    def claim(self, upload_id: str) -> DiskUpload:
        """Hold an upload, new or begun. Raises `UploadBusy`."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            descriptor = os.open(self.upload_path(upload_id), flags, 0o600)
        except OSError as error:
            raise translated(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(descriptor)
            raise UploadBusy(upload_id) from busy
        if not _is_at(descriptor, self.upload_path(upload_id)):
            os.close(descriptor)  # sealed between opening and locking: it is a blob now
            raise UploadBusy(upload_id)
        return DiskUpload(self, upload_id, descriptor, self._digests)

    def discard(self, upload_id: str) -> None:
        """Forget an upload; no error if it is gone."""
        self.upload_path(upload_id).unlink(missing_ok=True)

    def size(self, digest: str) -> int | None:
        """Return the blob's size in bytes, or None if there is none."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def open(self, digest: str) -> BinaryIO:
        """Return a seekable reader of the blob. Raises `BlobMissing`."""
        try:
            return cast("BinaryIO", DiskReader(self._blob_file(digest)))
        except FileNotFoundError as missing:
            raise BlobMissing(digest) from missing

    def open_object(self, object_id: str) -> BinaryIO:
        """Return a seekable reader of the object. Raises `BlobMissing`."""
        try:
            return cast("BinaryIO", DiskReader(self.object_path(object_id)))
        except FileNotFoundError as missing:
            raise BlobMissing(object_id) from missing

    def discard_object(self, object_id: str) -> None:
        """Remove an object for good; no error if it is gone."""
        self.object_path(object_id).unlink(missing_ok=True)

    def object_ids(self, older_than_seconds: float) -> Iterator[str]:
        """Yield the objects that were made longer ago than that."""
        newest = time.time() - older_than_seconds
        for folder in sorted(self._objects.iterdir()):
            for entry in os.scandir(folder):
                with suppress(FileNotFoundError):  # removed while we looked
                    if entry.stat().st_mtime < newest:
                        yield entry.name

    def idle(self, kind: Kind, seconds: float) -> Iterator[IdleBytes]:
        """Yield what was not touched for so long."""
        folders = {"blob": self._blobs, "upload": self._uploads, "object": self._objects}
        return idle_files(kind, folders[kind], seconds)

    def condemn(self, kind: Kind, name: str, idle_seconds: float) -> int:
        """Move bytes to the trash; return how many. Raises `BlobMissing`, `BytesInUse`."""
        return self._trash.take(self._home(kind, name), idle_seconds)

    def remove(self, kind: Kind, name: str) -> None:
        """Remove condemned bytes; no error if they are gone."""
        self._trash.remove(self._home(kind, name))

    def reprieve(self) -> int:
        """Put back what was condemned and never removed; return how many files."""
        return self._trash.put_back()

    def _home(self, kind: Kind, name: str) -> Path:
        if kind == "blob":
            return self.path(name)
        return self.upload_path(name) if kind == "upload" else self.object_path(name)

    def free_bytes(self) -> int:
        """Return the room left where blobs are kept."""
        room = os.statvfs(self._blobs)
        return room.f_bavail * room.f_frsize

    def path(self, digest: str) -> Path:
        """Return where a blob lies. The digest was parsed: it holds no path of its own."""
        return Path(self._blob_file(digest))

    def _blob_file(self, digest: str) -> str:
        """Return the same as text: a path made of parts takes longer than opening the file."""
        algorithm, _, value = digest.partition(":")
        assert algorithm.isalnum() and value.isalnum(), "digests are parsed at the door"
        return f"{self._blobs}/{algorithm}/{value[:2]}/{value}"

    def upload_path(self, upload_id: str) -> Path:
        """Return where an upload lies. The id is one that we made."""
        assert upload_id.replace("-", "").isalnum(), "upload ids are looked up before use"
        return self._uploads / upload_id

    def object_path(self, object_id: str) -> Path:
        """Return where an object lies. The id is one that we made."""
        assert len(object_id) == _OBJECT_ID_CHARACTERS and object_id.isalnum(), "not an id of ours"
        return self._objects / object_id[:2] / object_id


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one that the path names."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
