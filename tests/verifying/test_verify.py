"""`lading verify` on a folder: what it calls missing, moved, altered, and what it lets pass."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.cli import app

from ..delivery.house import ACCOUNT, HOME, record
from .conftest import Copy

SEEN = (True, False)


def text_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def change(path: Path, old: bytes, new: bytes) -> None:
    text = text_of(path)
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new, 1)))


@pytest.mark.parametrize("signed", SEEN)
def test_a_chain_that_is_whole(copy: Copy, signed: bool) -> None:
    document = copy.verify(signed=signed)
    assert document["whole"] is True
    assert document["keys"] == ("file" if signed else "none")
    (chain,) = document["chains"]
    assert chain == {
        "account": ACCOUNT,
        "region": HOME,
        "trail": "main",
        "homeRegion": HOME,
        "backfill": False,
        "startTime": "2026-03-01T10:00:00Z",
        "endTime": "2026-03-01T15:00:00Z",
        "digestFiles": {"checked": 5, "good": 5},
        "logFiles": {"checked": 8, "good": 8},
        "signatureNotAtHand": [str(copy.digests[-1])],
        "gaps": [],
    }


@pytest.mark.parametrize("signed", SEEN)
def test_an_altered_log_file(copy: Copy, signed: bool) -> None:
    change(copy.logs[3], b"BatchGetImage", b"BatchGotImage")
    assert copy.faults(signed=signed) == [("altered", "log file", copy.place(copy.logs[3]))]


def test_a_missing_log_file(copy: Copy) -> None:
    place = copy.place(copy.logs[3])
    copy.logs[3].unlink()
    (finding,) = copy.verify(code=1)["findings"]
    assert (finding["fault"], finding["place"]) == ("missing", place)
    assert finding["toldBy"] in map(str, copy.digests)


@pytest.mark.parametrize("altered", SEEN)
def test_a_moved_log_file(copy: Copy, altered: bool) -> None:
    """It is said where it is, and whether it is still what it was."""
    path = copy.logs[3]
    if altered:
        change(path, b"BatchGetImage", b"BatchGotImage")
    moved = copy.folder / "elsewhere" / path.name
    moved.parent.mkdir()
    path.rename(moved)
    (finding,) = copy.verify(code=1)["findings"]
    assert (finding["fault"], finding["place"]) == ("moved", copy.place(path))
    assert f"it lies at {moved}" in finding["reason"]
    assert ("unaltered" in finding["reason"]) is not altered


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda body: body[:-20], "cut off"),
        (lambda body: b"{}", "damaged gzip"),
        (lambda body: body + gzip.compress(b"more"), "unexpected data after the end"),
        (lambda body: body + b"\0", "unexpected data after the end"),
        (lambda body: b"", "cut off"),
    ],
)
def test_a_log_file_that_is_not_one_gzip_member(copy: Copy, spoil: Any, reason: str) -> None:
    """A second member would not be seen by who reads the first one only."""
    copy.logs[0].write_bytes(spoil(copy.logs[0].read_bytes()))
    (finding,) = copy.verify(code=1)["findings"]
    assert finding["fault"] == "unreadable"
    assert reason in finding["reason"]


@pytest.mark.parametrize("signed", SEEN)
def test_an_altered_digest_is_told_by_the_one_after_it(copy: Copy, signed: bool) -> None:
    """Its log files are not checked against it: its word counts no more."""
    change(copy.digests[1], b'"newestEventTime"', b' "newestEventTime"')
    assert copy.faults(signed=signed) == [("altered", "digest file", copy.place(copy.digests[1]))]
    document = copy.verify(code=1, signed=signed)
    assert document["chains"][0]["logFiles"] == {"checked": 6, "good": 6}
    assert document["logFilesInNoDigest"] == []


def test_a_digest_that_was_made_anew_with_its_links(copy: Copy) -> None:
    """Who can write may make hashes and links fit, but no signatures."""
    log = copy.logs[0]
    old, new = b"BatchGetImage", b"BatchGotImage"
    before = _sha256(text_of(log))
    change(log, old, new)
    pairs = [(before, _sha256(text_of(log)))]
    for path in copy.digests:
        text = text_of(path)
        earlier = _sha256(text)
        for one, other in pairs:
            text = text.replace(one, other)
        path.write_bytes(gzip.compress(text))
        pairs.append((earlier, _sha256(text)))
    assert copy.verify(signed=False)["whole"] is True
    faults = copy.faults()
    assert {(fault, what) for fault, what, _ in faults} == {("altered", "digest file")}
    assert len(faults) == 4, "the newest has no signature on a disk"


def _sha256(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()


def test_a_missing_digest_and_the_time_it_told_of(copy: Copy) -> None:
    place = copy.place(copy.digests[2])
    copy.digests[2].unlink()
    (finding,) = copy.verify(code=1)["findings"]
    assert (finding["fault"], finding["what"], finding["place"]) == (
        "missing",
        "digest file",
        place,
    )
    assert "from 2026-03-01T12:00:00Z to 2026-03-01T13:00:00Z" in finding["reason"]


def test_a_chain_whose_beginning_is_missing_and_one_looked_at_from_a_time_on(copy: Copy) -> None:
    place = copy.place(copy.digests[0])
    copy.digests[0].unlink()
    assert copy.faults() == [("missing", "digest file", place)]
    document = copy.verify("--since", "2026-03-01T11:30")
    assert document["chains"][0]["digestFiles"]["checked"] == 4
    document = copy.verify("--since", "2026-03-01T12:30", "--until", "2026-03-01T13:10")
    assert document["chains"][0]["digestFiles"]["checked"] == 2


def test_an_unreadable_digest_is_reported_once(copy: Copy) -> None:
    copy.digests[2].write_bytes(b"no gzip")
    (finding,) = copy.verify(code=1)["findings"]
    assert (finding["fault"], finding["what"]) == ("unreadable", "digest file")


def test_a_moved_digest_is_reported_once_and_its_log_files_are_checked(copy: Copy) -> None:
    path, place = copy.digests[2], copy.place(copy.digests[2])
    moved = path.with_name(path.name.replace("T130000Z", "T130500Z"))
    path.rename(moved)
    assert copy.faults() == [("moved", "digest file", place)]
    assert copy.verify(code=1)["chains"][0]["logFiles"] == {"checked": 8, "good": 8}


def test_a_key_that_is_not_known(copy: Copy) -> None:
    copy.keys.write_text('{"PublicKeyList": []}')
    findings = copy.verify(code=1)["findings"]
    assert len(findings) == 4
    assert all("no public key with fingerprint" in one["reason"] for one in findings)


def test_a_gap_is_said_and_is_no_error(copy: Copy) -> None:
    house = copy.house
    house.change(intervals_ms=((0, 2**50),))
    house.clock.on(minutes=10)
    assert house.flush()
    house.change(intervals_ms=((0, 2**50), (2**50, None)), chain=1)
    house.clock.on(hours=3)
    assert house.flush()
    house.clock.on(hours=1)
    assert house.flush()
    copy.lay_out()
    (gap,) = copy.verify()["chains"][0]["gaps"]
    assert gap == {"from": "2026-03-01T15:10:00Z", "to": "2026-03-01T18:10:00Z"}


def test_log_files_in_no_digest_are_named_and_no_error(copy: Copy) -> None:
    copy.house.route(record("late"))
    assert copy.house.flush()
    copy.lay_out()
    assert copy.verify()["logFilesInNoDigest"] == [str(copy.logs[-1])]


def test_several_trails_regions_and_a_prefix(copy: Copy) -> None:
    copy.house.change(prefix="team/a")
    copy.house.route(record("here"), record("there", awsRegion="us-east-1"))
    assert copy.house.flush()
    copy.house.clock.on(hours=1)
    assert copy.house.flush()
    copy.lay_out()
    document = copy.verify()
    chains = {one["region"]: one for one in document["chains"]}
    assert chains[HOME]["digestFiles"] == {"checked": 6, "good": 6}
    assert chains["us-east-1"]["logFiles"] == {"checked": 1, "good": 1}


def test_a_part_of_a_bucket_that_was_copied_without_what_is_above_it(copy: Copy) -> None:
    part = copy.folder / "AWSLogs" / ACCOUNT
    shutil.move(part, copy.folder.parent / "part")
    copy.folder = copy.folder.parent / "part"
    assert copy.verify()["whole"] is True


def backfill(copy: Copy) -> Path:
    """Write a digest of log files that came late, as AWS does; return its path."""
    log = copy.logs[0]
    name = f"{ACCOUNT}_CloudTrail-Digest_{HOME}_main_{HOME}_20260301T110000Z_backfill.json.gz"
    path = copy.digests[0].with_name(name)
    document = json.loads(text_of(copy.digests[0]))
    document["digestS3Object"] = str(path.relative_to(copy.folder))
    document["logFiles"] = [
        one for one in document["logFiles"] if one["s3Object"].endswith(log.name)
    ]
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    return path


def test_backfill_digests_are_a_chain_of_their_own(copy: Copy) -> None:
    path = backfill(copy)
    regular, late = copy.verify()["chains"]
    assert (regular["backfill"], late["backfill"]) == (False, True)
    assert late["logFiles"] == {"checked": 1, "good": 1}
    assert late["signatureNotAtHand"] == [str(path)]
    assert regular["gaps"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verify", "{folder}/none"], "No such file or directory"),
        (["verify", "{folder}/AWSLogs/111122223333/CloudTrail"], "there is no digest file"),
        (["verify", "{folder}", "--since", "soon"], "is no time"),
        (["verify", "{folder}", "--since", "2027-01-01"], "no digest file is of that time"),
        (["verify", "{folder}", "--public-keys", "{folder}/none"], "No such file"),
        (["verify", "s3://"], "a bucket is named s3://bucket"),
    ],
)
def test_what_cannot_begin(copy: Copy, arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(app, [one.format(folder=copy.folder) for one in arguments])
    assert result.exit_code == 2
    assert says in result.stderr


def test_what_people_read(copy: Copy) -> None:
    change(copy.logs[3], b"BatchGetImage", b"BatchGotImage")
    result = CliRunner().invoke(app, ["verify", str(copy.folder)])
    assert result.exit_code == 1
    assert f"altered    log file  {copy.place(copy.logs[3])}" in result.stdout
    assert "7/8 good" in result.stdout
    assert "Signatures were NOT checked" in result.stdout
    assert "NOT all of it is there, as it was." in result.stdout
