"""The end of a key: its window, and what is destroyed behind it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text

from .house import ACCOUNT, CREATED, House, arn_of
from .key_keeping import keep


def test_a_key_that_is_kept_after_all_is_disabled(house: House) -> None:
    key_id = house.key()
    scheduled = house.kms("ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    assert scheduled == {
        "KeyId": arn_of(key_id),
        "DeletionDate": CREATED + timedelta(days=7),
        "KeyState": "PendingDeletion",
        "PendingWindowInDays": 7,
    }
    metadata = house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert metadata["DeletionDate"] == CREATED + timedelta(days=7)
    assert house.kms("CancelKeyDeletion", KeyId=key_id) == {"KeyId": arn_of(key_id)}
    metadata = house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert metadata["KeyState"] == "Disabled"
    assert "DeletionDate" not in metadata


@pytest.mark.parametrize("days", [6, 31])
def test_a_window_is_between_a_week_and_a_month(house: House, days: int) -> None:
    refusal = house.refused("ScheduleKeyDeletion", KeyId=house.key(), PendingWindowInDays=days)
    assert refusal.code == "ValidationException"


def test_at_the_end_of_its_window_a_key_is_destroyed_with_all_it_had(house: House) -> None:
    key_id = house.key(Tags=[{"TagKey": "a", "TagValue": "b"}])
    house.kms("CreateAlias", AliasName="alias/a", TargetKeyId=key_id)
    house.kms(
        "CreateGrant",
        KeyId=key_id,
        GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:root",
        Operations=["Decrypt"],
    )
    blob = house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    material = house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["CurrentKeyMaterialId"]
    house.kms("ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    house.later(days=6, hours=23)
    assert keep(house) == 0
    house.later(hours=2)
    assert keep(house) == 1
    event = house.records[-1]
    assert event["eventName"] == "DeleteKey"
    assert event["eventType"] == "AwsServiceEvent"
    assert event["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert event["resources"] == [
        {"ARN": arn_of(key_id), "accountId": ACCOUNT, "type": "AWS::KMS::Key"}
    ]
    assert event["serviceEventDetails"] == {
        "keyId": key_id,
        "keyMaterialDestroyed": True,
        "destroyedKeyMaterialIds": [material],
    }
    assert event["readOnly"] is False
    assert "requestID" not in event
    assert house.refused("DescribeKey", KeyId=key_id).code == "NotFoundException"
    assert house.refused("DescribeKey", KeyId="alias/a").code == "NotFoundException"
    assert house.refused("Decrypt", CiphertextBlob=blob).code == "AccessDeniedException"


def test_the_file_of_the_database_does_not_keep_destroyed_material(house: House) -> None:
    going = house.key()
    house.kms("RotateKeyOnDemand", KeyId=going)
    destroyed = wrapped_materials(house)
    house.key()
    (kept,) = set(wrapped_materials(house)) - set(destroyed)
    assert all(wrapped in database_file(house) for wrapped in (*destroyed, kept))
    house.kms("ScheduleKeyDeletion", KeyId=going, PendingWindowInDays=7)
    house.later(days=8)
    assert keep(house) == 1
    content = database_file(house)
    assert not any(wrapped in content for wrapped in destroyed)
    assert kept in content


def database_file(house: House) -> bytes:
    """Return the whole file, with all that was committed."""
    path = house.parts.settings.data / "metadata.sqlite"
    connection = sqlite3.connect(path)
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert not busy
    assert path.with_name("metadata.sqlite-wal").stat().st_size == 0
    return path.read_bytes()


def wrapped_materials(house: House) -> list[bytes]:
    rows = house.database.read(lambda tx: tx.all(text("SELECT wrapped FROM kms_materials")))
    return [bytes(row["wrapped"]) for row in rows]


def test_a_key_that_is_not_due_is_not_destroyed_whoever_asks(house: House) -> None:
    key_id = house.key()
    house.kms("DeleteKey", KeyId=key_id)
    house.kms("ScheduleKeyDeletion", KeyId=key_id)
    house.kms("DeleteKey", KeyId=key_id)
    assert house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert "DeleteKey" not in [record["eventName"] for record in house.records]
