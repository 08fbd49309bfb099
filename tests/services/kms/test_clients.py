"""KMS as unmodified clients see it, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from ...doors.server import Server


@pytest.fixture
def kms(server: Server) -> Any:
    return server.client("kms")


def refused(call: Any, **request: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    response = caught.value.response
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    return response["Error"]["Code"], response["Error"]["Message"], status


def test_a_key_from_its_making_to_its_last_day(server: Server, kms: Any) -> None:
    metadata = kms.create_key(Description="d", Tags=[{"TagKey": "a", "TagValue": "b"}])
    key_id = metadata["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/clients", TargetKeyId=key_id)
    sealed = kms.encrypt(KeyId="alias/clients", Plaintext=b"x", EncryptionContext={"a": "1"})
    opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "1"})
    assert opened["Plaintext"] == b"x"
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    assert len(kms.generate_random(NumberOfBytes=12)["Plaintext"]) == 12
    kms.disable_key(KeyId=key_id)
    code, message, status = refused(kms.encrypt, KeyId=key_id, Plaintext=b"x")
    assert (code, status) == ("DisabledException", 400)
    assert message == f"{sealed['KeyId']} is disabled."
    kms.enable_key(KeyId=key_id)
    kms.delete_alias(AliasName="alias/clients")
    scheduled = kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert scheduled["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=key_id)
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Disabled"


def test_grants_and_their_tokens(server: Server, kms: Any) -> None:
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    user = server.person()
    theirs = server.client("kms", user)
    assert refused(theirs.describe_key, KeyId=key_id)[0] == "AccessDeniedException"
    grant = kms.create_grant(
        KeyId=key_id,
        GranteePrincipal=user.arn,
        RetiringPrincipal=user.arn,
        Operations=["DescribeKey"],
    )
    theirs.describe_key(KeyId=key_id, GrantTokens=[grant["GrantToken"]])
    (listed,) = kms.list_grants(KeyId=key_id)["Grants"]
    assert listed["GrantId"] == grant["GrantId"]
    theirs.retire_grant(GrantToken=grant["GrantToken"])
    assert refused(theirs.describe_key, KeyId=key_id)[0] == "AccessDeniedException"


def test_lists_are_paged_as_clients_page_them(server: Server, kms: Any) -> None:
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)}
    pages = kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 1})
    assert made <= {key["KeyId"] for page in pages for key in page["Keys"]}
    aliases = kms.get_paginator("list_aliases").paginate()
    assert "alias/aws/ecr" in {one["AliasName"] for page in aliases for one in page["Aliases"]}


def test_keys_are_looked_up_in_the_event_history(server: Server, kms: Any) -> None:
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    sealed = kms.encrypt(KeyId=arn, Plaintext=b"x", EncryptionContext={"why": "test"})
    kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"why": "test"})
    events = server.events(ResourceName=arn)
    assert [event["eventName"] for event in events] == ["CreateKey", "Encrypt", "Decrypt"]
    assert events[2]["requestParameters"] == {
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "encryptionContext": {"why": "test"},
    }
    assert events[2]["eventSource"] == "kms.amazonaws.com"


def test_an_altered_ciphertext_is_refused_with_an_empty_message(kms: Any) -> None:
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = bytearray(kms.encrypt(KeyId=key_id, Plaintext=b"x")["CiphertextBlob"])
    sealed[-1] ^= 1
    code, message, status = refused(kms.decrypt, CiphertextBlob=bytes(sealed))
    assert (code, message, status) == ("InvalidCiphertextException", "", 400)


def test_internal_operations_are_of_no_wire(server: Server) -> None:
    for name in ("DeleteKey", "RotateKey", "UseManagedKey"):
        members = {"KeyId": "x", "Service": "ecr"}
        reply = server.send_signed(f"TrentService.{name}", members, service="kms")
        assert (reply.status, reply.code) == (400, "UnknownOperationException")
    reply = server.send_signed("TrentService.ListKeys", service="kms")
    assert reply.status == 200
