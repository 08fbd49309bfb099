"""Which records a trail wants, and that each is spooled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lading.delivery.routing import spool_of
from lading.delivery.spool import Segment, Spool, lines

from .house import ACCOUNT, HOME, TRAIL, House, record

MS = 1_772_359_200_000  # 2026-03-01T10:00:00Z
OWN = {
    "userIdentity": {"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"},
    "eventName": "PutObject",
    "requestParameters": {"bucketName": "logs"},
}


@pytest.mark.parametrize(
    ("trail", "members", "wanted"),
    [
        ({}, {}, True),
        ({}, {"recipientAccountId": "999999999999"}, False),
        ({}, {"awsRegion": "us-east-1"}, True),
        ({"is_multi_region": False}, {"awsRegion": "us-east-1"}, False),
        ({"is_multi_region": False}, {"awsRegion": HOME}, True),
        ({"includes_global": False}, {"eventSource": "iam.amazonaws.com"}, False),
        ({"matches": lambda one: not one["readOnly"]}, {}, False),
        ({}, OWN, False),
        ({"bucket": "others"}, OWN, True),
        ({"intervals_ms": ()}, {}, False),
        ({"intervals_ms": ((MS, None),)}, {}, True),
        ({"intervals_ms": ((MS + 1000, None),)}, {}, False),
        ({"intervals_ms": ((0, MS - 1),)}, {}, False),
        ({"intervals_ms": ((0, MS - 1), (MS, MS + 999))}, {}, True),
        ({}, {"eventTime": "yesterday"}, False),
    ],
)
def test_a_trail_wants_what_is_its_own(
    trail: dict[str, Any], members: dict[str, Any], wanted: bool
) -> None:
    assert replace(TRAIL, **trail).wants(record("e", **members)) is wanted


def test_ids_of_ours_tell_to_the_millisecond_when_a_call_began() -> None:
    """The call that starts logging is in the log, one that began just before is not."""
    started = f"{MS:012x}"
    during = record(f"{started[:8]}-{started[8:]}-7000-8000-000000000000")
    before = f"{MS - 1:012x}"
    earlier = record(f"{before[:8]}-{before[8:]}-7000-8000-000000000000")
    trail = replace(TRAIL, intervals_ms=((MS, None),))
    assert trail.wants(during)
    assert not trail.wants(earlier)


def waiting(house: House, region: str = HOME) -> list[str]:
    spool = spool_of(house.folder, TRAIL.trail_id, region, "files")
    return [line.decode() for segment in spool.segments() for line in lines(segment, 0)]


def test_a_batch_that_comes_again_is_spooled_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    token = house.route(record("a"), record("b"))
    house.restart()
    house.route(record("a"), record("b"), token=token)
    assert len(waiting(house)) == 2


def test_a_batch_that_was_delivered_and_comes_again_is_left_out(tmp_path: Path) -> None:
    house = House(tmp_path)
    token = house.route(record("a"))
    assert house.flush()
    house.restart()
    house.route(record("a"), token=token)
    assert waiting(house) == []
    assert house.flush()
    assert len(house.bucket.records()) == 1


def test_records_go_by_region(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route(record("a"), record("b", awsRegion="us-east-1"), record("c", awsRegion="../up"))
    assert [len(waiting(house, one)) for one in (HOME, "us-east-1", "no-region")] == [1, 1, 1]


def test_what_is_no_record_holds_up_nothing(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route({"recipientAccountId": ACCOUNT}, {}, record("a"))
    assert len(waiting(house)) == 1


def test_a_batch_that_is_taken_while_it_comes_again_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the batch comes again just when its first copy is delivered."""
    spool = Spool(tmp_path)
    spool.add("t", [b"{}"])
    segments = Spool.segments

    def taken_meanwhile(self: Spool) -> Sequence[Segment]:
        for segment in segments(self):
            self.take(segment)
        return segments(self)

    with monkeypatch.context() as patch:
        patch.setattr(Spool, "segments", taken_meanwhile)
        spool.add("t", [b"{}"])
    assert list(spool.segments()) == []
