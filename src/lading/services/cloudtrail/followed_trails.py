"""Every trail with what its delivery needs: when it was logging, and which records it wants."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lading.ports import Snapshot
from lading.pure.event_selectors.predicate import Predicate, compiled
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail import Trail, from_row
from lading.services.cloudtrail.trail_logging import LoggingSpan, every_span
from lading.services.cloudtrail.trails_version import trails_version

_EVERY = select(TRAILS).order_by(TRAILS.c.trail_id)


@dataclass(frozen=True, slots=True)
class FollowedTrail:
    """A trail, deleted or not, with its spans, oldest first, and its selectors compiled."""

    trail: Trail
    spans: tuple[LoggingSpan, ...]
    matches: Predicate


@dataclass(frozen=True, slots=True)
class FollowedTrails:
    """The trails of every account, as they were at one version of them."""

    version: int
    trails: tuple[FollowedTrail, ...]


def followed_trails(snapshot: Snapshot, known: FollowedTrails | None = None) -> FollowedTrails:
    """Return every trail that may have something to deliver; `known` if none changed since.

    A deleted trail is among them until `cloudtrail:ForgetTrail`.
    """
    version = trails_version(snapshot)
    if known is not None and known.version == version:
        return known
    spans = dict(every_span(snapshot))
    trails = [from_row(row) for row in snapshot.all(_EVERY)]
    return FollowedTrails(
        version,
        tuple(
            FollowedTrail(one, spans.get(one.trail_id, ()), compiled(one.selectors))
            for one in trails
        ),
    )
