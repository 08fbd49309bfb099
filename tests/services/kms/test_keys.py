"""Keys: making, finding and changing them."""

from __future__ import annotations

from typing import Any

import pytest

from .house import ACCOUNT, CREATED, NO_KEY, House, arn_of

SYMMETRIC = "SYMMETRIC_DEFAULT"


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
