"""The clerk dies at each step of a delivery: every record is in one file, every chain whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import pytest
from tests.crash.conftest import SEED, begun, root_key
from tests.crash.server import Server
from tests.crash.test_moments import await_calls, kill
from tests.crash.test_steps import ROUNDS
from tests.crash.trails import REGION, Delivered

from lading.audit.steps import STEPS

CLIENTS: Final = 2
PERIODS: Final = {"LADING_TRAIL_DELIVERY_SECONDS": "0.2", "LADING_DIGEST_SECONDS": "1"}
TRAIL_STEPS: Final = tuple(step for step in STEPS if step.startswith("trails."))
COUNTS: Final = (1, 2, 4)
"""How many times the step is taken before somebody dies; without a soak only the last."""
PAUSE_SECONDS: Final = 1.0
KILLS: Final = 5
CALLS_MAX: Final = 60


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Delivered]:
    """The same for all tests: each goes on with what the last one left."""
    server = Server(tmp_path_factory.mktemp("trails"), settings=PERIODS)
    try:
        load = begun(server, CLIENTS).load
        key = root_key(server)
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
            "AWS_ACCESS_KEY_ID": key.key_id,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "AWS_DEFAULT_REGION": REGION,
        }
        house = Delivered(server, load, environment)
        house.begin()
        yield house
    finally:
        server.remove()


@pytest.mark.timeout(300 * (ROUNDS + 1))
@pytest.mark.parametrize("step", TRAIL_STEPS)
def test_the_clerk_dies_at_the_step(house: Delivered, step: str) -> None:
    server, load = house.server, house.load
    with load.running(PAUSE_SECONDS):
        for count in COUNTS * ROUNDS or COUNTS[-1:]:
            before = server.executed(step)
            server.order(step, count)
            server.await_execution(step, before)
        load.go_on()
    house.check()


@pytest.mark.timeout(300 * (ROUNDS + 1))
@pytest.mark.parametrize("step", TRAIL_STEPS if ROUNDS else ("trails.uploaded",))
def test_the_whole_family_dies_at_the_step(house: Delivered, step: str) -> None:
    """A file is there and nobody has noted it."""
    server, load = house.server, house.load
    with load.running(PAUSE_SECONDS):
        for count in COUNTS * ROUNDS or COUNTS[:1]:
            before = server.executed(step)
            server.order(step, count, family=True)
            server.await_death()
            assert len(server.executed(step) - before) == 1
            server.start()
        load.go_on()
    house.check()


@pytest.mark.timeout(300 * (ROUNDS + 1))
def test_the_clerk_dies_again_and_again(house: Delivered) -> None:
    """At no moment in particular, as soon as it runs again or has delivered for a while."""
    server, load = house.server, house.load
    chance = random.Random(SEED)
    with load.running(PAUSE_SECONDS):
        for _ in range(KILLS * max(1, ROUNDS)):
            await_calls(load, chance.randrange(CALLS_MAX))
            kill(server.pid("clerk"))
        load.go_on()
    house.check()
