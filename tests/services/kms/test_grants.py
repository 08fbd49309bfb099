"""Grants: a second way to a key, and who may take it back."""

from __future__ import annotations

from typing import Any

import pytest

from .house import (
    ACCOUNT,
    ECR,
    OTHER,
    REGION,
    ROOT,
    House,
    allow,
    arn_of,
    found,
    policy,
    refusal,
    to,
)

ACCOUNT_ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SERVICE = f"ecr.{REGION}.amazonaws.com"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/app"
R = {"aws:ecr:arn": REPOSITORY}


def user_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def grant(house: House, key_id: str, grantee: str, *operations: str, **more: Any) -> dict[str, Any]:
    return house.kms(
        "CreateGrant",
        KeyId=key_id,
        GranteePrincipal=grantee,
        Operations=list(operations),
        **more,
    )


def may(house: House, caller: Any, name: str, **request: Any) -> bool:
    try:
        house.kms(name, caller, **request)
    except Exception as error:
        assert getattr(error, "code", None) == "AccessDeniedException", error
        return False
    return True


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


@pytest.mark.parametrize("how", ["token", "id"])
@pytest.mark.parametrize(
    ("who", "allowed"),
    [("retirer", True), ("grantee", False), ("helper", True), ("other", False)],
)
def test_a_grant_is_retired_by_those_it_names_or_a_policy_allows(
    house: House, how: str, who: str, allowed: bool
) -> None:
    key_id = house.key()
    callers = {
        "retirer": house.user("retirer"),
        "grantee": house.user("grantee"),
        "helper": house.user("helper", allow("kms:RetireGrant")),
        "other": house.user("other"),
    }
    terms = {"RetiringPrincipal": user_arn("retirer")}
    made = grant(house, key_id, user_arn("grantee"), "Decrypt", **terms)
    request = (
        {"GrantToken": made["GrantToken"]}
        if how == "token"
        else {"KeyId": arn_of(key_id), "GrantId": made["GrantId"]}
    )
    assert may(house, callers[who], "RetireGrant", **request) is allowed
    left = house.kms("ListGrants", KeyId=key_id)["Grants"]
    assert len(left) == (0 if allowed else 1)


def test_a_grantee_retires_its_grant_if_the_grant_says_so(house: House) -> None:
    key_id, user = house.key(), house.user("user")
    made = grant(house, key_id, user_arn("user"), "Decrypt", "RetireGrant")
    house.kms("RetireGrant", user, GrantToken=made["GrantToken"])
    refusal = house.refused("RetireGrant", GrantToken=made["GrantToken"])
    assert refusal.code in {"NotFoundException", "AccessDeniedException"}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({}, "ValidationException"),
        ({"GrantToken": "x"}, "InvalidGrantTokenException"),
        ({"GrantId": "0" * 64}, "ValidationException"),
    ],
)
def test_what_is_to_be_retired_must_be_named(
    house: House, request_: dict[str, Any], code: str
) -> None:
    assert house.refused("RetireGrant", **request_).code == code


def test_retiring_shows_the_grant_only_as_additional_data(house: House) -> None:
    key_id = house.key()
    made = grant(house, key_id, ACCOUNT_ROOT, "Decrypt")
    house.kms("RetireGrant", KeyId=arn_of(key_id), GrantId=made["GrantId"])
    record = house.records[-1]
    assert record["requestParameters"] is None
    assert record["responseElements"] is None
    assert record["additionalEventData"] == {"grantId": made["GrantId"]}
    assert record["readOnly"] is False
    assert record["resources"][0]["ARN"] == arn_of(key_id)


def test_revoking_needs_a_permission_on_the_key(house: House) -> None:
    key_id, user = house.key(), house.user("user")
    made = grant(house, key_id, user_arn("user"), "Decrypt", "RetireGrant")
    assert not may(house, user, "RevokeGrant", KeyId=key_id, GrantId=made["GrantId"])
    house.kms("RevokeGrant", KeyId=key_id, GrantId=made["GrantId"])
    record = house.records[-1]
    assert record["requestParameters"] == {"keyId": key_id, "grantId": made["GrantId"]}
    again = house.refused("RevokeGrant", KeyId=key_id, GrantId=made["GrantId"])
    assert again.code == "NotFoundException"
    other = house.key()
    elsewhere = grant(house, other, ACCOUNT_ROOT, "Decrypt")["GrantId"]
    assert house.refused("RevokeGrant", KeyId=key_id, GrantId=elsewhere).code == "NotFoundException"


# How a repository with KMS encryption uses its key.


def encrypted_repository(house: House, caller: Any) -> tuple[str, list[str]]:
    """Make the grants of a repository as ECR does; return the key's ARN and the grants' ids."""
    house.forwarded("kms:UseManagedKey", caller, Service="ecr")
    described = house.forwarded("kms:DescribeKey", caller, KeyId="alias/aws/ecr")
    arn = described["KeyMetadata"]["Arn"]
    grants = [
        house.forwarded(
            "kms:CreateGrant",
            caller,
            KeyId=arn,
            GranteePrincipal=SERVICE,
            RetiringPrincipal=SERVICE,
            Operations=["GenerateDataKey", "Decrypt"],
            Constraints={"EncryptionContextSubset": R},
        )["GrantId"]
        for _ in range(2)
    ]
    return arn, grants


def test_a_repository_uses_the_key_of_its_account_for_everyone_it_serves(house: House) -> None:
    creator = house.user("creator", allow("kms:DescribeKey", "kms:CreateGrant"))
    puller = house.user("puller")
    arn, grants = encrypted_repository(house, creator)
    made = house.forwarded(
        "kms:GenerateDataKey", puller, KeyId=arn, KeySpec="AES_256", EncryptionContext=R
    )
    opened = house.forwarded(
        "kms:Decrypt", puller, CiphertextBlob=made["CiphertextBlob"], EncryptionContext=R
    )
    assert opened["Plaintext"] == made["Plaintext"]
    for grant_id in grants:
        house.forwarded("kms:RetireGrant", puller, KeyId=arn, GrantId=grant_id)
    assert house.kms("ListGrants", KeyId=arn)["Grants"] == []


def test_a_customer_key_serves_a_repository_through_its_grants_alone(house: House) -> None:
    key_id, puller = house.key(), house.user("puller")
    made = grant(
        house,
        key_id,
        SERVICE,
        "GenerateDataKey",
        "Decrypt",
        Constraints={"EncryptionContextSubset": R},
    )
    request: dict[str, Any] = {"KeyId": key_id, "KeySpec": "AES_256", "EncryptionContext": R}
    house.forwarded("kms:GenerateDataKey", puller, **request)
    assert not may(house, puller, "GenerateDataKey", **request)
    other = {**request, "EncryptionContext": {"aws:ecr:arn": REPOSITORY + "x"}}
    assert refused_forward(house, "kms:GenerateDataKey", puller, **other)
    by_other = refusal(
        lambda: house.forwarded("kms:GenerateDataKey", puller, by="s3.amazonaws.com", **request)
    )
    assert by_other.code == "AccessDeniedException"
    house.kms("RevokeGrant", KeyId=key_id, GrantId=made["GrantId"])
    assert refused_forward(house, "kms:GenerateDataKey", puller, **request)


def test_a_deny_in_the_key_policy_stops_the_service_too(house: House) -> None:
    deny = {
        **to("*", "kms:GenerateDataKey"),
        "Effect": "Deny",
        "Condition": {"StringEquals": {"kms:ViaService": SERVICE}},
    }
    key_id = house.key(Policy=policy(to(ACCOUNT_ROOT, "kms:*"), deny))
    grant(house, key_id, SERVICE, "GenerateDataKey")
    request = {"KeyId": key_id, "KeySpec": "AES_256"}
    assert refused_forward(house, "kms:GenerateDataKey", ROOT, **request)
    house.kms("GenerateDataKey", **request)


def refused_forward(house: House, key: str, caller: Any, **request: Any) -> bool:
    code = refusal(lambda: house.forwarded(key, caller, **request)).code
    assert code == "AccessDeniedException"
    return True


def test_the_key_of_a_service_is_made_once_in_an_account_and_says_so(house: House) -> None:
    first = house.forwarded("kms:UseManagedKey", Service="ecr")
    made = [record for record in house.records if record["eventName"] == "CreateKey"]
    assert house.forwarded("kms:UseManagedKey", Service="ecr") == first
    (event,) = made
    assert event["eventType"] == "AwsServiceEvent"
    assert event["eventSource"] == "kms.amazonaws.com"
    assert event["serviceEventDetails"] == {
        "keyId": first["KeyId"],
        "aliasName": "alias/aws/ecr",
        "keyManager": "AWS",
    }
    metadata = house.kms("DescribeKey", KeyId="alias/aws/ecr")["KeyMetadata"]
    assert (metadata["Arn"], metadata["KeyManager"]) == (first["KeyId"], "AWS")
    names = [record["eventName"] for record in house.records]
    assert "UseManagedKey" not in names


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        ("DisableKey", {}),
        ("EnableKey", {}),
        ("ScheduleKeyDeletion", {}),
        ("PutKeyPolicy", {"Policy": policy(to(ACCOUNT_ROOT, "kms:*"))}),
        ("UpdateKeyDescription", {"Description": "x"}),
        ("EnableKeyRotation", {}),
        ("Encrypt", {"Plaintext": b"x"}),
        ("GenerateDataKey", {"KeySpec": "AES_256"}),
    ],
)
def test_the_key_of_a_service_is_not_the_accounts_to_change_or_use(
    house: House, name: str, request_: dict[str, Any]
) -> None:
    arn = house.forwarded("kms:UseManagedKey", Service="ecr")["KeyId"]
    assert house.refused(name, KeyId=arn, **request_).code == "AccessDeniedException"


def test_the_key_of_a_service_can_be_looked_at(house: House) -> None:
    arn = house.forwarded("kms:UseManagedKey", Service="ecr")["KeyId"]
    for name in ("DescribeKey", "GetKeyPolicy", "ListGrants", "ListAliases"):
        house.kms(name, KeyId=arn)


def test_nobody_reaches_an_internal_operation_of_another_account(house: House) -> None:
    from .house import OTHER_ROOT

    house.forwarded("kms:UseManagedKey", OTHER_ROOT, Service="ecr")
    assert house.kms("ListKeys")["Keys"] == []
    (key,) = house.kms("ListKeys", OTHER_ROOT)["Keys"]
    assert OTHER in key["KeyArn"]
    assert found("kms:UseManagedKey").internal


def test_what_a_repository_does_with_its_key_is_on_record_as_the_callers(house: House) -> None:
    arn, _ = encrypted_repository(house, ROOT)
    record = next(one for one in house.records if one["eventName"] == "CreateGrant")
    assert record["userIdentity"]["invokedBy"] == ECR
    assert record["sourceIPAddress"] == record["userAgent"] == ECR
    assert record["requestParameters"] == {
        "keyId": arn,
        "granteePrincipal": SERVICE,
        "retiringPrincipal": SERVICE,
        "operations": ["GenerateDataKey", "Decrypt"],
        "constraints": {"encryptionContextSubset": R},
    }
    assert set(record["responseElements"]) == {"grantId", "keyId"}
    assert record["responseElements"]["keyId"] == arn
    made = house.forwarded("kms:GenerateDataKey", KeyId=arn, KeySpec="AES_256", EncryptionContext=R)
    house.forwarded("kms:Decrypt", CiphertextBlob=made["CiphertextBlob"], EncryptionContext=R)
    generated, _, decrypted, _ = house.records[-4:]
    assert generated["requestParameters"] == {
        "keyId": arn,
        "keySpec": "AES_256",
        "encryptionContext": R,
    }
    assert decrypted["requestParameters"] == {
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "encryptionContext": R,
    }
    for one in (generated, decrypted):
        assert one["readOnly"] is True
        assert one["responseElements"] is None
        assert one["resources"] == [{"ARN": arn, "accountId": ACCOUNT, "type": "AWS::KMS::Key"}]


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
