"""Refusals as boto3 raises them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


@dataclass
class Refusal:
    """Status, code and document of a refusal, once there was one."""

    status: int = 0
    code: str = ""
    message: str = ""
    error: dict[str, Any] = field(default_factory=dict)


@contextmanager
def refused(status: int, code: str | None = None) -> Iterator[Refusal]:
    """Fail unless what is done inside is refused like this."""
    refusal = Refusal()
    try:
        yield refusal
    except ClientError as error:
        answer: Any = error.response
        refusal.status = answer["ResponseMetadata"]["HTTPStatusCode"]
        refusal.error = answer["Error"]
        refusal.code, refusal.message = refusal.error["Code"], refusal.error.get("Message", "")
    assert (refusal.status, code or refusal.code) == (status, refusal.code), refusal
