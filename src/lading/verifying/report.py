"""What a check has found out: filled by it, read by progress and summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lading.pure.digests.chains import Finding
from lading.pure.digests.names import ChainName

Keys = Literal["file", "api", "none"]
"""Where public keys are from; with `none` signatures are not looked at."""


@dataclass(slots=True)
class ChainReport:
    """One trail in one Region.

    start, end: of what its digests tell, as in them. gaps: from when to when nothing was logged or
    validation was off. unproven: digests whose signature is not at hand.
    """

    name: ChainName
    start: str = ""
    end: str = ""
    digests: int = 0
    digests_good: int = 0
    log_files: int = 0
    log_files_good: int = 0
    unproven: list[str] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """The whole check.

    unlisted: log files that no digest lists. unread: name and reason of what could not be read.
    files, files_done, bytes, bytes_done: how far it is.
    """

    keys: Keys
    chains: list[ChainReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    doing: str = ""
    files: int = 0
    files_done: int = 0
    bytes_done: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything that digests speak of is there, as it was."""
        return not self.findings and not self.unread

    def begin(self, doing: str, files: int) -> None:
        """Note what is done now, and with how many files."""
        self.doing, self.files, self.files_done = doing, files, 0
