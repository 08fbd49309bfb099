"""Keys from their making to their end."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from lading.inside import Inside
from lading.jobs.keep_keys import keep_keys

from .house import ACCOUNT, CREATED, NO_KEY, REGION, ROOT, House, arn_of, found, policy, to

SYMMETRIC = "SYMMETRIC_DEFAULT"


def keep(house: House) -> int:
    """Run the job that destroys and rotates keys, as the clerk does."""

    def ask(inside: Inside) -> dict[str, Any]:
        assert (inside.service, inside.account, inside.region) == (
            "kms.amazonaws.com",
            ACCOUNT,
            REGION,
        )
        return house.run(found(inside.operation), ROOT, inside.request)

    return keep_keys(house.database, ask, house.now)


def test_a_new_key_is_enabled_and_symmetric(house: House) -> None:
    metadata = house.kms("CreateKey", Description="for images")["KeyMetadata"]
    key_id = metadata["KeyId"]
    assert len(metadata.pop("CurrentKeyMaterialId")) == 64
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key_id,
        "Arn": arn_of(key_id),
        "CreationDate": CREATED,
        "Enabled": True,
        "Description": "for images",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": SYMMETRIC,
        "KeySpec": SYMMETRIC,
        "EncryptionAlgorithms": [SYMMETRIC],
        "MultiRegion": False,
    }


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({"KeySpec": "RSA_2048"}, "KeySpec"),
        ({"CustomerMasterKeySpec": "ECC_NIST_P256"}, "CustomerMasterKeySpec"),
        ({"KeyUsage": "SIGN_VERIFY"}, "KeyUsage"),
        ({"Origin": "EXTERNAL"}, "Origin"),
        ({"MultiRegion": True}, "MultiRegion"),
        ({"CustomKeyStoreId": "cks-1"}, "CustomKeyStoreId"),
        ({"XksKeyId": "one"}, "XksKeyId"),
    ],
)
def test_other_kinds_of_keys_are_not_made(
    house: House, request_: dict[str, Any], member: str
) -> None:
    refusal = house.refused("CreateKey", **request_)
    assert refusal.code == "UnsupportedOperationException"
    assert member in refusal.message


@pytest.mark.parametrize("how", ["id", "arn"])
def test_a_key_is_found_by_id_and_arn(house: House, how: str) -> None:
    key_id = house.key()
    named = key_id if how == "id" else arn_of(key_id)
    assert house.kms("DescribeKey", KeyId=named)["KeyMetadata"]["KeyId"] == key_id


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (NO_KEY, f"Key '{arn_of(NO_KEY)}' does not exist"),
        (arn_of(NO_KEY), f"Key '{arn_of(NO_KEY)}' does not exist"),
        ("x", "Invalid keyId 'x'"),
        (f"{NO_KEY[:-1]}g", f"Invalid keyId '{NO_KEY[:-1]}g'"),
        ("arn:aws:kms:eu-west-9:111122223333:key/x", "Invalid arn eu-west-9"),
        (
            "arn:aws:iam::111122223333:user/x",
            "Invalid keyId 'arn:aws:iam::111122223333:user/x'",
        ),
        (
            "alias/none",
            "Alias arn:aws:kms:eu-central-1:111122223333:alias/none is not found.",
        ),
    ],
)
def test_what_is_not_there_is_not_found(house: House, named: str, message: str) -> None:
    refusal = house.refused("DescribeKey", KeyId=named)
    assert (refusal.code, refusal.message) == ("NotFoundException", message)


def test_keys_are_listed_by_id_page_by_page(house: House) -> None:
    made = sorted(house.key() for _ in range(5))
    seen: list[str] = []
    marker: dict[str, Any] = {}
    for truncated in (True, True, False):
        page = house.kms("ListKeys", Limit=2, **marker)
        assert page["Truncated"] is truncated
        seen += [key["KeyId"] for key in page["Keys"]]
        marker = {"Marker": page.get("NextMarker")}
    assert seen == made
    assert page["Keys"][0]["KeyArn"] == arn_of(made[-1])
    assert house.refused("ListKeys", Marker="%").code == "InvalidMarkerException"


def test_a_description_changes(house: House) -> None:
    key_id = house.key()
    house.kms("UpdateKeyDescription", KeyId=key_id, Description="new")
    assert house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]["Description"] == "new"


def test_a_disabled_key_is_enabled_again(house: House) -> None:
    key_id = house.key()
    for operation, state in (("DisableKey", "Disabled"), ("EnableKey", "Enabled")):
        house.kms(operation, KeyId=key_id)
        metadata = house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]
        assert (metadata["KeyState"], metadata["Enabled"]) == (state, state == "Enabled")


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


CONTEXT = {"a": "1"}
# What each group of calls does with a key that is disabled, and with one about to be deleted.
STATES = [
    ("Encrypt", {"Plaintext": b"x"}, "DisabledException", "KMSInvalidStateException"),
    ("GenerateDataKey", {"KeySpec": "AES_256"}, "DisabledException", "KMSInvalidStateException"),
    (
        "GenerateDataKeyWithoutPlaintext",
        {"NumberOfBytes": 16},
        "DisabledException",
        "KMSInvalidStateException",
    ),
    (
        "CreateGrant",
        {"GranteePrincipal": f"arn:aws:iam::{ACCOUNT}:root", "Operations": ["Decrypt"]},
        "DisabledException",
        "KMSInvalidStateException",
    ),
    ("EnableKeyRotation", {}, "DisabledException", "KMSInvalidStateException"),
    ("DisableKeyRotation", {}, "DisabledException", "KMSInvalidStateException"),
    ("RotateKeyOnDemand", {}, "DisabledException", "KMSInvalidStateException"),
    ("DescribeKey", {}, None, None),
    ("GetKeyPolicy", {}, None, None),
    ("ListKeyPolicies", {}, None, None),
    ("ListGrants", {}, None, None),
    ("ListResourceTags", {}, None, None),
    ("GetKeyRotationStatus", {}, None, None),
    (
        "PutKeyPolicy",
        {"Policy": policy(to("*", "kms:*")), "BypassPolicyLockoutSafetyCheck": True},
        None,
        None,
    ),
    ("EnableKey", {}, None, "KMSInvalidStateException"),
    ("DisableKey", {}, None, "KMSInvalidStateException"),
    ("ScheduleKeyDeletion", {}, None, "KMSInvalidStateException"),
    ("UpdateKeyDescription", {"Description": ""}, None, "KMSInvalidStateException"),
    (
        "TagResource",
        {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
        None,
        "KMSInvalidStateException",
    ),
    ("UntagResource", {"TagKeys": ["a"]}, None, "KMSInvalidStateException"),
    ("CancelKeyDeletion", {}, "KMSInvalidStateException", None),
]


@pytest.mark.parametrize(("name", "request_", "disabled", "pending"), STATES)
@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion"])
def test_what_a_key_does_depends_on_its_state(
    house: House,
    name: str,
    request_: dict[str, Any],
    disabled: str | None,
    pending: str | None,
    state: str,
) -> None:
    key_id = house.key()
    house.kms("DisableKey" if state == "Disabled" else "ScheduleKeyDeletion", KeyId=key_id)
    expected = disabled if state == "Disabled" else pending
    if expected is None:
        house.kms(name, KeyId=key_id, **request_)
        return
    refusal = house.refused(name, KeyId=key_id, **request_)
    text = {
        "DisabledException": f"{arn_of(key_id)} is disabled.",
        "KMSInvalidStateException": (
            f"{arn_of(key_id)} is not pending deletion."
            if name == "CancelKeyDeletion"
            else f"{arn_of(key_id)} is pending deletion."
        ),
    }
    assert (refusal.code, refusal.message) == (expected, text[expected])


def test_an_alias_cannot_point_at_a_key_about_to_go(house: House) -> None:
    going, staying = house.key(), house.key()
    house.kms("CreateAlias", AliasName="alias/a", TargetKeyId=going)
    house.kms("ScheduleKeyDeletion", KeyId=going)
    refusal = house.refused("CreateAlias", AliasName="alias/b", TargetKeyId=going)
    assert refusal.code == "KMSInvalidStateException"
    house.kms("UpdateAlias", AliasName="alias/a", TargetKeyId=staying)
    refusal = house.refused("UpdateAlias", AliasName="alias/a", TargetKeyId=going)
    assert refusal.code == "KMSInvalidStateException"
    house.kms("DeleteAlias", AliasName="alias/a")


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


def test_tags_are_set_replaced_listed_and_removed(house: House) -> None:
    key_id = house.key(Tags=[{"TagKey": "team", "TagValue": "a"}])
    house.kms(
        "TagResource",
        KeyId=key_id,
        Tags=[{"TagKey": "team", "TagValue": "b"}, {"TagKey": "cost", "TagValue": ""}],
    )
    listed = house.kms("ListResourceTags", KeyId=key_id)
    assert listed["Tags"] == [
        {"TagKey": "cost", "TagValue": ""},
        {"TagKey": "team", "TagValue": "b"},
    ]
    house.kms("UntagResource", KeyId=key_id, TagKeys=["team", "none"])
    assert [tag["TagKey"] for tag in house.kms("ListResourceTags", KeyId=key_id)["Tags"]] == [
        "cost"
    ]


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ([("a", "1"), ("a", "2")], "Duplicate tag keys"),
        ([("aws:x", "1")], "Tags beginning with aws: are reserved"),
        ([(str(number), "") for number in range(51)], "Too many tags"),
    ],
)
def test_some_tags_cannot_be(house: House, tags: list[tuple[str, str]], message: str) -> None:
    shape = [{"TagKey": key, "TagValue": value} for key, value in tags]
    for refusal in (
        house.refused("TagResource", KeyId=house.key(), Tags=shape),
        house.refused("CreateKey", Tags=shape),
    ):
        assert (refusal.code, refusal.message) == ("TagException", message)


def test_without_the_master_key_nothing_is_made_or_opened(house: House) -> None:
    from dataclasses import replace

    from lading.pure.kms.key_wrap import KeyWrap

    key_id = house.key()
    blob = house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    right = house.parts
    for wrap in (None, KeyWrap(bytes(32))):
        house.parts = replace(right, key_wrap=wrap)
        for refusal in (
            house.refused("CreateKey"),
            house.refused("Encrypt", KeyId=key_id, Plaintext=b"x"),
            house.refused("Decrypt", CiphertextBlob=blob),
        ):
            assert refusal.code == "KMSInternalException"
            assert "backup" in refusal.message
    house.parts = right
    assert house.kms("Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
