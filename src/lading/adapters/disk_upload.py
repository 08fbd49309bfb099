"""An upload on a local disk: written at its end, then verified and renamed."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING

from lading.adapters.disk_trash import alone_in
from lading.audit.steps import step
from lading.durable_files import sync_folder
from lading.ports import BlobMissing, DigestMismatch, StorageFull, StoredBlob
from lading.pure.running_digests import RunningDigest, RunningDigests

if TYPE_CHECKING:
    from lading.adapters.disk import DiskBlobs

_READ_BYTES = 1 << 20
_WRITE_BYTES = 128 * 1024
_WRITER = "user.lading.writer"
_WRITER_BYTES = 16
_UPLOAD = "user.lading.upload"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskUpload:
    """An upload file, locked.

    Its digest so far is kept between requests under a mark on the file: whoever holds the file
    next puts another mark on it, so a digest is used again only if nobody else could have written
    meanwhile.
    """

    def __init__(
        self, blobs: DiskBlobs, upload_id: str, descriptor: int, digests: RunningDigests
    ) -> None:
        self._blobs = blobs
        self._id = upload_id
        self._descriptor = descriptor
        self._digests = digests
        last, self._mark = _marked_anew(descriptor)
        self._running = digests.take(last)
        if self._running is None and os.fstat(descriptor).st_size == 0:
            self._running = RunningDigest()

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
            raise translated(error) from error

    def read_into(self, offset_bytes: int, out: memoryview) -> int:
        """Fill `out` with what was written; return the bytes, 0 at the end."""
        return os.preadv(self._descriptor, [out], offset_bytes)

    def sync(self) -> None:
        """Return once everything written is on disk."""
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            raise translated(error) from error
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
                raise translated(error) from error
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
            raise translated(error) from error
        self._running = None

    def close(self) -> None:
        """Let the upload go, for the next writer."""
        if self._descriptor >= 0:
            if self._running is not None:
                self._digests.keep(self._mark, self._running)
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


def _marked_anew(descriptor: int) -> tuple[bytes, bytes]:
    """Mark the file as held anew; return the mark it had and the one it has.

    Without extended attributes it had none, and nobody finds the one it has.
    """
    try:
        last = os.getxattr(descriptor, _WRITER)
    except OSError:
        last = b""
    mark = token_bytes(_WRITER_BYTES)
    try:
        os.setxattr(descriptor, _WRITER, mark)
    except OSError:
        mark = token_bytes(_WRITER_BYTES)
    return last, mark


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


def translated(error: OSError) -> Exception:
    """Return `StorageFull` for what a full disk says, any other error as it is."""
    return StorageFull(error.strerror) if error.errno in _FULL else error
