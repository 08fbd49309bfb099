"""The import itself on record: its begin, before anything is stored, and its end.

The words are those of the imports into CloudTrail Lake (CloudTrail API reference, GetImport).
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lading.importing.tally import Tally
from lading.inside import Ask, Inside

Status = Literal["IN_PROGRESS", "COMPLETED", "STOPPED", "FAILED"]
_SERVICE: Final = "cloudtrail.amazonaws.com"
_SOURCES_MAX: Final = 50
_SOURCE_CHARACTERS_MAX: Final = 1024


@dataclass(frozen=True, slots=True)
class Act:
    """One import, as its records name it."""

    ask: Ask
    account: str
    region: str
    import_id: str
    sources: Sequence[str]
    log_group: str | None

    def begin(self, tally: Tally) -> None:
        """Put the begin on record; durable when it returns. Raises what `Ask` raises."""
        self._record("IN_PROGRESS", {"files": tally.files, "bytes": tally.bytes})

    def end(self, status: Status, tally: Tally) -> None:
        """Put the end on record. Raises what `Ask` raises."""
        counts: dict[str, Any] = {
            "filesRead": tally.files_read,
            "filesReadBefore": tally.files_before,
            "filesSkipped": tally.files_skipped.total(),
            "recordsRead": tally.read,
            "recordsStored": tally.stored,
            "recordsPresent": tally.present,
            "recordsSkipped": tally.records_skipped.total(),
        }
        if tally.first is not None and tally.last is not None:
            counts["oldestEventTime"] = f"{tally.first:%Y-%m-%dT%H:%M:%SZ}"
            counts["newestEventTime"] = f"{tally.last:%Y-%m-%dT%H:%M:%SZ}"
        self._record(status, counts)

    def _record(self, status: Status, statistics: dict[str, Any]) -> None:
        details: dict[str, Any] = {
            "importId": self.import_id,
            "importStatus": status,
            "importSource": [one[:_SOURCE_CHARACTERS_MAX] for one in self.sources[:_SOURCES_MAX]],
            "startedBy": _user(),
            "importStatistics": statistics,
        }
        if self.log_group is not None:
            details["logGroupName"] = self.log_group
        request = {"importDetails": details}
        self.ask(Inside("cloudtrail:ImportEvents", _SERVICE, self.account, self.region, request))


def _user() -> str:
    """Return who runs the command, as the kernel says; the environment could say anything."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
