"""Objects as the tests store and read them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from lading.adapters.disk import DiskBlobs
from lading.vault.sealed_reader import SealedReader
from lading.vault.sealed_upload import SealedUpload

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
OBJECT, OTHER_OBJECT = "0123456789abcdef" * 2, "f" * 32


def digest_of(plain: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm}:{hashlib.new(algorithm, plain).hexdigest()}"


def upload(blobs: DiskBlobs, plain: bytes, object_id: str = OBJECT, key: bytes = KEY) -> Path:
    """Store bytes as an object in one request; return its file."""
    sealed = SealedUpload(blobs.claim("up"), key, object_id)
    sealed.write(0, [plain])
    sealed.keep(blobs, digest_of(plain))
    sealed.close()
    return blobs.object_path(object_id)


def reader(blobs: DiskBlobs, size_bytes: int, object_id: str = OBJECT) -> SealedReader:
    return SealedReader(blobs.open_object(object_id), KEY, object_id, size_bytes)


def read_all(blobs: DiskBlobs, size_bytes: int, object_id: str = OBJECT) -> bytes:
    with reader(blobs, size_bytes, object_id) as opened:
        return opened.read()


def altered(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)
