"""When images were last pulled, and by whom: gathered in memory, written now and then.

A pull is on record before its answer leaves; that an image shows when it was last pulled may come
a little later, and a process that is killed forgets what it had gathered since the last time (the
records have it). So no pull waits for the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

import structlog
from sqlalchemy import and_, bindparam, or_, update

from lading.operation import Call
from lading.ports import Database, DatabaseUnavailable, Transaction
from lading.services.ecr.pull_exclusions import is_excluded
from lading.services.ecr.repository import Repository, microseconds
from lading.services.ecr.tables import IMAGES

_WAITING_MAX = 10_000
_BATCH_MAX = 500
_PULLED = "pulled"

_STORE = (
    update(IMAGES)
    .where(
        and_(
            IMAGES.c.id == bindparam("image"),
            or_(IMAGES.c.pulled_us.is_(None), IMAGES.c.pulled_us < bindparam("us")),
        )
    )
    .values(pulled_us=bindparam("us"), pulled_by=bindparam("principal"))
)

log = structlog.get_logger("pulls")

_Key = tuple[int, str]
"""An image and the user or role that pulled it."""


@dataclass(frozen=True, slots=True)
class _Pull:
    account: str
    region: str
    pulled_us: int
    principal: str


def pulls(call: Call, repository: Repository, image_ids: list[int]) -> None:
    """Say that a call pulls these images; it counts once its record is durable.

    The console looks at manifests to show them: that is on record, but no pull.
    """
    if call.caller.console is None:
        call.memo[_PULLED] = (repository.account, image_ids)


class PullTimes:
    """The pulls of one worker that are not written yet, the newest of each image and principal."""

    def __init__(self) -> None:
        self._waiting: dict[_Key, _Pull] = {}

    def note(self, call: Call) -> None:
        """Take down what an answered call pulled. Past the bound the rest is left out."""
        account, image_ids = call.memo.get(_PULLED, ("", ()))
        for image_id in image_ids:
            key = image_id, call.caller.entity_arn
            if key in self._waiting or len(self._waiting) < _WAITING_MAX:
                principal = str(call.caller.identity.arn)
                when = microseconds(call.now)
                self._waiting[key] = _Pull(account, call.scope.region, when, principal)

    async def write(self, database: Database) -> None:
        """Write what waits, in short transactions; keep it for the next time if that fails."""
        taken, self._waiting = self._waiting, {}
        while batch := dict(islice(taken.items(), _BATCH_MAX)):
            try:
                await database.write(partial(_store, batch))
            except DatabaseUnavailable as error:
                log.warning("pulls.not_written", reason=str(error))
                self._waiting = taken | self._waiting
                return
            for key in batch:
                del taken[key]


def _store(batch: Mapping[_Key, _Pull], tx: Transaction) -> None:
    excluded: dict[tuple[str, str, str], bool] = {}
    for (image_id, entity_arn), pull in batch.items():
        who = pull.account, pull.region, entity_arn
        if who not in excluded:
            excluded[who] = is_excluded(tx, *who)
        if not excluded[who]:
            tx.run(_STORE, image=image_id, us=pull.pulled_us, principal=pull.principal)
