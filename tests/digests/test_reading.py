"""Reading digest files: what they say, and what is no digest."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pytest

from lading.pure.digests.reading import DigestRefused, LoggedFile, read_digest

MEMBERS: dict[str, Any] = {
    "awsAccountId": "123456789012",
    "digestStartTime": "2026-01-01T00:00:00Z",
    "digestEndTime": "2026-01-01T01:00:00Z",
    "digestS3Bucket": "logs",
    "digestS3Object": "AWSLogs/123456789012/CloudTrail-Digest/x.json.gz",
    "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
    "digestSignatureAlgorithm": "SHA256withRSA",
    "newestEventTime": None,
    "oldestEventTime": None,
    "previousDigestS3Bucket": None,
    "previousDigestS3Object": None,
    "previousDigestHashValue": None,
    "previousDigestHashAlgorithm": None,
    "previousDigestSignature": None,
    "logFiles": [
        {
            "s3Bucket": "logs",
            "s3Object": "AWSLogs/1.json.gz",
            "hashValue": "AB" * 32,
            "hashAlgorithm": "SHA-256",
        }
    ],
}


def encoded(**members: Any) -> bytes:
    return orjson.dumps({**MEMBERS, **members})


def test_a_starting_digest() -> None:
    """What is signed is made of the digest's own words; no signature before it reads `null`."""
    content = encoded()
    digest = read_digest(content)
    assert digest.log_files == (LoggedFile("logs", "AWSLogs/1.json.gz", "ab" * 32),)
    assert digest.previous_signature is None
    assert digest.signed.decode().split("\n") == [
        "2026-01-01T01:00:00Z",
        "logs/AWSLogs/123456789012/CloudTrail-Digest/x.json.gz",
        hashlib.sha256(content).hexdigest(),
        "null",
    ]


def test_a_later_digest_signs_the_signature_before_it() -> None:
    digest = read_digest(encoded(previousDigestSignature="c0ffee", logFiles=[]))
    assert digest.signed.endswith(b"\nc0ffee")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"nonsense",
        encoded(logFiles=None),
        encoded(logFiles=["x"]),
        encoded(logFiles=[{"s3Bucket": "logs"}]),
        encoded(logFiles=[{**MEMBERS["logFiles"][0], "hashAlgorithm": "MD5"}]),
        encoded(digestEndTime=None),
        encoded(digestS3Object=7),
        encoded(previousDigestSignature=7),
        orjson.dumps({k: v for k, v in MEMBERS.items() if k != "previousDigestSignature"}),
    ],
)
def test_no_digest(content: bytes) -> None:
    with pytest.raises(DigestRefused):
        read_digest(content)
