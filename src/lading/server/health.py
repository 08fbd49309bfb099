"""The state of the whole server, for `/healthz` and `lading doctor`."""

from __future__ import annotations

import os
from typing import Any

import orjson

from lading.dispatch.disk_space import DiskSpace
from lading.folders import DataFolder


def server_state(folder: DataFolder, disk: DiskSpace) -> dict[str, Any]:
    """Return `status` (ok, degraded, read-only, full), the state of each role, and who answers.

    The registry serves while clerk or analytics is down: that is `degraded`. On low disk it is
    `read-only`, and below the floor it cannot even record: `full`. `answered_by` is the front's
    process id: while one takes over from another, both answer.
    """
    try:
        roles = orjson.loads(folder.roles.read_bytes())
    except (OSError, ValueError):
        roles = {}
    return {"status": _status(roles, disk), "roles": roles, "answered_by": os.getppid()}


def _status(roles: Any, disk: DiskSpace) -> str:
    if disk.is_exhausted():
        return "full"
    if disk.is_low():
        return "read-only"
    states = [role.get("state") for role in roles.values() if isinstance(role, dict)]
    return "ok" if all(state == "running" for state in states) else "degraded"
