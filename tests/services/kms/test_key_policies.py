"""Who may use a key: the key policy is the root of all authority."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .house import (
    ACCOUNT,
    OTHER,
    OTHER_ROOT,
    ROOT,
    House,
    allow,
    arn_of,
    policy,
    to,
)

ACCOUNT_ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def test_a_key_begins_with_the_policy_that_trusts_its_account(house: House) -> None:
    given = house.kms("GetKeyPolicy", KeyId=house.key())
    assert given["PolicyName"] == "default"
    assert json.loads(given["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": ACCOUNT_ROOT},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }
    assert house.kms("ListKeyPolicies", KeyId=house.key())["PolicyNames"] == ["default"]


def test_under_the_default_policy_identity_policies_decide(house: House) -> None:
    key_id = house.key()
    reader = house.user("reader", allow("kms:DescribeKey"))
    house.kms("DescribeKey", reader, KeyId=key_id)
    refusal = house.refused("Encrypt", reader, KeyId=key_id, Plaintext=b"x")
    assert refusal.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/reader is not authorized to perform: kms:Encrypt on "
        f"resource: {arn_of(key_id)} because no identity-based policy allows the kms:Encrypt action"
    )


def test_without_a_statement_for_the_account_neither_root_nor_admin_get_in(house: House) -> None:
    keeper, admin = house.user("keeper"), house.user("admin", allow("*"))
    key_id = house.key(
        Policy=policy(to(f"arn:aws:iam::{ACCOUNT}:user/keeper", "kms:*")),
        BypassPolicyLockoutSafetyCheck=True,
    )
    house.kms("DescribeKey", keeper, KeyId=key_id)
    for caller in (ROOT, admin):
        refusal = house.refused("DescribeKey", caller, KeyId=key_id)
        assert refusal.code == "AccessDeniedException"
        assert "because no resource-based policy allows" in refusal.message


def test_a_user_named_directly_needs_no_policy_of_its_own(house: House) -> None:
    user = house.user("user")
    key_id = house.key(
        Policy=policy(
            to(ACCOUNT_ROOT, "kms:*"),
            to(f"arn:aws:iam::{ACCOUNT}:user/user", "kms:Encrypt"),
        )
    )
    house.kms("Encrypt", user, KeyId=key_id, Plaintext=b"x")
    assert house.refused("DescribeKey", user, KeyId=key_id).code == "AccessDeniedException"


def test_a_deny_in_the_key_policy_binds_root(house: House) -> None:
    deny = {**to("*", "kms:Decrypt"), "Effect": "Deny"}
    key_id = house.key(Policy=policy(to(ACCOUNT_ROOT, "kms:*"), deny))
    sealed = house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    refusal = house.refused("Decrypt", CiphertextBlob=sealed)
    assert refusal.message.endswith("with an explicit deny in a resource-based policy")


def test_another_account_gets_in_when_both_sides_agree(house: House) -> None:
    key_id = house.key(
        Policy=policy(to(ACCOUNT_ROOT, "kms:*"), to(f"arn:aws:iam::{OTHER}:root", "kms:Encrypt"))
    )
    sealed = house.kms("Encrypt", OTHER_ROOT, KeyId=arn_of(key_id), Plaintext=b"x")
    assert sealed["KeyId"] == arn_of(key_id)
    assert house.refused("DescribeKey", OTHER_ROOT, KeyId=arn_of(key_id)).code == (
        "AccessDeniedException"
    )
    callers, owners = house.records[-4], house.records[-3]
    assert callers["sharedEventID"] == owners["sharedEventID"]
    assert owners["recipientAccountId"] == ACCOUNT


def test_a_bare_key_id_is_looked_for_in_the_callers_account(house: House) -> None:
    refusal = house.refused("DescribeKey", OTHER_ROOT, KeyId=house.key())
    assert refusal.code == "NotFoundException"


@pytest.mark.parametrize("operation", ["CreateKey", "PutKeyPolicy"])
def test_who_would_lock_itself_out_is_refused_unless_it_insists(
    house: House, operation: str
) -> None:
    text = policy(to(f"arn:aws:iam::{OTHER}:root", "kms:*"))
    named = {} if operation == "CreateKey" else {"KeyId": house.key()}
    refusal = house.refused(operation, Policy=text, **named)
    assert (refusal.code, refusal.message) == (
        "MalformedPolicyDocumentException",
        "The new key policy will not allow you to update the key policy in the future.",
    )
    house.kms(operation, Policy=text, BypassPolicyLockoutSafetyCheck=True, **named)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "MalformedPolicyDocumentException"),
        ('{"Statement":[]}', "MalformedPolicyDocumentException"),
        (
            policy(to(f"arn:aws:iam::{ACCOUNT}:user/nobody", "kms:*")),
            "MalformedPolicyDocumentException",
        ),
        (policy(to("*", "kms:*", Sid="s" * 33_000)), "LimitExceededException"),
    ],
)
def test_some_policies_cannot_be(house: House, text: str, code: str) -> None:
    assert house.refused("PutKeyPolicy", KeyId=house.key(), Policy=text).code == code


def test_a_policy_is_shown_as_it_was_put(house: House) -> None:
    house.user("user")
    text = policy(to(ACCOUNT_ROOT, "kms:*"), to(f"arn:aws:iam::{ACCOUNT}:user/user", "kms:*"))
    key_id = house.key()
    house.kms("PutKeyPolicy", KeyId=key_id, Policy=text, PolicyName="default")
    assert json.loads(house.kms("GetKeyPolicy", KeyId=key_id)["Policy"]) == json.loads(text)
    refusal = house.refused("GetKeyPolicy", KeyId=key_id, PolicyName="other")
    assert (refusal.code, refusal.message) == ("NotFoundException", "No such policy exists")


CONDITIONS: list[tuple[str, str, dict[str, Any], bool]] = [
    ("kms:EncryptionContext:app", "web", {"EncryptionContext": {"app": "web"}}, True),
    ("kms:EncryptionContext:app", "web", {"EncryptionContext": {"app": "db"}}, False),
    ("kms:EncryptionContext:app", "web", {}, False),
    ("kms:EncryptionContextKeys", "app", {"EncryptionContext": {"app": "web"}}, True),
    ("kms:RequestAlias", "alias/app", {"KeyId": "alias/app"}, True),
    ("kms:RequestAlias", "alias/app", {}, False),
    ("kms:ResourceAliases", "alias/app", {}, True),
    ("kms:ResourceAliases", "alias/other", {}, False),
    ("kms:CallerAccount", ACCOUNT, {}, True),
    ("kms:CallerAccount", OTHER, {}, False),
    ("kms:KeySpec", "SYMMETRIC_DEFAULT", {}, True),
    ("kms:KeyUsage", "ENCRYPT_DECRYPT", {}, True),
    ("kms:KeyOrigin", "AWS_KMS", {}, True),
    ("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT", {}, True),
    ("aws:ResourceTag/team", "a", {}, True),
    ("aws:ResourceTag/team", "b", {}, False),
    ("kms:ViaService", "ecr.eu-central-1.amazonaws.com", {}, False),
]


@pytest.mark.parametrize(("key", "value", "request_", "allowed"), CONDITIONS)
def test_conditions_narrow_what_a_policy_allows(
    house: House, key: str, value: str, request_: dict[str, Any], allowed: bool
) -> None:
    key_id = house.key(Tags=[{"TagKey": "team", "TagValue": "a"}])
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=key_id)
    multiple = key in {"kms:ResourceAliases", "kms:EncryptionContextKeys"}
    operator = "ForAnyValue:StringEquals" if multiple else "StringEquals"
    user = house.user("user", allow("kms:Encrypt", Condition={operator: {key: value}}))
    request = {"KeyId": key_id, "Plaintext": b"x", **request_}
    if allowed:
        house.kms("Encrypt", user, **request)
    else:
        assert house.refused("Encrypt", user, **request).code == "AccessDeniedException"


def test_the_window_of_a_deletion_can_be_a_condition(house: House) -> None:
    key_id = house.key()
    days = {"NumericGreaterThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "20"}}
    user = house.user("user", allow("kms:ScheduleKeyDeletion", Condition=days))
    refusal = house.refused("ScheduleKeyDeletion", user, KeyId=key_id, PendingWindowInDays=7)
    assert refusal.code == "AccessDeniedException"
    house.kms("ScheduleKeyDeletion", user, KeyId=key_id, PendingWindowInDays=21)


def test_an_alias_needs_a_permission_on_the_key_and_on_itself(house: House) -> None:
    key_id = house.key()
    arn = f"arn:aws:kms:eu-central-1:{ACCOUNT}:alias/a"
    on_key = {**allow("kms:*Alias"), "Resource": arn_of(key_id)}
    on_alias = {**allow("kms:*Alias"), "Resource": arn}
    for caller, missing in (
        (house.user("onkey", on_key), arn),
        (house.user("onalias", on_alias), arn_of(key_id)),
    ):
        refusal = house.refused("CreateAlias", caller, AliasName="alias/a", TargetKeyId=key_id)
        assert f"on resource: {missing}" in refusal.message
    both = house.user("both", on_key, on_alias)
    house.kms("CreateAlias", both, AliasName="alias/a", TargetKeyId=key_id)
    other = house.key()
    refusal = house.refused("UpdateAlias", both, AliasName="alias/a", TargetKeyId=other)
    assert arn_of(other) in refusal.message
    house.kms("DeleteAlias", both, AliasName="alias/a")


def test_moving_an_alias_needs_a_permission_on_the_key_it_leaves(house: House) -> None:
    before, after = house.key(), house.key()
    house.kms("CreateAlias", AliasName="alias/a", TargetKeyId=before)
    names = [arn_of(after), f"arn:aws:kms:eu-central-1:{ACCOUNT}:alias/a"]
    user = house.user("user", {**allow("kms:UpdateAlias"), "Resource": names})
    refusal = house.refused("UpdateAlias", user, AliasName="alias/a", TargetKeyId=after)
    assert f"on resource: {arn_of(before)}" in refusal.message


@pytest.mark.parametrize("missing", ["kms:ReEncryptFrom", "kms:ReEncryptTo"])
def test_re_encrypting_needs_a_permission_on_both_keys(house: House, missing: str) -> None:
    first, second = house.key(), house.key()
    sealed = house.kms("Encrypt", KeyId=first, Plaintext=b"x")["CiphertextBlob"]
    statements = {
        "kms:ReEncryptFrom": {**allow("kms:ReEncryptFrom"), "Resource": arn_of(first)},
        "kms:ReEncryptTo": {**allow("kms:ReEncryptTo"), "Resource": arn_of(second)},
    }
    request = {"CiphertextBlob": sealed, "DestinationKeyId": second}
    both = house.user("both", *statements.values())
    house.kms("ReEncrypt", both, **request)
    one = house.user("one", *(text for name, text in statements.items() if name != missing))
    assert missing in house.refused("ReEncrypt", one, **request).message


def test_who_may_not_ask_does_not_learn_which_keys_there_are(house: House) -> None:
    nobody, key_id = house.user("nobody"), house.key()
    there = house.refused("DescribeKey", nobody, KeyId=key_id)
    missing = house.refused("DescribeKey", nobody, KeyId=key_id[:-4] + "0000")
    assert there.code == missing.code == "AccessDeniedException"
