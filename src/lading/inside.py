"""What our own jobs ask of the front: operations, so that what they do is on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class InsideUnavailable(Exception):
    """No front answers now: try later."""


@dataclass(frozen=True, slots=True)
class Inside:
    """One operation that a service of ours wants run for an account.

    operation: `service:Name`. service: the principal that calls, `ecr.amazonaws.com` for example.
    request: members as on the wire, of what JSON can say. source_arn: what the service acts for.
    received: what was staged for the operation, as a door would have left it (`Call.received`).
    """

    operation: str
    service: str
    account: str
    region: str
    request: Mapping[str, Any] = field(default_factory=dict)
    source_arn: str | None = None
    received: Mapping[str, Any] | None = None


Ask = Callable[[Inside], Mapping[str, Any]]
"""Runs one operation and returns its response; blocks.

Raises `ServiceError` for what the operation refuses, `InsideUnavailable` when nobody answers.
"""
