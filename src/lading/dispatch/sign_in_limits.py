"""How often somebody may try to sign in: by user and address, by address, and by user.

    user at an address   5 tries, then one after 10 s, 20 s, … up to 10 minutes
    address              50 failures, then 1 s, 2 s, … up to a minute: many people share one
    user                 200 failures from wherever, then up to 30 s; not for an address from which
                         the user came in lately, so that guessing locks nobody out

A name that nobody has counts like one that somebody has. Each worker counts for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from lading.pure.guesses import Guesses

_FAMILIAR_MAX = 10_000
_QUIET_SECONDS = 900.0


class SignInLimits:
    """Counts tries to sign in; `now` is a clock in seconds that never goes back."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._pairs = Guesses(
            free=4, wait_seconds=10.0, wait_seconds_max=600.0, quiet_seconds=_QUIET_SECONDS
        )
        self._addresses = Guesses(
            free=50, wait_seconds=1.0, wait_seconds_max=60.0, quiet_seconds=_QUIET_SECONDS
        )
        self._users = Guesses(
            free=200, wait_seconds=1.0, wait_seconds_max=30.0, quiet_seconds=_QUIET_SECONDS
        )
        self._familiar: OrderedDict[str, None] = OrderedDict()

    def take(self, user: str, address: str) -> float:
        """Count a try and return 0.0; or return for how many seconds there is none.

        It counts before it is looked at: tries that come together are as many as they are.
        """
        now, pair = self._now(), _pair(user, address)
        wait = max(self._pairs.wait(pair, now), self._addresses.wait(address, now))
        if pair not in self._familiar:
            wait = max(wait, self._users.wait(user, now))
        if wait <= 0:
            self._pairs.wrong(pair, now)
        return wait

    def failed(self, user: str, address: str) -> None:
        """Take down that a try failed."""
        now = self._now()
        self._addresses.wrong(address, now)
        self._users.wrong(user, now)

    def succeeded(self, user: str, address: str) -> None:
        """Take down that a try was right: its user need not wait at this address."""
        pair = _pair(user, address)
        self._pairs.right(pair)
        self._familiar.pop(pair, None)
        self._familiar[pair] = None
        if len(self._familiar) > _FAMILIAR_MAX:
            self._familiar.popitem(last=False)


def _pair(user: str, address: str) -> str:
    return f"{address} {user}"
