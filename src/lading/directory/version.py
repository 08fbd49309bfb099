"""One number that grows with every change of the directory: what all caches are keyed on."""

from __future__ import annotations

from lading.directory.tables import IDENTITY_VERSION
from lading.growing_version import GrowingVersion

_VERSION = GrowingVersion(IDENTITY_VERSION)

identity_version = _VERSION.read
bump = _VERSION.bump
