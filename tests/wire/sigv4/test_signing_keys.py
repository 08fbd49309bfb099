"""The memory of signing keys: bounded, by use, and only for keys that proved right."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lading.pure.sigv4.authorization import Authorization, parse
from lading.pure.sigv4.refusal import SignatureError
from lading.pure.sigv4.request import HttpRequest
from lading.pure.sigv4.sign import Signer, sign
from lading.pure.sigv4.signing_key import SigningKeys, derive
from lading.pure.sigv4.verify import verify

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def signed(region: str) -> HttpRequest:
    request = HttpRequest("POST", "/", "", (("Host", "localhost"),), "00")
    return sign(request, Signer("AKIDEXAMPLE", "secret", region, "ecr"), NOW)


def read(region: str) -> Authorization:
    authorization = parse(signed(region), now=NOW)
    assert authorization is not None
    return authorization


def test_keys_stay_within_their_capacity_and_the_oldest_goes() -> None:
    keys = SigningKeys(2)
    for region in ("a", "b"):
        keys.remember(read(region), "secret", region.encode())
    assert keys.find(read("a"), "secret") == b"a"  # now "b" is the one longest unused
    keys.remember(read("c"), "secret", b"c")
    assert len(keys) == 2
    assert keys.find(read("a"), "secret") == b"a"
    assert keys.find(read("b"), "secret") == derive("secret", "20260101", "b", "ecr")


def test_another_secret_date_or_service_has_a_key_of_its_own() -> None:
    keys = SigningKeys(9)
    known = read("a")
    keys.remember(known, "secret", b"a")
    others = (replace(known, date="20260102"), replace(known, service="iam"))
    assert all(keys.find(other, "secret") != b"a" for other in others)
    assert keys.find(known, "rotated") == derive("rotated", "20260101", "a", "ecr")


def test_a_key_is_known_once_it_proved_right() -> None:
    keys = SigningKeys(9)
    assert keys.known(read("a"), "secret") is None
    verify(signed("a"), read("a"), "secret", keys)
    assert keys.known(read("a"), "secret") == derive("secret", "20260101", "a", "ecr")
    assert keys.known(read("a"), "rotated") is None


def test_a_forged_request_leaves_no_key_behind() -> None:
    keys = SigningKeys(1)
    verify(signed("a"), read("a"), "secret", keys)
    assert len(keys) == 1
    keys.remember(read("a"), "secret", keys.find(read("a"), "secret"))
    with pytest.raises(SignatureError):
        verify(signed("b"), read("b"), "wrong", keys)
    # Had the forged key been kept, the only place would now be its own.
    keys.remember(read("a"), "secret", b"still here")
    assert keys.find(read("a"), "secret") == b"still here"
