"""One sweep, from the first repository to the last object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

import structlog

from lading.inside import Ask, Inside, InsideUnavailable
from lading.jobs.sweep_report import Piece, Report
from lading.operation import ServiceError
from lading.ports import Blobs, Database, DatabaseUnavailable, IdleBytes, Kind, Snapshot
from lading.services.ecr.repository import repository_arn
from lading.services.ecr.sweep_plan import (
    Place,
    holders,
    is_upload,
    named_blobs,
    places,
    silent_uploads,
    unneeded_layers,
)
from lading.services.ecr.sweeping import PIECES_MAX
from lading.settings import Settings
from lading.vault import objects

T = TypeVar("T")

_SERVICE: Final = "ecr.amazonaws.com"
_LOOKED_UP_TOGETHER: Final = 500
_OBJECTS_MAX: Final = 10_000
"""Dropped objects of one sweep; what is left goes with the next."""

log = structlog.get_logger("sweep")


class Stopped(Exception):
    """The server stops; the rest goes with the next sweep."""


@dataclass(slots=True)
class SweepRun:
    """What a sweep knows while it goes on. A dry run asks for nothing and removes nothing."""

    database: Database
    blobs: Blobs
    ask: Ask
    settings: Settings
    now: datetime
    report: Report
    is_stopping: Callable[[], bool]

    def sweep(self) -> None:
        """Sweep everything.

        Raises `InsideUnavailable`, `ServiceError`, `DatabaseUnavailable`, `OSError`, `Stopped`.
        """
        if not self.report.dry_run:
            self.report.reprieved = self.blobs.reprieve()
        taken: set[tuple[int, str]] = set()
        after = 0
        while page := places(self.database, after):
            for place in page:
                taken |= {(place.id, digest) for digest in self._sweep_place(place)}
            after = page[-1].id
        self._sweep_stray_blobs(taken)
        self._sweep_stray_uploads()
        self._sweep_objects()

    def _sweep_place(self, place: Place) -> set[str]:
        """Sweep a repository; return the digests that it has no more.

        What goes wrong with one of them is no reason to leave the others alone.
        """
        try:
            gone = self._sweep_layers(place)
            self._sweep_uploads(place)
        except (InsideUnavailable, DatabaseUnavailable, Stopped):
            raise
        except ServiceError as error:
            if error.code != "RepositoryNotFoundException":  # deleted while we were at it
                self.report.skip(self._where(place), f"{error.code}: {error.message}")
        except Exception as error:
            self.report.skip(self._where(place), f"{type(error).__name__}: {error}")
        else:
            return gone
        return set()

    def _sweep_layers(self, place: Place) -> set[str]:
        grace_us = int(self.settings.sweep_grace_seconds * 1_000_000)
        now_us = int(self.now.timestamp() * 1_000_000)
        fresh: list[str] = []
        ripe: list[Piece] = []
        for row in _pages(partial(unneeded_layers, self.database, place), "digest"):
            marked_us = row["unneeded_us"]
            if marked_us is None:
                fresh.append(row["digest"])
            if marked_us is None or marked_us > now_us - grace_us:
                self.report.waiting.add(row["size_bytes"])
                continue
            idle_seconds = (now_us - marked_us) / 1_000_000
            where = self._where(place)
            ripe.append(Piece("layer", where, row["digest"], row["size_bytes"], idle_seconds))
        if ripe:
            ripe = self._truly_unneeded(place, ripe)
        if not self.report.dry_run:
            for some in _batches(fresh, PIECES_MAX):
                self._ask("ecr:SweepLayers", {"mark": some}, place)
        return self._remove("ecr:SweepLayers", ripe, place)

    def _truly_unneeded(self, place: Place, ripe: list[Piece]) -> list[Piece]:
        """Leave out what a manifest names all the same. Raises `Unreadable`."""
        named = named_blobs(self.database, place)
        for piece in ripe:
            if piece.name in named:
                log.error("sweep.needed_after_all", repository=place.name, digest=piece.name)
        return [piece for piece in ripe if piece.name not in named]

    def _sweep_uploads(self, place: Place) -> None:
        before = self.now - timedelta(seconds=self.settings.upload_seconds)
        before_us = int(before.timestamp() * 1_000_000)
        where = self._where(place)
        silent = []
        for row in _pages(partial(silent_uploads, self.database, place, before_us), "id"):
            idle_seconds = self.now.timestamp() - row["active_us"] / 1_000_000
            silent.append(Piece("upload", where, row["id"], row["received_bytes"], idle_seconds))
        self._remove("ecr:SweepUploads", silent, place, condemned="upload")

    def _sweep_stray_blobs(self, taken: set[tuple[int, str]]) -> None:
        """Sweep blobs that no repository has, or will have once `taken` are taken from them."""
        self._sweep_strays(
            "blob",
            lambda tx, digest: all((held, digest) in taken for held in holders(tx, digest)),
        )

    def _sweep_stray_uploads(self) -> None:
        self._sweep_strays("upload", lambda tx, upload_id: not is_upload(tx, upload_id))

    def _sweep_strays(self, kind: Kind, is_stray: Callable[[Snapshot, str], bool]) -> None:
        idle = self.blobs.idle(kind, self.settings.sweep_grace_seconds)
        for some in _batches(idle, _LOOKED_UP_TOGETHER):
            strays = self.database.read(partial(_chosen, some, is_stray))
            self._remove("ecr:SweepStrays", strays, condemned=kind)

    def _sweep_objects(self) -> None:
        grace_seconds = self.settings.sweep_grace_seconds
        before = self.now - timedelta(seconds=grace_seconds)
        rows = self.database.read(lambda tx: objects.dropped_before(tx, before, _OBJECTS_MAX))
        dropped = [
            Piece("object", "", row["object_id"], row["size_bytes"], grace_seconds) for row in rows
        ]
        self._remove("ecr:SweepObjects", dropped, condemned="object")
        if self.report.dry_run:
            return
        for some in _batches(self.blobs.idle("object", grace_seconds), _LOOKED_UP_TOGETHER):
            strays = self.database.read(
                partial(_chosen, some, lambda tx, name: not objects.is_known(tx, name))
            )
            for few in _batches(strays, PIECES_MAX):
                sizes = {one.name: one.size_bytes for one in few}
                self._ask("ecr:SweepObjects", {"strays": sizes})

    def _remove(
        self,
        operation: str,
        pieces: Sequence[Piece],
        place: Place | None = None,
        condemned: Kind | None = None,
    ) -> set[str]:
        """Have pieces removed, and their bytes where these are `condemned`; return the names.

        A dry run takes down what would be.
        """
        names: set[str] = set()
        for some in _batches(pieces, PIECES_MAX):
            sizes = {piece.name: piece.size_bytes for piece in some}
            if not self.report.dry_run:
                request = {"kind": condemned, "names": list(sizes)}
                sizes = dict(self._ask(operation, request, place)["removed"])
            for piece in some:
                if piece.name not in sizes:
                    continue
                self.report.add(replace(piece, size_bytes=sizes[piece.name]))
                names.add(piece.name)
                if condemned is not None and not self.report.dry_run:
                    self.blobs.remove(condemned, piece.name)
        return names

    def _ask(
        self, operation: str, request: Mapping[str, Any], place: Place | None = None
    ) -> Mapping[str, Any]:
        if self.is_stopping():
            raise Stopped
        account, region = self.settings.account, self.settings.region
        request = {**request, "sweepId": self.report.sweep_id}
        if place is not None:
            account, region = place.account, place.region
            request |= {"registryId": account, "repositoryName": place.name}
        return self.ask(Inside(operation, _SERVICE, account, region, request))

    def _where(self, place: Place) -> str:
        if (place.account, place.region) == (self.settings.account, self.settings.region):
            return place.name
        return repository_arn(place.account, place.region, place.name)


def _chosen(
    some: Sequence[IdleBytes], is_chosen: Callable[[Snapshot, str], bool], tx: Snapshot
) -> list[Piece]:
    return [
        Piece(one.kind, "", one.name, one.size_bytes, one.idle_seconds)
        for one in some
        if is_chosen(tx, one.name)
    ]


def _pages(page_after: Callable[[str], Sequence[Any]], key: str) -> Iterator[Any]:
    """Yield the rows of page after page."""
    after = ""
    while page := page_after(after):
        yield from page
        after = page[-1][key]


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(things)
    while some := list(islice(remaining, size)):
        yield some
