"""Repositories by the ECR API. Texts: as recorded from AWS by its users and open mocks."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ...doors.registry import Registry
from ...doors.server import Server, unique


@pytest.fixture(scope="module")
def ecr(server: Server) -> Any:
    return server.client("ecr", validate=False)


def refusal(call: Any, **members: Any) -> tuple[str, str]:
    """Return code and text of the error the call ends with."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response["Error"]["Code"], response["Error"]["Message"]


def test_create_answers_the_whole_repository(server: Server, ecr: Any) -> None:
    name = unique("created")
    found = ecr.create_repository(
        repositoryName=name,
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "dev-*"}],
        imageScanningConfiguration={"scanOnPush": True},
        tags=[{"Key": "team", "Value": "one"}],
    )["repository"]
    created = found.pop("createdAt")
    assert created.tzinfo is not None
    assert found == {
        "repositoryArn": f"arn:aws:ecr:us-east-2:{server.account}:repository/{name}",
        "registryId": server.account,
        "repositoryName": name,
        "repositoryUri": f"{server.registry_host}/{name}",
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}],
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfiguration": {"encryptionType": "AES256"},
    }
    shown = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    assert shown == {**found, "createdAt": created}


def test_name_taken(server: Server, ecr: Any) -> None:
    name = server.repository("taken")
    assert refusal(ecr.create_repository, repositoryName=name) == (
        "RepositoryAlreadyExistsException",
        f"The repository with name '{name}' already exists in the registry with id "
        f"'{server.account}'",
    )
    record = server.events(ResourceName=name, eventName="CreateRepository")[-1]
    assert record["errorCode"] == "RepositoryAlreadyExistsException"
    assert record["responseElements"] is None
    assert record["requestParameters"] == {"repositoryName": name}


@pytest.mark.parametrize(
    "name",
    [
        "Upper",
        "a",
        "",
        "-a",
        "a-",
        "a//b",
        "/a",
        "a/",
        "a..b",
        "../etc",
        "..",
        "a b",
        "a\x00b",
        "a\nb",
        "ü-name",
        "a" * 257,
        "a___b",
        "a./b",
        "a%2fb",
        "a:b",
        "a@b",
    ],
)
def test_name_that_cannot_be(ecr: Any, name: str) -> None:
    code, text = refusal(ecr.create_repository, repositoryName=name)
    assert code == "InvalidParameterException"
    assert text.startswith("Invalid parameter at 'repositoryName' failed to satisfy constraint: '")


@pytest.mark.parametrize("name", ["a1", "a/b/c", "a--b", "a__b", "a.b_c-d/e", "0" * 256])
def test_name_that_can_be(ecr: Any, name: str) -> None:
    """The model's pattern decides; the user guide's prose is stricter."""
    assert ecr.create_repository(repositoryName=name)["repository"]["repositoryName"] == name
    ecr.delete_repository(repositoryName=name)


@pytest.mark.parametrize(
    ("members", "parameter"),
    [
        ({"imageTagMutability": "SOMETIMES"}, "imageTagMutability"),
        ({"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"}, "imageTagMutabilityExclusionFilters"),
        (
            {
                "imageTagMutability": "MUTABLE",
                "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "x"}],
            },
            "imageTagMutabilityExclusionFilters",
        ),
        ({"imageTagMutabilityExclusionFilters": []}, "imageTagMutabilityExclusionFilters"),
        (
            {
                "imageTagMutability": "MUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": [
                    {"filterType": "WILDCARD", "filter": str(n)} for n in range(6)
                ],
            },
            "imageTagMutabilityExclusionFilters",
        ),
        (
            {
                "imageTagMutability": "MUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": [{"filterType": "REGEX", "filter": "x"}],
            },
            "filterType",
        ),
        ({"registryId": "12"}, "registryId"),
        ({"encryptionConfiguration": {"encryptionType": "ROT13"}}, "encryptionType"),
        ({"encryptionConfiguration": {"encryptionType": "KMS_DSSE"}}, "encryptionType"),
        ({"encryptionConfiguration": {"encryptionType": "AES256", "kmsKey": "k"}}, "kmsKey"),
    ],
)
def test_create_with_a_bad_member(ecr: Any, members: dict[str, Any], parameter: str) -> None:
    """Nothing is created; AWS's client checks neither enums, nor patterns, nor maxima."""
    name = unique("bad")
    code, text = refusal(ecr.create_repository, repositoryName=name, **members)
    assert code == "InvalidParameterException"
    assert parameter in text.split("failed")[0]
    assert refusal(ecr.describe_repositories, repositoryNames=[name])[0] == (
        "RepositoryNotFoundException"
    )


def test_too_many_tags(ecr: Any) -> None:
    tags = [{"Key": f"k{n}", "Value": "v"} for n in range(51)]
    code, _ = refusal(ecr.create_repository, repositoryName=unique("tags"), tags=tags)
    assert code == "TooManyTagsException"


def test_describe_unknown(server: Server, ecr: Any) -> None:
    assert refusal(ecr.describe_repositories, repositoryNames=["no/such"]) == (
        "RepositoryNotFoundException",
        f"The repository with name 'no/such' does not exist in the registry with id "
        f"'{server.account}'",
    )


def test_describe_in_pages(server: Server, ecr: Any) -> None:
    names = {server.repository("paged") for _ in range(5)}
    pages = ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 2})
    shown = [[one["repositoryName"] for one in page["repositories"]] for page in pages]
    assert all(len(page) == 2 for page in shown[:-1])
    flat = [name for page in shown for name in page]
    assert names <= set(flat)
    assert flat == sorted(set(flat))


def test_describe_refuses_bad_paging(server: Server, ecr: Any) -> None:
    for _ in range(2):
        server.repository("paging")
    token = ecr.describe_repositories(maxResults=1)["nextToken"]
    bad: list[dict[str, Any]] = [
        {"maxResults": 0},
        {"maxResults": 1001},
        {"nextToken": "invented"},
        {"nextToken": token + "x"},
        {"nextToken": token[:-4] + "AAAA"},
        {"nextToken": token, "repositoryNames": ["a/b"]},
        {"nextToken": token, "registryId": server.account},
        {"nextToken": ""},
        {"repositoryNames": ["a/b"] * 101},
        {"repositoryNames": ["A B"]},
    ]
    for members in bad:
        code, _ = refusal(ecr.describe_repositories, **members)
        assert code == "InvalidParameterException", members
    other = server.client("ecr", server.person({"Effect": "Allow", "Action": "*", "Resource": "*"}))
    assert other.describe_repositories(nextToken=token, maxResults=1)["repositories"]


def test_token_of_another_operation_is_refused(server: Server, docker: Registry, ecr: Any) -> None:
    name = server.repository("tokens")
    body = docker.push_image(name, "a", os.urandom(8))
    docker.put_manifest(name, "b", body)
    token = ecr.list_images(repositoryName=name, maxResults=1)["nextToken"]
    for call in (ecr.describe_images, ecr.describe_repositories):
        members = {} if call == ecr.describe_repositories else {"repositoryName": name}
        assert refusal(call, nextToken=token, **members)[0] == "InvalidParameterException"
    other = server.repository("tokens")
    code, _ = refusal(ecr.list_images, repositoryName=other, nextToken=token)
    assert code == "InvalidParameterException"


def test_delete(server: Server, docker: Registry, ecr: Any) -> None:
    """With images only by force; uploads, blobs and tags go with it, for good."""
    name = server.repository("deleted")
    docker.push_image(name, "v1", b"layer of " + name.encode())
    upload = docker.begin(name)
    assert refusal(ecr.delete_repository, repositoryName=name) == (
        "RepositoryNotEmptyException",
        f"The repository with name '{name}' in registry with id '{server.account}' cannot be "
        "deleted because it still contains images",
    )
    gone = ecr.delete_repository(repositoryName=name, force=True)["repository"]
    assert gone["repositoryName"] == name
    assert refusal(ecr.delete_repository, repositoryName=name)[0] == "RepositoryNotFoundException"
    ecr.create_repository(repositoryName=name)
    assert ecr.list_images(repositoryName=name)["imageIds"] == []
    assert docker.get(upload).status == 404
    with server.database() as database:
        for table in ("images", "tags", "layers", "uploads", "image_blobs"):
            left = database.execute(
                f"SELECT count(*) FROM {table} WHERE repository_id NOT IN"
                " (SELECT id FROM repositories)"
            ).fetchone()
            assert left == (0,), table


def test_put_image_tag_mutability(server: Server, docker: Registry, ecr: Any) -> None:
    """Existing tags stay; the new setting counts from the next push on."""
    name = server.repository("mutability")
    docker.push_image(name, "v1", b"one")
    answer = ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability="IMMUTABLE")
    assert answer["imageTagMutability"] == "IMMUTABLE"
    second = docker.push_image(name, None, b"two")
    assert docker.put_manifest(name, "v1", second).status == 400
    ecr.put_image_tag_mutability(
        repositoryName=name,
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "v*"}],
    )
    assert docker.put_manifest(name, "v1", second).status == 201
    record = server.events(ResourceName=name, eventName="PutImageTagMutability")[-1]
    assert record["responseElements"] == {
        "registryId": server.account,
        "repositoryName": name,
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "v*"}],
    }
    code, _ = refusal(ecr.put_image_tag_mutability, repositoryName=name, imageTagMutability="NO")
    assert code == "InvalidParameterException"
    code, _ = refusal(
        ecr.put_image_tag_mutability, repositoryName="no/such", imageTagMutability="MUTABLE"
    )
    assert code == "RepositoryNotFoundException"


POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}],
}


def test_repository_policy(server: Server, ecr: Any) -> None:
    """The text comes back as it was given; a repository without one says so."""
    name, text = server.repository("policy"), json.dumps(POLICY, indent=3)
    missing = (
        "RepositoryPolicyNotFoundException",
        f"Repository policy does not exist for the repository with name '{name}' in the registry "
        f"with id '{server.account}'",
    )
    assert refusal(ecr.get_repository_policy, repositoryName=name) == missing
    assert refusal(ecr.delete_repository_policy, repositoryName=name) == missing
    ecr.set_repository_policy(repositoryName=name, policyText=text)
    assert ecr.get_repository_policy(repositoryName=name)["policyText"] == text
    assert ecr.delete_repository_policy(repositoryName=name)["policyText"] == text
    assert refusal(ecr.get_repository_policy, repositoryName=name) == missing
    record = server.event(ResourceName=name, eventName="SetRepositoryPolicy")
    assert record["requestParameters"] == {"repositoryName": name, "policyText": text}
    assert record["responseElements"]["policyText"] == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "{}",
        "[]",
        json.dumps({**POLICY, "Statement": [{**POLICY["Statement"][0], "Effect": "Maybe"}]}),  # type: ignore[dict-item]
        json.dumps({"Statement": [{"Effect": "Allow", "Action": "ecr:*"}]}),
        json.dumps({**POLICY, "Extra": 1}),
        '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}',
        " " * 10_241,
        "{" * 10_000,
    ],
    ids=lambda text: text[:20],
)
def test_repository_policy_that_is_none(server: Server, ecr: Any, text: str) -> None:
    name = server.repository("badpolicy")
    code, message = refusal(ecr.set_repository_policy, repositoryName=name, policyText=text)
    assert code == "InvalidParameterException"
    assert "'PolicyText'" in message or "'policyText'" in message
    code, _ = refusal(ecr.get_repository_policy, repositoryName=name)
    assert code == "RepositoryPolicyNotFoundException"


def test_policy_that_locks_its_author_out_needs_force(server: Server, ecr: Any) -> None:
    name = server.repository("lockout")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "ecr:SetRepositoryPolicy"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    code, _ = refusal(ecr.set_repository_policy, repositoryName=name, policyText=text)
    assert code == "InvalidParameterException"
    ecr.set_repository_policy(repositoryName=name, policyText=text, force=True)
    code, message = refusal(ecr.set_repository_policy, repositoryName=name, policyText=text)
    assert code == "AccessDeniedException"
    assert message.endswith("with an explicit deny in a resource-based policy")


def test_authorization_token(server: Server, ecr: Any) -> None:
    """One entry for each registry asked for, else the caller's own; 12 hours; no colon in it."""
    answer = ecr.get_authorization_token()["authorizationData"]
    assert len(answer) == 1
    assert answer[0]["proxyEndpoint"] == f"http://{server.registry_host}"
    ids = ["111111111111", server.account]
    several = ecr.get_authorization_token(registryIds=ids)["authorizationData"]
    assert [one["proxyEndpoint"].split("//")[1][:12] for one in several] == ids
    for bad in ([], ["1"], ids * 6):
        assert refusal(ecr.get_authorization_token, registryIds=bad)[0] == (
            "InvalidParameterException"
        )
