"""Blobs on a local disk.

    DATA/uploads/<upload id>                  grows at its end, held by a lock while written
    DATA/blobs/<algorithm>/<2 hex>/<hex>      verified and synced, never changed again
    DATA/objects/<2 hex>/<object id>          synced, under a name of ours, never changed again
    DATA/trash/                               condemned by a sweep (`disk_trash.py`)

An upload becomes a blob or an object by a rename in the same file system; the folder is synced
before the caller hears of it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from secrets import token_bytes
from threading import Lock
from typing import BinaryIO, Protocol, cast

from lading.adapters.disk_idle import idle_files
from lading.adapters.disk_trash import DiskTrash, alone_in
from lading.audit.steps import step
from lading.durable_files import sync_folder
from lading.ports import (
    BlobMissing,
    DigestMismatch,
    IdleBytes,
    Kind,
    StorageFull,
    StoredBlob,
    UploadBusy,
)

_READ_BYTES = 1 << 20
_WRITE_BYTES = 128 * 1024
_AT_HAND = getattr(os, "RWF_NOWAIT", None)
_AT_THE_POSITION = -1
"""Reads where the file stands and moves on, preadv2(2)."""
_HASHERS_MAX = 256
_WRITER = "user.lading.writer"
_WRITER_BYTES = 16
_UPLOAD = "user.lading.upload"
_OBJECT_ID_CHARACTERS = 32
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _Hash(Protocol):
    def update(self, data: bytes | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


class _Running:
    """The digest of an upload's first bytes, kept between requests to spare a second reading.

    `writer` marks the file as this process left it: whoever holds the file next puts another mark
    on it, so a digest is used again only if nobody else could have written meanwhile.
    """

    __slots__ = ("hasher", "size_bytes", "writer")

    def __init__(self) -> None:
        self.hasher: _Hash = hashlib.sha256()
        self.size_bytes = 0
        self.writer = b""


class DiskUpload:
    """An upload file, locked."""

    def __init__(self, blobs: DiskBlobs, upload_id: str, descriptor: int) -> None:
        self._blobs = blobs
        self._id = upload_id
        self._descriptor = descriptor
        self._running = _resumed(descriptor, blobs.take_running(upload_id))

    def write(self, offset_bytes: int, data: Sequence[bytes | memoryview]) -> None:
        """Put `data` at `offset_bytes`. Raises `StorageFull`."""
        step("blob.stage")
        # One piece: hashing and writing each give the interpreter up, and taking it back is slow.
        piece = data[0] if len(data) == 1 else b"".join(data)
        running = self._running
        if running is not None and offset_bytes == running.size_bytes:
            running.hasher.update(piece)
            running.size_bytes += len(piece)
        else:
            self._running = None
        try:
            _write_all(self._descriptor, offset_bytes, piece)
        except OSError as error:
            self._running = None
            raise _translated(error) from error

    def read_into(self, offset_bytes: int, out: memoryview) -> int:
        """Fill `out` with what was written; return the bytes, 0 at the end."""
        return os.preadv(self._descriptor, [out], offset_bytes)

    def sync(self) -> None:
        """Return once everything written is on disk."""
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            raise _translated(error) from error
        step("blob.synced")

    def seal(self, size_bytes: int, digest: str) -> StoredBlob:
        """Verify, sync and rename. Raises `DigestMismatch`, `StorageFull`."""
        algorithm, _, expected = digest.partition(":")
        if self._is_sealed(size_bytes, digest):
            self._blobs.discard(self._id)
        elif os.fstat(self._descriptor).st_size < size_bytes:
            raise DigestMismatch(digest)  # bytes were lost; the rest may well have this digest
        elif not compare_digest(self._hex(algorithm, size_bytes), expected):
            raise DigestMismatch(digest)
        else:
            try:
                self._rename(size_bytes, digest)
            except OSError as error:
                raise _translated(error) from error
        self._running = None
        return StoredBlob(digest, size_bytes)

    def _is_sealed(self, size_bytes: int, digest: str) -> bool:
        """Whether these bytes are a blob already, made of this very upload.

        So it is after a crash, or a failed transaction, between the rename and the record of it:
        who asks again must not be told that the bytes were wrong.
        """
        if os.fstat(self._descriptor).st_size >= size_bytes:
            return False
        path = self._blobs.path(digest)
        try:
            with alone_in(path.parent):
                made_of = os.getxattr(path, _UPLOAD)
                if made_of != self._id.encode() or path.stat().st_size != size_bytes:
                    return False
                os.utime(path)
                return True
        except OSError:
            return False

    def _rename(self, size_bytes: int, digest: str) -> None:
        """Make the upload the blob, marked with the upload it was."""
        with suppress(OSError):  # a file system without extended attributes
            os.setxattr(self._descriptor, _UPLOAD, self._id.encode())
        self._move(size_bytes, self._blobs.path(digest))

    def _move(self, size_bytes: int, target: Path) -> None:
        os.ftruncate(self._descriptor, size_bytes)
        os.fsync(self._descriptor)
        step("blob.rename")
        _make_folder(target.parent)
        with alone_in(target.parent):
            os.utime(self._descriptor)  # a sweep leaves it alone from here on, row or not
            self._blobs.upload_path(self._id).rename(target)
        # Not earlier: an upload that is not renamed must stay one that can be opened again.
        os.fchmod(self._descriptor, 0o400)
        sync_folder(target.parent)
        step("blob.renamed")

    def keep(self, size_bytes: int, object_id: str) -> None:
        """Sync and rename. Raises `StorageFull`, `BlobMissing`."""
        target = self._blobs.object_path(object_id)
        if os.fstat(self._descriptor).st_size < size_bytes:
            if target.exists():  # made before a crash, and this upload is a new, empty one
                self._blobs.discard(self._id)
                return
            raise BlobMissing(object_id)
        try:
            self._move(size_bytes, target)
        except OSError as error:
            raise _translated(error) from error
        self._running = None

    def close(self) -> None:
        """Let the upload go, for the next writer."""
        if self._descriptor >= 0:
            self._blobs.keep_running(self._id, self._running)
            os.close(self._descriptor)
            self._descriptor = -1

    def _hex(self, algorithm: str, size_bytes: int) -> str:
        running = self._running
        if algorithm == "sha256" and running is not None and running.size_bytes == size_bytes:
            return running.hasher.hexdigest()
        hasher = hashlib.new(algorithm)
        position = 0
        while position < size_bytes:
            chunk = os.pread(self._descriptor, min(_READ_BYTES, size_bytes - position), position)
            if not chunk:
                break
            hasher.update(chunk)
            position += len(chunk)
        return hasher.hexdigest()


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


class DiskBlobs:
    """The blob store of one data folder, shared by all its processes."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._uploads = folder / "uploads"
        self._objects = folder / "objects"
        for one in (self._blobs, self._uploads, self._objects):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._trash = DiskTrash(folder)
        self._running: OrderedDict[str, _Running] = OrderedDict()
        self._lock = Lock()

    def claim(self, upload_id: str) -> DiskUpload:
        """Hold an upload, new or begun. Raises `UploadBusy`."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            descriptor = os.open(self.upload_path(upload_id), flags, 0o600)
        except OSError as error:
            raise _translated(error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(descriptor)
            raise UploadBusy(upload_id) from busy
        if not _is_at(descriptor, self.upload_path(upload_id)):
            os.close(descriptor)  # sealed between opening and locking: it is a blob now
            raise UploadBusy(upload_id)
        return DiskUpload(self, upload_id, descriptor)

    def discard(self, upload_id: str) -> None:
        """Forget an upload; no error if it is gone."""
        self.upload_path(upload_id).unlink(missing_ok=True)
        self.keep_running(upload_id, None)

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
        if kind == "upload":
            self.keep_running(name, None)

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

    def take_running(self, upload_id: str) -> _Running | None:
        """Return the digest that the last request left, if this process served it."""
        with self._lock:
            return self._running.pop(upload_id, None)

    def keep_running(self, upload_id: str, running: _Running | None) -> None:
        """Keep the digest so far for the next request."""
        with self._lock:
            if running is None:
                self._running.pop(upload_id, None)
                return
            self._running[upload_id] = running
            while len(self._running) > _HASHERS_MAX:
                self._running.popitem(last=False)


def _resumed(descriptor: int, known: _Running | None) -> _Running | None:
    """Return a digest of just what the file holds, or None if it must be read again.

    Marks the file as held anew. Without extended attributes nothing is trusted.
    """
    try:
        last = os.getxattr(descriptor, _WRITER)
    except OSError:
        last = b""
    if known is None or known.writer != last:
        known = _Running() if os.fstat(descriptor).st_size == 0 else None
    writer = token_bytes(_WRITER_BYTES)
    try:
        os.setxattr(descriptor, _WRITER, writer)
    except OSError:
        writer = token_bytes(_WRITER_BYTES)  # matches nothing that could be read later
    if known is not None:
        known.writer = writer
    return known


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one that the path names."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write_all(descriptor: int, offset_bytes: int, piece: bytes | memoryview) -> None:
    """Write in steps: for a large write the kernel takes large new pages instead of small used
    ones, and in a virtual machine the first touch of those costs ten times the write.
    """
    view = memoryview(piece)
    while view:
        written = os.pwrite(descriptor, view[:_WRITE_BYTES], offset_bytes)
        view, offset_bytes = view[written:], offset_bytes + written


def _make_folder(folder: Path) -> None:
    """Make a folder and its parent, both synced, once."""
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)
    sync_folder(folder.parent.parent)


def _translated(error: OSError) -> Exception:
    return StorageFull(error.strerror) if error.errno in _FULL else error
