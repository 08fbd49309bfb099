"""One number that grows with every change of a trail: what those who follow trails look at."""

from __future__ import annotations

from lading.growing_version import GrowingVersion
from lading.services.cloudtrail.tables import TRAILS_VERSION

_VERSION = GrowingVersion(TRAILS_VERSION)

trails_version = _VERSION.read
bump = _VERSION.bump
