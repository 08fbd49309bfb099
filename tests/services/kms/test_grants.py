"""Grants: a second way to a key, and what it is good for."""

from __future__ import annotations

from typing import Any

import pytest

from .granting import ACCOUNT_ROOT, REPOSITORY, SERVICE, R, grant, may, user_arn
from .house import (
    ROOT,
    House,
    allow,
    arn_of,
    policy,
    to,
)


def test_a_grant_lets_its_grantee_do_what_it_names_and_nothing_more(house: House) -> None:
    key_id, user = house.key(), house.user("user")
    made = grant(house, key_id, user_arn("user"), "GenerateDataKey", "DescribeKey")
    assert len(made["GrantId"]) == 64
    assert may(house, user, "GenerateDataKey", KeyId=key_id, KeySpec="AES_256")
    assert may(house, user, "DescribeKey", KeyId=key_id)
    without = {"KeyId": key_id, "KeySpec": "AES_256"}
    assert not may(house, user, "GenerateDataKeyWithoutPlaintext", **without)
    assert not may(house, user, "Encrypt", KeyId=key_id, Plaintext=b"x")
    assert not may(house, house.user("other"), "DescribeKey", KeyId=key_id)


# The vectors of the AWS documentation: constraint, context of the request, whether it holds.
VECTORS: list[tuple[dict[str, Any], dict[str, str], bool]] = [
    ({"EncryptionContextSubset": R}, {**R, "x": "y"}, True),
    ({"EncryptionContextSubset": R}, {"AWS:ECR:ARN": REPOSITORY}, False),
    ({"EncryptionContextSubset": {"a": "1"}}, {}, False),
    ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1", "b": "2"}, False),
    ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1"}, True),
    ({}, {"a": "1"}, True),
    ({}, {}, True),
]


@pytest.mark.parametrize(("constraints", "context", "holds"), VECTORS)
def test_constraints_are_about_the_encryption_context(
    house: House, constraints: dict[str, Any], context: dict[str, str], holds: bool
) -> None:
    key_id, user = house.key(), house.user("user")
    more = {"Constraints": constraints} if constraints else {}
    grant(house, key_id, user_arn("user"), "Encrypt", "Decrypt", "DescribeKey", **more)
    request = {"KeyId": key_id, "Plaintext": b"x", "EncryptionContext": context}
    assert may(house, user, "Encrypt", **request) is holds
    sealed = house.kms("Encrypt", **request)["CiphertextBlob"]
    opens = may(house, user, "Decrypt", CiphertextBlob=sealed, EncryptionContext=context)
    assert opens is holds
    assert may(house, user, "DescribeKey", KeyId=key_id)


def test_a_grant_to_a_role_is_for_its_sessions(house: House) -> None:
    key_id, session = house.key(), house.session("puller")
    grant(house, key_id, session.entity_arn, "DescribeKey")
    assert may(house, session, "DescribeKey", KeyId=key_id)


def test_a_session_with_a_policy_of_its_own_does_not_use_its_roles_grants(house: House) -> None:
    key_id = house.key()
    limited = house.session("puller", policies=(policy(allow("kms:ListKeys")),))
    grant(house, key_id, limited.entity_arn, "DescribeKey")
    assert not may(house, limited, "DescribeKey", KeyId=key_id)


def test_a_grant_to_an_account_is_no_grant_to_everyone_in_it(house: House) -> None:
    key_id = house.key(Policy=policy(to(ACCOUNT_ROOT, "kms:CreateGrant", "kms:PutKeyPolicy")))
    grant(house, key_id, ACCOUNT_ROOT, "DescribeKey")
    assert may(house, ROOT, "DescribeKey", KeyId=key_id)
    assert not may(house, house.user("user"), "DescribeKey", KeyId=key_id)


def test_a_grant_does_not_pass_to_a_new_user_of_the_same_name(house: House) -> None:
    from lading.directory.users import delete_user

    key_id, user = house.key(), house.user("user")
    grant(house, key_id, user_arn("user"), "DescribeKey")
    house.database.write_now(lambda tx: delete_user(tx, user.entity_id))
    again = house.user("user")
    assert again.entity_arn == user.entity_arn
    assert not may(house, again, "DescribeKey", KeyId=key_id)
    (listed,) = house.kms("ListGrants", KeyId=key_id)["Grants"]
    assert listed["GranteePrincipal"] == user.entity_id


def test_a_deny_beats_a_grant(house: House) -> None:
    deny = {**to("*", "kms:DescribeKey"), "Effect": "Deny"}
    key_id = house.key(Policy=policy(to(ACCOUNT_ROOT, "kms:*"), deny))
    user = house.user("user")
    grant(house, key_id, user_arn("user"), "DescribeKey")
    assert not may(house, user, "DescribeKey", KeyId=key_id)


def test_the_same_terms_under_the_same_name_are_the_same_grant(house: House) -> None:
    key_id = house.key()
    house.user("user")
    terms = {"Name": "n", "Constraints": {"EncryptionContextSubset": R}}
    first = grant(house, key_id, user_arn("user"), "Decrypt", "Encrypt", **terms)
    same = grant(house, key_id, user_arn("user"), "Encrypt", "Decrypt", **terms)
    assert same["GrantId"] == first["GrantId"]
    assert same["GrantToken"] != first["GrantToken"]
    for changed in (
        grant(house, key_id, user_arn("user"), "Decrypt", **terms),
        grant(house, key_id, user_arn("user"), "Decrypt", "Encrypt", Name="n"),
        grant(house, key_id, ACCOUNT_ROOT, "Decrypt", "Encrypt", **terms),
    ):
        assert changed["GrantId"] != first["GrantId"]
    nameless = [grant(house, key_id, ACCOUNT_ROOT, "Decrypt")["GrantId"] for _ in range(2)]
    assert nameless[0] != nameless[1]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"Operations": ["Sign"]}, "ValidationException"),
        ({"Operations": []}, "ValidationException"),
        ({"GranteePrincipal": "somebody"}, "InvalidArnException"),
        ({"GranteePrincipal": user_arn("nobody")}, "InvalidArnException"),
        ({"RetiringPrincipal": user_arn("nobody")}, "InvalidArnException"),
        ({"Constraints": {"SourceArn": REPOSITORY}}, "UnsupportedOperationException"),
        (
            {"Constraints": {"EncryptionContextSubset": R, "EncryptionContextEquals": R}},
            "ValidationException",
        ),
        (
            {"Constraints": {"EncryptionContextSubset": {str(n): "" for n in range(9)}}},
            "ValidationException",
        ),
        ({"Constraints": {"EncryptionContextSubset": {"k": "v" * 385}}}, "ValidationException"),
        ({"DryRun": True}, "DryRunOperationException"),
    ],
)
def test_some_grants_cannot_be(house: House, request_: dict[str, Any], code: str) -> None:
    key_id = house.key()
    request = {
        "KeyId": key_id,
        "GranteePrincipal": ACCOUNT_ROOT,
        "Operations": ["Decrypt"],
        **request_,
    }
    assert house.refused("CreateGrant", **request).code == code
    assert house.kms("ListGrants", KeyId=key_id)["Grants"] == []


# What the parent grants, what the child asks for, and whether that is no more.
DERIVED: list[tuple[dict[str, Any], dict[str, Any], list[str], bool]] = [
    ({}, {}, ["Decrypt"], True),
    ({}, {"EncryptionContextSubset": R}, ["Decrypt"], True),
    ({}, {}, ["Encrypt"], False),
    ({"EncryptionContextSubset": R}, {}, ["Decrypt"], False),
    ({"EncryptionContextSubset": R}, {"EncryptionContextSubset": R}, ["Decrypt"], True),
    (
        {"EncryptionContextSubset": R},
        {"EncryptionContextEquals": {**R, "x": "y"}},
        ["Decrypt"],
        True,
    ),
    ({"EncryptionContextSubset": R}, {"EncryptionContextEquals": {"x": "y"}}, ["Decrypt"], False),
    ({"EncryptionContextEquals": R}, {"EncryptionContextEquals": R}, ["Decrypt"], True),
    ({"EncryptionContextEquals": R}, {"EncryptionContextSubset": R}, ["Decrypt"], False),
]


@pytest.mark.parametrize(("parent", "child", "operations", "allowed"), DERIVED)
def test_a_grantee_passes_on_no_more_than_it_has(
    house: House,
    parent: dict[str, Any],
    child: dict[str, Any],
    operations: list[str],
    allowed: bool,
) -> None:
    key_id, user = house.key(), house.user("user")
    more = {"Constraints": parent} if parent else {}
    grant(house, key_id, user_arn("user"), "Decrypt", "CreateGrant", **more)
    request: dict[str, Any] = {
        "KeyId": key_id,
        "GranteePrincipal": ACCOUNT_ROOT,
        "Operations": operations,
    }
    if child:
        request["Constraints"] = child
    assert may(house, user, "CreateGrant", **request) is allowed


def test_grants_are_listed_all_by_grantee_by_id_and_by_who_may_retire_them(house: House) -> None:
    key_id = house.key()
    house.user("user")
    by_id = {
        grant(house, key_id, ACCOUNT_ROOT, "Decrypt")["GrantId"]: ACCOUNT_ROOT,
        grant(
            house,
            key_id,
            user_arn("user"),
            "Decrypt",
            RetiringPrincipal=user_arn("user"),
            Constraints={"EncryptionContextSubset": R},
        )["GrantId"]: user_arn("user"),
    }
    listed = house.kms("ListGrants", KeyId=key_id)["Grants"]
    assert {one["GrantId"]: one["GranteePrincipal"] for one in listed} == by_id
    (of_user,) = house.kms("ListGrants", KeyId=key_id, GranteePrincipal=user_arn("user"))["Grants"]
    assert of_user["KeyId"] == arn_of(key_id)
    assert of_user["IssuingAccount"] == ACCOUNT_ROOT
    assert of_user["Constraints"] == {"EncryptionContextSubset": R}
    assert of_user["RetiringPrincipal"] == user_arn("user")
    (retirable,) = house.kms("ListRetirableGrants", RetiringPrincipal=user_arn("user"))["Grants"]
    assert retirable == of_user
    (one,) = house.kms("ListGrants", KeyId=key_id, GrantId=of_user["GrantId"])["Grants"]
    assert one == of_user
    unknown = house.refused("ListGrants", KeyId=key_id, GrantId="0" * 64)
    assert unknown.code == "InvalidGrantIdException"
    page = house.kms("ListGrants", KeyId=key_id, Limit=1)
    assert page["Truncated"]
    rest = house.kms("ListGrants", KeyId=key_id, Limit=1, Marker=page["NextMarker"])
    assert {one["GrantId"] for one in (*page["Grants"], *rest["Grants"])} == set(by_id)


def test_creating_grants_can_be_left_to_services(house: House) -> None:
    condition = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    user = house.user("user", allow("kms:CreateGrant", Condition=condition))
    request: dict[str, Any] = {
        "KeyId": house.key(),
        "GranteePrincipal": SERVICE,
        "Operations": ["Decrypt"],
    }
    assert not may(house, user, "CreateGrant", **request)
    house.forwarded("kms:CreateGrant", user, **request)


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("kms:GranteePrincipal", SERVICE, True),
        ("kms:GranteePrincipal", ACCOUNT_ROOT, False),
        ("kms:GrantOperations", "Decrypt", True),
        ("kms:GrantOperations", "Encrypt", False),
        ("kms:GrantConstraintType", "EncryptionContextSubset", True),
        ("kms:GrantConstraintType", "EncryptionContextEquals", False),
        ("kms:EncryptionContext:aws:ecr:arn", REPOSITORY, True),
        ("kms:RetiringPrincipal", SERVICE, True),
    ],
)
def test_what_may_be_granted_can_be_limited(
    house: House, key: str, value: str, allowed: bool
) -> None:
    condition = {"ForAllValues:StringEquals": {key: value}}
    user = house.user("user", allow("kms:CreateGrant", Condition=condition))
    request = {
        "KeyId": house.key(),
        "GranteePrincipal": SERVICE,
        "RetiringPrincipal": SERVICE,
        "Operations": ["Decrypt"],
        "Constraints": {"EncryptionContextSubset": R},
    }
    assert may(house, user, "CreateGrant", **request) is allowed
