"""Encrypting and decrypting: contexts, wrong keys, altered bytes, data keys."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .house import ACCOUNT, NO_KEY, OTHER_ROOT, House, alias_arn_of, arn_of

CONTEXT = {"aws:s3:arn": "o", "aws:ecr:arn": "r"}
UNKNOWN_KEY = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this "
    "region, or you are not allowed to access."
)


def test_what_was_encrypted_opens_without_naming_the_key(house: House) -> None:
    key_id = house.key()
    sealed = house.kms("Encrypt", KeyId=key_id, Plaintext=b"secret", EncryptionContext=CONTEXT)
    assert sealed["KeyId"] == arn_of(key_id)
    assert sealed["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert b"secret" not in sealed["CiphertextBlob"]
    opened = house.kms(
        "Decrypt",
        CiphertextBlob=sealed["CiphertextBlob"],
        EncryptionContext=dict(reversed(CONTEXT.items())),
    )
    assert opened["Plaintext"] == b"secret"
    assert opened["KeyId"] == arn_of(key_id)
    metadata = house.kms("DescribeKey", KeyId=key_id)["KeyMetadata"]
    assert opened["KeyMaterialId"] == metadata["CurrentKeyMaterialId"]


def test_the_largest_plaintext_fits_into_the_largest_ciphertext(house: House) -> None:
    sealed = house.kms("Encrypt", KeyId=house.key(), Plaintext=bytes(4096))["CiphertextBlob"]
    assert len(sealed) <= 6144
    assert house.kms("Decrypt", CiphertextBlob=sealed)["Plaintext"] == bytes(4096)


@pytest.mark.parametrize(
    "context",
    [None, {}, {"a": "1"}, {"a": "1", "B": "2"}, {"A": "1", "b": "2"}, {"a": "1", "b": "2 "}],
)
def test_another_context_opens_nothing(house: House, context: dict[str, str] | None) -> None:
    sealed = house.kms(
        "Encrypt", KeyId=house.key(), Plaintext=b"x", EncryptionContext={"a": "1", "b": "2"}
    )["CiphertextBlob"]
    sent = {} if context is None else {"EncryptionContext": context}
    refusal = house.refused("Decrypt", CiphertextBlob=sealed, **sent)
    assert (refusal.code, refusal.message) == ("InvalidCiphertextException", "")


def test_no_context_is_an_empty_one(house: House) -> None:
    sealed = house.kms("Encrypt", KeyId=house.key(), Plaintext=b"x", EncryptionContext={})
    assert house.kms("Decrypt", CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"] == b"x"


def test_a_flip_of_any_byte_is_refused(house: House) -> None:
    sealed = house.kms("Encrypt", KeyId=house.key(), Plaintext=b"x")["CiphertextBlob"]
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        refusal = house.refused("Decrypt", CiphertextBlob=bytes(altered))
        in_key_id = 1 <= place < 17
        code = "AccessDeniedException" if in_key_id else "InvalidCiphertextException"
        assert refusal.code == code, place


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blob=st.binary(min_size=1, max_size=200))
def test_foreign_bytes_are_no_ciphertext(house: House, blob: bytes) -> None:
    refusal = house.refused("Decrypt", CiphertextBlob=blob)
    assert refusal.code in {"InvalidCiphertextException", "AccessDeniedException"}


def test_a_ciphertext_of_one_key_does_not_open_as_that_of_another(house: House) -> None:
    sealed = house.kms("Encrypt", KeyId=house.key(), Plaintext=b"x")["CiphertextBlob"]
    other = house.key()
    refusal = house.refused("Decrypt", CiphertextBlob=sealed, KeyId=other)
    assert (refusal.code, refusal.message) == (
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )
    refusal = house.refused("Decrypt", CiphertextBlob=sealed, KeyId=NO_KEY)
    assert refusal.code == "NotFoundException"


def test_a_ciphertext_of_an_unknown_key_is_refused_without_a_hint(house: House) -> None:
    key_id = house.key()
    sealed = bytearray(house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"])
    sealed[1:17] = bytes(16)
    refusal = house.refused("Decrypt", CiphertextBlob=bytes(sealed))
    assert (refusal.code, refusal.message) == ("AccessDeniedException", UNKNOWN_KEY)
    assert house.records[-1]["errorCode"] == "AccessDenied"


@pytest.mark.parametrize("state", ["DisableKey", "ScheduleKeyDeletion"])
def test_a_key_at_rest_opens_nothing(house: House, state: str) -> None:
    key_id = house.key()
    sealed = house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    house.kms(state, KeyId=key_id)
    refusal = house.refused("Decrypt", CiphertextBlob=sealed)
    assert (
        refusal.code
        == {
            "DisableKey": "DisabledException",
            "ScheduleKeyDeletion": "KMSInvalidStateException",
        }[state]
    )


@pytest.mark.parametrize(
    ("request_", "size_bytes"),
    [
        ({"KeySpec": "AES_256"}, 32),
        ({"KeySpec": "AES_128"}, 16),
        ({"NumberOfBytes": 1}, 1),
        ({"NumberOfBytes": 1024}, 1024),
    ],
)
def test_a_data_key_has_the_size_that_was_asked_for(
    house: House, request_: dict[str, Any], size_bytes: int
) -> None:
    key_id = house.key()
    made = house.kms("GenerateDataKey", KeyId=key_id, EncryptionContext=CONTEXT, **request_)
    assert len(made["Plaintext"]) == size_bytes
    opened = house.kms("Decrypt", CiphertextBlob=made["CiphertextBlob"], EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == made["Plaintext"]
    hidden = house.kms("GenerateDataKeyWithoutPlaintext", KeyId=key_id, **request_)
    assert "Plaintext" not in hidden
    opened = house.kms("Decrypt", CiphertextBlob=hidden["CiphertextBlob"])
    assert len(opened["Plaintext"]) == size_bytes


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({}, "Please specify either number of bytes or key spec."),
        (
            {"KeySpec": "AES_256", "NumberOfBytes": 1},
            "Please specify either number of bytes or key spec.",
        ),
        (
            {"NumberOfBytes": 1025},
            "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy "
            "constraint: Member must have value less than or equal to 1024",
        ),
    ],
)
def test_a_data_key_has_one_size(house: House, request_: dict[str, Any], message: str) -> None:
    refusal = house.refused("GenerateDataKey", KeyId=house.key(), **request_)
    assert (refusal.code, refusal.message) == ("ValidationException", message)


def test_a_plaintext_has_a_limit(house: House) -> None:
    refusal = house.refused("Encrypt", KeyId=house.key(), Plaintext=bytes(4097))
    assert (refusal.code, refusal.message) == (
        "ValidationException",
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
        "Member must have length less than or equal to 4096",
    )


def test_random_bytes_are_as_many_as_asked_for(house: House) -> None:
    first, second = (house.kms("GenerateRandom", NumberOfBytes=40)["Plaintext"] for _ in range(2))
    assert len(first) == len(second) == 40
    assert first != second
    assert house.refused("GenerateRandom").message == "NumberOfBytes is required."


@pytest.mark.parametrize("how", ["alias", "alias arn"])
def test_a_key_encrypts_under_its_alias(house: House, how: str) -> None:
    key_id = house.key()
    house.kms("CreateAlias", AliasName="alias/app", TargetKeyId=key_id)
    named = "alias/app" if how == "alias" else alias_arn_of("alias/app")
    sealed = house.kms("Encrypt", KeyId=named, Plaintext=b"x")
    assert sealed["KeyId"] == arn_of(key_id)
    opened = house.kms("Decrypt", CiphertextBlob=sealed["CiphertextBlob"], KeyId=named)
    assert opened["Plaintext"] == b"x"


def test_re_encrypting_changes_key_and_context_but_not_the_plaintext(house: House) -> None:
    first, second = house.key(), house.key()
    sealed = house.kms("Encrypt", KeyId=first, Plaintext=b"x", EncryptionContext={"a": "1"})
    moved = house.kms(
        "ReEncrypt",
        CiphertextBlob=sealed["CiphertextBlob"],
        SourceEncryptionContext={"a": "1"},
        DestinationKeyId=second,
        DestinationEncryptionContext={"b": "2"},
    )
    assert (moved["SourceKeyId"], moved["KeyId"]) == (arn_of(first), arn_of(second))
    opened = house.kms(
        "Decrypt", CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"b": "2"}
    )
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", arn_of(second))
    record = next(one for one in house.records if one["eventName"] == "ReEncrypt")
    assert record["requestParameters"] == {
        "sourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "sourceEncryptionContext": {"a": "1"},
        "destinationKeyId": second,
        "destinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "destinationEncryptionContext": {"b": "2"},
    }
    assert [one["ARN"] for one in record["resources"]] == [arn_of(first), arn_of(second)]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}, "InvalidKeyUsageException"),
        ({"EncryptionContext": {"k": "v" * 8192}}, "ValidationException"),
        ({"GrantTokens": ["x"]}, "InvalidGrantTokenException"),
        ({"DryRun": True}, "DryRunOperationException"),
    ],
)
def test_some_requests_are_refused(house: House, request_: dict[str, Any], code: str) -> None:
    key_id = house.key()
    sealed = house.kms("Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    assert house.refused("Encrypt", KeyId=key_id, Plaintext=b"x", **request_).code == code
    assert house.refused("Decrypt", CiphertextBlob=sealed, **request_).code == code


def test_a_dry_run_of_who_may_not_is_denied_as_such(house: House) -> None:
    nobody = house.user("nobody")
    refusal = house.refused("Encrypt", nobody, KeyId=house.key(), Plaintext=b"x", DryRun=True)
    assert refusal.code == "AccessDeniedException"


def test_the_root_of_another_account_opens_nothing(house: House) -> None:
    sealed = house.kms("Encrypt", KeyId=house.key(), Plaintext=b"x")["CiphertextBlob"]
    refusal = house.refused("Decrypt", OTHER_ROOT, CiphertextBlob=sealed)
    assert refusal.recorded_code == "AccessDenied"
    assert ACCOUNT in refusal.message
