"""The bytes that a write brought: kept in the vault by the door, or staged by a job of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from lading.operation import Call
from lading.ports import BlobMissing, Upload, UploadBusy
from lading.pure.s3.checksums import SERVERS_OWN, Algorithm, BodySums, checksum_of
from lading.pure.s3.errors import refused
from lading.services.s3.encryption import PLAIN, Cover
from lading.services.s3.stored_object import Segment
from lading.vault import objects as vault

_PIECE_BYTES = 1 << 20
EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@dataclass(frozen=True, slots=True)
class Body:
    """What came: its size, its sums and its cover."""

    size_bytes: int
    md5: str
    algorithm: Algorithm
    checksum: str
    cover: Cover

    @property
    def etag(self) -> str:
        """The ETag of an object, or part, with just these bytes."""
        return vault.new_object_id() if self.cover.hides_md5 else self.md5


def received_body(call: Call) -> Body:
    """Return the body that the door, or a job, has received for this call.

    `call.received` has `size`, `md5` (hexadecimal), `algorithm` and `checksum`, as
    `BodySums.received` gives them; without a size it is the empty body.
    """
    received = call.received if isinstance(call.received, Mapping) else {}
    cover = received.get("cover", PLAIN)
    if not received.get("size"):
        algorithm = Algorithm(received.get("algorithm", SERVERS_OWN))
        return Body(0, EMPTY_MD5, algorithm, checksum_of(algorithm, b""), cover)
    return Body(
        size_bytes=received["size"],
        md5=received["md5"],
        algorithm=Algorithm(received["algorithm"]),
        checksum=received["checksum"],
        cover=cover,
    )


def keep_body(call: Call, request: Any) -> str | None:
    """Return the object of the vault that holds the body, None for no bytes.

    The door has made one of what it received (`received["object"]`); what a job of ours has staged
    as `received["upload"]` is made one here. A `stage`: it runs outside of any transaction.
    Without a row in the book of objects, which the operation adds, the object is swept away.
    """
    body = received_body(call)
    if not body.size_bytes:
        return None
    if call.received.get("object") is not None:
        return str(call.received["object"])
    object_id = vault.new_object_id()
    try:
        upload = call.parts.blobs.claim(call.received["upload"])
    except UploadBusy as busy:
        raise refused("OperationAborted", "The body is still being written to.") from busy
    try:
        if body.cover.seal is None:
            upload.keep(body.size_bytes, object_id)
        else:
            _reseal(call, body, upload, object_id)
    except BlobMissing as missing:
        raise refused("InternalError", "The body's bytes are not there any more.") from missing
    finally:
        upload.close()
    return object_id


def _reseal(call: Call, body: Body, staged: Upload, object_id: str) -> None:
    """Make an object of plain bytes that a job of ours has staged; the job discards those."""
    upload_id, piece = str(uuid4()), memoryview(bytearray(_PIECE_BYTES))
    writer = body.cover.closing(call.parts.blobs.claim(upload_id), object_id)
    try:
        at = 0
        while at < body.size_bytes:
            count = staged.read_into(at, piece[: body.size_bytes - at])
            if not count:
                raise BlobMissing(upload_id)
            writer.write(at, [bytes(piece[:count])])
            at += count
        writer.keep(at, object_id)
    finally:
        writer.close()
        call.parts.blobs.discard(upload_id)


def kept_segment(call: Call, body: Body, object_id: str | None) -> Segment:
    """Enter what was staged in the book of objects, in the transaction that refers to it."""
    if object_id is not None:
        vault.add(call.tx, object_id, body.cover.stored_bytes(body.size_bytes), call.now)
    return Segment(object_id, body.size_bytes, body.checksum, body.cover.sealed)


def copied_body(sums: BodySums, cover: Cover) -> Body:
    """Return the body of a copy."""
    return Body(sums.size_bytes, sums.md5, sums.algorithm, sums.checksum, cover)
