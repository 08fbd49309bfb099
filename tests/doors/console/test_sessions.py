"""Sessions: what the browser holds, what it is good for, and what ends it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ..server import ALLOW_EVERYTHING, Person, Server, start_server
from .browser import AGENT, SESSION, Browser, Page, console_user

INVALID = {"InvalidToken", "InvalidClientTokenId", "UnrecognizedClientException"}
"""The same refusal as the protocols spell it."""


_CALLS: dict[str, Callable[[Any], Any]] = {
    "sts": lambda client: client.get_caller_identity(),
    "ecr": lambda client: client.describe_repositories(),
    "s3": lambda client: client.list_buckets(),
}


def refusal(call: Callable[[], Any]) -> str:
    """Return the code that a call is refused with."""
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def signed_in(server: Server, browser: Browser) -> tuple[Person, Page]:
    person = console_user(server, ALLOW_EVERYTHING)
    page = browser.sign_in(person.name)
    assert page.status == 200
    return person, page


class TestCookie:
    """The cookie is the session: for the browser alone, and bound to this installation."""

    def test_no_script_reads_it_and_no_other_site_sends_it(
        self, server: Server, browser: Browser
    ) -> None:
        _, page = signed_in(server, browser)
        name, _, attributes = page.headers["set-cookie"].partition("=")
        assert name.startswith("lading-")
        assert attributes.split("; ")[1:] == [
            "Max-Age=43200",
            "Path=/",
            "HttpOnly",
            "SameSite=Strict",
        ]

    def test_each_installation_has_a_name_of_its_own(
        self, server: Server, special: Server, browser: Browser
    ) -> None:
        signed_in(server, browser)
        other = Browser(special.url)
        person = console_user(special)
        other.sign_in(person.name)
        assert set(browser.cookies).isdisjoint(other.cookies)

    def test_it_survives_a_reload_with_new_credentials(
        self, server: Server, browser: Browser
    ) -> None:
        _, first = signed_in(server, browser)
        second = browser.session()
        same = ("identity", "user", "role", "signedInAt", "expiresAt")
        assert [first.json[key] for key in same] == [second.json[key] for key in same]
        assert first.json["credentials"] != second.json["credentials"]
        assert "set-cookie" not in second.headers

    @pytest.mark.parametrize("place", [0, 1, 20, -1])
    def test_an_altered_one_is_none(self, server: Server, browser: Browser, place: int) -> None:
        signed_in(server, browser)
        ((name, value),) = browser.cookies.items()
        raw = bytearray(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        raw[place] ^= 1
        browser.cookies[name] = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        assert browser.session().status == 204

    @pytest.mark.parametrize("value", ["", "x", "~" * 50, "A" * 15_000])
    def test_rubbish_is_none(self, server: Server, browser: Browser, value: str) -> None:
        signed_in(server, browser)
        (name,) = browser.cookies
        browser.cookies[name] = value
        assert browser.session().status == 204

    def test_a_sign_in_takes_nothing_from_the_one_before(
        self, server: Server, browser: Browser
    ) -> None:
        """Fixation: whoever planted a session finds it ended, and not become somebody's."""
        _, planted = signed_in(server, browser)
        attacker = Browser(server.url, cookies=dict(browser.cookies))
        victim, page = signed_in(server, browser)
        assert attacker.session().status == 204
        assert browser.cookies != attacker.cookies
        assert page.json["identity"]["userName"] == victim.name
        client = attacker.client(server, "sts", planted)
        assert refusal(client.get_caller_identity) in INVALID
        ended = planted.json["identity"]["userName"]
        server.event(Username=ended, eventName="ConsoleLogout")

    def test_other_sealed_texts_are_no_cookies(self, server: Server, browser: Browser) -> None:
        _, page = signed_in(server, browser)
        (name,) = browser.cookies
        for other in (page.json["credentials"]["sessionToken"], server.token()):
            browser.cookies[name] = other
            assert browser.session().status == 204


class TestBinding:
    """Credentials are good together with the cookie of their session, and else for nothing."""

    @pytest.mark.parametrize("service", ["sts", "ecr", "s3"])
    def test_without_the_cookie_they_are_refused_and_that_is_on_record(
        self, server: Server, browser: Browser, service: str
    ) -> None:
        _, page = signed_in(server, browser)
        call = _CALLS[service]
        call(browser.client(server, service, page))
        stolen = browser.client(server, service, page, cookie=None)
        assert refusal(lambda: call(stolen)) in INVALID
        key_id = page.json["credentials"]["accessKeyId"]
        records = server.events(AccessKeyId=key_id)
        assert [one.get("errorCode") in INVALID for one in records] == [False, True]

    def test_the_cookie_of_another_session_does_not_do(
        self, server: Server, browser: Browser
    ) -> None:
        _, page = signed_in(server, browser)
        other = Browser(server.url)
        signed_in(server, other)
        client = browser.client(server, "sts", page, cookie=other.cookie)
        assert refusal(client.get_caller_identity) in INVALID

    def test_the_cookie_alone_authorizes_no_call(self, server: Server, browser: Browser) -> None:
        signed_in(server, browser)
        page = browser.fetch(
            "POST",
            "/",
            {},
            headers={
                "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
                "content-type": "application/x-amz-json-1.1",
            },
        )
        assert page.status == 400
        assert page.json["__type"] == "MissingAuthenticationTokenException"


class TestEnd:
    """A session ends at once, in every worker, and all its credentials with it."""

    def test_signing_out(self, server: Server, browser: Browser) -> None:
        person, page = signed_in(server, browser)
        kept = Browser(server.url, cookies=dict(browser.cookies))
        client = browser.client(server, "sts", page)
        client.get_caller_identity()
        out = browser.fetch("DELETE", SESSION)
        assert (out.status, out.body) == (204, b"")
        assert browser.cookies == {}
        assert refusal(client.get_caller_identity) in INVALID
        assert kept.session().status == 204, "the cookie is worth nothing any more"
        record = server.events(Username=person.name, eventName="ConsoleLogout")[-1]
        assert record["responseElements"] == {"ConsoleLogout": "Success"}
        assert record["eventType"] == "AwsConsoleSignIn"

    def test_signing_out_twice_or_without_a_session_is_fine(self, browser: Browser) -> None:
        assert browser.fetch("DELETE", SESSION).status == 204
        assert browser.fetch("DELETE", SESSION).status == 204

    def test_signing_out_everywhere(self, server: Server, browser: Browser) -> None:
        person, _ = signed_in(server, browser)
        elsewhere, stranger = Browser(server.url), Browser(server.url)
        elsewhere.sign_in(person.name)
        signed_in(server, stranger)
        browser.fetch("DELETE", SESSION, {"everywhere": True})
        assert elsewhere.session().status == 204
        assert stranger.session().status == 200

    @pytest.mark.parametrize(
        "change",
        [
            lambda iam, name: iam.update_login_profile(UserName=name, Password="New-horse-11x"),
            lambda iam, name: iam.delete_login_profile(UserName=name),
            lambda iam, name: iam.update_user(UserName=name, NewUserName=f"{name}-renamed"),
        ],
        ids=["another password", "no password", "another name"],
    )
    def test_what_was_shown_at_sign_in_is_no_longer_so(
        self, server: Server, browser: Browser, change: Callable[[Any, str], Any]
    ) -> None:
        person, page = signed_in(server, browser)
        client = browser.client(server, "sts", page)
        client.get_caller_identity()
        change(server.client("iam"), person.name)
        assert refusal(client.get_caller_identity) in INVALID
        assert browser.session().status == 204

    def test_the_access_key_stops_working(self, server: Server, browser: Browser) -> None:
        person = server.person(ALLOW_EVERYTHING)
        page = browser.sign_in_with_key(person.key_id, person.secret)
        client = browser.client(server, "sts", page)
        client.get_caller_identity()
        server.client("iam").update_access_key(
            UserName=person.name, AccessKeyId=person.key_id, Status="Inactive"
        )
        assert refusal(client.get_caller_identity) in INVALID
        assert browser.session().status == 204

    @pytest.mark.parametrize(
        "column",
        ["used_ms", "ends_ms"],
        ids=["left alone for too long", "its time is up"],
    )
    def test_time(self, server: Server, browser: Browser, column: str) -> None:
        _, page = signed_in(server, browser)
        arn = page.json["identity"]["arn"]
        hour_ms = 3_600_000
        with server.database() as database:
            database.execute(
                f"UPDATE console_sessions SET {column} = created_ms - {hour_ms} "
                "WHERE caller LIKE ?",
                (f"%{arn}%",),
            )
        assert browser.session().status == 204

    def test_credentials_end_with_their_session(self, server: Server, browser: Browser) -> None:
        person, _ = signed_in(server, browser)
        with server.database() as database:
            database.execute(
                "UPDATE console_sessions SET ends_ms = created_ms + 900000 WHERE entity_id = ?",
                (person.user_id,),
            )
        page = browser.session().json
        assert page["credentials"]["expiration"] <= page["expiresAt"]

    def test_the_oldest_goes_when_there_are_too_many(self, server: Server) -> None:
        person = server.person()
        first = Browser(server.url)
        first.sign_in_with_key(person.key_id, person.secret)
        with server.database() as database:
            for number in range(49):
                database.execute(
                    "INSERT INTO console_sessions SELECT ?, secret_hash, entity_id, caller, role, "
                    "role_ends_ms, password_mark, address, user_agent, created_ms + 1, used_ms, "
                    "ends_ms FROM console_sessions WHERE entity_id = ? LIMIT 1",
                    (f"{person.user_id}-{number}", person.user_id),
                )
        assert first.session().status == 200
        Browser(server.url).sign_in_with_key(person.key_id, person.secret)
        assert first.session().status == 204


def test_credentials_made_from_the_consoles_own_are_free_of_it(
    server: Server, browser: Browser
) -> None:
    """A role that is assumed by a call, not by the console, is for the command line."""
    _, page = signed_in(server, browser)
    role = server.client("iam").create_role(
        RoleName=f"cli-{page.json['identity']['userName']}",
        AssumeRolePolicyDocument=trust(server.account),
    )["Role"]
    given = browser.client(server, "sts", page).assume_role(
        RoleArn=role["Arn"], RoleSessionName="cli"
    )["Credentials"]
    keys = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    me = server.client("sts", keys=keys).get_caller_identity()
    assert "assumed-role" in me["Arn"]
    record = server.event(AccessKeyId=given["AccessKeyId"], eventName="GetCallerIdentity")
    assert "sessionCredentialFromConsole" not in record


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes any signature."""
    folder = tmp_path_factory.mktemp("sandbox")
    running = start_server(folder, sandbox="true", workers="1", console_regions="eu-west-1")
    yield running
    running.stop()


def test_in_the_sandbox_any_secret_signs_in_as_root(sandbox: Server) -> None:
    browser = Browser(sandbox.url)
    page = browser.sign_in_with_key("111122223333", "anything")
    assert page.json["identity"]["arn"] == "arn:aws:iam::111122223333:root"
    client = browser.client(sandbox, "ecr", page)
    client.create_repository(repositoryName="app")
    keys = ("111122223333", "x", None)
    record = sandbox.events(
        EventName="CreateRepository", client=sandbox.client("cloudtrail", keys=keys)
    )[0]
    assert record["sessionCredentialFromConsole"] == "true"
    assert record["userAgent"] == AGENT
    assert browser.fetch("DELETE", SESSION).status == 204
    assert refusal(client.describe_repositories) in INVALID


def test_the_config_says_what_server_this_is(sandbox: Server) -> None:
    browser = Browser(sandbox.url)
    page = browser.fetch("GET", "/console/config.json")
    assert page.headers["cache-control"] == "no-store"
    assert page.json == {
        "version": version("lading"),
        "region": sandbox.region,
        "regions": [sandbox.region, "eu-west-1", "us-east-1"],
        "sandbox": True,
        "externalUrl": sandbox.url,
        "registryHost": sandbox.url.removeprefix("http://"),
        "registryDomain": None,
        "historyDays": 90,
        "historyLogGroup": None,
        "hasConsoleUsers": False,
    }
    console_user(sandbox)
    assert browser.fetch("GET", "/console/config.json").json["hasConsoleUsers"] is True


def trust(account: str) -> str:
    return (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"AWS":"{account}"}}}}}}'
    )
