"""A check from its first digest to its last log file; many files are read side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from lading.importing.files import CannotRead, SourceFile
from lading.pure.digests.chains import Fault, Finding, Held, Place, check_chain
from lading.pure.digests.names import ChainName, digest_of_key
from lading.pure.digests.proof import PublicKeys
from lading.pure.digests.reading import Digest, DigestRefused, LoggedFile, read_digest
from lading.verifying.content import NotGzip, content_within, sha256_of
from lading.verifying.report import ChainReport, Keys, Report
from lading.verifying.tree import Tree

T = TypeVar("T")
R = TypeVar("R")
KeysOf = Callable[[set[ChainName], datetime], PublicKeys]
"""Gives the keys of chains, of which the first digest ends at a time."""

DIGEST_BYTES_MAX: Final = 64 << 20
_THREADS: Final = 8
_AHEAD_MAX: Final = 4 * _THREADS
_SPILL: Final = timedelta(hours=1)
"""What was delivered until a time is told by a digest that ends up to an hour later."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which digests are looked at, by the ends of their times."""

    since: datetime | None = None
    until: datetime | None = None

    def has(self, end: datetime) -> bool:
        """Return whether a digest with this end is looked at."""
        return (self.since is None or end >= self.since) and (
            self.until is None or end <= self.until + _SPILL
        )


@dataclass(slots=True)
class _Chain:
    """The digests of a chain as they were read; `broken` are the names of those that were not."""

    held: list[Held] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)


class Verification:
    """One check."""

    def __init__(self, tree: Tree, keys_of: KeysOf | None, source: Keys, span: Span) -> None:
        """keys_of: None looks at hashes and links only."""
        self.report = Report(source)
        self._tree = tree
        self._keys_of = keys_of
        self._span = span
        self._chains: dict[ChainName, _Chain] = defaultdict(_Chain)
        self._broken: set[str] = set()
        self._listed: set[Place] = set()

    def run(self) -> Report:
        """Check everything. Raises `KeysUnknown`."""
        self._read_digests()
        if self._chains:
            keys = self._keys()
            for name in sorted(self._chains):
                self._check(name, self._chains[name], keys)
            self._find_unlisted()
        self.report.unread = list(self._tree.unread)
        return self.report

    def _keys(self) -> PublicKeys | None:
        if self._keys_of is None:
            return None
        ends = [end for chain in self._chains.values() for end in _ends(chain)]
        return self._keys_of(set(self._chains), min(ends)) if ends else {}

    def _read_digests(self) -> None:
        """Read the digests, and those that links lead to beyond what was given."""
        read = 0
        while read < len(self._tree.digests):
            files = self._tree.digests[read:]
            read += len(files)
            named = [(self._wanted(file), file) for file in files]
            wanted = [(*name, file) for name, file in named if name is not None]
            self.report.begin("digest files", len(wanted))
            for (name, end, file), digest in _side_by_side(self._read, wanted):
                self._keep(name, end, file, digest)
                self.report.files_done += 1
            for chain in list(self._chains.values()):
                for one in chain.held:
                    self._follow(one.digest)

    def _wanted(self, file: SourceFile) -> tuple[ChainName, datetime] | None:
        named = digest_of_key(file.name)
        return named if named is not None and self._span.has(named[1]) else None

    def _follow(self, digest: Digest) -> None:
        """See that what a digest speaks of is listed, also where it lies in another bucket."""
        if digest.previous_bucket is not None and digest.previous_key is not None:
            self._tree.find((digest.previous_bucket, digest.previous_key))
        for bucket, key in {one.bucket: one.key for one in digest.log_files}.items():
            self._tree.find((bucket, key))

    def _read(
        self, wanted: tuple[ChainName, datetime, SourceFile]
    ) -> tuple[Digest, str | None] | str:
        file = wanted[2]
        try:
            with file.open() as opened:
                content = content_within(opened, DIGEST_BYTES_MAX)
            digest = read_digest(content)
            return digest, file.signature()
        except (CannotRead, NotGzip, DigestRefused) as error:
            return str(error)

    def _keep(
        self,
        name: ChainName,
        end: datetime,
        file: SourceFile,
        read: tuple[Digest, str | None] | str,
    ) -> None:
        chain = self._chains[name]
        if isinstance(read, str):
            chain.broken.append(Finding("unreadable", "digest file", file.name, read, name))
            self._broken.add(file.name)
            return
        digest, signature = read
        is_in_place = self._tree.is_at(file, (digest.bucket, digest.key))
        in_bucket = file.name.startswith("s3://")
        chain.held.append(Held(digest, end, file.name, is_in_place, in_bucket, signature))

    def _check(self, name: ChainName, chain: _Chain, keys: PublicKeys | None) -> None:
        """Check a chain, then the log files that its good digests list."""
        verdict = check_chain(
            name, chain.held, keys, since=self._span.since, is_there=self._is_broken_at
        )
        report = ChainReport(
            name,
            start=min((one.digest.start for one in chain.held), default=""),
            end=max((one.digest.end for one in chain.held), default=""),
            unproven=[one.name for one in verdict.unproven],
            gaps=list(verdict.gaps),
        )
        findings = [*chain.broken, *verdict.findings]
        bad = {one.place for one in findings}
        missing = sum(one.fault == "missing" for one in findings)
        report.digests = len(chain.held) + len(chain.broken) + missing
        report.digests_good = report.digests - len(bad)
        self.report.findings += findings
        self.report.chains.append(report)
        for one in chain.held:
            self._listed |= {(file.bucket, file.key) for file in one.digest.log_files}
        self._check_log_files(report, verdict.believed)

    def _is_broken_at(self, place: Place) -> bool:
        file = self._tree.find(place)
        return file is not None and file.name in self._broken

    def _check_log_files(self, report: ChainReport, digests: Iterable[Held]) -> None:
        wanted = [(one.name, file) for one in digests for file in one.digest.log_files]
        report.log_files = len(wanted)
        self.report.begin("log files", len(wanted))
        found = ((name, file, self._tree.find((file.bucket, file.key))) for name, file in wanted)
        for (name, logged, file), fault in _side_by_side(self._fault, found):
            self.report.files_done += 1
            if file is None or fault is not None:
                what, reason = fault or self._absent(logged)
                url = f"s3://{logged.bucket}/{logged.key}"
                self.report.findings.append(
                    Finding(what, "log file", url, reason, report.name, name)
                )
            else:
                report.log_files_good += 1

    def _fault(self, wanted: tuple[str, LoggedFile, SourceFile | None]) -> tuple[Fault, str] | None:
        """Return what is wrong with a log file that is there."""
        _, logged, file = wanted
        if file is None:
            return None
        try:
            with file.open() as opened:
                is_same = sha256_of(opened, self._tell) == logged.sha256_hex
        except (CannotRead, NotGzip) as error:
            return "unreadable", str(error)
        return None if is_same else ("altered", "its hash is not the one in the digest file")

    def _absent(self, logged: LoggedFile) -> tuple[Fault, str]:
        """Return what has become of a log file that is not in its place."""
        stray = self._tree.elsewhere((logged.bucket, logged.key))
        if stray is None:
            return "missing", "it is not there"
        fault = self._fault(("", logged, stray))
        state = "unaltered" if fault is None else f"{fault[0]}: {fault[1]}"
        return "moved", f"it lies at {stray.name}, {state}"

    def _tell(self, size_bytes: int) -> None:
        self.report.bytes_done += size_bytes  # of several threads: it only moves the bar

    def _find_unlisted(self) -> None:
        listed = {file.name for place in self._listed if (file := self._tree.find(place))}
        self.report.unlisted = sorted(
            file.name for file in self._tree.logs if file.name not in listed
        )


def _ends(chain: _Chain) -> Iterator[datetime]:
    return (one.end for one in chain.held)


def _side_by_side(work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Yield each item with what work made of it, as they get done; a bounded number at a time."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="verify") as pool:
        running: dict[Future[R], T] = {}
        for item in items:
            running[pool.submit(work, item)] = item
            if len(running) >= _AHEAD_MAX:
                yield from _finished(running)
        while running:
            yield from _finished(running)


def _finished(running: dict[Future[R], T]) -> Iterator[tuple[T, R]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), future.result()
