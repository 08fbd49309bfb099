"""Signing in to the console: who comes in, and what of it is on record."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lading.directory import passwords
from lading.directory.one_time_codes import code_at, step_at
from lading.server.front import SystemClock

from ..server import ALLOW_EVERYTHING, Server, unique
from .browser import AGENT, PASSWORD, Browser, Page, console_user

OWN_PASSWORD = {"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": "*"}
INCORRECT = "Your sign-in information is incorrect."


def logins(server: Server, browser: Browser, name: str = "ConsoleLogin") -> list[Any]:
    """Return the sign-in records of a browser's address."""
    found = server.events(EventName=name) + server.events(
        EventName=name, client=server.client("cloudtrail", region="us-east-1"), flush=False
    )
    return [one for one in found if one["sourceIPAddress"] == browser.source]


def test_a_user_signs_in_and_gets_credentials_that_work(server: Server, browser: Browser) -> None:
    person = console_user(server, ALLOW_EVERYTHING)
    page = browser.sign_in(person.name)
    assert page.status == 200
    said = page.json
    assert said["identity"] == said["user"]
    assert said["identity"] == {
        "type": "IAMUser",
        "arn": person.arn,
        "account": server.account,
        "accountAlias": said["identity"]["accountAlias"],
        "userName": person.name,
        "principalId": person.user_id,
    }
    assert (said["role"], said["mfa"], said["idleSeconds"]) == (None, False, 3600)
    assert said["credentials"]["accessKeyId"].startswith("ASIA")
    me = browser.client(server, "sts", page).get_caller_identity()
    assert me["Arn"] == person.arn


def test_the_record_of_a_sign_in_is_the_one_aws_writes(server: Server, browser: Browser) -> None:
    person = console_user(server)
    assert browser.sign_in(person.name).status == 200
    (record,) = logins(server, browser)
    assert record == {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": person.user_id,
            "arn": person.arn,
            "accountId": server.account,
            "userName": person.name,
        },
        "eventTime": record["eventTime"],
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": server.region,
        "sourceIPAddress": browser.source,
        "userAgent": AGENT,
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {
            "LoginTo": f"{server.url}/console/",
            "MobileVersion": "No",
            "MFAUsed": "No",
        },
        "eventID": record["eventID"],
        "readOnly": False,
        "eventType": "AwsConsoleSignIn",
        "managementEvent": True,
        "recipientAccountId": server.account,
        "eventCategory": "Management",
    }


def test_a_sign_in_with_the_password_is_its_last_use(server: Server, browser: Browser) -> None:
    """It moves with the ConsoleLogin record; a failed try or an access key moves nothing."""
    person, iam = console_user(server), server.client("iam")
    assert browser.sign_in(person.name, "Wrong-password-1").status == 401
    assert browser.sign_in_with_key(person.key_id, person.secret).status == 200
    assert "PasswordLastUsed" not in iam.get_user(UserName=person.name)["User"]
    assert browser.sign_in(person.name).status == 200
    record = logins(server, browser)[-1]
    used = iam.get_user(UserName=person.name)["User"]["PasswordLastUsed"]
    assert f"{used:%Y-%m-%dT%H:%M:%SZ}" == record["eventTime"]
    users = (user for page in iam.get_paginator("list_users").paginate() for user in page["Users"])
    assert [one["PasswordLastUsed"] for one in users if one["UserName"] == person.name] == [used]


@pytest.mark.parametrize(
    ("members", "message", "identity"),
    [
        ({"password": "wrong-Password-1"}, "Failed authentication", "known"),
        ({"user": "nobody-of-this-name"}, "No username found in supplied account", "hidden"),
        ({"account": "999999999999"}, None, None),
        ({"account": "no-such-alias"}, None, None),
    ],
    ids=["wrong password", "unknown user", "unknown account", "unknown alias"],
)
def test_every_failure_reads_the_same_and_its_record_says_what_it_was(
    server: Server,
    browser: Browser,
    members: dict[str, str],
    message: str | None,
    identity: str | None,
) -> None:
    person = console_user(server)
    page = browser.sign_in(**{"user": person.name, "password": PASSWORD, **members})
    assert (page.status, page.code, page.json["message"]) == (401, "SignInFailed", INCORRECT)
    assert browser.cookies == {}
    records = logins(server, browser)
    if message is None:
        assert records == []
        return
    (record,) = records
    shown: dict[str, str] = {"type": "IAMUser", "accountId": server.account, "accessKeyId": ""}
    if identity == "known":
        shown |= {"principalId": person.user_id, "userName": person.name}
    else:
        shown |= {"userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert record["userIdentity"] == shown
    assert record["errorMessage"] == message
    assert record["responseElements"] == {"ConsoleLogin": "Failure"}
    assert "errorCode" not in record
    assert "requestID" not in record


def test_no_password_is_in_any_record_or_log(server: Server, browser: Browser) -> None:
    person, secret = console_user(server), "Never-To-Be-Seen-77"
    browser.sign_in(person.name, secret)
    browser.sign_in(secret, PASSWORD)
    browser.sign_in_with_key("AKIA" + secret, secret)
    server.flush()
    assert secret not in server.log.read_text(errors="replace")
    assert all(secret not in str(one) for one in server.events(EventName="ConsoleLogin"))


def test_an_account_goes_by_its_alias(server: Server, browser: Browser) -> None:
    person, name = console_user(server), unique("alias")
    iam = server.client("iam")
    iam.create_account_alias(AccountAlias=name)
    try:
        page = browser.sign_in(person.name, account=name)
        assert page.json["identity"]["accountAlias"] == name
    finally:
        iam.delete_account_alias(AccountAlias=name)


def test_root_signs_in_with_its_access_key(server: Server, browser: Browser) -> None:
    page = browser.sign_in_with_key(server.key_id, server.secret)
    assert page.json["identity"]["type"] == "Root"
    assert page.json["identity"]["userName"] is None
    (record,) = logins(server, browser)
    assert record["awsRegion"] == "us-east-1"
    assert record["userIdentity"]["type"] == "Root"
    assert record["userIdentity"]["accessKeyId"] == ""
    assert record["userIdentity"]["arn"] == f"arn:aws:iam::{server.account}:root"


def test_a_wrong_secret_of_a_known_key_is_on_record(server: Server, browser: Browser) -> None:
    person = server.person()
    page = browser.sign_in_with_key(person.key_id, "x" * 40)
    assert (page.status, page.json["message"]) == (401, INCORRECT)
    (record,) = logins(server, browser)
    assert record["userIdentity"]["userName"] == person.name
    assert record["responseElements"] == {"ConsoleLogin": "Failure"}


def test_an_inactive_key_signs_nobody_in(server: Server, browser: Browser) -> None:
    person = server.person()
    server.client("iam").update_access_key(
        UserName=person.name, AccessKeyId=person.key_id, Status="Inactive"
    )
    assert browser.sign_in_with_key(person.key_id, person.secret).code == "SignInFailed"


def test_a_user_without_a_password_does_not_sign_in(server: Server, browser: Browser) -> None:
    person = server.person()
    assert browser.sign_in(person.name).code == "SignInFailed"


def test_a_code_is_asked_for_after_the_password_and_used_once(
    server: Server, browser: Browser
) -> None:
    person = console_user(server)
    serial, seed = mfa_device(server, person.name)
    asked = browser.sign_in(person.name)
    assert (asked.status, asked.code) == (401, "MfaRequired")
    assert browser.cookies == {}
    code = code_at(seed, step_at(SystemClock().now()) + 1)
    page = browser.sign_in(person.name, mfa=code)
    assert page.json["mfa"] is True
    again = Browser(server.url, source=browser.source).sign_in(person.name, mfa=code)
    assert again.code == "SignInFailed"
    (check,) = logins(server, browser, "CheckMfa")
    assert check["responseElements"] == {"CheckMfa": "Success"}
    assert check["additionalEventData"] == {"MfaType": "Virtual MFA"}
    assert check["eventType"] == "AwsConsoleSignIn"
    right, replayed = logins(server, browser)
    assert right["additionalEventData"]["MFAUsed"] == "Yes"
    assert right["additionalEventData"]["MFAIdentifier"] == serial
    assert replayed["responseElements"] == {"ConsoleLogin": "Failure"}


def test_a_wrong_code_reads_like_a_wrong_password(server: Server, browser: Browser) -> None:
    person = console_user(server)
    mfa_device(server, person.name)
    page = browser.sign_in(person.name, mfa="000000")
    assert (page.code, page.json["message"]) == ("SignInFailed", INCORRECT)
    (record,) = logins(server, browser)
    assert record["additionalEventData"]["MFAUsed"] == "Yes"
    assert record["errorMessage"] == "Failed authentication"


def test_what_a_signed_in_user_does_says_so_on_record(server: Server, browser: Browser) -> None:
    person = console_user(server, ALLOW_EVERYTHING)
    _, seed = mfa_device(server, person.name)
    page = browser.sign_in(person.name, mfa=code_at(seed, step_at(SystemClock().now()) + 1))
    browser.client(server, "ecr", page).describe_repositories(maxResults=1)
    key_id = page.json["credentials"]["accessKeyId"]
    record = server.event(AccessKeyId=key_id, eventName="DescribeRepositories")
    assert record["sessionCredentialFromConsole"] == "true"
    assert record["userAgent"] == AGENT
    assert record["userIdentity"]["accessKeyId"] == key_id
    assert record["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"


def test_other_sessions_are_not_said_to_be_of_the_console(server: Server) -> None:
    person = server.person(ALLOW_EVERYTHING)
    server.client("ecr", person).describe_repositories(maxResults=1)
    record = server.event(AccessKeyId=person.key_id, eventName="DescribeRepositories")
    assert "sessionCredentialFromConsole" not in record


class TestNewPassword:
    """A password that an administrator set, or that is too old, is changed at sign-in."""

    def test_it_comes_before_anything_else(self, server: Server, browser: Browser) -> None:
        person = console_user(server, OWN_PASSWORD, PasswordResetRequired=True)
        asked = browser.sign_in(person.name)
        assert (asked.status, asked.code) == (401, "PasswordChangeRequired")
        assert browser.session().status == 204
        page = browser.sign_in(person.name, newPassword="Another-horse-10")
        assert page.status == 200
        assert browser.session().status == 200
        (change,) = server.events(
            Username=person.name,
            eventName="ChangePassword",
            client=server.client("cloudtrail", region="us-east-1"),
        )
        assert change["requestParameters"] is None
        refused, right = logins(server, browser)
        assert refused["errorMessage"] == "Password change required"
        assert right["responseElements"] == {"ConsoleLogin": "Success"}
        assert Browser(server.url).sign_in(person.name, "Another-horse-10").status == 200

    def test_a_weak_one_is_refused_with_the_reason(self, server: Server, browser: Browser) -> None:
        person = console_user(server, OWN_PASSWORD, PasswordResetRequired=True)
        page = browser.sign_in(person.name, newPassword="short")
        assert (page.status, page.code) == (400, "PasswordRefused")
        assert "length" in page.json["message"]
        assert browser.cookies == {}

    def test_who_may_not_change_it_does_not_come_in(self, server: Server, browser: Browser) -> None:
        person = console_user(server, PasswordResetRequired=True)
        page = browser.sign_in(person.name, newPassword="Another-horse-10")
        assert (page.status, page.code) == (403, "AccessDenied")
        assert "iam:ChangePassword" in page.json["message"]

    def test_nobody_sets_one_who_was_not_asked_to(self, server: Server, browser: Browser) -> None:
        person = console_user(server, OWN_PASSWORD)
        page = browser.sign_in(person.name, newPassword="Another-horse-10")
        assert (page.status, page.code) == (400, "InvalidRequest")
        assert Browser(server.url).sign_in(person.name).status == 200


@pytest.mark.parametrize("known", [True, False], ids=["a user", "nobody"])
def test_the_sixth_wrong_password_is_not_looked_at(
    server: Server, browser: Browser, known: bool
) -> None:
    """Guesses are counted by user and address, whether there is such a user or not."""
    name = console_user(server).name if known else unique("nobody")
    browser.one_connection = True  # each worker counts for itself
    with closing(browser):
        tries = [browser.sign_in(name, f"Wrong-password-{n}") for n in range(6)]
        assert [one.status for one in tries] == [401] * 5 + [429]
        refused = tries[-1]
        assert refused.code == "TooManyAttempts"
        assert 1 <= refused.json["retryAfterSeconds"] <= 10
        assert refused.headers["retry-after"] == str(refused.json["retryAfterSeconds"])
        assert browser.sign_in(name).status == 429, "a right one is not looked at either"
    assert len(logins(server, browser)) == 5
    if known:
        elsewhere = Browser(server.url, source="127.0.2.6")
        assert elsewhere.sign_in(name).status == 200, "its owner is not locked out"


def test_a_name_that_nobody_has_costs_the_same_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """By construction: without a verifier the same function runs at the same cost."""
    costs: list[passwords.Cost] = []

    def derived(password: str, salt: bytes, cost: passwords.Cost) -> bytes:
        costs.append(cost)
        return bytes(32)

    monkeypatch.setattr(passwords, "_derived", derived)
    verifier = "scrypt$14$8$5$" + "AAAA$AAAA"
    assert not passwords.is_password(None, "x")
    assert not passwords.is_password(verifier, "x")
    assert costs == [passwords.COST, passwords.COST]


def mfa_device(server: Server, user: str) -> tuple[str, str]:
    """Give a user an MFA device; return its serial number and seed."""
    iam = server.client("iam")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=unique("phone"))["VirtualMFADevice"]
    serial, seed = device["SerialNumber"], device["Base32StringSeed"].decode()
    step = step_at(SystemClock().now())
    iam.enable_mfa_device(
        UserName=user,
        SerialNumber=serial,
        AuthenticationCode1=code_at(seed, step - 1),
        AuthenticationCode2=code_at(seed, step),
    )
    return serial, seed


def test_a_stranger_gets_no_further_than_the_door(server: Server, browser: Browser) -> None:
    page: Page = browser.session()
    assert (page.status, page.body) == (204, b"")
    with pytest.raises(ClientError):
        server.client("sts", keys=("ASIA" + "A" * 16, "x" * 40, "x")).get_caller_identity()
