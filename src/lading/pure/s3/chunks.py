"""`aws-chunked` bodies: the framing, its signatures and the trailer.

    <hex size>[;chunk-signature=<64 hex>]\r\n <bytes> \r\n  …  0[;…]\r\n [name:value\r\n …] \r\n

Amazon S3 API Reference, "Signature calculations for the Authorization header: Transferring a
payload in multiple chunks". Bytes are handed on as they come; whoever takes them keeps them only
when `finish` has found everything right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any, Final

from lading.pure.s3.checksums import Algorithm, checked_value
from lading.pure.s3.errors import refused
from lading.pure.sigv4.canonical import EMPTY_SHA256
from lading.pure.wire.errors import WireError

CHUNK_BYTES_MIN: Final = 8192
_LINE_BYTES_MAX: Final = 256
_TRAILER_BYTES_MAX: Final = 4096
_SIGNATURE_NAME: Final = "x-amz-trailer-signature"
_HEADER = re.compile(rb"([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?")


@dataclass(frozen=True, slots=True)
class ChunkSigner:
    """What chunk signatures are made with: the request's own, and the key it was made with."""

    key: bytes = field(repr=False)
    timestamp: str
    scope: str
    seed: str

    def of_chunk(self, previous: str, data_sha256: str) -> str:
        """Return the signature of a chunk after the one before it."""
        return self._sign("PAYLOAD", previous, f"{EMPTY_SHA256}\n{data_sha256}")

    def of_trailer(self, previous: str, trailer: bytes) -> str:
        """Return the signature of the trailer's lines after the last chunk's."""
        return self._sign("TRAILER", previous, sha256(trailer).hexdigest())

    def _sign(self, kind: str, previous: str, rest: str) -> str:
        text = f"AWS4-HMAC-SHA256-{kind}\n{self.timestamp}\n{self.scope}\n{previous}\n{rest}"
        return digest(self.key, text.encode(), "sha256").hex()


class ChunkDecoder:
    """Takes the framing off a body that comes in pieces of any size.

    signer: for bodies whose chunks are signed; None checks no signature (also the sandbox, where
    they may be there all the same). trailing: the checksum that the trailer must bring.
    """

    def __init__(
        self, decoded_bytes: int, signer: ChunkSigner | None, trailing: Algorithm | None
    ) -> None:
        self._expected_bytes = decoded_bytes
        self._signer = signer
        self._trailing = trailing
        self._decoded_bytes = 0
        self._buffer = bytearray()
        self._state = self._read_header
        self._left = 0
        self._number = 0
        self._last_size: int | None = None
        self._signature = ""
        self._previous = "" if signer is None else signer.seed
        self._hash: Any = sha256()
        self._ended = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the bytes of the object that this piece holds. Raises `WireError`."""
        self._buffer += piece
        out: list[bytes] = []
        while self._state(out):
            pass
        return out

    def finish(self) -> str | None:
        """Say that the body has ended; return the trailer's checksum. Raises `WireError`."""
        if not self._ended:
            raise cut_short()
        if self._decoded_bytes != self._expected_bytes:
            raise wrong_length(self._expected_bytes, self._decoded_bytes)
        return self._trailer()

    def _read_header(self, out: list[bytes]) -> bool:
        end = self._buffer.find(b"\r\n", 0, _LINE_BYTES_MAX + 2)
        if end < 0:
            if len(self._buffer) > _LINE_BYTES_MAX:
                raise cut_short()
            return False
        found = _HEADER.fullmatch(bytes(self._buffer[:end]))
        if found is None or (self._signer is not None and found[2] is None):
            raise cut_short()
        del self._buffer[: end + 2]
        self._begin(int(found[1], 16), (found[2] or b"").decode())
        return True

    def _begin(self, size: int, signature: str) -> None:
        if size and self._last_size is not None and self._last_size < CHUNK_BYTES_MIN:
            raise refused(
                "InvalidChunkSizeError",
                "Only the last chunk is allowed to have a size less than 8192 bytes",
                Chunk=self._number,
                BadChunkSize=self._last_size,
            )
        if self._decoded_bytes + size > self._expected_bytes:
            raise wrong_length(self._expected_bytes, self._decoded_bytes + size)
        self._number += 1
        self._last_size = self._left = size
        self._signature = signature
        self._hash = sha256()
        if size:
            self._state = self._read_data
        else:
            self._check_signature()
            self._ended, self._state = True, self._read_trailer

    def _read_data(self, out: list[bytes]) -> bool:
        if self._left:
            if not self._buffer:
                return False
            data = bytes(self._buffer[: self._left])
            del self._buffer[: len(data)]
            self._left -= len(data)
            self._decoded_bytes += len(data)
            if self._signer is not None:
                self._hash.update(data)
            out.append(data)
            return True
        if len(self._buffer) < 2:
            return False
        if self._buffer[:2] != b"\r\n":
            raise cut_short()
        del self._buffer[:2]
        self._check_signature()
        self._state = self._read_header
        return True

    def _check_signature(self) -> None:
        if self._signer is None:
            return
        expected = self._signer.of_chunk(self._previous, self._hash.hexdigest())
        if not compare_digest(expected.encode(), self._signature.encode()):
            raise signature_differs()
        self._previous = expected

    def _read_trailer(self, out: list[bytes]) -> bool:
        if len(self._buffer) > _TRAILER_BYTES_MAX:
            raise _malformed_trailer()
        return False

    def _trailer(self) -> str | None:
        """Return the checksum of the trailer that was announced, its signature verified."""
        lines = [line for line in bytes(self._buffer).replace(b"\r\n", b"\n").split(b"\n") if line]
        pairs = {}
        for line in lines:
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon or name.strip().lower() in pairs:
                raise _malformed_trailer()
            pairs[name.strip().lower()] = value.strip()
        signature = pairs.pop(_SIGNATURE_NAME, None)
        wanted = set() if self._trailing is None else {self._trailing.header}
        if set(pairs) != wanted:
            raise _malformed_trailer()
        if self._signer is not None and self._trailing is not None:
            signed = "".join(f"{name}:{value}\n" for name, value in pairs.items())
            expected = self._signer.of_trailer(self._previous, signed.encode("latin-1"))
            if not compare_digest(expected.encode(), (signature or "").encode()):
                raise signature_differs()
        if self._trailing is None:
            return None
        return checked_value(self._trailing, pairs[self._trailing.header], trailing=True)


def cut_short() -> WireError:
    """Return the refusal of a body that ends too soon or is not framed."""
    return refused("IncompleteBody", "The request body terminated unexpectedly")


def wrong_length(expected_bytes: int, provided_bytes: int) -> WireError:
    """Return the refusal of a body of another length than was announced."""
    return refused(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
        NumberBytesExpected=expected_bytes,
        NumberBytesProvided=provided_bytes,
    )


def signature_differs() -> WireError:
    """Return the refusal of a chunk or trailer that somebody else signed."""
    return refused(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check "
        "your key and signing method.",
    )


def _malformed_trailer() -> WireError:
    return refused(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our "
        "published schema.",
    )
