"""The bytes that a write brought: staged by the door or a job, kept in the vault by its stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lading.operation import Call
from lading.ports import BlobMissing, UploadBusy
from lading.pure.s3.checksums import SERVERS_OWN, Algorithm, BodySums, checksum_of
from lading.pure.s3.errors import refused
from lading.services.s3.encryption import PLAIN, Cover
from lading.services.s3.stored_object import Segment
from lading.vault import objects as vault

EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@dataclass(frozen=True, slots=True)
class Body:
    """What came: its size, sums, and the upload that holds it (None: nothing came)."""

    size_bytes: int
    md5: str
    algorithm: Algorithm
    checksum: str
    upload: str | None
    cover: Cover

    @property
    def etag(self) -> str:
        """The ETag of an object, or part, with just these bytes."""
        return vault.new_object_id() if self.cover.hides_md5 else self.md5


def received_body(call: Call) -> Body:
    """Return the body that the door, or a job, has staged for this call.

    `call.received` has `upload`, `size`, `md5` (hexadecimal), `algorithm` and `checksum`, as
    `BodySums.received` gives them; without an upload it is the empty body.
    """
    received = call.received if isinstance(call.received, Mapping) else {}
    cover = received.get("cover", PLAIN)
    if not received.get("size"):
        algorithm = Algorithm(received.get("algorithm", SERVERS_OWN))
        return Body(0, EMPTY_MD5, algorithm, checksum_of(algorithm, b""), None, cover)
    return Body(
        size_bytes=received["size"],
        md5=received["md5"],
        algorithm=Algorithm(received["algorithm"]),
        checksum=received["checksum"],
        upload=received["upload"],
        cover=cover,
    )


def keep_body(call: Call, request: Any) -> str | None:
    """Make the staged bytes an object of the vault; return its id, None for no bytes.

    A `stage`: it runs outside of any transaction. Without a row in the book of objects, which the
    operation adds, the object is swept away.
    """
    body = received_body(call)
    if body.upload is None:
        return None
    object_id = vault.new_object_id()
    try:
        upload = call.parts.blobs.claim(body.upload)
    except UploadBusy as busy:
        raise refused("OperationAborted", "The body is still being written to.") from busy
    try:
        body.cover.closing(upload).keep(body.size_bytes, object_id)
    except BlobMissing as missing:
        raise refused("InternalError", "The body's bytes are not there any more.") from missing
    finally:
        upload.close()
    return object_id


def kept_segment(call: Call, body: Body, object_id: str | None) -> Segment:
    """Enter what was staged in the book of objects, in the transaction that refers to it."""
    if object_id is not None:
        vault.add(call.tx, object_id, body.size_bytes, call.now)
    return Segment(object_id, body.size_bytes, body.checksum, body.cover.sealed)


def copied_body(sums: BodySums, upload: str | None, cover: Cover) -> Body:
    """Return the body of a copy whose bytes were written to an upload."""
    return Body(sums.size_bytes, sums.md5, sums.algorithm, sums.checksum, upload, cover)
