"""The keys that sign digest files: per account and Region, each for 30 days.

CloudTrail User Guide, "Custom implementations of CloudTrail log file integrity validation": public
keys are PKCS#1 `RSAPublicKey` structures, and are kept as long as what they signed may be.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from sqlalchemy import and_, bindparam, insert, select, update

from lading.operation import Call, Request, ServiceEvent, operation
from lading.ports import Row, Snapshot
from lading.pure.sealing import Seal
from lading.services.cloudtrail.instants import instant, microseconds
from lading.services.cloudtrail.tables import SIGNING_KEYS

VALID = timedelta(days=30)
RENEWED_BEFORE = timedelta(days=3)
"""How long before its end a key has a successor; only then do two overlap."""
PRIVATE_KEPT = timedelta(days=30)
"""How long after its end a key can still sign what was planned with it: deliveries are retried."""
KEYS_LISTED_MAX = 1_000
_KEY_BITS = 2048
_EXPONENT = 65_537
_FINGERPRINT_DIGITS = 32
_SEAL_PURPOSE = "digest signing key"

_OF_REGION = and_(
    SIGNING_KEYS.c.account == bindparam("account"), SIGNING_KEYS.c.region == bindparam("region")
)
_NEWEST = (
    select(SIGNING_KEYS)
    .where(
        and_(
            _OF_REGION,
            SIGNING_KEYS.c.starts_us <= bindparam("now"),
            SIGNING_KEYS.c.ends_us > bindparam("now"),
        )
    )
    .order_by(SIGNING_KEYS.c.starts_us.desc())
    .limit(1)
)
_NAMED = select(SIGNING_KEYS).where(
    and_(_OF_REGION, SIGNING_KEYS.c.fingerprint == bindparam("fingerprint"))
)
_IN_USE = (
    select(SIGNING_KEYS)
    .where(
        and_(
            _OF_REGION,
            SIGNING_KEYS.c.starts_us <= bindparam("until"),
            SIGNING_KEYS.c.ends_us >= bindparam("since"),
        )
    )
    .order_by(SIGNING_KEYS.c.starts_us)
    .limit(KEYS_LISTED_MAX)
)
_ADD = insert(SIGNING_KEYS).values(
    account=bindparam("account"),
    region=bindparam("region"),
    fingerprint=bindparam("fingerprint"),
    public_key=bindparam("public_key"),
    sealed_private_key=bindparam("sealed_private_key"),
    starts_us=bindparam("starts_us"),
    ends_us=bindparam("ends_us"),
)
_FORGET_PRIVATE = (
    update(SIGNING_KEYS)
    .where(and_(_OF_REGION, SIGNING_KEYS.c.ends_us < bindparam("before")))
    .values(sealed_private_key=None)
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key as it is stored; `public_der` is a PKCS#1 structure.

    `fingerprint` are 32 hexadecimal digits of the SHA-256 of that: AWS says only that clients take
    it as a name.
    """

    fingerprint: str
    public_der: bytes
    sealed_private_key: str | None
    starts: datetime
    ends: datetime


def current_key(snapshot: Snapshot, account: str, region: str, now: datetime) -> SigningKey | None:
    """Return the key to sign with at this time, or None if there is none."""
    row = snapshot.first(_NEWEST, account=account, region=region, now=microseconds(now))
    return None if row is None else _from_row(row)


def keys_in_use(
    snapshot: Snapshot, account: str, region: str, since: datetime, until: datetime
) -> list[SigningKey]:
    """Return the keys that are valid at some time of a span, ends included, oldest first."""
    rows = snapshot.all(
        _IN_USE,
        account=account,
        region=region,
        since=microseconds(since),
        until=microseconds(until),
    )
    return [_from_row(row) for row in rows]


def named_key(snapshot: Snapshot, account: str, region: str, fingerprint: str) -> SigningKey | None:
    """Return a key by its fingerprint, or None if there is no such key."""
    row = snapshot.first(_NAMED, account=account, region=region, fingerprint=fingerprint)
    return None if row is None else _from_row(row)


def signature(seal: Seal, key: SigningKey, text: bytes) -> bytes:
    """Return the RSASSA-PKCS1-v1_5 signature with SHA-256 of a text."""
    assert key.sealed_private_key is not None, "a key that is long over signs no more"
    der = b64decode(seal.unwrap(_SEAL_PURPOSE, key.sealed_private_key))
    private = cast("RSAPrivateKey", load_der_private_key(der, password=None))
    return private.sign(text, PKCS1v15(), SHA256())


def _look(call: Call, request: Request) -> None:
    call.memo["signing_key"] = _lasting_key(call)


def _generate(call: Call, request: Request) -> RSAPrivateKey | None:
    """Make a key, which takes long, if one will be wanted."""
    if call.memo["signing_key"] is not None:
        return None
    return generate_private_key(_EXPONENT, _KEY_BITS)


@operation("cloudtrail:CreateSigningKey", changes=True, internal=True, check=_look, stage=_generate)
def create_signing_key(call: Call, request: Request) -> dict[str, Any]:
    """See that the account has a key in the Region that lasts a while, and return `Fingerprint`."""
    key = _lasting_key(call)
    if key is not None:
        return {"Fingerprint": key.fingerprint}
    if call.staged is None:
        raise call.error("ConflictException", "The signing key came to its end: try again.")
    return {"Fingerprint": _add(call, call.staged)}


def _lasting_key(call: Call) -> SigningKey | None:
    key = current_key(call.tx, call.scope.account, call.scope.region, call.now)
    return key if key is not None and key.ends - call.now > RENEWED_BEFORE else None


def _add(call: Call, private: RSAPrivateKey) -> str:
    public_der = private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    private_der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    fingerprint = sha256(public_der).hexdigest()[:_FINGERPRINT_DIGITS]
    of_region = {"account": call.scope.account, "region": call.scope.region}
    starts, ends = microseconds(call.now), microseconds(call.now + VALID)
    before = microseconds(call.now - PRIVATE_KEPT)
    call.tx.run(_FORGET_PRIVATE, **of_region, before=before)
    call.tx.run(
        _ADD,
        **of_region,
        fingerprint=fingerprint,
        public_key=b64encode(public_der).decode(),
        sealed_private_key=call.parts.seal.wrap(_SEAL_PURPOSE, b64encode(private_der).decode()),
        starts_us=starts,
        ends_us=ends,
    )
    # AWS records no such event; here nothing changes without a record.
    details = {
        "fingerprint": fingerprint,
        "validityStartTime": starts // 1000,
        "validityEndTime": ends // 1000,
    }
    call.service_events.append(ServiceEvent("CreateSigningKey", details, read_only=False))
    return fingerprint


def _from_row(row: Row) -> SigningKey:
    return SigningKey(
        fingerprint=row["fingerprint"],
        public_der=b64decode(row["public_key"]),
        sealed_private_key=row["sealed_private_key"],
        starts=instant(row["starts_us"]),
        ends=instant(row["ends_us"]),
    )
