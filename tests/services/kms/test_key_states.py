"""What a key does in the state it is in."""

from __future__ import annotations

from typing import Any

import pytest

from .house import ACCOUNT, House, arn_of, policy, to

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
