"""A trail, a bucket in memory, keys that sign, a clock that is set: what deliveries need."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from lading.delivery.deliveries import Deliveries
from lading.delivery.objects import Bucket, Delivery
from lading.delivery.region_delivery import Paces, Ways
from lading.delivery.routing import TrailSink
from lading.delivery.trail import Trail
from lading.followers.positions import Entry
from lading.inside import InsideUnavailable
from lading.operation import ServiceError
from lading.pure.trail_state import TrailState

ACCOUNT = "111122223333"
HOME = "eu-west-1"
START = datetime(2026, 3, 1, 10, 0, 0, tzinfo=UTC)
KEY = rsa.generate_private_key(65537, 2048)
TRAIL = Trail(
    trail_id="t1",
    arn=f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/main",
    name="main",
    account=ACCOUNT,
    home_region=HOME,
    bucket="logs",
    matches=lambda record: True,
    intervals_ms=((0, None),),
    is_multi_region=True,
    validated=True,
)
PACES = Paces(delivery_seconds=300, digest_seconds=3600, file_bytes_max=50_000, keep_seconds=3600)


class Crash(BaseException):
    """The process died here."""


@dataclass
class SetClock:
    """A time that a test sets."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def on(self, **spans: float) -> None:
        self.time += timedelta(**spans)


@dataclass
class MemoryBucket:
    """Objects by bucket and key; counts how often it was asked.

    refuses: beginnings of `bucket/key`. meanwhile: is done once, while an object is put.
    """

    objects: dict[tuple[str, str], tuple[bytes, Mapping[str, str]]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    puts: list[str] = field(default_factory=list)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def put(self, delivery: Delivery, content: Iterable[bytes]) -> None:
        body = b"".join(content)
        self.puts.append(delivery.key)
        if self.meanwhile:
            self.meanwhile.pop()()
        if f"{delivery.bucket}/{delivery.key}".startswith(tuple(self.refuses)):
            raise ServiceError("NoSuchBucket", "The specified bucket does not exist")
        place = (delivery.bucket, delivery.key)
        assert place not in self.objects or self.objects[place] == (body, delivery.metadata)
        self.objects[place] = (body, delivery.metadata)

    def texts(self, folder: str) -> list[tuple[str, str, bytes, Mapping[str, str]]]:
        """Return (bucket, key, text, metadata) of objects in a folder, in order of their keys."""
        return [
            (bucket, key, gzip.decompress(body), metadata)
            for (bucket, key), (body, metadata) in sorted(self.objects.items())
            if f"/{folder}/" in key
        ]

    def records(self) -> list[dict[str, Any]]:
        """Return the records of all log files."""
        return [
            record
            for _, _, text, _ in self.texts("CloudTrail")
            for record in json.loads(text)["Records"]
        ]

    def digests(self) -> list[dict[str, Any]]:
        """Return all digests, oldest first."""
        found = [json.loads(text) for _, _, text, _ in self.texts("CloudTrail-Digest")]
        return sorted(found, key=lambda one: str(one["digestEndTime"]))


@dataclass
class MemoryGroup:
    """Log events by stream; a token that came before changes nothing."""

    events: dict[tuple[str, str], Sequence[bytes]] = field(default_factory=dict)
    is_gone: bool = False

    def store(
        self, trail: Trail, region: str, stream: str, records: Sequence[bytes], token: str
    ) -> None:
        if self.is_gone:
            raise ServiceError("ResourceNotFoundException", "The specified log group is gone.")
        known = self.events.setdefault((stream, token), records)
        assert known == records, "the same token always stands for the same records"


class OneKey:
    """Signs with the one key there is."""

    fingerprint = "0123456789abcdef0123456789abcdef"

    def sign(self, text: bytes) -> bytes:
        return KEY.sign(text, padding.PKCS1v15(), hashes.SHA256())

    def current(self, account: str, region: str) -> OneKey:
        return self

    def named(self, account: str, region: str, fingerprint: str) -> OneKey:
        assert fingerprint == self.fingerprint
        return self


@dataclass
class MemoryStates:
    """States of deliveries by trail and Region."""

    states: dict[tuple[str, str], TrailState] = field(default_factory=dict)
    is_full: bool = False

    def read(self, trail_id: str, region: str) -> TrailState:
        return self.states.get((trail_id, region), TrailState())

    def write(self, trail_id: str, region: str, state: TrailState) -> None:
        if self.is_full:
            raise OSError("no room")
        self.states[trail_id, region] = state

    def forget(self, trail_id: str) -> None:
        self.states = {key: state for key, state in self.states.items() if key[0] != trail_id}


@dataclass
class Book:
    """The trails, as a test sets them."""

    known: list[Trail] = field(default_factory=lambda: [TRAIL])
    settles: bool = True

    def trails(self) -> list[Trail]:
        return self.known

    def settle(self, trail: Trail) -> None:
        if not self.settles:
            raise InsideUnavailable("nobody answers")
        self.known.remove(trail)


class AlwaysRouted:
    """A router that has nothing left to do: tests route by hand."""

    def flush(self, seconds: float) -> bool:
        return True


class House:
    """Deliveries that can be begun anew on the same folder, as after a crash."""

    def __init__(self, folder: Path, *, paces: Paces = PACES) -> None:
        self.folder = folder
        self.paces = paces
        self.clock = SetClock()
        self.book = Book()
        self.bucket = MemoryBucket()
        self.group = MemoryGroup()
        self.states = MemoryStates()
        self.batches = 0
        self.restart()

    def restart(self) -> None:
        """Forget what is in memory."""
        ways = Ways(cast("Bucket", self.bucket), self.group, OneKey(), self.states)
        self.sink = TrailSink(self.book, self.folder)
        self.deliveries = Deliveries(
            self.folder, self.book, AlwaysRouted(), ways, self.paces, self.clock
        )

    def change(self, **members: Any) -> Trail:
        """Change the one trail there is."""
        self.book.known = [replace(self.book.known[0], **members)]
        return self.book.known[0]

    def route(self, *records: Mapping[str, Any], token: str | None = None) -> str:
        """Bring a batch of records, as the follower does; return its token."""
        self.batches += 1
        token = token or f"batch{self.batches}"
        entries = [
            Entry("journal", number, json.dumps(one).encode()) for number, one in enumerate(records)
        ]
        self.sink.prepare()
        assert self.sink.deliver(entries, token) == []
        return token

    def flush(self) -> bool:
        return self.deliveries.flush(1)


def record(event_id: str, **members: Any) -> dict[str, Any]:
    """Return a record of a pull."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "accountId": ACCOUNT, "userName": "ana"},
        "eventTime": "2026-03-01T10:00:00Z",
        "eventSource": "ecr.amazonaws.com",
        "eventName": "BatchGetImage",
        "awsRegion": HOME,
        "eventID": event_id,
        "readOnly": True,
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        **members,
    }


def crashes_at(step: str, times: int = 1) -> Callable[[str], None]:
    """Return a stand-in for `step` that dies when a step is taken for the `times`-th time."""
    taken = 0

    def take(name: str) -> None:
        nonlocal taken
        taken += name == step
        if name == step and taken == times:
            raise Crash(name)

    return take
