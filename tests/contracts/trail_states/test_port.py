"""The states of trails: what was written is read, by any process, and a trail can be forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lading.adapters.trail_states import FolderTrailStates
from lading.ports import TrailStates
from lading.pure.trail_state import Deliveries, TrailState

TRAIL, OTHER = "0" * 32, "a1" * 16
NOW = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def states(tmp_path: Path) -> TrailStates:
    return FolderTrailStates(tmp_path / "trails")


def test_nothing_is_known_at_first(states: TrailStates) -> None:
    assert states.read(TRAIL, "us-east-1") == TrailState(Deliveries(), Deliveries(), Deliveries())


def test_a_state_is_of_one_trail_and_region(states: TrailStates, tmp_path: Path) -> None:
    files = Deliveries().after_success(NOW)
    digests = files.after_failure(NOW + timedelta(hours=1), "NoSuchBucket")
    state = TrailState(files, digests, Deliveries().after_failure(NOW, "AccessDenied"))
    states.write(TRAIL, "us-east-1", state)
    assert FolderTrailStates(tmp_path / "trails").read(TRAIL, "us-east-1") == state
    assert states.read(TRAIL, "eu-west-1") == states.read(OTHER, "us-east-1") == TrailState()
    states.write(TRAIL, "us-east-1", TrailState())
    assert states.read(TRAIL, "us-east-1") == TrailState()


def test_a_success_ends_an_error_and_a_failure_keeps_the_last_success() -> None:
    later = NOW + timedelta(seconds=1)
    failed = Deliveries().after_success(NOW).after_failure(later, "SlowDown")
    assert failed == Deliveries(NOW, later, "SlowDown")
    assert failed.after_success(later) == Deliveries(later, later, None)


def test_a_trail_is_forgotten_in_every_region(states: TrailStates) -> None:
    state = TrailState(Deliveries().after_success(NOW))
    for region in ("us-east-1", "eu-west-1"):
        states.write(TRAIL, region, state)
    states.write(OTHER, "us-east-1", state)
    states.forget(TRAIL)
    states.forget(TRAIL)
    assert states.read(TRAIL, "eu-west-1") == states.read(TRAIL, "us-east-1") == TrailState()
    assert states.read(OTHER, "us-east-1") == state


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"log_files": [1, 2]}', b"\xff"])
def test_a_damaged_file_is_as_none(states: TrailStates, tmp_path: Path, text: bytes) -> None:
    states.write(TRAIL, "us-east-1", TrailState(Deliveries().after_success(NOW)))
    (tmp_path / "trails" / TRAIL / "us-east-1.json").write_bytes(text)
    assert states.read(TRAIL, "us-east-1") == TrailState()


@pytest.mark.parametrize(("trail", "region"), [("../" + "0" * 29, "a"), (TRAIL, "../x"), ("", "a")])
def test_no_name_leads_out_of_the_folder(states: TrailStates, trail: str, region: str) -> None:
    with pytest.raises(AssertionError):
        states.read(trail, region)
