"""`aws cloudtrail validate-logs`, unmodified, and `lading verify` on chains of a real server.

Evidence: the messages and exit codes are those of the AWS CLI's own source; what it accepts of a
server of ours it would accept of AWS.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ..doors.server import ROOT_KEY_ID, ROOT_SECRET, Server, await_true, start_server
from .conftest import tool
from .trails import Objects, make_bucket, make_trail

pytestmark = pytest.mark.blackbox

ELSEWHERE = "eu-west-1"
SETTINGS = {"trail_delivery_seconds": "0.2", "digest_seconds": "1", "workers": "1"}


@dataclass
class House:
    """A server with three trails that have logged, and log no more.

    main: all Regions, over a restart and a change of keys. twin: in the same bucket. team: with a
    prefix in a bucket of its own, stopped and started again in between.
    """

    server: Server
    logs: Objects
    team: Objects
    began: datetime
    trails: dict[str, str] = field(default_factory=dict)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_DEFAULT_REGION": self.server.region,
            "AWS_PAGER": "",
        }

    def act(self, region: str | None = None) -> None:
        """Do something that trails record."""
        self.server.client("ecr", region=region).describe_registry()

    def digests(self, trail: str, region: str | None = None) -> list[dict[str, Any]]:
        objects = self.team if trail == "team" else self.logs
        keys = objects.keys(f"_CloudTrail-Digest_{region or self.server.region}_{trail}_")
        self.known |= {key: objects.content(key) for key in keys if key not in self.known}
        return [self.known[key] for key in keys]

    def await_digests(self, trail: str, more: int, region: str | None = None) -> None:
        """Return once a trail has so many digests more that list files, and then an empty one."""
        for _ in range(more):
            before = len(listed(self.digests(trail, region)))
            self.act(region)
            self.server.flush()
            await_true(partial(self._lists_more_than, before, trail, region))
        await_true(lambda: not self.digests(trail, region)[-1]["logFiles"])

    def _lists_more_than(self, files: int, trail: str, region: str | None) -> bool:
        return len(listed(self.digests(trail, region))) > files


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """What is delivered once, for all tests; what they spoil they mend."""
    folder = tmp_path_factory.mktemp("trails")
    server = start_server(folder, **SETTINGS)
    began = datetime.now(UTC) - timedelta(seconds=1)
    house = House(server, make_bucket(server, "main-logs"), make_bucket(server, "team-logs"), began)
    for name, bucket, members in (
        ("main", "main-logs", {"IsMultiRegionTrail": True}),
        ("twin", "main-logs", {}),
        ("team", "team-logs", {"S3KeyPrefix": "team/a"}),
    ):
        arn = make_trail(server, name, bucket, EnableLogFileValidation=True, **members)
        house.trails[name] = arn
    house.await_digests("main", 2)
    house.await_digests("main", 1, ELSEWHERE)
    _stop_and_start(house)
    house.server = house.logs.server = house.team.server = _restarted(house, folder)
    house.await_digests("main", 2)
    house.await_digests("team", 1)
    for arn in house.trails.values():
        house.server.client("cloudtrail").stop_logging(Name=arn)
    house.server.flush()
    yield house
    house.server.stop()


def _stop_and_start(house: House) -> None:
    """End a chain and begin another."""
    cloudtrail = house.server.client("cloudtrail")
    house.await_digests("team", 1)
    cloudtrail.stop_logging(Name=house.trails["team"])
    house.server.flush()
    cloudtrail.start_logging(Name=house.trails["team"])


def _restarted(house: House, folder: Path) -> Server:
    """Start the server again; by then the key that signed so far is about to end."""
    house.server.stop()
    ends = datetime.now(UTC) + timedelta(days=1)
    with house.server.database() as database:
        database.execute("UPDATE signing_keys SET ends_us = ?", (int(ends.timestamp() * 1e6),))
    return start_server(folder, **SETTINGS, listen=f"127.0.0.1:{house.server.port}")


@dataclass(frozen=True)
class Said:
    """What a program said, and its exit code."""

    code: int
    out: str
    err: str


def run(house: House, program: str, *arguments: str) -> Said:
    done = subprocess.run(
        [tool(program), *arguments],
        env=house.environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def validate(house: House, trail: str, *options: str) -> Said:
    """Run the aws CLI on a trail."""
    start = house.began.strftime("%Y-%m-%dT%H:%M:%SZ")
    command = ("cloudtrail", "validate-logs", "--trail-arn", house.trails[trail])
    return run(house, "aws", *command, "--start-time", start, *options)


def verify(house: House, *sources: str) -> tuple[int, Any]:
    """Run `lading verify` on whole buckets, with the server's keys."""
    said = run(house, "lading", "verify", "--json", *(sources or ("s3://main-logs/",)))
    assert said.code in (0, 1), said.err
    return said.code, json.loads(said.out)


def both(house: House, trail: str, *options: str) -> tuple[Said, tuple[int, Any]]:
    """Run both side by side."""
    with ThreadPoolExecutor(1) as beside:
        said = beside.submit(validate, house, trail, *options)
        ours = verify(house)
        return said.result(), ours


def faults(document: Any) -> list[tuple[str, str, str]]:
    return [(one["fault"], one["what"], one["place"]) for one in document["findings"]]


def chain(document: Any, trail: str, region: str) -> Any:
    """Return what `lading verify` says of one trail in one Region."""
    (found,) = (
        one for one in document["chains"] if (one["trail"], one["region"]) == (trail, region)
    )
    return found


def listed(digests: list[dict[str, Any]]) -> list[str]:
    return [one["s3Object"] for digest in digests for one in digest["logFiles"]]


def test_a_trail_that_has_no_digest_yet(server: Server) -> None:
    """Its key is there to be asked for as soon as it is looked after: nothing is wrong."""
    logs = make_bucket(server, "young-logs")
    young = House(server, logs, logs, datetime.now(UTC) - timedelta(seconds=1))
    young.trails["young"] = make_trail(server, "young", "young-logs", EnableLogFileValidation=True)
    server.flush()
    said = validate(young, "young")
    assert (said.code, said.err) == (0, "")
    assert "No digests found" in said.out


def test_two_valid_chains_in_one_bucket(house: House) -> None:
    """Empty periods, a restart and another key are among them."""
    said, (code, document) = both(house, "main")
    assert (code, document["findings"], document["keys"]) == (0, [], "api")
    assert document["logFilesInNoDigest"] == []
    for trail, one in (("main", said), ("twin", validate(house, "twin"))):
        digests = house.digests(trail)
        files = len(listed(digests))
        assert (one.code, one.err) == (0, "")
        assert f"{len(digests)}/{len(digests)} digest files valid" in one.out
        assert f"{files}/{files} log files valid" in one.out
        found = chain(document, trail, house.server.region)
        assert found["digestFiles"] == {"checked": len(digests), "good": len(digests)}
        assert found["logFiles"] == {"checked": files, "good": files}
        assert (found["gaps"], found["signatureNotAtHand"]) == ([], [])


def test_what_the_chain_has_been_through(house: House) -> None:
    """One chain from the first digest to the last, though empty at times and signed by two keys."""
    digests = house.digests("main")
    assert [one["previousDigestS3Object"] for one in digests] == [
        None,
        *(one["digestS3Object"] for one in digests[:-1]),
    ]
    assert any(not one["logFiles"] for one in digests)
    assert len({one["digestPublicKeyFingerprint"] for one in digests}) == 2


def test_another_region(house: House) -> None:
    said, (_, document) = both(house, "main", "--region", ELSEWHERE)
    digests = house.digests("main", ELSEWHERE)
    assert said.code == 0, said.err
    assert f"{len(digests)}/{len(digests)} digest files valid" in said.out
    found = chain(document, "main", ELSEWHERE)
    assert found["digestFiles"] == {"checked": len(digests), "good": len(digests)}
    assert found["logFiles"]["good"] == len(listed(digests)) > 0


def test_a_prefix_and_a_gap_after_stopping(house: House) -> None:
    """The gap is said and is no error."""
    said = validate(house, "team")
    assert said.code == 0, said.err
    assert "No log files were delivered by CloudTrail between" in said.err
    digests = house.digests("team")
    assert f"{len(digests)}/{len(digests)} digest files valid" in said.out
    code, document = verify(house, "s3://team-logs/team/a/AWSLogs/")
    assert (code, document["findings"]) == (0, [])
    starts = [one for one in digests if one["previousDigestS3Object"] is None]
    assert len(starts) == 2
    (gap,) = chain(document, "team", house.server.region)["gaps"]
    assert gap["to"] == starts[1]["digestStartTime"]


@dataclass(frozen=True)
class Harm:
    """What is done to one file of a chain, and what the CLI and we call it."""

    what: str
    do: Callable[[Objects, str], Callable[[], None]]
    cli: str
    fault: str


def _altered(objects: Objects, key: str) -> Callable[[], None]:
    return objects.replace(key, lambda text: text.replace(b'"us-east-2"', b'"us-east-1"', 1))


def _another_text(objects: Objects, key: str) -> Callable[[], None]:
    return objects.replace(key, lambda text: text.replace(b'"SHA-256"', b'"SHA-256" ', 1))


def _no_json(objects: Objects, key: str) -> Callable[[], None]:
    return objects.replace(key, lambda text: text[:-10])


LOG_HARMS = (
    Harm("log file", _altered, "INVALID: hash value doesn't match", "altered"),
    Harm("log file", Objects.remove, "INVALID: not found", "missing"),
)
DIGEST_HARMS = (
    Harm("digest file", _another_text, "INVALID: signature verification failed", "altered"),
    Harm("digest file", _no_json, "INVALID: invalid format", "unreadable"),
    Harm("digest file", Objects.remove, "INVALID: not found", "missing"),
)


@pytest.mark.parametrize("harms", [LOG_HARMS, DIGEST_HARMS], ids=["log files", "digest files"])
def test_what_is_not_as_it_was_delivered(house: House, harms: tuple[Harm, ...]) -> None:
    """Each harm to a file of its own; both tools name each of them, and nothing else."""
    digests = house.digests("twin")
    keys = [one["digestS3Object"] for one in digests[1::2] if one["previousDigestS3Object"]]
    harmed = list(zip(harms, listed(digests) if harms is LOG_HARMS else keys, strict=False))
    assert len(harmed) == len(harms)
    mends = [harm.do(house.logs, key) for harm, key in harmed]
    try:
        said, (code, document) = both(house, "twin")
    finally:
        for mend in mends:
            mend()
    assert said.code == code == 1
    assert said.err.count("INVALID") == len(harms)
    for harm, key in harmed:
        name = harm.what.capitalize()
        assert f"{name}\ts3://main-logs/{key}\t{harm.cli}" in said.err
    assert sorted(faults(document)) == sorted(
        (harm.fault, harm.what, f"s3://main-logs/{key}") for harm, key in harmed
    )
    found = chain(document, "twin", house.server.region)
    for member, name in (("digestFiles", "digest"), ("logFiles", "log")):
        good, checked = found[member]["good"], found[member]["checked"]
        assert f"{good}/{checked} {name} files valid" in said.out


def test_a_digest_that_was_moved(house: House) -> None:
    """A copy under the name of another time; the original stays."""
    key = house.digests("twin")[1]["digestS3Object"]
    other = key.replace(key[-24:-8], "20200101T000000Z")
    s3 = house.server.client("s3")
    s3.copy_object(Bucket="main-logs", Key=other, CopySource={"Bucket": "main-logs", "Key": key})
    try:
        said, (code, document) = both(house, "twin", "--start-time", "2019-12-31T00:00:00Z")
    finally:
        s3.delete_object(Bucket="main-logs", Key=other)
    assert said.code == code == 1
    assert "INVALID: has been moved from its original location" in said.err
    assert faults(document) == [("moved", "digest file", f"s3://main-logs/{key}")]
    assert other in document["findings"][0]["reason"]


def test_the_same_bucket_on_a_disk(house: House, tmp_path: Path) -> None:
    """What was copied has no metadata: the newest digest of each chain is not proven."""
    assert run(house, "aws", "s3", "sync", "s3://main-logs", str(tmp_path / "copy")).code == 0
    keys = tmp_path / "keys.json"
    start = house.began.isoformat()
    listed_keys = ("cloudtrail", "list-public-keys", "--start-time", start, "--region")
    keys.write_text(run(house, "aws", *listed_keys, house.server.region).out)
    others = tmp_path / "others.json"
    others.write_text(run(house, "aws", *listed_keys, ELSEWHERE).out)
    options = ("--public-keys", str(keys), "--public-keys", str(others))
    code, document = verify(house, str(tmp_path / "copy"), *options)
    assert (code, document["findings"], document["keys"]) == (0, [], "file")
    assert [len(one["signatureNotAtHand"]) for one in document["chains"]] == [1] * 3
    code, document = verify(house, str(tmp_path / "copy"))
    assert (code, document["keys"]) == (0, "none")
