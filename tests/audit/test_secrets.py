"""Promise 4: nothing secret is recorded. Secrets in every place a client can put one, then a
search of every byte the server keeps, decompressed and decoded.

Where a secret may lie: the root user's own file (`root-credentials.json`), the master key, and
the bytes of blobs, which are what was pushed.
"""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.server.analytics_access import analytics_access
from lading.settings import Settings

from ..doors.registry import Registry, digest_of, manifest_of
from ..doors.server import ALLOW_EVERYTHING, ROOT_KEY_ID, ROOT_SECRET, Server, start_server
from .stored_bytes import forms, stored

KEPT_FOR_THE_OWNER = ("root-credentials.json", "master.key", "blobs/", "uploads/", "run/analytics.")
ECR = "AmazonEC2ContainerRegistry_V20150921."


@dataclass
class Plants:
    """Secrets by the place they were put; `new` makes one that can be told from all others."""

    by_place: dict[str, bytes] = field(default_factory=dict)

    def new(self, place: str) -> str:
        return self.keep(place, f"PLANT/{token_hex(12)}+end")

    def keep(self, place: str, secret: str) -> str:
        assert len(secret) >= 16, "long enough not to be anywhere by chance"
        self.by_place[place] = secret.encode()
        return secret


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Plants]]:
    """A server that logs all it can, after every planting."""
    folder: Path = tmp_path_factory.mktemp("secrets")
    running = start_server(folder, workers="1", log_level="debug", refusals_per_second="100")
    plants = Plants()
    for plant in PLANTINGS:
        plant(running, plants)
    running.flush()
    yield running, plants
    running.stop()


def in_the_settings(server: Server, plants: Plants) -> None:
    plants.keep("root secret", ROOT_SECRET)


def in_access_keys(server: Server, plants: Plants) -> None:
    person = server.person(ALLOW_EVERYTHING)
    plants.keep("CreateAccessKey", person.secret)
    server.registry(person).get("/v2/")
    Registry(server.port, person.key_id, person.secret).get("/v2/")
    Registry(server.port, person.key_id, plants.new("wrong password of a known key")).get("/v2/")
    Registry(server.port, person.key_id, person.secret[:-1]).get("/v2/")
    keys = (person.key_id, plants.new("wrong secret of a signature"), None)
    server.send_signed("DescribeRepositories", keys=keys)


def in_sessions(server: Server, plants: Plants) -> None:
    person = server.person(ALLOW_EVERYTHING)
    trust = {"Effect": "Allow", "Principal": {"AWS": person.arn}, "Action": "sts:AssumeRole"}
    role = server.client("iam").create_role(
        RoleName="carrier",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    sts = server.client("sts", person, validate=False)
    made = {
        "GetSessionToken": sts.get_session_token(),
        "AssumeRole": sts.assume_role(RoleArn=role, RoleSessionName="session"),
        "GetFederationToken": sts.get_federation_token(Name="federated"),
    }
    for name, answer in made.items():
        credentials = answer["Credentials"]
        secret = plants.keep(f"{name} secret", credentials["SecretAccessKey"])
        token = plants.keep(f"{name} token", credentials["SessionToken"])
        keys = (credentials["AccessKeyId"], secret, token)
        server.send_signed("DescribeRepositories", keys=keys)
        server.send_signed("DescribeRepositories", keys=(keys[0], keys[1], token[:-3] + "abc"))
    unknown = ("ASIA" + "Q" * 16, "s", plants.new("X-Amz-Security-Token"))
    server.send_signed("DescribeRepositories", keys=unknown)
    for serial in ("arn:aws:iam::123456789012:mfa/x", None):
        with pytest.raises(sts.exceptions.ClientError):
            sts.assume_role(
                RoleArn=role,
                RoleSessionName="s",
                TokenCode=plants.new(f"TokenCode {serial}"),
                **({"SerialNumber": serial} if serial else {}),
            )


def in_registry_tokens(server: Server, plants: Plants) -> None:
    token = plants.keep("registry token", server.token())
    docker = Registry(server.port, "AWS", token)
    for path in ("/v2/", "/v2/no/such/manifests/x", "/v2/Bad/manifests/x"):
        docker.get(path)
    Registry(server.port, "AWS", plants.keep("altered token", token[:-4] + "AAAA")).get("/v2/")
    Registry(server.port, token, "x").get("/v2/")


def in_authorization_headers(server: Server, plants: Plants) -> None:
    def basic(text: str) -> str:
        return "Basic " + b64encode(text.encode()).decode()

    headers = [
        basic(f"AWS:{plants.new('password of AWS')}"),
        basic(f"{plants.new('user name')}:{plants.new('password of an unknown user')}"),
        basic(plants.new("Basic without a colon")),
        "Basic " + plants.new("Basic without base64"),
        "Bearer " + plants.new("Bearer"),
        plants.new("no scheme"),
        f"AWS4-HMAC-SHA256 Credential={plants.new('Credential')}, SignedHeaders=host, Signature=0",
        f"AWS4-HMAC-SHA256 {plants.new('no pair')}",
        f"AWS4-HMAC-SHA256 Credential=A/20260101/us-east-2/ecr/aws4_request, SignedHeaders="
        f"{plants.new('SignedHeaders')}, Signature={plants.new('Signature')}",
        f"AWS4-{plants.new('algorithm')} Credential=A/B/C/D/E",
    ]
    for header in headers:
        client = Registry(server.port, None, headers={"Authorization": header})
        client.get("/v2/")
        client.get("/v2/some/manifests/x")
        client.send("POST", "/", b"{}", {"X-Amz-Target": f"{ECR}DescribeRepositories"})


def in_other_headers(server: Server, plants: Plants) -> None:
    names = ("Cookie", "Proxy-Authorization", "X-Api-Key", "Referer", "X-Forwarded-For", "If-Match")
    headers = {name: plants.new(name) for name in names}
    Registry(server.port, "AWS", server.token(), headers=headers).get("/v2/no/such/manifests/x")
    server.send_signed("DescribeRepositories", unsigned=list(headers.items()))


def in_urls(server: Server, plants: Plants) -> None:
    sts, s3 = server.client("sts"), server.client("s3")
    for client, operation, members in (
        (sts, "get_caller_identity", {}),
        (s3, "get_object", {"Bucket": "bucket", "Key": "key"}),
    ):
        url = client.generate_presigned_url(operation, Params=members, HttpMethod="GET")
        parts = urlsplit(url)
        anonymous = Registry(server.port, None)
        anonymous.get(f"{parts.path}?{parts.query}")
        query = dict(pair.split("=", 1) for pair in parts.query.split("&"))
        if "X-Amz-Signature" in query:
            plants.keep(f"signature of {operation}", query["X-Amz-Signature"])
        query |= {
            "X-Amz-Signature": plants.new(f"wrong signature of {operation}"),
            "X-Amz-Security-Token": plants.new(f"token of {operation}"),
        }
        anonymous.get(f"{parts.path}?{urlencode(query)}")
    docker, name = server.registry(), server.repository("urls")
    for path in (
        "blobs/uploads/?digest={}",
        "tags/list?n={}",
        "manifests/v1?token={}",
        "referrers/sha256:0?x={}",
        "tags/list?last=a&signature={}",
    ):
        secret = urlencode({"": plants.new(f"query of {path}")})[1:]
        for method in ("GET", "POST", "PUT"):
            docker.send(method, f"/v2/{name}/{path.format(secret)}")
    docker.get("/layers/" + plants.new("layer URL").replace("/", "_").replace("+", "-"))
    docker.get(f"/unknown?password={plants.new('query of nothing')}")
    docker.get(f"/healthz?password={plants.new('query of healthz')}")


def in_layers(server: Server, plants: Plants) -> None:
    """Layer bytes lie among the blobs, and the URL that gives them nowhere at all."""
    ecr, name = server.client("ecr"), server.repository("layers")
    blob = plants.new("layerPartBlob").encode() * 3
    upload = ecr.initiate_layer_upload(repositoryName=name)["uploadId"]
    part = {
        "repositoryName": name,
        "uploadId": upload,
        "partFirstByte": 0,
        "partLastByte": len(blob) - 1,
        "layerPartBlob": blob,
    }
    ecr.upload_layer_part(**part)
    with pytest.raises(ecr.exceptions.InvalidLayerPartException):
        ecr.upload_layer_part(**part)
    ecr.complete_layer_upload(repositoryName=name, uploadId=upload, layerDigests=[digest_of(blob)])
    ecr.put_image(repositoryName=name, imageManifest=manifest_of(blob, blob).decode())
    url = ecr.get_download_url_for_layer(repositoryName=name, layerDigest=digest_of(blob))
    ticket = plants.keep("download URL", url["downloadUrl"].rpartition("/")[2])
    assert Registry(server.port, None).get(f"/layers/{ticket}").body == blob
    Registry(server.port, None).get(f"/layers/{ticket[:-3]}abc")
    docker, pushed = server.registry(), plants.new("blob by the registry door").encode()
    docker.push_blob(name, pushed)
    docker.send("PATCH", docker.begin(name), plants.new("blob never finished").encode())


def in_broken_requests(server: Server, plants: Plants) -> None:
    bodies = {
        "cut JSON": '{"repositoryName": "@"',
        "no JSON": '{"repositoryName": @}',
        "wrong type": '{"repositoryName": {"password": "@"}}',
        "wrong type of a list": '{"repositoryNames": "@"}',
        "unknown member": '{"password": "@"}',
        "no object": "@",
    }
    for place, body in bodies.items():
        server.send_signed("DescribeRepositories", body.replace("@", plants.new(place)).encode())
    server.send_signed(plants.new("target").replace("/", "."), b"{}")
    docker, name = server.registry(), server.repository("broken")
    docker.put_manifest(name, "v1", plants.new("broken manifest").encode() + b"\xff")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/", plants.new("unsigned body"))
    connection.getresponse().read()
    connection.close()


def in_members_that_are_secret(server: Server, plants: Plants) -> None:
    """Also of operations that are not built: their requests are on record all the same."""
    iam = server.client("iam", validate=False)
    calls: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (iam.create_login_profile, {"UserName": "x", "Password": plants.new("Password")}),
        (
            iam.change_password,
            {"OldPassword": plants.new("OldPassword"), "NewPassword": plants.new("NewPassword")},
        ),
        (
            iam.upload_server_certificate,
            {
                "ServerCertificateName": "c",
                "CertificateBody": "body",
                "PrivateKey": plants.new("PrivateKey"),
            },
        ),
    ]
    for call, members in calls:
        with pytest.raises(iam.exceptions.ClientError):
            call(**members)
    form = {"Action": "CreateUser", "Version": "2010-05-08", "UserName": "formed"}
    form["Password"] = plants.new("unknown form field")
    server.send_signed(
        "none",
        urlencode(form).encode(),
        service="iam",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    kms = server.client("kms", validate=False)
    for operation, members in (
        ("encrypt", {"KeyId": "k", "Plaintext": plants.new("Plaintext").encode()}),
        ("decrypt", {"KeyId": "k", "CiphertextBlob": plants.new("CiphertextBlob").encode()}),
    ):
        with pytest.raises(kms.exceptions.ClientError):
            getattr(kms, operation)(**members)


PLANTINGS = (
    in_the_settings,
    in_access_keys,
    in_sessions,
    in_registry_tokens,
    in_authorization_headers,
    in_other_headers,
    in_urls,
    in_layers,
    in_broken_requests,
    in_members_that_are_secret,
)


def found_in(pieces: Iterator[tuple[str, bytes]], plants: Plants) -> list[tuple[str, str, str]]:
    needles = [
        (place, form, needle)
        for place, secret in plants.by_place.items()
        for form, needle in forms(secret).items()
    ]
    return [
        (place, form, where)
        for where, content in pieces
        for place, form, needle in needles
        if needle in content
    ]


def test_the_search_finds_what_is_there(planted: tuple[Server, Plants]) -> None:
    """The search itself can fail: names that must be on record are found in every store."""
    server, _ = planted
    known = Plants({"root key id": ROOT_KEY_ID.encode(), "repository": b"layers-"})
    places = {where.split("/")[0] for _, _, where in found_in(_stored(server), known)}
    assert {"journal", "analytics", "metadata.sqlite"} <= {
        place.split("-w")[0].split(":")[0] for place in places
    }
    exported = found_in(_exported(server), Plants({"root key id": ROOT_KEY_ID.encode()}))
    assert exported


def test_nothing_in_the_data_folder(planted: tuple[Server, Plants]) -> None:
    server, plants = planted
    assert found_in(_stored(server), plants) == []


def test_nothing_in_the_analytics_store(planted: tuple[Server, Plants]) -> None:
    server, plants = planted
    assert found_in(_exported(server), plants) == []


def test_nothing_in_the_logs(planted: tuple[Server, Plants]) -> None:
    server, plants = planted
    assert len(server.log_lines()) > 5
    assert found_in(iter([("log", server.log.read_bytes())]), plants) == []


def test_nothing_in_the_metrics(planted: tuple[Server, Plants]) -> None:
    server, plants = planted
    body = Registry(server.port, None).get("/metrics").body
    assert b"lading_request_seconds" in body
    assert found_in(iter([("metrics", body)]), plants) == []


def test_all_of_it_was_recorded(planted: tuple[Server, Plants]) -> None:
    """The calls are on record; only the secrets are not."""
    server, _ = planted
    events = server.events(flush=False)
    events += server.events(flush=False, client=server.client("cloudtrail", region="us-east-1"))
    names = {event["eventName"] for event in events}
    assert {
        "CreateAccessKey",
        "GetSessionToken",
        "AssumeRole",
        "GetFederationToken",
        "GetAuthorizationToken",
        "UploadLayerPart",
        "GetDownloadUrlForLayer",
        "CreateLoginProfile",
        "ChangePassword",
        "PutImage",
    } <= names


def _stored(server: Server) -> Iterator[tuple[str, bytes]]:
    return stored(server.data, leave_out=KEPT_FOR_THE_OWNER)


def _exported(server: Server) -> Iterator[tuple[str, bytes]]:
    """Yield every column of every table of the analytics store as text."""
    access = analytics_access(Settings(data=server.data))
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    try:
        columns = analytics.select(
            "SELECT database, table, name FROM system.columns WHERE database NOT IN "
            "('system', 'information_schema', 'INFORMATION_SCHEMA')"
        )
        assert columns
        for database, table, column in columns:
            rows = analytics.select(f"SELECT toString(`{column}`) FROM `{database}`.`{table}`")
            text = "\n".join(str(value) for (value,) in rows)
            yield f"{database}.{table}.{column}", text.encode()
    finally:
        analytics.close()
