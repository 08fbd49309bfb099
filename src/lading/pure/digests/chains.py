"""Whether the digests of a chain are what was signed, and follow each other.

CloudTrail User Guide, "Validating CloudTrail log file integrity": each digest quotes the hash and
the signature of the one before it, and its own signature covers both, and the place it lies at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from lading.pure.digests.names import ChainName
from lading.pure.digests.proof import NotProven, PublicKeys, prove
from lading.pure.digests.reading import Digest

Fault = Literal["missing", "moved", "altered", "unreadable"]
What = Literal["digest file", "log file"]
Place = tuple[str, str]
"""Bucket and key."""

_NO_SIGNATURE: Final = "it has no signature in its metadata"
_OTHER_HASH: Final = "the digest file after it has another hash of it"
_OTHER_SIGNATURE: Final = "the digest file after it quotes another signature"


@dataclass(frozen=True, slots=True)
class Held:
    """A digest that can be read.

    end: of its time, by its name. name: where it lies, as people know it. is_in_place: whether that
    is where it says it was delivered. has_metadata: whether a signature could be there at all; on a
    disk it is not. signature: in hexadecimal, from its metadata.
    """

    digest: Digest
    end: datetime
    name: str
    is_in_place: bool
    has_metadata: bool
    signature: str | None

    @property
    def place(self) -> Place:
        """Where it was delivered, as it says."""
        return self.digest.bucket, self.digest.key


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was delivered.

    place: where it was delivered to, `s3://bucket/key`. told_by: the digest that says so.
    """

    fault: Fault
    what: What
    place: str
    reason: str
    chain: ChainName
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What is known of a chain of digests.

    believed: those whose lists of log files count. unproven: the believed ones whose signature is
    not at hand. gaps: from when to when nothing was logged, or validation was off.
    """

    believed: tuple[Held, ...]
    unproven: tuple[Held, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[tuple[str, str], ...]


def check_chain(
    name: ChainName,
    digests: Sequence[Held],
    keys: PublicKeys | None,
    *,
    since: datetime | None = None,
    is_there: Callable[[Place], bool] = lambda place: False,
) -> ChainVerdict:
    """Return what is wrong with a chain.

    digests: those that can be read, in any order. keys: None leaves hashes and links. since: links
    to what ended before it are not followed. is_there: says of digests that cannot be read whether
    they lie at a place: they are reported by whoever tried to read them.
    """
    ordered = sorted(digests, key=lambda one: (one.end, one.name))
    quotes = {link: one for one in ordered if (link := _link(one)) is not None}
    faults = [_fault(one, quotes.get(one.place), keys) for one in ordered]
    pairs = list(zip(ordered, faults, strict=True))
    found = [
        Finding(fault, "digest file", _url(one.place), reason, name)
        for one, each in pairs
        for fault, reason in each
    ]
    believed = tuple(one for one, each in pairs if all(fault == "moved" for fault, _ in each))
    return ChainVerdict(
        believed=believed,
        unproven=tuple(one for one in believed if _signature(one, quotes.get(one.place)) is None),
        findings=(*found, *_missing(name, ordered, since, is_there)),
        gaps=tuple(
            (before.digest.end, one.digest.start)
            for before, one in pairwise(ordered)
            if _link(one) is None
        ),
    )


def _fault(one: Held, after: Held | None, keys: PublicKeys | None) -> list[tuple[Fault, str]]:
    """Return what is wrong with one digest: it may be moved, altered, or both."""
    faults: list[tuple[Fault, str]] = []
    if not one.is_in_place:
        faults.append(("moved", f"it lies at {one.name}"))
    reason = _alteration(one, after, keys)
    if reason is not None:
        faults.append(("altered", reason))
    return faults


def _alteration(one: Held, after: Held | None, keys: PublicKeys | None) -> str | None:
    """Return why a digest is not believed; `after` is the one that quotes it."""
    if one.has_metadata and one.signature is None:
        return _NO_SIGNATURE
    signature = _signature(one, after)
    if keys is not None and signature is not None:
        try:
            prove(one.digest, signature, keys)
        except NotProven as error:
            return str(error)
    if after is None:
        return None
    if after.digest.previous_sha256_hex != one.digest.sha256_hex:
        return _OTHER_HASH
    return _OTHER_SIGNATURE if after.digest.previous_signature != signature else None


def _missing(
    name: ChainName,
    ordered: Sequence[Held],
    since: datetime | None,
    is_there: Callable[[Place], bool],
) -> Iterator[Finding]:
    """Yield the digests that others quote and that are not there."""
    held = {one.place for one in ordered}
    for number, one in enumerate(ordered):
        link = _link(one)
        if link is None or link in held or is_there(link) or _begins_before(one, since):
            continue
        reason = "it is not there, nor is any before it"
        if number:
            reason = f"nothing from {ordered[number - 1].digest.end} to {one.digest.start} is there"
        yield Finding("missing", "digest file", _url(link), reason, name, one.name)


def _begins_before(one: Held, since: datetime | None) -> bool:
    return since is not None and one.digest.start < since.strftime("%Y-%m-%dT%H:%M:%SZ")


def _link(one: Held) -> Place | None:
    digest = one.digest
    if digest.previous_bucket is None or digest.previous_key is None:
        return None
    return digest.previous_bucket, digest.previous_key


def _signature(one: Held, after: Held | None) -> str | None:
    """Return a digest's signature: its own, or what the next one quotes where there is none."""
    if one.has_metadata or after is None:
        return one.signature
    return after.digest.previous_signature


def _url(place: Place) -> str:
    return f"s3://{place[0]}/{place[1]}"
