"""What a record says of a call that came through a door."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ..doors.registry import OCI_MANIFEST, Registry, digest_of, manifest_of
from ..doors.server import ALLOW_EVERYTHING, Server

READ_ONLY = {
    "BatchCheckLayerAvailability": True,
    "BatchDeleteImage": False,
    "BatchGetImage": True,
    "CompleteLayerUpload": False,
    "CreateRepository": False,
    "DeleteRepository": False,
    "DeleteRepositoryPolicy": False,
    "DescribeImages": True,
    "GetDownloadUrlForLayer": True,
    "GetRepositoryPolicy": True,
    "InitiateLayerUpload": False,
    "ListImages": True,
    "PutImage": False,
    "PutImageTagMutability": False,
    "SetRepositoryPolicy": False,
    "UploadLayerPart": False,
}
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}],
    }
)


@pytest.fixture(scope="module")
def life(server: Server, docker: Registry) -> list[Any]:
    """The records of a repository's whole life, through both doors."""
    name, ecr = server.repository("life"), server.client("ecr")
    body = docker.push_image(name, "v1", os.urandom(100))
    digest = json.loads(body)["layers"][0]["digest"]
    docker.head(f"/v2/{name}/blobs/{digest}")
    docker.get(f"/v2/{name}/blobs/{digest}")
    docker.get(f"/v2/{name}/manifests/v1")
    docker.head(f"/v2/{name}/manifests/v1")
    docker.get(f"/v2/{name}/tags/list")
    ecr.describe_images(repositoryName=name)
    ecr.set_repository_policy(repositoryName=name, policyText=POLICY)
    ecr.get_repository_policy(repositoryName=name)
    ecr.delete_repository_policy(repositoryName=name)
    ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability="IMMUTABLE")
    docker.send("DELETE", f"/v2/{name}/manifests/v1")
    ecr.delete_repository(repositoryName=name)
    return server.events(ResourceName=name)


def test_read_only_flags(life: list[Any]) -> None:
    assert {event["eventName"]: event["readOnly"] for event in life} == READ_ONLY


def test_every_action_once(life: list[Any]) -> None:
    counted = Counter(event["eventName"] for event in life)
    several = {name: count for name, count in counted.items() if count > 1}
    assert several == {
        "InitiateLayerUpload": 2,
        "UploadLayerPart": 2,
        "CompleteLayerUpload": 2,
        "BatchGetImage": 2,
    }


def test_fields_that_every_record_has(server: Server, life: list[Any]) -> None:
    name = life[0]["requestParameters"]["repositoryName"]
    arn = f"arn:aws:ecr:us-east-2:{server.account}:repository/{name}"
    for event in life:
        assert event["eventVersion"] == "1.11"
        assert event["eventSource"] == "ecr.amazonaws.com"
        assert event["eventType"] == "AwsApiCall"
        assert event["eventCategory"] == "Management"
        assert event["managementEvent"] is True
        assert event["awsRegion"] == "us-east-2"
        assert event["recipientAccountId"] == server.account
        assert event["sourceIPAddress"] == "127.0.0.1"
        assert event["resources"] == [{"ARN": arn, "accountId": server.account}]
        assert "errorCode" not in event
        assert (event["responseElements"] is None) == event["readOnly"]


def test_event_ids_are_unique(server: Server) -> None:
    """Over all that this run has recorded so far."""
    found = server.events(EventSource="ecr.amazonaws.com")
    assert len({event["eventID"] for event in found}) == len(found)


def test_a_look_is_told_from_a_pull(life: list[Any]) -> None:
    additional = [e["additionalEventData"] for e in life if e["eventName"] == "BatchGetImage"]
    pull, look = additional
    assert look == {"httpMethod": "HEAD", **pull}
    assert list(pull) == ["imageDigest"], "both were by tag"


def test_denied_call(server: Server) -> None:
    """errorCode AccessDenied and IAM's text, with what was asked for."""
    name, person = server.repository("denied"), server.person()
    with pytest.raises(ClientError) as caught:
        server.client("ecr", person).list_images(repositoryName=name)
    error = caught.value.response["Error"]
    text = (
        f"User: {person.arn} is not authorized to perform: ecr:ListImages on resource: "
        f"arn:aws:ecr:us-east-2:{server.account}:repository/{name} because no identity-based "
        "policy allows the ecr:ListImages action"
    )
    assert (error["Code"], error["Message"]) == ("AccessDeniedException", text)
    record = server.event(ResourceName=name, eventName="ListImages")
    assert (record["errorCode"], record["errorMessage"]) == ("AccessDenied", text)
    assert record["requestParameters"] == {"repositoryName": name}
    assert record["responseElements"] is None
    assert record["userIdentity"]["userName"] == person.name


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [
        ("GET", "manifests/v1", "BatchGetImage"),
        ("HEAD", "manifests/v1", "BatchGetImage"),
        ("PUT", "manifests/v1", "PutImage"),
        ("DELETE", "manifests/v1", "BatchDeleteImage"),
        ("GET", "blobs/sha256:" + "0" * 64, "GetDownloadUrlForLayer"),
        ("HEAD", "blobs/sha256:" + "0" * 64, "BatchCheckLayerAvailability"),
        ("POST", "blobs/uploads/", "InitiateLayerUpload"),
        ("GET", "tags/list", "ListImages"),
        ("GET", "referrers/sha256:" + "0" * 64, "ListImageReferrers"),
    ],
)
def test_denied_at_the_registry_door(server: Server, method: str, path: str, action: str) -> None:
    """403 DENIED with the same text, on record; what exists does not leak."""
    name = server.repository("closed")
    person = server.person(
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    )
    docker = server.registry(person)
    body = b'{"schemaVersion": 2}' if method == "PUT" else None
    reply = docker.send(method, f"/v2/{name}/{path}", body)
    assert reply.status == 403
    record = server.event(ResourceName=name, eventName=action)
    assert record["errorCode"] == "AccessDenied"
    assert record["requestID"] == reply.request_id
    if method != "HEAD":
        assert reply.json["errors"][0] == {"code": "DENIED", "message": record["errorMessage"]}
    missing = docker.send(method, f"/v2/no-such-{name}/{path}", body)
    assert missing.status == 403


def test_upload_of_somebody_else_is_denied(server: Server, docker: Registry) -> None:
    """An upload's address is no permission."""
    location = docker.begin(server.repository("theirs"))
    person = server.person(
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    )
    intruder = server.registry(person)
    for method in ("GET", "PATCH", "PUT"):
        reply = intruder.send(method, f"{location}?digest={digest_of(b'x')}", b"x")
        assert reply.status == 403
    assert docker.get(location).headers["range"] == "0-0"


def test_permission_taken_away_counts_at_once(server: Server) -> None:
    """A token is no permission of its own: what its user may not, it may not."""
    name, person = server.repository("lost"), server.person(ALLOW_EVERYTHING)
    docker = server.registry(person)
    assert docker.get(f"/v2/{name}/tags/list").status == 200
    server.client("iam").delete_user_policy(UserName=person.name, PolicyName="inline")
    assert docker.get(f"/v2/{name}/tags/list").status == 403


def test_large_manifest_is_left_out(server: Server, docker: Registry) -> None:
    """Parameters and response over 100 KB are omitted, and the record says so."""
    name, config = server.repository("large"), b"{}"
    docker.push_blob(name, config)
    body = manifest_of(config, annotations={"filler": "x" * 150_000})
    assert docker.put_manifest(name, "large", body).status == 201
    record = server.event(ResourceName=name, eventName="PutImage")
    for field in ("requestParameters", "responseElements"):
        assert record[field]["omitted"] is True
        assert record[field]["reason"] == f"{field} too large"
        assert record[field]["originalSize"] > 150_000
    assert len(json.dumps(record)) < 10_000
    assert docker.get(f"/v2/{name}/manifests/large", Accept=OCI_MANIFEST).body == body


def test_long_error_message_is_cut(server: Server, docker: Registry) -> None:
    """errorMessage has 1 KB (CloudTrail record, size limits)."""
    name = server.repository("long")
    body = manifest_of(b"{}", *(os.urandom(4) for _ in range(60)))
    assert docker.put_manifest(name, "v1", body).status == 404
    record = server.event(ResourceName=name, eventName="PutImage")
    assert record["errorCode"] == "LayersNotFoundException"
    assert len(record["errorMessage"].encode()) <= 1024


def test_manifest_text_is_the_pushed_bytes(server: Server, docker: Registry) -> None:
    name, config = server.repository("text"), b"{}"
    docker.push_blob(name, config)
    body = manifest_of(config, annotations={"k": "é / \u2028"}) + b"\n\t "
    docker.put_manifest(name, "v1", body)
    record = server.event(ResourceName=name, eventName="PutImage")
    assert record["requestParameters"]["imageManifest"].encode() == body
    assert digest_of(body) == record["responseElements"]["image"]["imageId"]["imageDigest"]


def test_lookups_are_on_record_themselves(server: Server) -> None:
    person = server.person(ALLOW_EVERYTHING)
    server.client("cloudtrail", person).lookup_events(MaxResults=1)
    record = server.event(Username=person.name)
    assert record["eventSource"] == "cloudtrail.amazonaws.com"
    assert record["requestParameters"] == {"maxResults": 1}
    assert record["readOnly"] is True
