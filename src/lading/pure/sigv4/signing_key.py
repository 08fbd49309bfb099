"""Signing keys, derived from secrets, and a bounded memory of those in use."""

from collections import OrderedDict
from hashlib import sha256
from hmac import digest
from threading import Lock

from lading.pure.sigv4.authorization import Authorization
from lading.pure.sigv4.canonical import TERMINATOR


def derive(secret: str, date: str, region: str, service: str) -> bytes:
    """The signing key of one secret for one day (YYYYMMDD), Region and service: 32 bytes."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, TERMINATOR):
        key = digest(key, part.encode("latin-1"), "sha256")
    return key


class SigningKeys:
    """The most recently used signing keys, at most `capacity`; safe to share between threads."""

    def __init__(self, capacity: int) -> None:
        assert capacity > 0
        self._capacity = capacity
        self._keys: OrderedDict[tuple[str, str, str, str, bytes], bytes] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many keys are remembered now."""
        return len(self._keys)

    def find(self, authorization: Authorization, secret: str) -> bytes:
        """The key for this scope and secret, remembered or derived anew."""
        return self.known(authorization, secret) or derive(
            secret, authorization.date, authorization.region, authorization.service
        )

    def known(self, authorization: Authorization, secret: str) -> bytes | None:
        """The key for this scope and secret if it is remembered."""
        entry = _entry(authorization, secret)
        with self._lock:
            key = self._keys.get(entry)
            if key is not None:
                self._keys.move_to_end(entry)
            return key

    def remember(self, authorization: Authorization, secret: str, key: bytes) -> None:
        """Keep a key that proved right: forged requests must not push out the keys in use."""
        with self._lock:
            self._keys[_entry(authorization, secret)] = key
            while len(self._keys) > self._capacity:
                self._keys.popitem(last=False)


def _entry(authorization: Authorization, secret: str) -> tuple[str, str, str, str, bytes]:
    """The secret counts by its hash: a rotated one misses, and none is kept here."""
    return (
        authorization.access_key_id,
        authorization.date,
        authorization.region,
        authorization.service,
        sha256(secret.encode()).digest(),
    )
