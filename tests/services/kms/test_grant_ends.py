"""The end of a grant: who may retire it, and who revoke it."""

from __future__ import annotations

from typing import Any

import pytest

from .granting import ACCOUNT_ROOT, grant, may, user_arn
from .house import (
    House,
    allow,
    arn_of,
)


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
