"""Encrypted repositories and their keys. Amazon ECR User Guide, "Encryption at rest"."""

from __future__ import annotations

import http.client
import json
import os
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from ..registry import OCI_CONFIG, Registry, descriptor, digest_of, manifest_of
from ..server import Server, unique
from .conftest import KMS

ECR = "ecr.amazonaws.com"


@pytest.fixture
def key_id(server: Server) -> str:
    """A key that the account manages itself."""
    made: str = server.client("kms").create_key()["KeyMetadata"]["KeyId"]
    return made


@pytest.fixture
def repository(server: Server, key_id: str) -> str:
    return server.repository("sealed", encryptionConfiguration={**KMS, "kmsKey": key_id})


def arn_of(server: Server, key_id: str) -> str:
    return f"arn:aws:kms:{server.region}:{server.account}:key/{key_id}"


def refusal(call: Any, **members: Any) -> Any:
    with pytest.raises(ClientError) as refused:
        call(**members)
    return refused.value.response


def described(server: Server, repository: str) -> Any:
    ecr = server.client("ecr")
    [found] = ecr.describe_repositories(repositoryNames=[repository])["repositories"]
    return found["encryptionConfiguration"]


def kms_events(server: Server, key_id: str) -> list[Any]:
    events = server.events(ResourceName=arn_of(server, key_id))
    return [one for one in events if one["eventSource"] == "kms.amazonaws.com"]


def fetched(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    connection.request("GET", parts.path)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def test_the_key_that_ecr_uses_for_the_account(server: Server) -> None:
    """Without a key of one's own it is `alias/aws/ecr`, made when it is first needed."""
    shown = described(server, server.repository())
    aliases = server.client("kms").list_aliases()["Aliases"]
    [managed] = [one for one in aliases if one["AliasName"] == "alias/aws/ecr"]
    assert shown == {**KMS, "kmsKey": arn_of(server, managed["TargetKeyId"])}
    assert described(server, server.repository()) == shown


@pytest.mark.parametrize("form", ["{id}", "{arn}", "alias/{alias}"])
def test_a_key_may_be_named_in_any_way(server: Server, key_id: str, form: str) -> None:
    alias = unique("mine")
    server.client("kms").create_alias(AliasName=f"alias/{alias}", TargetKeyId=key_id)
    named = form.format(id=key_id, arn=arn_of(server, key_id), alias=alias)
    repository = server.repository(encryptionConfiguration={**KMS, "kmsKey": named})
    assert described(server, repository) == {**KMS, "kmsKey": arn_of(server, key_id)}


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("alias/nowhere", "NotFoundException"),
        ("00000000-0000-4000-8000-000000000000", "NotFoundException"),
        ("arn:aws:kms:eu-west-3:123456789012:alias/x", "NotFoundException"),
    ],
)
def test_no_repository_without_its_key(server: Server, named: str, code: str) -> None:
    name = unique("none")
    ecr = server.client("ecr")
    wanted = {**KMS, "kmsKey": named}
    response = refusal(ecr.create_repository, repositoryName=name, encryptionConfiguration=wanted)
    assert response["Error"]["Code"] == "KmsException"
    assert response["kmsError"] == code
    missing = refusal(ecr.describe_repositories, repositoryNames=[name])
    assert missing["Error"]["Code"] == "RepositoryNotFoundException"
    assert server.event(ResourceName=name)["errorCode"] == "KmsException"


def test_no_repository_under_a_disabled_key(server: Server, key_id: str) -> None:
    server.client("kms").disable_key(KeyId=key_id)
    wanted = {**KMS, "kmsKey": key_id}
    ecr, name = server.client("ecr"), unique("none")
    response = refusal(ecr.create_repository, repositoryName=name, encryptionConfiguration=wanted)
    assert response["kmsError"] == "DisabledException"
    assert response["Error"]["Message"] == f"{arn_of(server, key_id)} is disabled."


def test_who_creates_needs_permission_for_the_key(server: Server, key_id: str) -> None:
    person = server.person({"Effect": "Allow", "Action": "ecr:*", "Resource": "*"})
    ecr, name = server.client("ecr", person), unique("none")
    wanted = {**KMS, "kmsKey": key_id}
    response = refusal(ecr.create_repository, repositoryName=name, encryptionConfiguration=wanted)
    assert response["kmsError"] == "AccessDeniedException"
    ecr.create_repository(repositoryName=name, encryptionConfiguration=KMS)


def test_who_pushes_and_pulls_needs_none(server: Server, key_id: str, repository: str) -> None:
    """ECR uses the repository's own grants for everybody it lets in."""
    theirs = server.registry(server.person({"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}))
    manifest = theirs.push_image(repository, "one", b"layer" * 30_000)
    assert theirs.get(f"/v2/{repository}/manifests/one").body == manifest
    layer = digest_of(b"layer" * 30_000)
    assert theirs.get(f"/v2/{repository}/blobs/{layer}").body == b"layer" * 30_000


def test_every_use_of_the_key_is_on_record(server: Server, key_id: str, repository: str) -> None:
    """GenerateDataKey for each layer and manifest that comes, Decrypt for each that goes."""
    docker = server.registry()
    blob = os.urandom(100)
    manifest = docker.push_image(repository, "one", blob)
    for _ in range(2):
        docker.get(f"/v2/{repository}/manifests/one")
    docker.get(f"/v2/{repository}/blobs/{digest_of(blob)}", Range="bytes=0-9")
    docker.head(f"/v2/{repository}/blobs/{digest_of(blob)}")
    uses = [
        one
        for one in kms_events(server, key_id)
        if one["eventName"] in ("GenerateDataKey", "Decrypt")
    ]
    assert [one["eventName"] for one in uses] == ["GenerateDataKey"] * 3 + ["Decrypt"] * 3
    repository_arn = f"arn:aws:ecr:{server.region}:{server.account}:repository/{repository}"
    for one in uses:
        assert one["userIdentity"]["invokedBy"] == ECR
        assert one["sourceIPAddress"] == one["userAgent"] == ECR
        assert one["readOnly"] is True
        assert one["responseElements"] is None
        context = one["requestParameters"]["encryptionContext"]
        assert context["aws:ecr:arn"] == repository_arn
        assert one["resources"][0]["type"] == "AWS::KMS::Key"
    places = [one["requestParameters"]["encryptionContext"]["aws:s3:arn"] for one in uses]
    assert places[3] == places[4] == places[2]
    assert places[2].endswith(digest_of(manifest))
    assert places[5] == places[1]
    assert len(set(places)) == 3
    assert uses[0]["requestParameters"] == {
        "keyId": arn_of(server, key_id),
        "keySpec": "AES_256",
        "encryptionContext": uses[0]["requestParameters"]["encryptionContext"],
    }


@pytest.mark.parametrize("by_root", [True, False])
def test_deletion_retires_both_grants(
    server: Server, key_id: str, repository: str, by_root: bool
) -> None:
    """ECR is who may retire them, so who deletes needs no permission for the key."""
    kms = server.client("kms")
    grants = {one["GrantId"] for one in kms.list_grants(KeyId=key_id)["Grants"]}
    person = server.person({"Effect": "Allow", "Action": "ecr:*", "Resource": "*"})
    ecr = server.client("ecr", None if by_root else person)
    ecr.delete_repository(repositoryName=repository, force=True)
    assert kms.list_grants(KeyId=key_id)["Grants"] == []
    retired = [one for one in kms_events(server, key_id) if one["eventName"] == "RetireGrant"]
    assert {one["additionalEventData"]["grantId"] for one in retired} == grants
    assert len(grants) == 2
    for one in retired:
        assert one["requestParameters"] is one["responseElements"] is None
        assert one["readOnly"] is False
        assert one["resources"][0]["type"] == "AWS::KMS::Key"


def test_grants_that_are_gone_do_not_keep_a_repository(
    server: Server, key_id: str, repository: str
) -> None:
    kms, ecr = server.client("kms"), server.client("ecr")
    for one in kms.list_grants(KeyId=key_id)["Grants"]:
        kms.revoke_grant(KeyId=key_id, GrantId=one["GrantId"])
    ecr.delete_repository(repositoryName=repository)
    missing = refusal(ecr.describe_repositories, repositoryNames=[repository])
    assert missing["Error"]["Code"] == "RepositoryNotFoundException"


def test_a_disabled_key_makes_images_unreadable_at_once(
    server: Server, key_id: str, repository: str
) -> None:
    docker, ecr, kms = server.registry(), server.client("ecr"), server.client("kms")
    blob = os.urandom(200_000)
    manifest = docker.push_image(repository, "one", blob)
    digest = digest_of(blob)
    names = {"repositoryName": repository}
    url = ecr.get_download_url_for_layer(**names, layerDigest=digest)["downloadUrl"]
    assert fetched(url) == (200, blob)
    begun = docker.begin(repository)
    kms.disable_key(KeyId=key_id)
    for call, members in (
        (ecr.batch_get_image, {"imageIds": [{"imageTag": "one"}]}),
        (ecr.get_download_url_for_layer, {"layerDigest": digest}),
        (ecr.initiate_layer_upload, {}),
        (ecr.put_image, {"imageManifest": manifest_with_note(blob).decode(), "imageTag": "two"}),
    ):
        response = refusal(call, **names, **members)
        assert response["Error"]["Code"] == "KmsException", call
        assert response["kmsError"] == "DisabledException", call
    for path in (f"manifests/{digest_of(manifest)}", "manifests/one", f"blobs/{digest}"):
        reply = docker.get(f"/v2/{repository}/{path}")
        assert (reply.status, reply.json["errors"][0]["code"]) == (403, "DENIED")
        assert "is disabled" in reply.json["errors"][0]["message"]
    assert fetched(url)[0] == 403
    told = ecr.describe_images(**names)["imageDetails"]
    assert [one["imageTags"] for one in told] == [["one"]]
    kms.enable_key(KeyId=key_id)
    assert docker.get(f"/v2/{repository}/manifests/one").body == manifest
    assert fetched(url) == (200, blob)
    assert docker.send("PUT", f"{begun}?digest={digest_of(b'x')}", b"x").status == 201
    records = server.events(ResourceName=repository, eventName="BatchGetImage")
    assert [one.get("errorCode") for one in records].count("KmsException") == 3
    refused = [one for one in kms_events(server, key_id) if one.get("errorCode")]
    assert {one["errorCode"] for one in refused} == {"DisabledException"}
    assert {one["eventName"] for one in refused} == {"Decrypt", "GenerateDataKey"}


def manifest_with_note(blob: bytes) -> bytes:
    config = json.dumps({"made of": [digest_of(blob)]}).encode()
    return manifest_of(config, blob, annotations={"note": "another image"})


def test_a_grant_that_is_revoked_ends_it_too(server: Server, key_id: str, repository: str) -> None:
    """Who may use the key by himself still can: root here, and not the user."""
    kms = server.client("kms")
    person = server.person({"Effect": "Allow", "Action": "ecr:*", "Resource": "*"})
    theirs = server.registry(person)
    theirs.push_image(repository, "one", b"layer")
    for one in kms.list_grants(KeyId=key_id)["Grants"]:
        kms.revoke_grant(KeyId=key_id, GrantId=one["GrantId"])
    assert theirs.get(f"/v2/{repository}/manifests/one").status == 403
    assert server.registry().get(f"/v2/{repository}/manifests/one").status == 200


def test_layers_by_the_api(server: Server, repository: str) -> None:
    """Parts through UploadLayerPart, and out again by a URL that opens nothing by itself."""
    ecr, names = server.client("ecr"), {"repositoryName": repository}
    parts = [os.urandom(5 * 1024 * 1024 + 77), os.urandom(70_001)]
    blob, first = b"".join(parts), 0
    upload = ecr.initiate_layer_upload(**names)["uploadId"]
    for part in parts:
        ecr.upload_layer_part(
            **names,
            uploadId=upload,
            partFirstByte=first,
            partLastByte=first + len(part) - 1,
            layerPartBlob=part,
        )
        first += len(part)
    digest = digest_of(blob)
    done = ecr.complete_layer_upload(**names, uploadId=upload, layerDigests=[digest])
    assert done["layerDigest"] == digest
    config = b"{}"
    Registry(server.port, "AWS", server.token()).push_blob(repository, config)
    manifest = manifest_of(config, blob)
    assert descriptor(config, OCI_CONFIG)["digest"] in manifest.decode()
    ecr.put_image(**names, imageManifest=manifest.decode(), imageTag="api")
    [image] = ecr.batch_get_image(**names, imageIds=[{"imageTag": "api"}])["images"]
    assert image["imageManifest"].encode() == manifest
    url = ecr.get_download_url_for_layer(**names, layerDigest=digest)["downloadUrl"]
    assert fetched(url) == (200, blob)
    ecr.delete_repository(**names, force=True)
    assert fetched(url)[0] == 404


def test_referrers_show_their_annotations(server: Server, repository: str) -> None:
    docker = server.registry()
    image = docker.push_image(repository, "one", b"layer")
    config = json.dumps({"made of": [digest_of(b"layer")]}).encode()
    note = {"note": "kept sealed"}
    signature = manifest_of(
        config,
        b"layer",
        subject=descriptor(image, "application/vnd.oci.image.manifest.v1+json"),
        annotations=note,
    )
    assert docker.put_manifest(repository, digest_of(signature), signature).status == 201
    [found] = docker.get(f"/v2/{repository}/referrers/{digest_of(image)}").json["manifests"]
    assert (found["annotations"], found["size"]) == (note, len(signature))


def test_a_push_creates_an_encrypted_repository(server: Server, key_id: str) -> None:
    """Where a template for the name says so."""
    prefix = unique("team")
    ecr = server.client("ecr")
    encryption = {**KMS, "kmsKey": arn_of(server, key_id)}
    ecr.create_repository_creation_template(
        prefix=prefix, appliedFor=["CREATE_ON_PUSH"], encryptionConfiguration=encryption
    )
    docker = server.registry()
    docker.push_image(f"{prefix}/app", "one", b"layer")
    assert described(server, f"{prefix}/app") == {**KMS, "kmsKey": arn_of(server, key_id)}
    names = [one["eventName"] for one in kms_events(server, key_id)]
    assert names.count("CreateGrant") == 2
