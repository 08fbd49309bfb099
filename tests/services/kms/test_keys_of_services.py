"""Keys that a service uses for its callers, and the keys of services themselves."""

from __future__ import annotations

from typing import Any

import pytest

from .granting import ACCOUNT_ROOT, REPOSITORY, SERVICE, R, grant, may
from .house import (
    ACCOUNT,
    ECR,
    OTHER,
    ROOT,
    House,
    allow,
    found,
    policy,
    refusal,
    to,
)

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
