"""Event ids order events, and name places."""

from __future__ import annotations

import pytest

from lading.services.logs.event_ids import (
    FIRST_PLACE,
    EventPlace,
    batch_of,
    neighbour,
    place_of,
)

MAX = EventPlace(10_413_791_999_999, 10_413_791_999_999, 2**64 - 1, 99_999_999)


@pytest.mark.parametrize("place", [FIRST_PLACE, EventPlace(1_752_228_664_123, 7, 42, 9), MAX])
def test_an_id_names_a_place(place: EventPlace) -> None:
    assert len(place.event_id) == 56
    assert place_of(place.event_id) == place


def test_ids_are_in_the_order_of_places() -> None:
    places = [
        EventPlace(9, 9, 9, 9),
        EventPlace(10, 0, 0, 0),
        EventPlace(10, 0, 0, 10),
        EventPlace(10, 0, 1, 0),
        EventPlace(10, 1, 0, 0),
    ]
    ids = [place.event_id for place in places]
    assert ids == sorted(ids)
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["", "1", "0" * 57, "x" * 56, "٣" * 56, "9" * 56])
def test_what_is_no_id(text: str) -> None:
    assert place_of(text) is None


def test_neighbours_lie_right_beside() -> None:
    place = EventPlace(10, 5, 7, 0)
    assert neighbour(place, 1) == EventPlace(10, 5, 7, 1)
    assert neighbour(place, -1) < place < neighbour(place, 1)
    assert neighbour(FIRST_PLACE, -1) == FIRST_PLACE
    assert neighbour(MAX, 1) == MAX


def test_a_batch_number_follows_from_the_token() -> None:
    assert batch_of("a") == batch_of("a") != batch_of("b")
    assert 0 <= batch_of("a") < 2**64
