"""Rotation: new material encrypts, the older opens what it encrypted."""

from __future__ import annotations

from datetime import timedelta

from .house import CREATED, House, arn_of
from .key_keeping import keep


def test_rotated_material_encrypts_and_what_was_encrypted_before_opens(house: House) -> None:
    key_id = house.key()
    before = house.kms("Encrypt", KeyId=key_id, Plaintext=b"old")["CiphertextBlob"]
    first = house.kms("Decrypt", CiphertextBlob=before)["KeyMaterialId"]
    house.kms("RotateKeyOnDemand", KeyId=key_id)
    after = house.kms("Encrypt", KeyId=key_id, Plaintext=b"new")["CiphertextBlob"]
    opened = house.kms("Decrypt", CiphertextBlob=after)
    assert (opened["Plaintext"], opened["KeyMaterialId"] == first) == (b"new", False)
    opened = house.kms("Decrypt", CiphertextBlob=before)
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (b"old", first)
    (rotation,) = house.kms("ListKeyRotations", KeyId=key_id)["Rotations"]
    assert (rotation["RotationType"], rotation["KeyMaterialState"]) == ("ON_DEMAND", "CURRENT")
    everything = house.kms("ListKeyRotations", KeyId=key_id, IncludeKeyMaterial="ALL_KEY_MATERIAL")[
        "Rotations"
    ]
    assert {one["KeyMaterialId"]: one["KeyMaterialState"] for one in everything} == {
        first: "NON_CURRENT",
        rotation["KeyMaterialId"]: "CURRENT",
    }


def test_a_key_rotates_on_demand_25_times(house: House) -> None:
    key_id = house.key()
    for _ in range(25):
        house.kms("RotateKeyOnDemand", KeyId=key_id)
    assert house.refused("RotateKeyOnDemand", KeyId=key_id).code == "LimitExceededException"


def test_a_key_rotates_by_itself_when_its_time_has_come(house: House) -> None:
    key_id = house.key()
    assert house.kms("GetKeyRotationStatus", KeyId=key_id) == {
        "KeyId": arn_of(key_id),
        "KeyRotationEnabled": False,
    }
    house.kms("EnableKeyRotation", KeyId=key_id, RotationPeriodInDays=90)
    status = house.kms("GetKeyRotationStatus", KeyId=key_id)
    assert status["RotationPeriodInDays"] == 90
    assert status["NextRotationDate"] == CREATED + timedelta(days=90)
    house.later(days=89)
    assert keep(house) == 0
    house.later(days=2)
    assert keep(house) == 1
    assert house.records[-1]["eventName"] == "RotateKey"
    assert house.records[-1]["serviceEventDetails"]["rotationType"] == "AUTOMATIC"
    status = house.kms("GetKeyRotationStatus", KeyId=key_id)
    assert status["NextRotationDate"] == CREATED + timedelta(days=181)
    house.kms("DisableKeyRotation", KeyId=key_id)
    house.later(days=1000)
    assert keep(house) == 0
