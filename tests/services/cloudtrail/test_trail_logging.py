"""Starting and stopping, what GetTrailStatus tells, and what delivery is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from lading.pure.trail_state import Deliveries, TrailState
from lading.services.cloudtrail.followed_trails import FollowedTrail, followed_trails
from lading.services.cloudtrail.instants import microseconds
from lading.services.cloudtrail.tables import TRAIL_LOGGING
from lading.services.cloudtrail.trail_logging import SPANS_MAX

from .house import NOW, REGION, House

ELSEWHERE = "us-east-1"


def followed(house: House) -> FollowedTrail:
    (one,) = house.database.read(followed_trails).trails
    return one


def test_logging_starts_and_stops_and_either_may_come_twice(house: House) -> None:
    arn = house.trail()
    assert house("StartLogging", Name=arn) == {}
    house.now += timedelta(minutes=1)
    assert house("StartLogging", Name="trail") == {}
    status = house("GetTrailStatus", Name=arn)
    assert status["IsLogging"] and "StopLoggingTime" not in status
    assert (status["StartLoggingTime"], status["TimeLoggingStopped"]) == (NOW, "")
    assert status["TimeLoggingStarted"] == "2026-03-01T10:00:00Z"
    house("StopLogging", Name=arn)
    house.now += timedelta(minutes=1)
    house("StopLogging", Name=arn)
    status = house("GetTrailStatus", Name=arn)
    assert not status["IsLogging"]
    assert status["StopLoggingTime"] == NOW + timedelta(minutes=1)
    assert status["TimeLoggingStopped"] == "2026-03-01T10:01:00Z"


def test_the_spans_in_which_a_trail_was_logging(house: House) -> None:
    """Each has the events that began and ended it; those of one instant follow one another."""
    arn = house.trail()
    for _ in range(2):
        house("StartLogging", Name=arn)
        house("StopLogging", Name=arn)
    one = followed(house)
    first, second = one.spans
    assert first.started == NOW < second.started
    starts = [record["eventID"] for record in house.records("StartLogging")]
    stops = [record["eventID"] for record in house.records("StopLogging")]
    assert [span.start_event_id for span in one.spans] == starts
    assert [span.stop_event_id for span in one.spans] == stops
    assert one.trail.digest_chain == 2


def test_the_oldest_spans_are_forgotten(house: House) -> None:
    """A trail that is switched on and off for ever does not grow."""
    arn = house.trail()
    trail_id = followed(house).trail.trail_id
    old = [
        {"trail_id": trail_id, "started_us": at, "start_event_id": "", "stopped_us": at}
        for at in range(SPANS_MAX)
    ]
    with house.rows() as connection:
        connection.execute(insert(TRAIL_LOGGING), old)
    house("StartLogging", Name=arn)
    spans = followed(house).spans
    assert len(spans) == SPANS_MAX
    assert (microseconds(spans[0].started), spans[-1].started) == (1, NOW)


def test_a_deleted_trail_is_followed_until_it_is_forgotten(house: House) -> None:
    arn = house.trail()
    house("StartLogging", Name=arn)
    one = followed(house)
    trail_id = one.trail.trail_id
    assert one.trail.deleted is None and one.spans[0].stopped is None
    house("ForgetTrail", TrailId=trail_id)
    assert followed(house).trail.trail_id == trail_id, "only a deleted trail is forgotten"
    house("DeleteTrail", Name=arn)
    one = followed(house)
    assert one.trail.deleted == NOW
    (deletion,) = house.records("DeleteTrail")
    assert one.spans[0].stop_event_id == deletion["eventID"]
    house("ForgetTrail", TrailId=trail_id)
    assert house.database.read(followed_trails).trails == ()


def test_followers_look_again_when_a_trail_has_changed(house: House) -> None:
    house.trail()
    known = house.database.read(followed_trails)

    def again() -> bool:
        return house.database.read(lambda tx: followed_trails(tx, known)) is known

    assert again()
    house("GetTrail", Name="trail")
    house("StopLogging", Name="trail")
    assert again(), "reads, and changes of nothing, are no change"
    for operation, members in (
        ("StartLogging", {"Name": "trail"}),
        ("UpdateTrail", {"Name": "trail", "EnableLogFileValidation": True}),
        ("PutEventSelectors", {"TrailName": "trail", "EventSelectors": [{}]}),
        ("PutInsightSelectors", {"TrailName": "trail", "InsightSelectors": []}),
        ("StopLogging", {"Name": "trail"}),
        ("DeleteTrail", {"Name": "trail"}),
    ):
        house(operation, **members)
        assert not again(), operation
        known = house.database.read(followed_trails)


def test_a_chain_of_digests_begins_anew_when_validation_does(house: House) -> None:
    arn = house.trail()
    for wanted, chain in ((True, 1), (True, 1), (False, 1), (True, 2)):
        house("UpdateTrail", Name=arn, EnableLogFileValidation=wanted)
        assert followed(house).trail.digest_chain == chain


def test_the_status_shows_deliveries_in_each_region(house: House) -> None:
    arn = house.trail(IsMultiRegionTrail=True)
    later = NOW + timedelta(seconds=30)
    files = Deliveries().after_success(NOW).after_failure(later, "NoSuchBucket")
    group = Deliveries().after_success(later)
    digests = Deliveries().after_failure(NOW, "AccessDenied")
    state = TrailState(files, digests, group)
    house.states.write(followed(house).trail.trail_id, REGION, state)
    status = house("GetTrailStatus", Name=arn)
    assert status == {
        "IsLogging": False,
        "LatestDeliveryTime": NOW,
        "LatestDeliveryError": "NoSuchBucket",
        "LatestCloudWatchLogsDeliveryTime": later,
        "LatestDigestDeliveryError": "AccessDenied",
        "LatestDeliveryAttemptTime": "2026-03-01T10:00:30Z",
        "LatestDeliveryAttemptSucceeded": "2026-03-01T10:00:00Z",
        "LatestNotificationAttemptTime": "",
        "LatestNotificationAttemptSucceeded": "",
        "TimeLoggingStarted": "",
        "TimeLoggingStopped": "",
    }
    elsewhere = house("GetTrailStatus", Name=arn, region=ELSEWHERE)
    assert "LatestDeliveryTime" not in elsewhere
    house("UpdateTrail", Name=arn, IsMultiRegionTrail=False)
    assert house("GetTrailStatus", Name=arn, region=ELSEWHERE)["LatestDeliveryTime"] == NOW
