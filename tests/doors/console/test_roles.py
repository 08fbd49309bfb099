"""Roles in the console: AssumeRole decides, and what was done is on record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..server import ALLOW_EVERYTHING, Person, Server, unique
from .browser import ROLE, Browser, console_user


@pytest.fixture
def mary(server: Server, browser: Browser) -> Person:
    """A user who is signed in and may assume what lets her."""
    person = console_user(server, ALLOW_EVERYTHING)
    assert browser.sign_in(person.name).status == 200
    return person


def role_of(server: Server, principal: Any, path: str = "/", **conditions: Any) -> Any:
    """Return a new role that may do everything and lets the principal."""
    iam, name = server.client("iam"), unique("role")
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    if conditions:
        statement["Condition"] = conditions
    role = iam.create_role(
        RoleName=name,
        Path=path,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}),
    )["Role"]
    iam.put_role_policy(
        RoleName=name,
        PolicyName="all",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": ALLOW_EVERYTHING}),
    )
    return role


def test_a_role_is_put_on_and_taken_off(server: Server, browser: Browser, mary: Person) -> None:
    role = role_of(server, {"AWS": server.account}, "/team/web/")
    page = browser.fetch("POST", ROLE, {"roleName": f"team/web/{role['RoleName']}"})
    assert page.status == 200, page.body
    session_arn = f"arn:aws:sts::{server.account}:assumed-role/{role['RoleName']}/{mary.name}"
    assert page.json["identity"]["arn"] == session_arn
    assert page.json["identity"]["type"] == "AssumedRole"
    assert page.json["user"]["arn"] == mary.arn
    assert page.json["role"] == {
        "arn": role["Arn"],
        "account": server.account,
        "name": role["RoleName"],
        "sessionName": mary.name,
    }
    client = browser.client(server, "sts", page)
    assert client.get_caller_identity()["Arn"] == session_arn
    assert browser.session().json["identity"]["arn"] == session_arn, "it is kept over a reload"
    off = browser.fetch("DELETE", ROLE)
    assert off.json["role"] is None
    assert off.json["identity"]["arn"] == mary.arn
    with pytest.raises(Exception, match="security token"):
        client.get_caller_identity()  # with the role's credentials


def test_the_records_of_a_switch(server: Server, browser: Browser, mary: Person) -> None:
    role = role_of(server, {"AWS": server.account})
    page = browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    browser.client(server, "ecr", page).describe_repositories(maxResults=1)
    browser.fetch("DELETE", ROLE)
    assumed = server.event(ResourceName=role["Arn"], eventName="AssumeRole")
    assert assumed["userIdentity"]["invokedBy"] == "AWS Internal"
    assert assumed["userIdentity"]["arn"] == mary.arn
    assert assumed["sourceIPAddress"] == browser.source
    assert assumed["requestParameters"] == {
        "roleArn": role["Arn"],
        "roleSessionName": mary.name,
    }
    for name in ("SwitchRole", "ExitRole"):
        (record,) = [
            one for one in server.events(EventName=name) if one["sourceIPAddress"] == browser.source
        ]
        assert record["userIdentity"] == {
            "type": "AssumedRole",
            "principalId": f"{role['RoleId']}:{mary.name}",
            "arn": page.json["identity"]["arn"],
            "accountId": server.account,
        }
        assert record["responseElements"] == {name: "Success"}
        assert record["additionalEventData"] == {
            "SwitchFrom": mary.arn,
            "RedirectTo": f"{server.url}/console/",
        }
        assert record["eventType"] == "AwsConsoleSignIn"
    key_id = page.json["credentials"]["accessKeyId"]
    call = server.event(AccessKeyId=key_id, eventName="DescribeRepositories")
    assert call["sessionCredentialFromConsole"] == "true"
    assert call["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] == role["Arn"]


@pytest.mark.parametrize(
    "principal", [{"AWS": "999999999999"}, {"Service": "ecr.amazonaws.com"}], ids=str
)
def test_a_trust_policy_that_does_not_let_her(
    server: Server, browser: Browser, mary: Person, principal: Any
) -> None:
    role = role_of(server, principal)
    page = browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    assert (page.status, page.code) == (403, "AccessDenied")
    assert "sts:AssumeRole" in page.json["message"]
    assert browser.session().json["role"] is None
    refused = server.events(Username=mary.name, eventName="AssumeRole", errorCode="AccessDenied")
    assert len(refused) == 1


def test_mfa_that_the_trust_policy_asks_for(server: Server, browser: Browser, mary: Person) -> None:
    role = role_of(server, {"AWS": server.account}, Bool={"aws:MultiFactorAuthPresent": "true"})
    assert browser.fetch("POST", ROLE, {"roleName": role["RoleName"]}).code == "AccessDenied"


def test_the_users_own_address_counts(server: Server, browser: Browser, mary: Person) -> None:
    here = role_of(server, {"AWS": server.account}, IpAddress={"aws:SourceIp": browser.source})
    other = role_of(server, {"AWS": server.account}, IpAddress={"aws:SourceIp": "192.0.2.7"})
    assert browser.fetch("POST", ROLE, {"roleName": here["RoleName"]}).status == 200
    assert browser.fetch("POST", ROLE, {"roleName": other["RoleName"]}).status == 403


def test_root_switches_to_no_role(server: Server, browser: Browser) -> None:
    browser.sign_in_with_key(server.key_id, server.secret)
    role = role_of(server, {"AWS": "*"})
    page = browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    assert (page.status, page.code) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({}, 400),
        ({"roleName": "no role at all"}, 400),
        ({"roleName": "x" * 513}, 400),
        ({"roleName": "admin", "account": "no-such-alias"}, 403),
        ({"roleName": "no-such-role"}, 403),
    ],
    ids=str,
)
def test_what_names_no_role(
    browser: Browser, mary: Person, members: dict[str, str], status: int
) -> None:
    assert browser.fetch("POST", ROLE, members).status == status


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nobody_has_no_role(browser: Browser, method: str) -> None:
    page = browser.fetch(method, ROLE, {"roleName": "admin"} if method == "POST" else {})
    assert (page.status, page.code) == (401, "SignedOut")


def test_a_role_whose_hour_is_nearly_over_is_assumed_anew(
    server: Server, browser: Browser, mary: Person
) -> None:
    role = role_of(server, {"AWS": server.account})
    browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    end_soon(server, role["Arn"])
    page = browser.session()
    assert page.json["role"]["arn"] == role["Arn"]
    assert len(server.events(ResourceName=role["Arn"], eventName="AssumeRole")) == 2
    (renewed,) = [
        one
        for one in server.events(EventName="RenewRole")
        if one["sourceIPAddress"] == browser.source
    ]
    assert renewed["responseElements"] == {"RenewRole": "Success"}


def test_a_role_that_lets_her_no_longer_comes_off(
    server: Server, browser: Browser, mary: Person
) -> None:
    role = role_of(server, {"AWS": server.account})
    browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    iam = server.client("iam")
    iam.delete_role_policy(RoleName=role["RoleName"], PolicyName="all")
    iam.delete_role(RoleName=role["RoleName"])
    end_soon(server, role["Arn"])
    page = browser.session()
    assert page.json["role"] is None
    assert page.json["identity"]["arn"] == mary.arn


def test_a_role_ends_with_the_session_it_is_worn_in(
    server: Server, browser: Browser, mary: Person
) -> None:
    role = role_of(server, {"AWS": server.account})
    page = browser.fetch("POST", ROLE, {"roleName": role["RoleName"]})
    client = browser.client(server, "sts", page)
    client.get_caller_identity()
    server.client("iam").update_login_profile(UserName=mary.name, Password="New-horse-11x")
    with pytest.raises(Exception, match="security token"):
        client.get_caller_identity()


def end_soon(server: Server, role_arn: str) -> None:
    with server.database() as database:
        database.execute(
            "UPDATE console_sessions SET role_ends_ms = created_ms + 1 WHERE role LIKE ?",
            (f"%{role_arn}%",),
        )
