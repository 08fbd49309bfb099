"""Puts every record into the spools of the trails that want it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from lading.audit.steps import step
from lading.delivery.spool import Spool
from lading.delivery.trail import Trail, TrailBook
from lading.followers.positions import Entry
from lading.followers.rejected import Rejection

_REGION: Final = re.compile(r"[a-z0-9-]{1,64}")
_NO_REGION: Final = "no-region"

FILES = "files"
GROUP = "group"


class TrailSink:
    """A follower's sink: what the trails want of each batch waits on disk when it returns."""

    name = "trails"

    def __init__(self, book: TrailBook, folder: Path) -> None:
        """folder: `DATA/trails`."""
        self._book = book
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder."""
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def deliver(self, entries: Sequence[Entry], token: str) -> list[Rejection]:
        """Spool the records of a batch once; returns those that are no records.

        The trails are read after the batch was: a trail that was changed by a record of the
        batch is seen with the change.
        """
        trails = self._book.trails()
        if not trails:
            return []
        wanted: dict[tuple[str, str, str], list[bytes]] = defaultdict(list)
        for entry in entries:
            record = _parsed(entry.body)
            if record is None:
                continue  # the history's follower keeps it aside, once for all
            for trail in trails:
                if trail.wants(record):
                    for purpose in purposes_of(trail):
                        wanted[trail.trail_id, _region(record), purpose].append(entry.body)
        for (trail_id, region, purpose), bodies in wanted.items():
            step("trails.spool")
            spool_of(self._folder, trail_id, region, purpose).add(token, bodies)
        return []


def purposes_of(trail: Trail) -> tuple[str, ...]:
    """Return what a trail's records are spooled for."""
    return (FILES,) if trail.log_group_arn is None else (FILES, GROUP)


def spool_of(folder: Path, trail_id: str, region: str, purpose: str) -> Spool:
    """Return the spool of a trail and Region: for its log files, or for its log group."""
    return Spool(folder / trail_id / region / purpose)


def regions_of(folder: Path, trail_id: str) -> tuple[str, ...]:
    """Return the Regions that a trail has had records of."""
    try:
        return tuple(sorted(path.name for path in (folder / trail_id).iterdir() if path.is_dir()))
    except FileNotFoundError:
        return ()


def _parsed(body: bytes) -> Mapping[str, Any] | None:
    try:
        record = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return record if isinstance(record, Mapping) and record.get("eventID") else None


def _region(record: Mapping[str, Any]) -> str:
    """Return the Region as the name of a folder; the doors let only well-formed ones in."""
    region = str(record.get("awsRegion"))
    return region if _REGION.fullmatch(region) else _NO_REGION
