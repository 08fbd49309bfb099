"""When keys and roles were used: noted in memory at every proof, stored about once a minute.

What a crash loses is a minute of `LastUsedDate`; who did what when stands in the records.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from lading.caller import Caller
from lading.directory.console_sessions import note_console_use
from lading.directory.last_uses import Use, note_key_use, note_role_use
from lading.ports import Database, DatabaseUnavailable, Transaction

STORE_SECONDS = 60.0
_NOTED_MAX = 10_000
_STORED_TOGETHER_MAX = 500

log = structlog.get_logger("key_uses")

Store = Callable[[Transaction, str, Use], None]


class KeyUses:
    """The last use of each key and role since it was stored; one for each worker."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[tuple[Store, str], Use] = {}

    def note(self, caller: Caller, service: str, region: str, now: datetime) -> None:
        """Remember that a long-term key, or the role or console session behind one, was used."""
        if caller.console is not None:
            self._keep((_note_console_use, caller.console), Use(now, region, service))
        subject: tuple[Store, str]
        if caller.identity.type == "AssumedRole":
            subject = (note_role_use, caller.entity_id)
        elif caller.is_session or caller.identity.access_key_id is None:
            return
        else:
            subject = (note_key_use, caller.identity.access_key_id)
        self._keep(subject, Use(now, region, service))

    def _keep(self, subject: tuple[Store, str], use: Use) -> None:
        if subject in self._noted or len(self._noted) < _NOTED_MAX:
            self._noted[subject] = use

    async def store(self) -> None:
        """Write what is noted, a bounded piece at a time; what cannot be written is noted still."""
        while self._noted:
            piece = list(self._noted.items())[:_STORED_TOGETHER_MAX]

            def work(tx: Transaction, piece: list[tuple[tuple[Store, str], Use]] = piece) -> None:
                for (store, entity_id), use in piece:
                    store(tx, entity_id, use)

            await self._database.write(work)
            for subject, use in piece:
                if self._noted.get(subject) is use:
                    del self._noted[subject]

    async def store_for_ever(self) -> None:
        """Store about once a minute until cancelled."""
        while True:
            await asyncio.sleep(STORE_SECONDS)
            try:
                await self.store()
            except DatabaseUnavailable as error:
                log.warning("key_uses.not_stored", reason=str(error))


def _note_console_use(tx: Transaction, session_id: str, use: Use) -> None:
    note_console_use(tx, session_id, use.when)
