"""A digest file as it is read (CloudTrail User Guide, "CloudTrail digest file structure")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from lading.pure.digests.signing import string_to_sign

LOG_FILES_MAX: Final = 1_000_000
_HASH_ALGORITHM: Final = "SHA-256"


class DigestRefused(ValueError):
    """The bytes are no digest file; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A log file that a digest lists; `sha256_hex` is of its uncompressed content."""

    bucket: str
    key: str
    sha256_hex: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest file.

    start, end: the span of deliveries, as in the file. bucket, key: where it was delivered.
    fingerprint: of the key it is signed with. previous_*: of the digest before it, in hexadecimal
    where they are hashes and signatures; None in a starting digest. sha256_hex: of its own
    uncompressed bytes.
    """

    account: str
    start: str
    end: str
    bucket: str
    key: str
    fingerprint: str
    previous_bucket: str | None
    previous_key: str | None
    previous_sha256_hex: str | None
    previous_signature: str | None
    log_files: tuple[LoggedFile, ...]
    sha256_hex: str

    @property
    def signed(self) -> bytes:
        """What its signature covers."""
        return string_to_sign(
            self.end, self.bucket, self.key, self.sha256_hex, self.previous_signature
        )


def read_digest(content: bytes) -> Digest:
    """Return the digest of a file's uncompressed bytes. Raises `DigestRefused`."""
    try:
        members = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise DigestRefused("not JSON") from error
    if not isinstance(members, dict):
        raise DigestRefused("not an object")
    listed = members.get("logFiles")
    if not isinstance(listed, list) or len(listed) > LOG_FILES_MAX:
        raise DigestRefused("without a list of logFiles")
    if "previousDigestSignature" not in members:
        raise DigestRefused("without previousDigestSignature")
    return Digest(
        account=_text(members, "awsAccountId"),
        start=_text(members, "digestStartTime"),
        end=_text(members, "digestEndTime"),
        bucket=_text(members, "digestS3Bucket"),
        key=_text(members, "digestS3Object"),
        fingerprint=_text(members, "digestPublicKeyFingerprint"),
        previous_bucket=_text_or_none(members, "previousDigestS3Bucket"),
        previous_key=_text_or_none(members, "previousDigestS3Object"),
        previous_sha256_hex=_text_or_none(members, "previousDigestHashValue"),
        previous_signature=_text_or_none(members, "previousDigestSignature"),
        log_files=tuple(map(_log_file, listed)),
        sha256_hex=sha256(content).hexdigest(),
    )


def _log_file(members: object) -> LoggedFile:
    if not isinstance(members, dict):
        raise DigestRefused("a log file is no object")
    if members.get("hashAlgorithm", _HASH_ALGORITHM) != _HASH_ALGORITHM:
        raise DigestRefused("an unknown hashAlgorithm")
    return LoggedFile(
        _text(members, "s3Bucket"), _text(members, "s3Object"), _text(members, "hashValue").lower()
    )


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise DigestRefused(f"without {name}")
    return value


def _text_or_none(members: Mapping[str, Any], name: str) -> str | None:
    return None if members.get(name) is None else _text(members, name)
