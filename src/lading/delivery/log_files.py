"""Makes log files of what waits for a trail in one Region (CloudTrail User Guide, "Log files").

The order of one file, and what a crash at each point leads to:

    plan       nothing has happened yet; the next plan may be another
    upload     the same plan gives the same bytes under the same key again
    note       the file is delivered, and the next digest lists it
    let go     segments that are delivered whole are not read again
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Final

import orjson

from lading.audit.steps import step
from lading.delivery.objects import Bucket, Delivery, gzipped
from lading.delivery.spool import Segment, Spool, lines
from lading.delivery.state import DeliveryState, FilePlan, LogFile, Piece, StateFile
from lading.delivery.trail import Trail
from lading.operation import ServiceError

_HEAD: Final = b'{"Records":['
_TAIL: Final = b"]}"
_NAME_CHARACTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_NAME_LENGTH: Final = 16


class LogFiles:
    """Delivers the log files of one trail and Region."""

    def __init__(
        self, region: str, spool: Spool, state: StateFile, bucket: Bucket, *, bytes_max: int
    ) -> None:
        """bytes_max: of one file before it is compressed."""
        self._region = region
        self._spool = spool
        self._state = state
        self._bucket = bucket
        self._bytes_max = bytes_max

    def deliver(self, trail: Trail, now: datetime) -> int:
        """Deliver all that waits now; return how many files that were. Raises what `put` raises.

        What comes meanwhile waits for the next time: under load there would be no end.
        """
        waiting = {segment.name for segment in self._spool.segments()}
        files = 0
        while True:
            state = self._state.read()
            if state.plan is not None and not self._has_all(state.plan):
                state = replace(state, plan=None)  # records in it were given up
                self._state.write(state)
            if state.plan is None:
                state = self._planned(trail, state, now, waiting)
            if state.plan is None:
                return files
            self._upload(trail, state, state.plan)
            files += 1

    def _has_all(self, plan: FilePlan) -> bool:
        names = {segment.name for segment in self._spool.segments()}
        return all(piece.segment in names for piece in plan.pieces)

    def _planned(
        self, trail: Trail, state: DeliveryState, now: datetime, waiting: Set[str]
    ) -> DeliveryState:
        """Return the state with a plan, if any of the named segments waits."""
        pieces: list[Piece] = []
        room = self._bytes_max - len(_HEAD) - len(_TAIL)
        for segment in self._spool.segments():
            if segment.name not in waiting:
                continue
            start = state.taken.get(segment.name, 0)
            end = _end_of_piece(segment, start, room, at_least_one=not pieces)
            if end > start:
                pieces.append(Piece(segment.name, start, end))
                room -= end - start
            elif start >= segment.path.stat().st_size:
                self._spool.take(segment)  # delivered before a crash
                continue
            if end < segment.path.stat().st_size:
                break
        if not pieces:
            return state
        key = _key(trail, self._region, pieces, now)
        step("trails.plan")
        planned = replace(state, plan=FilePlan(trail.bucket, key, tuple(pieces)))
        self._state.write(planned)
        return planned

    def _upload(self, trail: Trail, state: DeliveryState, plan: FilePlan) -> None:
        segments = {segment.name: segment for segment in self._spool.segments()}
        content = _Content(plan.pieces, segments)
        delivery = Delivery(trail, self._region, plan.bucket, plan.key)
        step("trails.upload")
        try:
            self._bucket.put(delivery, gzipped(content.pieces()))
        except ServiceError:
            if not plan.is_for(trail):  # it has another place for its files since
                self._state.write(replace(state, plan=None))
            raise
        step("trails.uploaded")
        delivered = LogFile(
            plan.bucket, plan.key, content.sha256.hexdigest(), content.newest, content.oldest
        )
        chain = state.chain
        taken = {name: end for name, end in state.taken.items() if name in segments}
        taken |= {piece.segment: piece.end for piece in plan.pieces}
        self._state.write(
            replace(
                state,
                taken=taken,
                plan=None,
                chain=None if chain is None else replace(chain, files=(*chain.files, delivered)),
            )
        )
        step("trails.noted")
        for piece in plan.pieces:
            segment = segments[piece.segment]
            if piece.end >= segment.path.stat().st_size:
                self._spool.take(segment)


class _Content:
    """The text of a log file, and what a digest says of it; known once all pieces are read."""

    def __init__(self, pieces: Sequence[Piece], segments: dict[str, Segment]) -> None:
        self._pieces = pieces
        self._segments = segments
        self.sha256 = hashlib.sha256()
        self.newest = ""
        self.oldest = ""

    def pieces(self) -> Iterator[bytes]:
        """Yield the text."""
        yield self._hashed(_HEAD)
        first = True
        for piece in self._pieces:
            for record in lines(self._segments[piece.segment], piece.start, piece.end):
                self._note_time(record)
                yield self._hashed(record if first else b"," + record)
                first = False
        yield self._hashed(_TAIL)

    def _hashed(self, text: bytes) -> bytes:
        self.sha256.update(text)
        return text

    def _note_time(self, record: bytes) -> None:
        when = orjson.loads(record)["eventTime"]
        self.newest = max(self.newest, when)
        self.oldest = min(self.oldest or when, when)


def _end_of_piece(segment: Segment, start: int, room: int, *, at_least_one: bool) -> int:
    """Return where a piece ends that begins at `start` and has at most `room` bytes.

    at_least_one: the first record goes into the file however long it is.
    """
    size = segment.path.stat().st_size
    if size - start <= room:
        return size
    end = start
    for record in lines(segment, start):
        if end + len(record) + 1 - start > room and not (at_least_one and end == start):
            break
        end += len(record) + 1
    return end


def _key(trail: Trail, region: str, pieces: Sequence[Piece], now: datetime) -> str:
    """Return the object key; its last part follows from what is in the file."""
    return (
        f"{trail.top}CloudTrail/{region}/{now:%Y/%m/%d}/"
        f"{trail.account}_CloudTrail_{region}_{now:%Y%m%dT%H%MZ}_{_name(trail, pieces)}.json.gz"
    )


def _name(trail: Trail, pieces: Sequence[Piece]) -> str:
    hasher = hashlib.sha256(trail.trail_id.encode())
    for piece in pieces:
        hasher.update(f"/{piece.segment}:{piece.start}:{piece.end}".encode())
    number, name = int.from_bytes(hasher.digest()), ""
    for _ in range(_NAME_LENGTH):
        number, place = divmod(number, len(_NAME_CHARACTERS))
        name += _NAME_CHARACTERS[place]
    return name
