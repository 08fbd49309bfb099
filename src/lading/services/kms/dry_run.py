"""DryRun: everything is checked, nothing is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lading.operation import Call


def end_dry_run(call: Call, request: Mapping[str, Any]) -> None:
    """Raise DryRunOperationException if the request only asks whether it would succeed."""
    if request.get("DryRun"):
        raise call.error(
            "DryRunOperationException",
            "The request would have succeeded, but the DryRun option is set.",
        )
