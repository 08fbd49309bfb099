"""The trails and signing keys of the metadata database, as the clerk reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from lading.delivery.trail import Trail
from lading.inside import Ask, Inside
from lading.ports import Database
from lading.pure.sealing import Seal
from lading.services.cloudtrail.followed_trails import (
    FollowedTrail,
    FollowedTrails,
    followed_trails,
)
from lading.services.cloudtrail.signing_keys import SigningKey, named_key, signature

_SERVICE: Final = "cloudtrail.amazonaws.com"


class DatabaseBook:
    """The trails; kept until one of them changes."""

    def __init__(self, database: Database, ask: Ask) -> None:
        self._database = database
        self._ask = ask
        self._lock = Lock()
        self._followed: FollowedTrails | None = None
        self._trails: tuple[Trail, ...] = ()

    def trails(self) -> Sequence[Trail]:
        """Return every trail, and the deleted ones that still have something to deliver."""
        with self._lock:
            known = self._followed
            followed = self._database.read(lambda tx: followed_trails(tx, known))
            if followed is not known:
                self._trails = tuple(_trail(one) for one in followed.trails)
                self._followed = followed
            return self._trails

    def settle(self, trail: Trail) -> None:
        """Let go of a deleted trail. Raises `InsideUnavailable`, `ServiceError`."""
        request = {"TrailId": trail.trail_id}
        self._ask(
            Inside("cloudtrail:ForgetTrail", _SERVICE, trail.account, trail.home_region, request)
        )


@dataclass(frozen=True, slots=True)
class DatabaseSigner:
    """One key of the database."""

    key: SigningKey
    seal: Seal

    @property
    def fingerprint(self) -> str:
        """What ListPublicKeys calls the key."""
        return self.key.fingerprint

    def sign(self, text: bytes) -> bytes:
        """Return the signature: RSASSA-PKCS1-v1_5 with SHA-256."""
        return signature(self.seal, self.key, text)


class DatabaseSigners:
    """The signing keys of accounts and Regions."""

    def __init__(self, database: Database, seal: Seal, ask: Ask) -> None:
        self._database = database
        self._seal = seal
        self._ask = ask

    def current(self, account: str, region: str) -> DatabaseSigner:
        """Return the key to sign with now. Raises `InsideUnavailable`, `ServiceError`."""
        answer = self._ask(Inside("cloudtrail:CreateSigningKey", _SERVICE, account, region))
        return self.named(account, region, str(answer["Fingerprint"]))

    def named(self, account: str, region: str, fingerprint: str) -> DatabaseSigner:
        """Return a key by its fingerprint."""
        key = self._database.read(lambda tx: named_key(tx, account, region, fingerprint))
        assert key is not None, "keys are never removed"
        return DatabaseSigner(key, self._seal)


def _trail(followed: FollowedTrail) -> Trail:
    trail, settings = followed.trail, followed.trail.settings
    ids = [one for span in followed.spans for one in (span.start_event_id, span.stop_event_id)]
    return Trail(
        trail_id=trail.trail_id,
        arn=trail.arn,
        name=trail.name,
        account=trail.account,
        home_region=trail.region,
        bucket=settings.bucket,
        matches=followed.matches,
        intervals_ms=tuple(
            (_floor_ms(span.started), None if span.stopped is None else _floor_ms(span.stopped))
            for span in followed.spans
        ),
        edge_ids=frozenset(one for one in ids if one is not None),
        prefix=settings.key_prefix,
        is_multi_region=settings.multi_region,
        includes_global=settings.global_events,
        validated=settings.validation,
        chain=trail.digest_chain,
        logs_itself=settings.recursive,
        kms_key=settings.kms_key_arn or None,
        log_group_arn=settings.log_group_arn or None,
        log_role_arn=settings.log_role_arn or None,
        deleted=trail.deleted,
    )


def _floor_ms(when: datetime) -> int:
    return int(when.timestamp() * 1000)
