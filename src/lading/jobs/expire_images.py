"""Runs the lifecycle policy of every repository that has one, through the front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import structlog

from lading.inside import Ask, Inside
from lading.operation import ServiceError
from lading.ports import Database, Row
from lading.services.ecr.lifecycle_runs import repositories_with_policy

_LOG = structlog.get_logger("expire_images")

_SERVICE: Final = "ecr.amazonaws.com"
_ROWS_MAX: Final = 500
_GONE: Final = "RepositoryNotFoundException"


@dataclass(slots=True)
class Runs:
    """What a run over all repositories did, or with `dry_run` would do, by repository."""

    dry_run: bool
    repositories: list[dict[str, Any]] = field(default_factory=list)


def expire_images(
    database: Database, ask: Ask, *, only: str | None = None, dry_run: bool = False
) -> Runs:
    """Run every policy once, or that of the repository `only`; blocks.

    Raises `InsideUnavailable`, `DatabaseUnavailable`: what is left waits for the next run.
    """
    runs = Runs(dry_run)
    for row in _repositories(database):
        if only is not None and row["name"] != only:
            continue
        try:
            found = _explained(ask, row) if dry_run else _run(ask, row)
        except ServiceError as error:  # one repository must not hold up the others
            if error.code != _GONE:
                _LOG.warning("lifecycle.failed", repository=row["name"], reason=error.message)
            continue
        runs.repositories.append({"repository": row["name"], **found})
    return runs


def _run(ask: Ask, row: Row) -> dict[str, Any]:
    expired, more = 0, True
    answer: dict[str, Any] = {}
    while more:
        answer = dict(ask(_inside("ecr:RunLifecyclePolicy", row)))
        expired, more = expired + answer["expired"], answer["more"]
    if expired or answer["failed"]:
        _LOG.info("lifecycle.run", repository=row["name"], expired=expired, kept=answer["failed"])
    return {"expired": expired, "kept": answer["failed"]}


def _explained(ask: Ask, row: Row) -> dict[str, Any]:
    return dict(ask(_inside("ecr:ExplainLifecyclePolicy", row)))


def _inside(operation: str, row: Row) -> Inside:
    request = {"registryId": row["account"], "repositoryName": row["name"]}
    return Inside(operation, _SERVICE, row["account"], row["region"], request)


def _repositories(database: Database) -> Iterator[Row]:
    after = 0
    while rows := database.read(
        partial(repositories_with_policy, after_id=after, rows_max=_ROWS_MAX)
    ):
        yield from rows
        after = rows[-1]["id"]
