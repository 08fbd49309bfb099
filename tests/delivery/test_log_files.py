"""Log files: what is in them, when they come, and that a crash neither doubles nor loses."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lading.delivery import log_files, routing

from .house import ACCOUNT, HOME, PACES, Crash, House, crashes_at, record

NAME = re.compile(
    rf"team/AWSLogs/{ACCOUNT}/CloudTrail/{HOME}/2026/03/01/"
    rf"{ACCOUNT}_CloudTrail_{HOME}_20260301T1000Z_[A-Za-z0-9]{{16}}\.json\.gz"
)


def ids(house: House) -> list[str]:
    return [one["eventID"] for one in house.bucket.records()]


def test_a_file_is_one_line_of_records_in_one_gzip_member_under_awss_name(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.change(prefix="team")
    house.route(record("a"), record("b", text="ünï"))
    assert house.flush()
    ((bucket, key, text, _),) = house.bucket.texts("CloudTrail")
    assert bucket == "logs"
    assert NAME.fullmatch(key)
    assert json.loads(text) == {"Records": [record("a"), record("b", text="ünï")]}
    assert b"\n" not in text
    ((body, _),) = (one for (_, k), one in house.bucket.objects.items() if k == key)
    inflater = zlib.decompressobj(wbits=31)
    assert inflater.decompress(body) == gzip.decompress(body)
    assert inflater.unused_data == b""


def test_records_wait_for_the_period_and_no_file_is_empty(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.clock.time = datetime.now(UTC)
    house.deliveries.advance()
    assert house.bucket.objects == {}
    house.route(record("a"))
    house.deliveries.advance()
    assert house.bucket.objects == {}
    house.clock.on(seconds=PACES.delivery_seconds + 1)
    house.deliveries.advance()
    assert ids(house) == ["a"]


def test_a_file_is_cut_at_its_size_also_within_a_batch(tmp_path: Path) -> None:
    house = House(tmp_path, paces=replace(PACES, file_bytes_max=2000))
    house.route(*(record(str(number)) for number in range(20)))
    house.route(*(record(str(number)) for number in range(20, 23)))
    house.route(record("large", text="x" * 5000))
    house.route(record("last"))
    assert house.flush()
    assert sorted(ids(house)) == sorted([*map(str, range(23)), "large", "last"])
    sizes = [len(text) for _, _, text, _ in house.bucket.texts("CloudTrail")]
    assert len(sizes) > 5
    assert sorted(sizes)[-2] <= 2000  # all but the one record that is larger by itself


STEPS = ("trails.plan", "trails.upload", "trails.uploaded", "trails.noted")


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_every_record_is_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    house = House(tmp_path, paces=replace(PACES, file_bytes_max=2000))
    house.route(*(record(str(number)) for number in range(12)))
    house.route(*(record(str(number)) for number in range(12, 15)))
    with monkeypatch.context() as patch:
        patch.setattr(log_files, "step", crashes_at(step, times))
        with pytest.raises(Crash):
            house.flush()
    house.restart()
    house.route(record("15"))
    assert house.flush()
    assert sorted(map(int, ids(house))) == list(range(16))


def test_killed_while_spooling_the_batch_comes_again_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path)
    records = [record("a"), record("b", awsRegion="us-east-1")]
    with monkeypatch.context() as patch:
        patch.setattr(routing, "step", crashes_at("trails.spool", 2))
        with pytest.raises(Crash):
            house.route(*records, token="t")
    house.restart()
    house.route(*records, token="t")
    assert house.flush()
    assert sorted(ids(house)) == ["a", "b"]


def test_a_bucket_that_is_gone_is_said_and_recovered_from(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.bucket.refuses.add("logs")
    house.route(record("a"))
    assert not house.flush()
    state = house.states.read("t1", HOME).log_files
    assert (state.error, state.succeeded) == ("NoSuchBucket", None)
    tries = len(house.bucket.puts)
    house.clock.on(hours=0.5)
    house.deliveries.advance()
    assert len(house.bucket.puts) == tries, "a failure is not tried again at once"
    house.bucket.refuses.clear()
    assert house.flush()
    assert ids(house) == ["a"]
    state = house.states.read("t1", HOME).log_files
    assert state.error is None
    assert state.succeeded == house.clock.now()


def test_a_trail_with_another_bucket_leaves_the_one_that_is_gone(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.bucket.refuses.add("logs")
    house.route(record("a"))
    assert not house.flush()
    house.change(bucket="better")
    house.flush()
    assert house.flush()
    assert ids(house) == ["a"]
    assert {bucket for bucket, _ in house.bucket.objects} == {"better"}


def test_a_trail_with_another_prefix_leaves_the_one_that_is_refused(tmp_path: Path) -> None:
    """A bucket's policy names a prefix: with another one the old one is taken no more."""
    house = House(tmp_path)
    house.bucket.refuses.add("logs/AWSLogs/")
    house.route(record("a"))
    assert not house.flush()
    house.change(prefix="team")
    house.flush()
    assert house.flush()
    assert ids(house) == ["a"]
    assert all(key.startswith("team/") for _, key in house.bucket.objects)


def test_a_new_prefix_does_not_double_what_is_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may be there though nobody heard of it: it is finished where it was begun."""
    house = House(tmp_path)
    house.route(record("a"))
    with monkeypatch.context() as patch:
        patch.setattr(log_files, "step", crashes_at("trails.uploaded"))
        with pytest.raises(Crash):
            house.flush()
    house.restart()
    house.change(prefix="team")
    assert house.flush()
    assert ids(house) == ["a"]


def test_what_comes_while_files_are_delivered_waits(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route(record("a"))
    house.bucket.meanwhile.append(lambda: house.route(record("b")))
    assert house.flush()
    assert ids(house) == ["a"]
    assert house.flush()
    assert sorted(ids(house)) == ["a", "b"]


def test_a_state_that_cannot_be_read_holds_up_its_own_trail_only(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.book.known.append(replace(house.book.known[0], trail_id="t2", bucket="other"))
    house.route(record("a"))
    (tmp_path / "t1" / HOME / "state.json").write_text("{")
    assert not house.flush()
    assert {bucket for bucket, _ in house.bucket.objects} == {"other"}
    (tmp_path / "t1" / HOME / "state.json").unlink()
    assert house.flush()
    assert ids(house) == ["a", "a"]


def test_a_status_that_cannot_be_written_holds_up_nothing(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.states.is_full = True
    house.route(record("a"))
    assert house.flush()
    assert ids(house) == ["a"]


def test_one_trails_trouble_is_not_anothers(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.book.known.append(replace(house.book.known[0], trail_id="t2", bucket="gone"))
    house.bucket.refuses.add("gone")
    house.route(record("a"))
    assert not house.flush()
    assert ids(house) == ["a"]


def test_what_nobody_took_for_too_long_is_given_up(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.bucket.refuses.add("logs")
    house.route(record("a"))
    house.clock.time = datetime.now(UTC)
    house.clock.on(seconds=PACES.keep_seconds + 10)
    house.bucket.refuses.clear()
    assert house.flush()
    assert ids(house) == []


def test_a_file_that_was_planned_for_too_long_is_given_up(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.clock.time = datetime.now(UTC)
    house.bucket.refuses.add("logs")
    house.route(record("a"))
    assert not house.flush()
    house.clock.on(seconds=PACES.keep_seconds + 10)
    house.bucket.refuses.clear()
    assert house.flush()
    assert ids(house) == []
    house.clock.time = datetime.now(UTC)
    house.route(record("b"))
    assert house.flush()
    assert ids(house) == ["b"]


def test_a_deleted_trail_delivers_what_it_had_and_is_forgotten(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route(record("a"))
    house.change(deleted=house.clock.now())
    assert house.flush()
    assert ids(house) == ["a"]
    assert house.book.known == []
    assert not (tmp_path / "t1").exists()


def test_a_deleted_trail_is_forgotten_when_somebody_answers(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.change(deleted=house.clock.now())
    house.book.settles = False
    assert not house.flush()
    house.book.settles = True
    assert house.flush()
    assert house.book.known == []


def test_what_a_crash_left_of_a_forgotten_trail_is_removed(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.route(record("a"))
    (tmp_path / "t0" / HOME / "files" / "waiting").mkdir(parents=True)
    house.restart()
    assert house.flush()
    assert [path.name for path in tmp_path.iterdir()] == ["t1"]
    assert ids(house) == ["a"]


def test_a_deleted_trail_whose_bucket_is_gone_is_given_up_in_the_end(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.bucket.refuses.add("logs")
    house.route(record("a"))
    house.change(deleted=house.clock.now())
    assert not house.flush()
    assert house.book.known != []
    house.clock.on(seconds=PACES.keep_seconds + 1)
    house.flush()
    assert house.book.known == []


def test_log_events_go_to_their_stream_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.change(log_group_arn=f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:g:*")
    house.route(record("a"), record("b"))
    house.group.is_gone = True
    assert not house.flush()
    assert house.states.read("t1", HOME).log_group.error == "ResourceNotFoundException"
    assert ids(house) == ["a", "b"], "a log group that is gone holds up no files"
    house.group.is_gone = False
    assert house.flush()
    assert house.flush()
    ((stream, _),) = house.group.events
    assert stream == f"{ACCOUNT}_CloudTrail_{HOME}"
    (events,) = house.group.events.values()
    assert [json.loads(one)["eventID"] for one in events] == ["a", "b"]
