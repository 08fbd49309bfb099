"""Writes the signed digests of a trail in one Region (CloudTrail User Guide, "Digest files").

A chain begins when validation is switched on, has a digest for each period, an empty one too, and
ends with a last one when validation or logging is switched off. The order of one digest is that of
a log file: plan, upload, note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import orjson

from lading.audit.steps import step
from lading.delivery.objects import Bucket, Delivery, gzipped
from lading.delivery.state import (
    Chain,
    DeliveryState,
    DigestPlan,
    LastDigest,
    LogFile,
    StateFile,
)
from lading.delivery.trail import Trail
from lading.operation import ServiceError
from lading.pure.digests.signing import SIGNATURE_ALGORITHM, string_to_sign

_HASH: Final = "SHA-256"
_SECONDS: Final = "%Y-%m-%dT%H:%M:%SZ"


class Signer(Protocol):
    """A key that signs digests."""

    @property
    def fingerprint(self) -> str:
        """What ListPublicKeys calls the key."""

    def sign(self, text: bytes) -> bytes:
        """Return the signature: RSASSA-PKCS1-v1_5 with SHA-256."""


class Signers(Protocol):
    """The signing keys of accounts and Regions."""

    def current(self, account: str, region: str) -> Signer:
        """Return the key to sign with now, made if there is none. Raises `InsideUnavailable`."""

    def named(self, account: str, region: str, fingerprint: str) -> Signer:
        """Return a key by its fingerprint."""


class DigestFiles:
    """Writes the digests of one trail and Region."""

    def __init__(
        self,
        region: str,
        state: StateFile,
        bucket: Bucket,
        signers: Signers,
        *,
        period_seconds: float,
    ) -> None:
        self._region = region
        self._state = state
        self._bucket = bucket
        self._signers = signers
        self._period = timedelta(seconds=period_seconds)

    def begin(self, trail: Trail, now: datetime, *, waits: bool) -> None:
        """Begin a chain if the trail is to have one and has none; before its first log file.

        waits: whether there is something to deliver. A trail that was stopped or deleted before
        anybody saw it log has a chain for what it logged. From now on there is a key to be listed:
        `aws cloudtrail validate-logs` asks for keys before it looks for digests. Raises
        `InsideUnavailable`.
        """
        state = self._state.read()
        if state.chain is not None or not trail.validated:
            return
        if trail.is_logging or (waits and state.ended != trail.chain):
            self._signers.current(trail.account, self._region)
            self._state.write(replace(state, chain=Chain(now.strftime(_SECONDS), trail.chain)))

    def deliver(self, trail: Trail, now: datetime) -> int:
        """Write the digest that is due, if one is; return how many. Raises what `put` raises.

        All log files that are to be listed are delivered by now.
        """
        state = self._state.read()
        if state.chain is None:
            return 0
        is_cut = state.chain.number != trail.chain
        ends = is_cut or not (trail.validated and trail.is_logging)
        if state.chain.plan is None:
            since = _time(state.chain.since)
            if not (ends and now > since) and now < since + self._period:
                return 0
            state = self._planned(trail, state, max(now, since + timedelta(seconds=1)))
        self._upload(trail, state, ends=ends)
        return 1

    def _planned(self, trail: Trail, state: DeliveryState, end: datetime) -> DeliveryState:
        assert state.chain is not None
        signer = self._signers.current(trail.account, self._region)
        plan = DigestPlan(
            end=end.strftime(_SECONDS),
            bucket=trail.bucket,
            key=digest_key(trail, self._region, end),
            fingerprint=signer.fingerprint,
        )
        planned = replace(state, chain=replace(state.chain, plan=plan))
        step("trails.digest_plan")
        self._state.write(planned)
        return planned

    def _upload(self, trail: Trail, state: DeliveryState, *, ends: bool) -> None:
        chain = state.chain
        assert chain is not None and chain.plan is not None
        plan = chain.plan
        text = orjson.dumps(digest_document(trail.account, chain, plan))
        sha256 = hashlib.sha256(text).hexdigest()
        signer = self._signers.named(trail.account, self._region, plan.fingerprint)
        previous = None if chain.last is None else chain.last.signature
        signature = signer.sign(
            string_to_sign(plan.end, plan.bucket, plan.key, sha256, previous)
        ).hex()
        metadata = {"signature": signature, "signature-algorithm": SIGNATURE_ALGORITHM}
        delivery = Delivery(trail, self._region, plan.bucket, plan.key, metadata)
        step("trails.digest_upload")
        try:
            self._bucket.put(delivery, gzipped((text,)))
        except ServiceError:
            if not plan.is_for(trail):  # it has another place for its files since
                self._state.write(replace(state, chain=replace(chain, plan=None)))
            raise
        step("trails.digest_uploaded")
        last = LastDigest(plan.end, plan.bucket, plan.key, sha256, signature)
        follows = None if ends else Chain(plan.end, chain.number, last=last)
        ended = chain.number if ends else state.ended
        self._state.write(replace(state, chain=follows, ended=ended))


def digest_document(account: str, chain: Chain, plan: DigestPlan) -> Mapping[str, Any]:
    """Return the members of a digest, in AWS's order."""
    last, files = chain.last, chain.files
    return {
        "awsAccountId": account,
        "digestStartTime": chain.since,
        "digestEndTime": plan.end,
        "digestS3Bucket": plan.bucket,
        "digestS3Object": plan.key,
        "digestPublicKeyFingerprint": plan.fingerprint,
        "digestSignatureAlgorithm": SIGNATURE_ALGORITHM,
        "newestEventTime": max((one.newest for one in files), default=None),
        "oldestEventTime": min((one.oldest for one in files), default=None),
        "previousDigestS3Bucket": None if last is None else last.bucket,
        "previousDigestS3Object": None if last is None else last.key,
        "previousDigestHashValue": None if last is None else last.sha256,
        "previousDigestHashAlgorithm": None if last is None else _HASH,
        "previousDigestSignature": None if last is None else last.signature,
        "logFiles": [_listed(one) for one in files],
    }


def digest_key(trail: Trail, region: str, end: datetime) -> str:
    """Return the object key of a digest: the end of its time names it."""
    return (
        f"{trail.top}CloudTrail-Digest/{region}/{end:%Y/%m/%d}/"
        f"{trail.account}_CloudTrail-Digest_{region}_{trail.name}_{trail.home_region}_"
        f"{end:%Y%m%dT%H%M%SZ}.json.gz"
    )


def _listed(file: LogFile) -> Mapping[str, str]:
    return {
        "s3Bucket": file.bucket,
        "s3Object": file.key,
        "hashValue": file.sha256,
        "hashAlgorithm": _HASH,
        "newestEventTime": file.newest,
        "oldestEventTime": file.oldest,
    }


def _time(text: str) -> datetime:
    return datetime.strptime(text, _SECONDS).replace(tzinfo=UTC)
