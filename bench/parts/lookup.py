"""LookupEvents by user and by resource, and without either, over a long history."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from bench.history_filling import REPOSITORIES, USERS, fill, repository_name, user_name
from bench.load import Work, run_each
from bench.servers import Lading
from bench.sides import Sides
from bench.table import Line

_PAGE_EVENTS = 50
_LOOKS = 200
_QUICK_LOOKS = 20
_QUICK_EVENTS = 500_000
_SMALLER = 10


def lookup(sides: Sides) -> Iterator[Line]:
    """Measure at a tenth of the history and at all of it: what is indexed well stays as quick."""
    server, looks = sides.ours, _QUICK_LOOKS if sides.quick else _LOOKS
    total = _QUICK_EVENTS if sides.quick else sides.events
    account = server.aws("sts").get_caller_identity()["Account"]
    earlier: dict[str, float] = {}
    filled = 0
    for size in (total // _SMALLER, total):
        taken = fill(server, account, server.signer.region, filled, size)
        rate, filled = (size - filled) / taken, size
        server.settle()
        for name, count, p50, p95 in _measured(server, looks):
            before = f", p50 {p50 / earlier[name]:.2f}× a tenth's" if name in earlier else ""
            earlier[name] = p50
            yield Line(
                f"LookupEvents {name} over {_text(size)} records",
                f"p50 {p50 * 1e3:.1f} ms, p95 {p95 * 1e3:.1f} ms",
                reach="p95 ≤ 50 ms, flat" if name != "of all" else "",
                notes=f"{count} look-ups of {_PAGE_EVENTS} events, one after the other{before}; "
                f"filled at {rate:,.0f} records/s",
            )


def _measured(server: Lading, looks: int) -> Iterator[tuple[str, int, float, float]]:
    chosen = random.Random(7)
    users = [user_name(chosen.randrange(USERS)) for _ in range(looks)]
    repositories = [repository_name(chosen.randrange(REPOSITORIES)) for _ in range(looks)]
    for name, key, values in (
        ("by user", "Username", users),
        ("by resource", "ResourceName", repositories),
        ("of all", None, [""] * (looks // 4)),
    ):
        works = [_work(server, key, value) for value in values]
        found = server.aws("cloudtrail").lookup_events(**_members(key, values[0]))["Events"]
        assert len(found) == _PAGE_EVENTS, f"{len(found)} events {name}"
        taken = sorted(run_each(server.address, works))
        yield name, len(taken), statistics.median(taken), taken[int(0.95 * len(taken))]


def _work(server: Lading, key: str | None, value: str) -> Work:
    return server.signer.work("cloudtrail", "LookupEvents", _members(key, value))


def _members(key: str | None, value: str) -> dict[str, object]:
    members: dict[str, object] = {"MaxResults": _PAGE_EVENTS}
    if key is not None:
        members["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    return members


def _text(size: int) -> str:
    return f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size // 1_000} k"
