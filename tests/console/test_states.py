"""Every page in every state, in Debian's chromium: console/e2e/states; here are the worlds.

docs/console-states.md says what is looked at, from the same data as the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..doors.server import ROOT_KEY_ID, ROOT_SECRET, Server, start_server
from .conftest import Tool
from .states.extremes import (
    CROWD_ACCOUNT,
    LONG_ACCOUNT,
    bare_place,
    crowd_place,
    further_account,
    long_place,
)
from .states.house import build_house
from .states.place import Place

pytestmark = [pytest.mark.blackbox, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def house_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all places but the fresh one."""
    server = start_server(
        tmp_path_factory.mktemp("house"),
        trail_delivery_seconds="1",
        digest_seconds="5",
        pull_time_seconds="0.1",
        trusted_proxies="127.0.0.1",
        external_url="https://registry.example.org",
    )
    yield server
    server.stop()


@pytest.fixture(scope="module")
def house(house_server: Server) -> tuple[Place, Place]:
    """The ordinary place, and the same for somebody who may do nothing."""
    return build_house(house_server)


def test_every_page_in_every_state(
    console_tool: Tool,
    chromium: str,
    house_server: Server,
    house: tuple[Place, Place],
    tmp_path: Path,
    write_json: Callable[[object], Path],
) -> None:
    """Pages by states, each with a check of its own and a screenshot."""
    mary, nina = house
    fresh_server = start_server(tmp_path / "fresh")
    try:
        root = {"keyId": ROOT_KEY_ID, "secret": ROOT_SECRET}
        places = {
            "house": mary,
            "nobody": nina,
            "fresh": Place(fresh_server.url, fresh_server.account, "eu-west-1", root),
            "bare": bare_place(house_server, mary.person),
            "long": long_place(house_server, further_account(house_server, LONG_ACCOUNT, tmp_path)),
            "crowd": crowd_place(
                house_server, further_account(house_server, CROWD_ACCOUNT, tmp_path)
            ),
        }
        world = write_json({name: place.as_json() for name, place in places.items()})
        console_tool("e2e", _environment(world, chromium, "**/states/*.spec.ts"))
    finally:
        fresh_server.stop()


def test_screens_of_the_readme(
    console_tool: Tool,
    chromium: str,
    house: tuple[Place, Place],
    write_json: Callable[[object], Path],
) -> None:
    """The README's tour can be made from an ordinary house, each screen small enough."""
    mary, _ = house
    world = write_json({"house": mary.as_json()})
    console_tool("e2e", _environment(world, chromium, "**/tour/*.spec.ts"))


def _environment(world: Path, chromium: str, specs: str) -> dict[str, str]:
    return {
        "LADING_E2E_PLACES": str(world),
        "CHROMIUM": chromium,
        "LADING_E2E_SPECS": specs,
        "LADING_E2E_WORKERS": "2",
    }
