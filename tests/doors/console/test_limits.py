"""How often somebody may try to sign in."""

from __future__ import annotations

from lading.dispatch.sign_in_limits import SignInLimits


class Times:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def wrong(limits: SignInLimits, user: str, address: str) -> float:
    """Make a wrong try; return the wait it was refused with, or 0."""
    wait = limits.take(user, address)
    if wait == 0:
        limits.failed(user, address)
    return wait


def test_five_tries_then_ever_longer_waits_for_the_pair_alone() -> None:
    times = Times()
    limits = SignInLimits(times)
    assert [wrong(limits, "mary", "a") for _ in range(6)] == [0, 0, 0, 0, 0, 10]
    times.now += 10
    assert [wrong(limits, "mary", "a") for _ in range(2)] == [0, 20]
    assert wrong(limits, "mary", "b") == 0
    assert wrong(limits, "paul", "a") == 0


def test_waits_have_an_end() -> None:
    times = Times()
    limits = SignInLimits(times)
    waits = []
    for _ in range(40):
        wait = wrong(limits, "mary", "a")
        waits.append(wait)
        times.now += wait
    assert max(waits) == 600


def test_a_right_try_forgets_the_wrong_ones() -> None:
    limits = SignInLimits(Times())
    for _ in range(4):
        wrong(limits, "mary", "a")
    assert limits.take("mary", "a") == 0
    limits.succeeded("mary", "a")
    assert [wrong(limits, "mary", "a") for _ in range(5)] == [0] * 5


def test_tries_that_come_together_are_counted_before_they_are_looked_at() -> None:
    limits = SignInLimits(Times())
    assert [limits.take("mary", "a") > 0 for _ in range(7)] == [False] * 5 + [True] * 2


def test_an_address_that_fails_for_many_names_has_to_wait() -> None:
    limits = SignInLimits(Times())
    waits = [wrong(limits, f"user{n}", "a") for n in range(60)]
    assert waits[:51] == [0] * 51
    assert all(wait > 0 for wait in waits[51:])
    assert wrong(limits, "user1", "b") == 0


def test_guesses_from_everywhere_slow_each_other_and_not_the_owner() -> None:
    limits = SignInLimits(Times())
    assert limits.take("mary", "home") == 0
    limits.succeeded("mary", "home")
    waits = [wrong(limits, "mary", f"botnet{n}") for n in range(250)]
    assert waits[:200] == [0] * 200
    assert all(0 < wait <= 30 for wait in waits[202:])
    assert limits.take("mary", "home") == 0
