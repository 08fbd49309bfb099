"""Console passwords: login profiles, what the account asks of them, ChangePassword."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lading.caller import Caller
from lading.directory import passwords
from lading.directory.logins import find_login, note_login_use
from lading.directory.passwords import Cost, is_password

from .house import ACCOUNT, CREATED, NOW, House

GOOD, OTHER = "Correct-horse7", "Battery-staple8"
CHANGE = '{"Statement":{"Effect":"Allow","Action":"iam:ChangePassword","Resource":"*"}}'


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hash that costs nothing: these tests are about everything else."""
    cost = Cost(4, 8, 1)
    monkeypatch.setattr(passwords.verifier_of, "__defaults__", (cost,))
    monkeypatch.setattr(passwords, "COST", cost)
    yield


def with_login(house: House, policy: str | None = CHANGE) -> Caller:
    ana = house.user("ana", policy=policy)
    house.iam("CreateLoginProfile", UserName="ana", Password=GOOD)
    return ana


def has_password(house: House, ana: Caller, password: str) -> bool:
    login = house.database.read(lambda tx: find_login(tx, ana.entity_id))
    return login is not None and is_password(login.verifier, password)


def test_a_login_profile_is_made_changed_and_deleted(house: House) -> None:
    ana = house.user("ana")
    profile = {"UserName": "ana", "CreateDate": CREATED, "PasswordResetRequired": True}
    made = house.iam(
        "CreateLoginProfile", UserName="ana", Password=GOOD, PasswordResetRequired=True
    )
    assert made == {"LoginProfile": profile} == house.iam("GetLoginProfile", UserName="ana")
    assert has_password(house, ana, GOOD)
    house.iam("UpdateLoginProfile", UserName="ana", PasswordResetRequired=False)
    assert has_password(house, ana, GOOD)
    house.iam("UpdateLoginProfile", UserName="ana", Password=OTHER)
    assert has_password(house, ana, OTHER)
    shown = house.iam("GetLoginProfile", UserName="ana")["LoginProfile"]
    assert shown == profile | {"PasswordResetRequired": False}
    house.iam("DeleteLoginProfile", UserName="ana")
    for name, more in (
        ("GetLoginProfile", {}),
        ("UpdateLoginProfile", {"Password": GOOD}),
        ("DeleteLoginProfile", {}),
    ):
        refusal = house.refused(name, UserName="ana", **more)
        assert refusal.code == "NoSuchEntityException"
        assert refusal.message == "Login Profile for User ana cannot be found."


def test_the_last_use_of_a_password_shows_where_aws_shows_it(house: House) -> None:
    """GetUser, ListUsers and the credential report have it; other operations do not."""
    ana = with_login(house)
    house.user("bob")
    house.iam("CreateLoginProfile", UserName="bob", Password=GOOD)
    assert "PasswordLastUsed" not in house.iam("GetUser", UserName="ana")["User"]
    house.database.write_now(lambda tx: note_login_use(tx, ana.entity_id, NOW))
    assert house.iam("GetUser", UserName="ana")["User"]["PasswordLastUsed"] == CREATED
    shown = {
        user["UserName"]: user.get("PasswordLastUsed") for user in house.iam("ListUsers")["Users"]
    }
    assert shown == {"ana": CREATED, "bob": None}
    (behind,) = house.iam("ListUsers", MaxItems=1)["Users"]
    assert behind["PasswordLastUsed"] == CREATED
    house.iam("GenerateCredentialReport")
    report = house.iam("GetCredentialReport")["Content"].decode().splitlines()
    used = {line["user"]: line["password_last_used"] for line in csv.DictReader(report)}
    assert used["ana"].startswith("2026-03-01T10:00:00")
    assert used["bob"] == "no_information"
    (ana_in_details, _) = house.iam("GetAccountAuthorizationDetails", Filter=["User"])[
        "UserDetailList"
    ]
    assert "PasswordLastUsed" not in ana_in_details


def test_a_user_with_a_password_stays(house: House) -> None:
    house.iam("CreateUser", UserName="ana")
    house.iam("CreateLoginProfile", UserName="ana", Password=GOOD)
    refusal = house.refused("CreateLoginProfile", UserName="ana", Password=GOOD)
    assert refusal.code == "EntityAlreadyExistsException"
    refusal = house.refused("DeleteUser", UserName="ana")
    assert refusal.message == "Cannot delete entity, must delete login profile first."


def test_users_change_their_own_password_if_they_know_it(house: House) -> None:
    ana = with_login(house)
    refusal = house.refused("ChangePassword", ana, OldPassword=OTHER, NewPassword=OTHER)
    assert (refusal.code, refusal.recorded_code) == ("AccessDeniedException", "AccessDenied")
    assert refusal.message == "The old password was incorrect."
    house.iam("ChangePassword", ana, OldPassword=GOOD, NewPassword=OTHER)
    assert has_password(house, ana, OTHER)


def test_who_is_no_user_or_has_no_password_cannot_change_it(house: House) -> None:
    request = {"OldPassword": GOOD, "NewPassword": OTHER}
    assert house.refused("ChangePassword", **request).code == "InvalidUserTypeException"
    bob = house.user("bob", policy=CHANGE)
    assert house.refused("ChangePassword", bob, **request).code == "NoSuchEntityException"


def test_the_account_can_let_everybody_change_the_own_password(house: House) -> None:
    ana = with_login(house, None)
    request = {"OldPassword": GOOD, "NewPassword": OTHER}
    for allowed in (False, True):
        house.iam("UpdateAccountPasswordPolicy", AllowUsersToChangePassword=allowed)
        if not allowed:
            assert house.refused("ChangePassword", ana, **request).recorded_code == "AccessDenied"
            assert house.refused("GetAccountPasswordPolicy", ana)
    assert house.iam("GetAccountPasswordPolicy", ana)
    deny = CHANGE.replace("Allow", "Deny")
    house.iam("PutUserPolicy", UserName="ana", PolicyName="own", PolicyDocument=deny)
    assert house.refused("ChangePassword", ana, **request).recorded_code == "AccessDenied"
    house.iam("DeleteUserPolicy", UserName="ana", PolicyName="own")
    house.iam("ChangePassword", ana, **request)


def test_guessing_the_old_password_gets_slower(house: House) -> None:
    ana = with_login(house)
    right = {"OldPassword": GOOD, "NewPassword": OTHER}
    for _ in range(6):
        refusal = house.refused("ChangePassword", ana, OldPassword="?", NewPassword=OTHER)
        assert refusal.recorded_code == "AccessDenied"
    assert house.refused("ChangePassword", ana, **right).code == "ThrottlingException"
    house.now = NOW + timedelta(seconds=2)
    house.iam("ChangePassword", ana, **right)


def test_the_last_passwords_cannot_come_back(house: House) -> None:
    ana = with_login(house)
    house.iam(
        "UpdateAccountPasswordPolicy", PasswordReusePrevention=2, AllowUsersToChangePassword=True
    )
    house.iam("ChangePassword", ana, OldPassword=GOOD, NewPassword=OTHER)
    for old in (GOOD, OTHER):
        refusal = house.refused("ChangePassword", ana, OldPassword=OTHER, NewPassword=old)
        assert refusal.code == "PasswordPolicyViolationException"
    house.iam("UpdateLoginProfile", UserName="ana", Password="Third-time9")
    house.iam("UpdateLoginProfile", UserName="ana", Password=GOOD)


def test_a_password_policy_is_replaced_as_a_whole(house: House) -> None:
    missing = house.refused("GetAccountPasswordPolicy")
    assert missing.code == "NoSuchEntityException"
    assert missing.message == f"The Password Policy with domain name {ACCOUNT} cannot be found."
    house.iam("UpdateAccountPasswordPolicy", RequireSymbols=True, MaxPasswordAge=90)
    policy = house.iam("GetAccountPasswordPolicy")["PasswordPolicy"]
    assert policy == {
        "MinimumPasswordLength": 6,
        "RequireSymbols": True,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "HardExpiry": False,
    }
    house.iam("UpdateAccountPasswordPolicy", MinimumPasswordLength=12)
    policy = house.iam("GetAccountPasswordPolicy")["PasswordPolicy"]
    assert (policy["RequireSymbols"], policy["ExpirePasswords"]) == (False, False)
    house.iam("DeleteAccountPasswordPolicy")
    assert house.refused("DeleteAccountPasswordPolicy").code == "NoSuchEntityException"


@pytest.mark.parametrize(
    "more",
    [
        {"MinimumPasswordLength": 5},
        {"MinimumPasswordLength": 129},
        {"MaxPasswordAge": 1096},
        {"PasswordReusePrevention": 25},
    ],
)
def test_a_password_policy_has_bounds(house: House, more: dict[str, Any]) -> None:
    assert house.refused("UpdateAccountPasswordPolicy", **more).code == "ValidationException"


def test_a_weak_password_is_refused_before_it_is_hashed(house: House) -> None:
    house.iam("CreateUser", UserName="ana")
    refusal = house.refused("CreateLoginProfile", UserName="ana", Password="short")
    assert refusal.code == "PasswordPolicyViolationException"
    assert "short" not in refusal.message
