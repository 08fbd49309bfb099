"""Aliases: second names of keys."""

from __future__ import annotations

import pytest

from .house import ACCOUNT, CREATED, House, alias_arn_of, arn_of

GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"


def test_an_alias_is_made_moved_and_removed(house: House) -> None:
    first, second = house.key(), house.key()
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=first)
    house.later(seconds=5)
    house.kms("UpdateAlias", AliasName="alias/app", TargetKeyId=second)
    (alias,) = house.kms("ListAliases", KeyId=second)["Aliases"]
    assert alias["AliasName"] == "alias/app"
    assert alias["AliasArn"] == alias_arn_of("alias/app")
    assert alias["TargetKeyId"] == second
    assert (alias["LastUpdatedDate"] - alias["CreationDate"]).total_seconds() == 5
    assert alias["CreationDate"] == CREATED
    assert house.kms("DescribeKey", KeyId="alias/app")["KeyMetadata"]["KeyId"] == second
    house.kms("DeleteAlias", AliasName="alias/app")
    assert house.kms("ListAliases", KeyId=second)["Aliases"] == []
    assert house.refused("DeleteAlias", AliasName="alias/app").code == "NotFoundException"


def test_a_name_is_given_once(house: House) -> None:
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=house.key())
    refusal = house.refused("CreateAlias", AliasName="alias/app", TargetKeyId=house.key())
    assert (refusal.code, refusal.message) == (
        "AlreadyExistsException",
        f"An alias with the name {alias_arn_of('alias/app')} already exists",
    )


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias", "DeleteAlias"])
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "app",
            "ValidationException",
            f'Alias must start with the prefix "alias/". Please see {GUIDE}',
        ),
        ("alias/aws/ecr", "InvalidAliasNameException", "The alias name alias/aws/ecr is reserved."),
        ("alias/", "InvalidAliasNameException", "The alias name alias/ is reserved."),
    ],
)
def test_some_names_cannot_be(
    house: House, operation: str, name: str, code: str, message: str
) -> None:
    target = {} if operation == "DeleteAlias" else {"TargetKeyId": house.key()}
    refusal = house.refused(operation, AliasName=name, **target)
    assert (refusal.code, refusal.message) == (code, message)


def test_a_key_has_50_aliases(house: House) -> None:
    key_id = house.key()
    for number in range(50):
        house.kms("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=key_id)
    refusal = house.refused("CreateAlias", AliasName="alias/more", TargetKeyId=key_id)
    assert refusal.code == "LimitExceededException"


def test_aliases_are_listed_page_by_page_those_of_services_before_they_have_a_key(
    house: House,
) -> None:
    for name in ("alias/a", "alias/b", "alias/z"):
        house.kms("CreateAlias", AliasName=name, TargetKeyId=house.key())
    seen = []
    marker: dict[str, str] = {}
    while True:
        page = house.kms("ListAliases", Limit=1, **marker)
        seen += page["Aliases"]
        if not page["Truncated"]:
            break
        marker = {"Marker": page["NextMarker"]}
    assert [alias["AliasName"] for alias in seen] == [
        "alias/a",
        "alias/aws/ecr",
        "alias/aws/s3",
        "alias/b",
        "alias/z",
    ]
    assert set(seen[1]) == {"AliasName", "AliasArn"}


def test_management_calls_know_no_aliases(house: House) -> None:
    key_id = house.key()
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=key_id)
    for named in ("alias/app", alias_arn_of("alias/app")):
        refusal = house.refused("DisableKey", KeyId=named)
        assert refusal.code == "NotFoundException"
        assert refusal.message.startswith("Invalid keyId")


def test_both_key_and_alias_are_on_record(house: House) -> None:
    key_id = house.key()
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=key_id)
    record = house.records[-1]
    assert record["requestParameters"] == {"aliasName": "alias/app", "targetKeyId": key_id}
    assert record["responseElements"] is None
    assert record["resources"] == [
        {"ARN": arn, "accountId": ACCOUNT, "type": "AWS::KMS::Key"}
        for arn in (arn_of(key_id), alias_arn_of("alias/app"))
    ]
