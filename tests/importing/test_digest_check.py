"""Digests beside log files: which content these must have, and which digest to believe."""

from __future__ import annotations

import gzip
import hashlib
from io import BytesIO
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.digests.test_proof import KEY, keys_json
from tests.digests.test_reading import MEMBERS

from lading.importing.digest_check import hashes_of
from lading.importing.files import SourceFile
from lading.importing.tally import Tally
from lading.pure.digests.proof import read_public_keys
from lading.pure.digests.reading import read_digest

KEYS = read_public_keys(keys_json())
FOLDER = "AWSLogs/123456789012"


def source(name: str, content: bytes, signature: str | None = None) -> SourceFile:
    return SourceFile(
        f"/disk/{name}",
        name,
        len(content),
        "1",
        lambda: BytesIO(gzip.compress(content)),
        lambda: signature,
    )


def digest(number: int, logs: dict[str, bytes], previous: str | None = None) -> bytes:
    members: dict[str, Any] = {
        **MEMBERS,
        "digestS3Object": f"{FOLDER}/CloudTrail-Digest/{number}.json.gz",
        "previousDigestS3Bucket": "logs" if previous else None,
        "previousDigestS3Object": f"{FOLDER}/CloudTrail-Digest/{number - 1}.json.gz"
        if previous
        else None,
        "previousDigestSignature": previous,
        "logFiles": [
            {
                "s3Bucket": "logs",
                "s3Object": f"{FOLDER}/{name}",
                "hashValue": hashlib.sha256(content).hexdigest(),
                "hashAlgorithm": "SHA-256",
            }
            for name, content in logs.items()
        ],
    }
    return orjson.dumps(members)


def signature_of(content: bytes) -> str:
    return KEY.sign(read_digest(content).signed, PKCS1v15(), SHA256()).hex()


def test_hashes_by_the_names_of_files() -> None:
    """Without keys every digest is believed, and it is said that signatures were not looked at."""
    tally, first = Tally(), digest(1, {"a.json.gz": b"A", "gone.json.gz": b"G"})
    logs = [source(f"{FOLDER}/a.json.gz", b"A"), source(f"{FOLDER}/b.json.gz", b"B")]
    hashes = hashes_of([source("1.json.gz", first)], logs, None, tally)
    assert hashes == {f"/disk/{FOLDER}/a.json.gz": hashlib.sha256(b"A").hexdigest()}
    assert tally.digests["log files that a digest lists are not there"] == 1
    assert tally.incomplete
    assert [one.name for one in tally.problems] == [f"s3://logs/{FOLDER}/gone.json.gz"]


def test_a_signature_from_the_metadata_or_from_the_next_digest() -> None:
    """On disk the newest digest has no signature at hand; the one before is quoted by it."""
    first = digest(1, {"a.json.gz": b"A"})
    second = digest(2, {"b.json.gz": b"B"}, signature_of(first))
    logs = [source(f"{FOLDER}/{name}.json.gz", b"") for name in "ab"]
    tally = Tally()
    found = hashes_of([source("1", first), source("2", second)], logs, KEYS, tally)
    assert len(found) == 2
    assert tally.digests == {
        "digest files whose signature is good": 1,
        "digest files read whose signature is not at hand": 1,
    }
    tally = Tally()
    hashes_of([source("2", second, signature_of(second))], logs, KEYS, tally)
    assert tally.digests == {"digest files whose signature is good": 1}
    assert not tally.incomplete


def test_a_digest_that_was_changed_proves_nothing() -> None:
    first = digest(1, {"a.json.gz": b"A"})
    changed = digest(1, {"a.json.gz": b"other"})
    tally = Tally()
    logs = [source(f"{FOLDER}/a.json.gz", b"other")]
    assert hashes_of([source("1", changed, signature_of(first))], logs, KEYS, tally) == {}
    assert tally.incomplete
    assert tally.problems[0].reason.endswith("signature verification failed")


def test_what_is_no_digest_is_counted() -> None:
    tally = Tally()
    assert hashes_of([source("1", b"{}")], [], None, tally) == {}
    assert tally.digests == {"digest files that cannot be read: without a list of logFiles": 1}
