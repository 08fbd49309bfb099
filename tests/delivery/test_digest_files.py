"""Digests: chained, signed, one a period, none lost and none doubled by a crash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from lading.delivery import digest_files, log_files
from lading.pure.digests.signing import string_to_sign

from .house import ACCOUNT, HOME, KEY, Crash, House, OneKey, crashes_at, record

STEPS = ("trails.digest_plan", "trails.digest_upload", "trails.digest_uploaded")


def proven(house: House) -> None:
    """Check every digest by AWS's rules: place, signature, link to the one before, log files."""
    texts = {(bucket, key): text for bucket, key, text, _ in house.bucket.texts("CloudTrail")}
    before = None
    for digest in house.bucket.digests():
        bucket, key = digest["digestS3Bucket"], digest["digestS3Object"]
        ((text, metadata),) = (
            (t, m)
            for b, k, t, m in house.bucket.texts("CloudTrail-Digest")
            if (b, k) == (bucket, key)
        )
        sha256 = hashlib.sha256(text).hexdigest()
        signed = string_to_sign(
            digest["digestEndTime"], bucket, key, sha256, digest["previousDigestSignature"]
        )
        KEY.public_key().verify(
            bytes.fromhex(metadata["signature"]), signed, padding.PKCS1v15(), hashes.SHA256()
        )
        assert metadata["signature-algorithm"] == "SHA256withRSA"
        assert digest["digestPublicKeyFingerprint"] == OneKey.fingerprint
        if digest["previousDigestSignature"] is not None:
            assert before is not None
            assert digest["previousDigestS3Object"] == before[0]
            assert digest["previousDigestHashValue"] == before[1]
            assert digest["previousDigestSignature"] == before[2]
        before = (key, sha256, metadata["signature"])
        for one in digest["logFiles"]:
            log = texts[one["s3Bucket"], one["s3Object"]]
            assert hashlib.sha256(log).hexdigest() == one["hashValue"]


def listed(house: House) -> list[str]:
    """Return the log files that digests list."""
    return [one["s3Object"] for digest in house.bucket.digests() for one in digest["logFiles"]]


def an_hour(house: House) -> None:
    house.clock.on(hours=1)
    assert house.flush()


def test_a_chain_has_a_digest_an_hour_and_lists_every_file_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert house.flush()
    house.route(record("a"), record("b", eventTime="2026-03-01T09:59:00Z"))
    an_hour(house)
    an_hour(house)
    house.route(record("c"))
    assert house.flush()
    an_hour(house)
    first, empty, third = house.bucket.digests()
    proven(house)
    assert sorted(listed(house)) == [key for _, key, _, _ in house.bucket.texts("CloudTrail")]
    assert first["previousDigestS3Object"] is None
    assert (first["oldestEventTime"], first["newestEventTime"]) == (
        "2026-03-01T09:59:00Z",
        "2026-03-01T10:00:00Z",
    )
    assert (empty["logFiles"], empty["newestEventTime"]) == ([], None)
    assert third["digestStartTime"] == empty["digestEndTime"]
    assert first["digestS3Object"] == (
        f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{HOME}/2026/03/01/{ACCOUNT}_CloudTrail-Digest_"
        f"{HOME}_main_{HOME}_20260301T110000Z.json.gz"
    )


def test_stopping_writes_a_last_digest_and_starting_begins_anew(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert house.flush()
    an_hour(house)
    house.route(record("a"))
    house.clock.on(minutes=10)
    house.change(intervals_ms=((0, 2**50),))
    assert house.flush()
    assert len(house.bucket.digests()) == 2
    assert len(listed(house)) == 1
    an_hour(house)
    assert len(house.bucket.digests()) == 2, "a trail that does not log has no digests"
    house.change(intervals_ms=((0, 2**50), (2**50, None)))
    assert house.flush()
    an_hour(house)
    assert house.bucket.digests()[-1]["previousDigestS3Object"] is None
    proven(house)


def test_a_trail_that_was_stopped_before_anybody_saw_it_log_has_a_digest(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.change(intervals_ms=((0, 2**50),))
    house.route(record("a"))
    assert house.flush()
    house.clock.on(seconds=2)
    assert house.flush()
    assert len(listed(house)) == len(house.bucket.records()) == 1
    an_hour(house)
    assert len(house.bucket.digests()) == 1
    house.change(intervals_ms=((0, 1), (2, 2**50)), chain=1)
    house.route(record("b"))
    assert house.flush()
    house.clock.on(seconds=2)
    assert house.flush()
    assert len(listed(house)) == 2
    proven(house)


def test_without_validation_files_are_in_no_digest(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.change(validated=False)
    house.route(record("a"))
    an_hour(house)
    assert house.bucket.digests() == []
    house.change(validated=True)
    assert house.flush()
    an_hour(house)
    assert listed(house) == []
    assert len(house.bucket.digests()) == 1


def test_every_region_has_a_chain_of_its_own(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route(record("a"), record("b", awsRegion="us-east-1"))
    assert house.flush()
    an_hour(house)
    regions = sorted(digest["digestS3Object"].split("/")[3] for digest in house.bucket.digests())
    assert regions == [HOME, "us-east-1"]
    proven(house)


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_chain_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    house = House(tmp_path)
    assert house.flush()
    crashing = crashes_at(step, times)
    monkeypatch.setattr(digest_files, "step", crashing)
    crashed = 0
    for number in range(5):
        house.route(record(str(number)))
        house.clock.on(hours=1)
        try:
            assert house.flush()
        except Crash:
            crashed += 1
            house.restart()
            house.clock.on(seconds=7)
            assert house.flush()
    assert crashed == 1
    proven(house)
    digests = house.bucket.digests()
    assert [one["previousDigestS3Object"] for one in digests] == [
        None,
        *(one["digestS3Object"] for one in digests[:-1]),
    ]
    assert sorted(listed(house)) == [key for _, key, _, _ in house.bucket.texts("CloudTrail")]
    assert len(house.bucket.records()) == 5


@pytest.mark.parametrize("step", ["trails.upload", "trails.uploaded", "trails.noted"])
def test_killed_at_any_step_of_a_file_a_digest_lists_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    house = House(tmp_path)
    assert house.flush()
    house.route(record("a"))
    with monkeypatch.context() as patch:
        patch.setattr(log_files, "step", crashes_at(step))
        with pytest.raises(Crash):
            house.flush()
    house.restart()
    an_hour(house)
    proven(house)
    assert len(listed(house)) == 1
