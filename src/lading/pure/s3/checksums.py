"""Checksums of objects (Amazon S3 User Guide, "Checking object integrity").

A value is the base64 text of the big-endian bytes. A COMPOSITE one is the checksum of the parts'
checksums with `-<number of parts>` behind it; a FULL_OBJECT one is that of all bytes, which for
CRCs follows from the parts' by arithmetic.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

import anycrc

from lading.pure.s3.errors import refused
from lading.pure.wire.errors import WireError


class Algorithm(StrEnum):
    """The algorithms offered, by the names in the API."""

    CRC32 = "CRC32"
    CRC32C = "CRC32C"
    CRC64NVME = "CRC64NVME"
    SHA1 = "SHA1"
    SHA256 = "SHA256"

    @property
    def header(self) -> str:
        """The header, or trailer, that carries a value."""
        return f"x-amz-checksum-{self.lower()}"

    @property
    def member(self) -> str:
        """The member of the service's model that carries a value."""
        return f"Checksum{self}"

    @property
    def value_bytes(self) -> int:
        """How many bytes a value stands for."""
        return _BYTES[self]

    @property
    def is_crc(self) -> bool:
        """Whether the whole's value follows from the parts'."""
        return self in _CRCS


_BYTES: Final = {
    Algorithm.CRC32: 4,
    Algorithm.CRC32C: 4,
    Algorithm.CRC64NVME: 8,
    Algorithm.SHA1: 20,
    Algorithm.SHA256: 32,
}
_CRCS: Final = {
    Algorithm.CRC32: anycrc.Model("CRC32"),
    Algorithm.CRC32C: anycrc.Model("CRC32-ISCSI"),
    Algorithm.CRC64NVME: anycrc.Model("CRC64-NVME"),
}
_SHA256: Final = Algorithm.SHA256
SERVERS_OWN: Final = Algorithm.CRC64NVME
"""What S3 computes when a client gives no checksum."""

COMPOSITE: Final = "COMPOSITE"
FULL_OBJECT: Final = "FULL_OBJECT"
_BY_HEADER: Final = {algorithm.header: algorithm for algorithm in Algorithm}
_PREFIX: Final = "x-amz-checksum-"
_NOT_VALUES: Final = frozenset(
    {"x-amz-checksum-algorithm", "x-amz-checksum-mode", f"{_PREFIX}type"}
)


class _Running(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _RunningCrc:
    """A CRC that grows, as hashlib's objects do."""

    def __init__(self, algorithm: Algorithm) -> None:
        self._algorithm = algorithm
        self._value = 0

    def update(self, data: bytes) -> None:
        if self._algorithm is Algorithm.CRC32:
            self._value = zlib.crc32(data, self._value)
        else:
            self._value = _CRCS[self._algorithm].calc(data, self._value) if data else self._value

    def digest(self) -> bytes:
        return self._value.to_bytes(self._algorithm.value_bytes, "big")


def running(algorithm: Algorithm) -> _Running:
    """Return a checksum of nothing yet."""
    if algorithm is Algorithm.SHA1:
        return hashlib.sha1(usedforsecurity=False)
    return hashlib.sha256() if algorithm is Algorithm.SHA256 else _RunningCrc(algorithm)


def checksum_of(algorithm: Algorithm, data: bytes) -> str:
    """Return the value for some bytes."""
    one = running(algorithm)
    one.update(data)
    return b64encode(one.digest()).decode()


class BodySums:
    """The sums of a body while it flows: MD5, the checksum that is kept, and what else is claimed.

    `algorithm` is that of the checksum that is kept; `claimed` the client's, if it is another;
    `sha256` asks for the hash that a signature covers.
    """

    def __init__(
        self, algorithm: Algorithm, claimed: Algorithm | None = None, *, sha256: bool = False
    ) -> None:
        self.algorithm = algorithm
        self.size_bytes = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        wanted = {algorithm, *([claimed] if claimed else ()), *([_SHA256] if sha256 else ())}
        self._sums = {one: running(one) for one in wanted}

    def update(self, data: bytes) -> None:
        """Add the next bytes."""
        self.size_bytes += len(data)
        self._md5.update(data)
        for one in self._sums.values():
            one.update(data)

    @property
    def md5(self) -> str:
        """MD5 in hexadecimal digits."""
        return self._md5.hexdigest()

    @property
    def sha256(self) -> str:
        """SHA-256 in hexadecimal digits, if it was asked for."""
        return self._sums[_SHA256].digest().hex()

    @property
    def checksum(self) -> str:
        """The value of the checksum that is kept."""
        return self.value(self.algorithm)

    def value(self, algorithm: Algorithm) -> str:
        """Return the value of one of the checksums that were asked for."""
        return b64encode(self._sums[algorithm].digest()).decode()

    def received(self, upload_id: str | None) -> dict[str, Any]:
        """Return what an operation wants to know of a body staged as an upload."""
        return {
            "upload": upload_id,
            "size": self.size_bytes,
            "md5": self.md5,
            "algorithm": str(self.algorithm),
            "checksum": self.checksum,
        }


@dataclass(frozen=True, slots=True)
class Claimed:
    """The checksum a client announces; `value` is None when a trailer will bring it."""

    algorithm: Algorithm
    value: str | None


def claimed(headers: Mapping[str, str]) -> Claimed | None:
    """Return the checksum that a request's headers claim for its body. Raises `WireError`."""
    names = [name for name in headers if name.startswith(_PREFIX) and name not in _NOT_VALUES]
    trailer = headers.get("x-amz-trailer", "").strip().lower()
    if trailer:
        if trailer not in _BY_HEADER:
            raise refused(
                "InvalidRequest",
                "The value specified in the x-amz-trailer header is not supported",
            )
        names.append(trailer)
    if len(names) > 1:
        raise refused(
            "InvalidRequest",
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        )
    if not names:
        return None
    algorithm = _BY_HEADER.get(names[0])
    if algorithm is None:
        raise unsupported()
    if trailer:
        return Claimed(algorithm, None)
    return Claimed(algorithm, checked_value(algorithm, headers[names[0]]))


def checked_value(algorithm: Algorithm, value: str, *, trailing: bool = False) -> str:
    """Return a value that has the right form. Raises `WireError` InvalidRequest."""
    try:
        raw = b64decode(value, validate=True)
    except (Base64Error, ValueError):
        raw = b""
    if len(raw) != algorithm.value_bytes:
        kind = "trailing header" if trailing else "header"
        raise refused("InvalidRequest", f"Value for {algorithm.header} {kind} is invalid.")
    return value


def unsupported() -> WireError:
    """Return the refusal of an algorithm that is not offered."""
    return refused(
        "InvalidRequest",
        "Checksum algorithm provided is unsupported. Please try again with any of the valid "
        f"types: [{', '.join(Algorithm)}]",
    )


def named(name: str) -> Algorithm:
    """Return the algorithm of a name in the API. Raises `WireError` InvalidRequest."""
    try:
        return Algorithm(name.upper())
    except ValueError as error:
        raise unsupported() from error


def differs(algorithm: Algorithm) -> WireError:
    """Return the refusal of bytes that have another checksum."""
    return refused(
        "BadDigest", f"The {algorithm} you specified did not match the calculated checksum."
    )


def checksum_type(algorithm: Algorithm, given: str | None) -> str:
    """Return the type of a multipart upload's checksum. Raises `WireError` InvalidRequest."""
    default = FULL_OBJECT if algorithm is Algorithm.CRC64NVME else COMPOSITE
    kind = given or default
    wrong = (kind == FULL_OBJECT and not algorithm.is_crc) or (
        kind == COMPOSITE and algorithm is Algorithm.CRC64NVME
    )
    if wrong or kind not in (COMPOSITE, FULL_OBJECT):
        raise refused(
            "InvalidRequest",
            f"The {kind} checksum type cannot be used with the {algorithm.lower()} checksum "
            "algorithm.",
        )
    return kind


def composite(algorithm: Algorithm, values: Sequence[str]) -> str:
    """Return the checksum of the parts' checksums, with their number."""
    joined = b"".join(b64decode(value) for value in values)
    return f"{checksum_of(algorithm, joined)}-{len(values)}"


def combined(algorithm: Algorithm, parts: Iterable[tuple[str, int]]) -> str:
    """Return the checksum of all bytes out of the parts' (value, size in bytes); CRCs only."""
    model, total = _CRCS[algorithm], 0
    for value, size_bytes in parts:
        total = model.combine(total, int.from_bytes(b64decode(value), "big"), size_bytes)
    return b64encode(total.to_bytes(algorithm.value_bytes, "big")).decode()


def multipart_etag(etags: Sequence[str]) -> str:
    """Return the ETag of an object made of parts, each given as the hex MD5 of its bytes."""
    joined = b"".join(bytes.fromhex(etag) for etag in etags)
    return f"{hashlib.md5(joined, usedforsecurity=False).hexdigest()}-{len(etags)}"


def check_content_md5(header: str | None, md5_hex: str) -> None:
    """Hold `Content-MD5` against the bytes. Raises `WireError` InvalidDigest, BadDigest."""
    if header is None:
        return
    raw = content_md5(header)
    if raw.hex() != md5_hex:
        raise refused(
            "BadDigest",
            "The Content-MD5 you specified did not match what we received.",
            ExpectedDigest=header,
            CalculatedDigest=b64encode(bytes.fromhex(md5_hex)).decode(),
        )


def content_md5(header: str) -> bytes:
    """Return the 16 bytes that `Content-MD5` stands for. Raises `WireError` InvalidDigest."""
    try:
        raw = b64decode(header, validate=True)
    except (Base64Error, ValueError):
        raw = b""
    if len(raw) != 16:
        raise WireError(
            "InvalidDigest",
            "The Content-MD5 you specified was invalid.",
            members={"Content-MD5": header[:64]},
        )
    return raw
