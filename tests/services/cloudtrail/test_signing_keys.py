"""Keys that sign digest files (CloudTrail User Guide, "CloudTrail digest file structure")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from lading.services.cloudtrail.signing_keys import (
    PRIVATE_KEPT,
    RENEWED_BEFORE,
    VALID,
    SigningKey,
    current_key,
    named_key,
    signature,
)

from .house import ACCOUNT, NOW, OTHER_ROOT, REGION, House


def current(house: House, region: str = REGION) -> SigningKey:
    key = house.database.read(lambda tx: current_key(tx, ACCOUNT, region, house.now))
    assert key is not None
    return key


def listed(house: House, **span: Any) -> list[Any]:
    keys: list[Any] = house("ListPublicKeys", **span)["PublicKeyList"]
    return keys


def test_there_is_no_key_until_one_is_needed(house: House) -> None:
    assert listed(house) == []
    assert house.database.read(lambda tx: current_key(tx, ACCOUNT, REGION, NOW)) is None


def test_what_a_key_signs_its_public_part_verifies(house: House) -> None:
    """The listed value is PKCS#1: it begins with the modulus, not with an algorithm's name."""
    fingerprint = house("CreateSigningKey")["Fingerprint"]
    (shown,) = listed(house)
    assert shown["Fingerprint"] == fingerprint and len(fingerprint) == 32
    assert (shown["ValidityStartTime"], shown["ValidityEndTime"]) == (NOW, NOW + VALID)
    assert shown["Value"][:9] == bytes.fromhex("3082010a0282010100")
    public = load_der_public_key(shown["Value"])
    assert isinstance(public, RSAPublicKey) and public.key_size == 2048
    signed = signature(house.dispatch.parts.seal, current(house), b"text\nof\nfour\nlines")
    public.verify(signed, b"text\nof\nfour\nlines", PKCS1v15(), SHA256())


def test_the_private_part_lies_sealed(house: House) -> None:
    house("CreateSigningKey")
    with house.rows() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM signing_keys").mappings().all()
    assert "PRIVATE" not in str(dict(row))
    sealed = house.dispatch.parts.seal.open("digest signing key", row["sealed_private_key"])
    assert set(sealed) == {"s"}


def test_a_key_serves_until_shortly_before_its_end(house: House) -> None:
    first = house("CreateSigningKey")["Fingerprint"]
    house.now = NOW + VALID - RENEWED_BEFORE - timedelta(seconds=1)
    assert house("CreateSigningKey")["Fingerprint"] == first
    house.now += timedelta(seconds=1)
    second = house("CreateSigningKey")["Fingerprint"]
    assert second != first
    assert [key["Fingerprint"] for key in listed(house)] == [first, second]
    assert current(house).fingerprint == second


def test_keys_are_of_an_account_and_region(house: House) -> None:
    here = house("CreateSigningKey")["Fingerprint"]
    there = house("CreateSigningKey", region="us-east-1")["Fingerprint"]
    assert here != there == current(house, "us-east-1").fingerprint
    assert len(listed(house)) == 1
    assert house("ListPublicKeys", OTHER_ROOT) == {"PublicKeyList": []}


def test_keys_of_a_span_of_time(house: House) -> None:
    """All whose time overlaps the span, its ends included; a missing end of it is now."""
    first = house("CreateSigningKey")["Fingerprint"]
    house.now = second_starts = NOW + timedelta(days=40)
    second = house("CreateSigningKey")["Fingerprint"]
    end, day = NOW + VALID, timedelta(days=1)
    for span, expected in (
        ({}, [second]),
        ({"StartTime": NOW}, [first, second]),
        ({"StartTime": NOW - day, "EndTime": NOW}, [first]),
        ({"StartTime": NOW - day, "EndTime": NOW - timedelta(seconds=1)}, []),
        ({"StartTime": end, "EndTime": end + day}, [first]),
        ({"StartTime": end + day, "EndTime": end + day}, []),
        ({"EndTime": second_starts + day}, [second]),
    ):
        assert [one["Fingerprint"] for one in listed(house, **span)] == expected, span
    refusal = house.refused("ListPublicKeys", EndTime=NOW)
    assert refusal.code == "InvalidTimeRangeException"
    assert house.refused("ListPublicKeys", NextToken="t").code == "InvalidTokenException"


@pytest.mark.parametrize(("later", "signs"), [(timedelta(0), True), (timedelta(seconds=1), False)])
def test_private_parts_go_a_while_after_their_key_is_over(
    house: House, later: timedelta, signs: bool
) -> None:
    """The public part stays: what it verifies may be there for ever."""
    first = house("CreateSigningKey")["Fingerprint"]
    house.now = NOW + VALID + PRIVATE_KEPT + later
    house("CreateSigningKey")
    key = house.database.read(lambda tx: named_key(tx, ACCOUNT, REGION, first))
    assert key is not None
    assert (key.sealed_private_key is not None) is signs


def test_a_new_key_is_on_record_without_its_private_part(house: House) -> None:
    fingerprint = house("CreateSigningKey")["Fingerprint"]
    house("CreateSigningKey")
    (record,) = house.records("CreateSigningKey")
    assert record["eventType"] == "AwsServiceEvent" and record["readOnly"] is False
    assert record["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    start = int(NOW.timestamp() * 1000)
    assert record["serviceEventDetails"] == {
        "fingerprint": fingerprint,
        "validityStartTime": start,
        "validityEndTime": start + 30 * 86_400_000,
    }
