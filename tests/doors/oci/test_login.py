"""`GET /v2/`: the challenge, the two ways to log in, and what of them is on record."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from ..registry import Registry
from ..server import ALLOW_EVERYTHING, Server, await_true, unique

WORKERS = 2  # each remembers logins for itself


def test_challenge(server: Server) -> None:
    """ "Authentication": 401 with a Basic challenge, whatever the path."""
    anonymous = Registry(server.port, None)
    for method, path in (
        ("GET", "/v2/"),
        ("GET", "/v2/any/manifests/x"),
        ("POST", "/v2/any/blobs/uploads/"),
        ("GET", "/v2/..//%00"),
    ):
        reply = anonymous.send(method, path)
        assert reply.status == 401
        assert reply.headers["www-authenticate"].startswith('Basic realm="http://127.0.0.1:')
        assert reply.json["errors"][0]["code"] == "UNAUTHORIZED"


def test_challenge_is_no_record(server: Server) -> None:
    """Noise without a caller is counted, not recorded."""
    repository = server.repository("noise")
    reply = Registry(server.port, None).get(f"/v2/{repository}/manifests/x")
    names = [event["eventName"] for event in server.events(ResourceName=repository)]
    assert names == ["CreateRepository"]
    assert not [e for e in server.events(flush=False) if e.get("requestID") == reply.request_id]


def test_token(server: Server) -> None:
    assert server.registry().get("/v2/").status == 200


def test_raw_token_as_basic_header(server: Server) -> None:
    """The token of GetAuthorizationToken may be sent as it is (ECR User Guide, HTTP API)."""
    token = server.client("ecr").get_authorization_token()["authorizationData"][0]
    headers = {"Authorization": f"Basic {token['authorizationToken']}"}
    assert Registry(server.port, None, headers=headers).get("/v2/").status == 200


def test_key_and_secret_are_a_login_on_record(server: Server) -> None:
    person = server.person(ALLOW_EVERYTHING)
    reply = Registry(server.port, person.key_id, person.secret).get("/v2/")
    assert reply.status == 200
    record = server.event(Username=person.name)
    assert record["eventName"] == "GetAuthorizationToken"
    assert record["additionalEventData"] == {"loginType": "SecretAccessKey"}
    assert record["requestParameters"] is None
    assert record["responseElements"] is None
    assert record["requestID"] == reply.request_id
    assert record["readOnly"] is True
    assert "resources" not in record
    assert record["userIdentity"]["accessKeyId"] == person.key_id


def test_key_and_secret_need_the_permission(server: Server) -> None:
    """GetAuthorizationToken can be denied; then so is the login."""
    person = server.person()
    reply = Registry(server.port, person.key_id, person.secret).get("/v2/")
    assert (reply.status, reply.json["errors"][0]["code"]) == (403, "DENIED")
    record = server.event(Username=person.name)
    assert (record["eventName"], record["errorCode"]) == ("GetAuthorizationToken", "AccessDenied")


def test_key_and_secret_without_asking_v2(server: Server) -> None:
    """A client that comes with its first request logs in with it: once, and only if it may."""
    name = server.repository("direct")
    person, stranger = (
        server.person(ALLOW_EVERYTHING),
        server.person({"Effect": "Allow", "Action": "ecr:ListImages", "Resource": "*"}),
    )
    path = f"/v2/{name}/tags/list"
    docker = Registry(server.port, person.key_id, person.secret)
    assert [docker.get(path).status for _ in range(10)] == [200] * 10
    logins = server.events(Username=person.name, eventName="GetAuthorizationToken")
    assert 1 <= len(logins) <= WORKERS
    assert logins[0]["additionalEventData"] == {"loginType": "SecretAccessKey"}
    refused = Registry(server.port, stranger.key_id, stranger.secret).get(path)
    assert (refused.status, refused.json["errors"][0]["code"]) == (403, "DENIED")
    assert server.registry(person).get(path).status == 200


def test_wrong_secret_of_a_known_key_is_on_record(server: Server) -> None:
    person = server.person(ALLOW_EVERYTHING)
    reply = Registry(server.port, person.key_id, "wrong").get("/v2/")
    assert reply.status == 401
    assert "www-authenticate" in reply.headers
    record = server.event(Username=person.name)
    assert record["eventName"] == "GetAuthorizationToken"
    assert record["errorCode"] == "UnrecognizedClientException"
    assert record["additionalEventData"] == {"loginType": "password"}
    assert record["requestID"] == reply.request_id


def test_wrong_secrets_are_aggregated_past_the_bound(server: Server) -> None:
    """A storm of attempts fills no history: later records say how many were left out."""
    person = server.person()
    wrong = Registry(server.port, person.key_id, "wrong")
    sent = 0

    def left_out() -> bool:
        nonlocal sent
        with ThreadPoolExecutor(10) as threads:
            statuses = set(threads.map(lambda _: wrong.get("/v2/").status, range(20)))
        assert statuses == {401}
        sent += 20
        return any("attemptsLeftOut" in one["additionalEventData"] for one in recorded())

    def recorded() -> list[dict[str, dict[str, int]]]:
        return server.events(Username=person.name)

    await_true(left_out)
    shown = recorded()
    counted = sum(1 + one["additionalEventData"].get("attemptsLeftOut", 0) for one in shown)
    assert len(shown) < sent
    assert counted <= sent


def test_unknown_key_is_no_record(server: Server) -> None:
    reply = Registry(server.port, "AKIA" + "Z" * 16, "whatever").get("/v2/")
    assert reply.status == 401
    assert not [event for event in server.events() if event.get("requestID") == reply.request_id]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!!",
        "Basic " + b64encode(b"nocolon").decode(),
        "Basic " + b64encode(b":").decode(),
        "Basic " + b64encode(b"AWS:").decode(),
        "Basic " + b64encode(b"AWS:\x00\x01").decode(),
        "Basic " + b64encode(b"AWS:\xff\xfe").decode(),
        "Basic " + "A" * 20_000,
        "Bearer abc",
        "Digest x=y",
        "Basic " + b64encode(b"AWS:not a token").decode(),
        "Basic " + b64encode(("AWS:" + "A" * 10_000).encode()).decode(),
        "\xe9\xff",
    ],
    ids=lambda header: header[:28],
)
def test_authorization_that_is_none(server: Server, authorization: str) -> None:
    """401 with the challenge, and nothing of what was sent in the answer."""
    headers = {"Authorization": authorization} if authorization else {}
    reply = Registry(server.port, None, headers=headers).get("/v2/")
    assert reply.status == 401
    assert "www-authenticate" in reply.headers
    if len(authorization) > 10:
        assert authorization[6:].encode("latin-1") not in reply.body


def test_key_made_inactive_ends_its_tokens(server: Server) -> None:
    person = server.person(ALLOW_EVERYTHING)
    registry = server.registry(person)
    name = server.repository("revoked")
    assert registry.get(f"/v2/{name}/tags/list").status == 200
    server.client("iam").update_access_key(
        UserName=person.name, AccessKeyId=person.key_id, Status="Inactive"
    )
    reply = registry.get(f"/v2/{name}/tags/list")
    assert (reply.status, reply.json["errors"][0]["code"]) == (401, "UNAUTHORIZED")
    assert Registry(server.port, person.key_id, person.secret).get("/v2/").status == 401


def test_unknown_paths_of_the_registry(docker: Registry) -> None:
    for path in (
        "/v2/x",
        "/v2/repo/unknown/thing",
        "/v2/repo/manifests",
        f"/v2/{unique('a')}/tags",
    ):
        assert docker.get(path).status == 404
