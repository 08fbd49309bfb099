"""What KMS puts on record, and what never."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from .house import ACCOUNT, NO_KEY, House, arn_of, policy, to

ACCOUNT_ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def test_the_making_of_a_key_shows_its_defaults(house: House) -> None:
    key_id = house.key(Tags=[{"TagKey": "a", "TagValue": "b"}])
    record = house.records[-1]
    assert record["requestParameters"] == {
        "description": "",
        "origin": "AWS_KMS",
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "keySpec": "SYMMETRIC_DEFAULT",
        "keyUsage": "ENCRYPT_DECRYPT",
        "multiRegion": False,
        "tags": [{"tagKey": "a", "tagValue": "b"}],
    }
    shown = record["responseElements"]["keyMetadata"]
    assert shown["aWSAccountId"] == ACCOUNT
    assert shown["creationDate"] == "Mar 1, 2026, 10:00:00 AM"
    assert record["resources"][0]["ARN"] == arn_of(key_id)


def test_a_key_policy_is_on_record_as_text(house: House) -> None:
    text = policy(to(ACCOUNT_ROOT, "kms:*"))
    key_id = house.key()
    house.kms("PutKeyPolicy", KeyId=key_id, Policy=text)
    record = house.records[-1]
    assert record["requestParameters"] == {
        "keyId": key_id,
        "policyName": "default",
        "policy": text,
        "bypassPolicyLockoutSafetyCheck": False,
    }
    assert record["responseElements"] is None


@pytest.mark.parametrize("operation", ["EnableKey", "DisableKey"])
def test_changes_of_state_show_the_key(house: House, operation: str) -> None:
    key_id = house.key()
    house.kms(operation, KeyId=key_id)
    record = house.records[-1]
    assert record["requestParameters"] == {"keyId": key_id}
    assert record["responseElements"] is None
    assert record["readOnly"] is False


def test_a_deletion_shows_when(house: House) -> None:
    key_id = house.key()
    house.kms("ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    record = house.records[-1]
    assert record["requestParameters"] == {"keyId": key_id, "pendingWindowInDays": 7}
    assert record["responseElements"] == {
        "keyId": arn_of(key_id),
        "keyState": "PendingDeletion",
        "deletionDate": "Mar 8, 2026, 10:00:00 AM",
        "pendingWindowInDays": 7,
    }


def test_the_context_is_on_record_and_no_secret_is(house: House) -> None:
    key_id = house.key()
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=key_id)
    made = house.kms(
        "GenerateDataKey", KeyId="alias/app", KeySpec="AES_256", EncryptionContext={"a": "1"}
    )
    assert house.records[-1]["requestParameters"] == {
        "keyId": "alias/app",
        "keySpec": "AES_256",
        "encryptionContext": {"a": "1"},
    }
    assert house.records[-1]["resources"][0]["ARN"] == arn_of(key_id)
    grant = house.kms(
        "CreateGrant", KeyId=key_id, GranteePrincipal=ACCOUNT_ROOT, Operations=["Decrypt"]
    )
    sealed = house.kms("Encrypt", KeyId=key_id, Plaintext=b"plain-text-secret")
    assert house.records[-1]["requestParameters"] == {
        "keyId": key_id,
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }
    house.kms(
        "Decrypt",
        CiphertextBlob=sealed["CiphertextBlob"],
        GrantTokens=[grant["GrantToken"]],
        KeyId=key_id,
    )
    assert house.records[-1]["requestParameters"] == {
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "keyId": key_id,
    }
    house.kms("RetireGrant", GrantToken=grant["GrantToken"])
    books = json.dumps(house.records)
    assert grant["GrantToken"] not in books
    for secret in (made["Plaintext"], made["CiphertextBlob"], b"plain-text-secret"):
        assert b64encode(secret).decode() not in books
        assert secret.hex() not in books
    assert "plain-text-secret" not in books


def test_who_is_refused_or_finds_nothing_shows_no_parameters(house: House) -> None:
    nobody, key_id = house.user("nobody"), house.key()
    context = {"a": "1"}
    house.refused("Encrypt", nobody, KeyId=key_id, Plaintext=b"x", EncryptionContext=context)
    denied = house.records[-1]
    assert (denied["errorCode"], denied["requestParameters"]) == ("AccessDenied", None)
    house.refused("DescribeKey", KeyId=NO_KEY)
    missing = house.records[-1]
    assert (missing["errorCode"], missing["requestParameters"]) == ("NotFoundException", None)
    house.kms("DisableKey", KeyId=key_id)
    house.refused("Encrypt", KeyId=key_id, Plaintext=b"x")
    disabled = house.records[-1]
    assert disabled["requestParameters"]["keyId"] == key_id


def test_random_bytes_leave_only_that_they_were_asked_for(house: House) -> None:
    house.kms("GenerateRandom", NumberOfBytes=8)
    record = house.records[-1]
    assert record["requestParameters"] is None
    assert record["responseElements"] is None


def test_lists_are_about_no_key(house: House) -> None:
    house.kms("ListAliases")
    record = house.records[-1]
    assert record["requestParameters"] is None
    assert "resources" not in record
