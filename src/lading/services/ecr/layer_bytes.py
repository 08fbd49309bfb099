"""Where the bytes of a layer are, and what opens them.

Those of a plain repository are a blob, shared under their digest by all that have it. Those of an
encrypted one are an object of its own: the same bytes in two repositories have two data keys, and
nothing at rest tells that they are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from lading.operation import Call
from lading.ports import Blobs, Row, Upload
from lading.services.ecr.data_keys import layer_place, opened_data_key
from lading.services.ecr.repository import Repository
from lading.vault import objects
from lading.vault.sealed_reader import SealedReader
from lading.vault.sealed_upload import SealedUpload

OPENED_LAYER: Final = "ecr.opened_layer"
"""Where GetDownloadUrlForLayer leaves an `OpenedLayer`, or None, in the memo for the door."""


@dataclass(frozen=True, slots=True, repr=False)
class StoredLayer:
    """A layer whose bytes were verified and synced; the last three are of a sealed one."""

    digest: str
    size_bytes: int
    object_id: str | None = None
    sealed_key: bytes | None = None
    bytes_on_disk: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class OpenedLayer:
    """A sealed layer with its data key in clear, for one download."""

    object_id: str
    data_key: bytes
    size_bytes: int

    def reader(self, blobs: Blobs) -> BinaryIO:
        """Return a reader of the plain bytes; blocks. Raises `BlobMissing`, `SealBroken`."""
        file = blobs.open_object(self.object_id)
        return SealedReader(file, self.data_key, self.object_id, self.size_bytes)  # type: ignore[return-value]


def stored_layer(blobs: Blobs, writer: Upload | SealedUpload, row: Row, digest: str) -> StoredLayer:
    """Verify an upload and make it a layer; blocks.

    Raises `DigestMismatch` (the upload stays), `SealBroken` and `StorageFull`.
    """
    size_bytes = row["received_bytes"]
    if isinstance(writer, SealedUpload):
        on_disk = writer.keep(blobs, digest)
        return StoredLayer(digest, size_bytes, row["object_id"], bytes(row["sealed_key"]), on_disk)
    return StoredLayer(digest, writer.seal(size_bytes, digest).size_bytes)


def is_kept(call: Call, layer: StoredLayer) -> bool:
    """Whether a layer's bytes are still there, in the transaction that makes its row.

    A sweep condemns bytes without a row inside a transaction: none can come in between.
    """
    if layer.object_id is not None:
        return not objects.is_known(call.tx, layer.object_id)
    return call.parts.blobs.size(layer.digest) == layer.size_bytes


def opened_layer(call: Call, repository: Repository, row: Row) -> OpenedLayer | None:
    """Return what opens a layer, or None if it is not sealed. Raises KmsException."""
    if row["object_id"] is None:
        return None
    place = layer_place(repository, row["object_id"])
    key = opened_data_key(call, repository, place, bytes(row["sealed_key"]))
    return OpenedLayer(row["object_id"], key, row["size_bytes"])


def ticket_of_sealed(repository: Repository, row: Row) -> dict[str, Any]:
    """Return what a download URL says of a sealed layer: whose it is, and nothing that opens it.

    Whoever redeems the URL has ECR ask KMS for the key then.
    """
    if row["object_id"] is None:
        return {}
    return {"a": repository.account, "r": repository.region, "n": repository.name}
