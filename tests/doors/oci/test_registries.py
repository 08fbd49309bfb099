"""Host names of registries: `<account>.dkr.ecr.<region>.<domain>`, over accounts and Regions."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.caller import Scope
from lading.cli import app
from lading.doors.oci.registries import named_registry
from lading.pure.oci.errors import RegistryError
from lading.settings import Settings

from ..registry import Registry, digest_of
from ..server import Server

PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
PUSH = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
]
LAYER = b"a layer that another account may read"
ELSEWHERE = "eu-west-1"


@dataclass(frozen=True)
class Account:
    """An account of a server, reached with its root's access key."""

    server: Server
    number: str
    key_id: str
    secret: str

    @property
    def keys(self) -> tuple[str, str, None]:
        return self.key_id, self.secret, None

    def client(self, service: str, region: str | None = None) -> Any:
        return self.server.client(service, keys=self.keys, region=region)

    def docker(self, host: str, region: str | None = None) -> Registry:
        """Return a registry client that names a host and has a token of a Region."""
        token = self.server.token(keys=self.keys, region=region)
        return Registry(self.server.port, "AWS", token, headers={"Host": host})

    def records_of(self, reply: Any, name: str) -> list[Any]:
        """Return the records of a request in this account's own history."""
        found = self.server.events(client=self.client("cloudtrail"), EventName=name)
        return [record for record in found if record["requestID"] == reply.request_id]


@pytest.fixture(scope="module")
def owner(server: Server) -> Account:
    return Account(server, server.account, server.key_id, server.secret)


@pytest.fixture(scope="module")
def guest(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Account:
    """An account that `lading account` makes while the server runs."""
    written = tmp_path_factory.mktemp("guest") / "key.json"
    options = ["--data", str(server.data), "--write", str(written)]
    made = CliRunner().invoke(app, ["account", "create", *options])
    assert made.exit_code == 0, made.output
    key = json.loads(written.read_text())
    return Account(server, key["account"], key["access_key_id"], key["secret_access_key"])


@pytest.fixture(scope="module")
def shared(owner: Account, guest: Account) -> str:
    """A repository of the owner from which the guest may pull, with an image `v1`."""
    return share(owner, guest, PULL)


def share(owner: Account, guest: Account, actions: list[str]) -> str:
    name = owner.server.repository("shared")
    owner.server.registry().push_image(name, "v1", LAYER)
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": guest.number},
        "Action": actions,
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    owner.client("ecr").set_repository_policy(repositoryName=name, policyText=json.dumps(policy))
    return name


def host_of(account: Account, region: str | None = None) -> str:
    return f"{account.number}.dkr.ecr.{region or account.server.region}.localhost"


@pytest.mark.parametrize("form", ["{0}", "{0}:6500", "{1}:6500", "{0}.", "{0}.:6500"])
def test_guest_pulls_from_the_owners_registry(
    owner: Account, guest: Account, shared: str, form: str
) -> None:
    """With and without a port, in upper case, as a complete name: two records, one shared id."""
    docker = guest.docker(form.format(host_of(owner), host_of(owner).upper()))
    pull = docker.get(f"/v2/{shared}/manifests/v1")
    assert pull.status == 200
    blob = docker.get(f"/v2/{shared}/blobs/{digest_of(LAYER)}")
    assert (blob.status, blob.body) == (200, LAYER)
    for reply, name in ((pull, "BatchGetImage"), (blob, "GetDownloadUrlForLayer")):
        ([theirs], [ours]) = guest.records_of(reply, name), owner.records_of(reply, name)
        assert theirs["sharedEventID"] == ours["sharedEventID"]
        assert theirs["eventID"] != ours["eventID"]
        assert theirs["recipientAccountId"] == guest.number
        assert ours["recipientAccountId"] == owner.number
        assert ours["userIdentity"]["accountId"] == guest.number
        assert theirs["requestParameters"]["registryId"] == owner.number
        assert theirs["resources"] == ours["resources"]
        assert ours["resources"][0]["accountId"] == owner.number


def test_own_name_and_no_name_are_the_callers_own_registry(
    owner: Account, guest: Account, shared: str
) -> None:
    for host in (host_of(guest), f"127.0.0.1:{guest.server.port}"):
        reply = guest.docker(host).get(f"/v2/{shared}/manifests/v1")
        assert (reply.status, reply.json["errors"][0]["code"]) == (404, "NAME_UNKNOWN")
        assert guest.records_of(reply, "BatchGetImage")
        assert owner.records_of(reply, "BatchGetImage") == []


def test_guest_pushes_where_the_policy_lets_it(owner: Account, guest: Account) -> None:
    name = share(owner, guest, PUSH)
    image = guest.docker(host_of(owner)).push_image(name, "theirs", os.urandom(9))
    assert owner.server.registry().get(f"/v2/{name}/manifests/theirs").body == image
    put = owner.server.events(ResourceName=name, eventName="PutImage")[-1]
    assert put["userIdentity"]["accountId"] == guest.number
    assert "sharedEventID" in put


@pytest.mark.parametrize("number", ["999999999999", "000000000000"])
def test_account_that_is_none_is_as_closed_as_any_other(
    guest: Account, shared: str, number: str
) -> None:
    docker = guest.docker(f"{number}.dkr.ecr.{guest.server.region}.localhost")
    reply = docker.get(f"/v2/{shared}/manifests/v1")
    assert (reply.status, reply.json["errors"][0]["code"]) == (403, "DENIED")
    [record] = guest.records_of(reply, "BatchGetImage")
    assert record["errorCode"] == "AccessDenied"


def test_token_is_good_for_its_own_region(owner: Account, shared: str) -> None:
    """The refused attempt is on record under the key that the token hangs on."""
    reply = owner.docker(host_of(owner, ELSEWHERE)).get("/v2/")
    assert (reply.status, reply.json["errors"][0]["code"]) == (401, "UNAUTHORIZED")
    assert reply.json["errors"][0]["message"] == (
        f"Your authorization token is for {owner.server.region}, this registry is in {ELSEWHERE}."
    )
    assert reply.headers["www-authenticate"].startswith("Basic ")
    [record] = owner.records_of(reply, "GetAuthorizationToken")
    assert record["errorCode"] == "UnrecognizedClientException"


def test_regions_have_registries_of_their_own(owner: Account, shared: str) -> None:
    docker = owner.docker(host_of(owner, ELSEWHERE), ELSEWHERE)
    assert docker.get(f"/v2/{shared}/tags/list").status == 404
    there = owner.client("ecr", ELSEWHERE)
    made = there.create_repository(repositoryName=shared)["repository"]
    assert made["repositoryUri"] == f"{host_of(owner, ELSEWHERE)}:{owner.server.port}/{shared}"
    docker.push_image(shared, "elsewhere", LAYER)
    assert docker.get(f"/v2/{shared}/tags/list").json["tags"] == ["elsewhere"]
    here = owner.docker(host_of(owner)).get(f"/v2/{shared}/tags/list")
    assert here.json["tags"] == ["v1"]
    assert docker.get("/v2/_catalog").json["repositories"] == [shared]


def test_token_of_any_region_at_a_host_without_a_region(owner: Account) -> None:
    """`127.0.0.1:6500` says no Region, and whoever has one configured may log in there."""
    assert owner.docker(f"127.0.0.1:{owner.server.port}", ELSEWHERE).get("/v2/").status == 200


def test_secret_as_password_at_a_foreign_registry(
    owner: Account, guest: Account, shared: str
) -> None:
    """Logging in is the guest's own act: the owner has no record of it."""
    headers = {"Host": host_of(owner)}
    docker = Registry(guest.server.port, guest.key_id, guest.secret, headers=headers)
    reply = docker.get("/v2/")
    assert reply.status == 200
    [login] = guest.records_of(reply, "GetAuthorizationToken")
    assert login["recipientAccountId"] == guest.number
    assert "sharedEventID" not in login
    assert owner.records_of(reply, "GetAuthorizationToken") == []
    assert docker.get(f"/v2/{shared}/manifests/v1").status == 200


@pytest.mark.parametrize("host", ["12345.dkr.ecr.us-east-2.localhost", "x.dkr.ecr.localhost"])
def test_name_that_only_looks_like_a_registrys_is_refused(
    owner: Account, shared: str, host: str
) -> None:
    """Not read as the caller's own: a mistyped push must not land there."""
    reply = owner.docker(host).get(f"/v2/{shared}/manifests/v1")
    assert (reply.status, reply.json["errors"][0]["code"]) == (404, "NAME_UNKNOWN")


NUMBER = "111122223333"
NAMES: dict[str, Scope | None] = {
    f"{NUMBER}.dkr.ecr.us-east-1.registry.example.org": Scope(NUMBER, "us-east-1"),
    f"{NUMBER}.dkr.ecr.us-east-1.registry.example.org:443": Scope(NUMBER, "us-east-1"),
    f"{NUMBER}.DKR.ecr.US-EAST-1.Registry.Example.ORG": Scope(NUMBER, "us-east-1"),
    f"{NUMBER}.dkr.ecr.us-gov-west-1.registry.example.org.": Scope(NUMBER, "us-gov-west-1"),
    f"{NUMBER}.dkr.ecr.ap-southeast-4.registry.example.org": Scope(NUMBER, "ap-southeast-4"),
    "registry.example.org": None,
    "registry.example.org:6500": None,
    "www.registry.example.org": None,
    f"{NUMBER}.dkr.ecr.us-east-1.amazonaws.com": None,
    f"{NUMBER}.dkr.ecr.us-east-1.registry.example.org.attacker.net": None,
    f"{NUMBER}.dkr.ecr.us-east-1.notregistry.example.org": None,
    "[::1]:6500": None,
    "127.0.0.1": None,
    "": None,
    ":": None,
}
LOOKALIKES = [
    f"{NUMBER}0.dkr.ecr.us-east-1.registry.example.org",
    "١١١١٢٢٢٢٣٣٣٣.dkr.ecr.us-east-1.registry.example.org",
    f"x.{NUMBER}.dkr.ecr.us-east-1.registry.example.org",
    f"{NUMBER}.dkr.ecr.nowhere.registry.example.org",
    f"{NUMBER}.dkr.ecr.us-east-1.x.registry.example.org",
    f"{NUMBER}.dkr.ecr.us-east-1\n.registry.example.org",
    f"{NUMBER}.dkr.ecr..registry.example.org",
    f"{NUMBER}.dkr.ecr.registry.example.org",
    f" {NUMBER}.dkr.ecr.us-east-1.registry.example.org",
]


@pytest.mark.parametrize(("host", "meant"), NAMES.items())
def test_what_a_host_name_means(tmp_path: Path, host: str, meant: Scope | None) -> None:
    settings = Settings(data=tmp_path, registry_domain="Registry.Example.org")
    assert named_registry(host, settings) == meant
    assert named_registry(host, Settings(data=tmp_path)) is None


@pytest.mark.parametrize("host", LOOKALIKES)
def test_lookalikes(tmp_path: Path, host: str) -> None:
    settings = Settings(data=tmp_path, registry_domain="registry.example.org")
    with pytest.raises(RegistryError) as refusal:
        named_registry(host, settings)
    assert (refusal.value.code, refusal.value.status) == ("NAME_UNKNOWN", 404)
    assert host not in refusal.value.message
