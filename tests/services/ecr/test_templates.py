"""Repository creation templates by the ECR API; pushes that use them: tests of the door."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ...doors.server import Server, unique
from .test_lifecycle_policies import POLICY as LIFECYCLE_POLICY

EVERYBODY_LISTS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:ListImages"}],
    }
)


@pytest.fixture(scope="module")
def ecr(server: Server) -> Any:
    return server.client("ecr", validate=False)


def create(ecr: Any, prefix: str, **members: Any) -> Any:
    answer = ecr.create_repository_creation_template(
        prefix=prefix, **{"appliedFor": ["CREATE_ON_PUSH"], **members}
    )
    return answer["repositoryCreationTemplate"]


def code(call: Any, **members: Any) -> str:
    with pytest.raises(ClientError) as refusal:
        call(**members)
    return str(refusal.value.response["Error"]["Code"])


def described(ecr: Any, *prefixes: str) -> list[Any]:
    answer = ecr.describe_repository_creation_templates(prefixes=list(prefixes))
    found: list[Any] = answer["repositoryCreationTemplates"]
    return found


def test_create_describe_delete(server: Server, ecr: Any) -> None:
    prefix = unique("template")
    members = {
        "description": "for teams",
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "resourceTags": [{"Key": "team", "Value": "one"}],
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev*"}],
        "repositoryPolicy": EVERYBODY_LISTS,
        "lifecyclePolicy": LIFECYCLE_POLICY,
        "appliedFor": ["CREATE_ON_PUSH", "REPLICATION"],
    }
    made = create(ecr, prefix, **members)
    assert made.pop("createdAt") == made.pop("updatedAt")
    assert made == {"prefix": prefix, **members}
    [shown] = described(ecr, prefix, unique("nothing"))
    assert shown.items() >= made.items()
    gone = ecr.delete_repository_creation_template(prefix=prefix)
    assert gone["registryId"] == server.account
    assert gone["repositoryCreationTemplate"] == shown
    assert described(ecr, prefix) == []


def test_a_slash_is_always_meant(ecr: Any) -> None:
    prefix = unique("slash")
    assert create(ecr, f"{prefix}/")["prefix"] == prefix
    call = ecr.create_repository_creation_template
    assert code(call, prefix=prefix, appliedFor=["REPLICATION"]) == "TemplateAlreadyExistsException"


def test_mutability_if_nothing_is_said(ecr: Any) -> None:
    assert create(ecr, unique("plain"))["imageTagMutability"] == "MUTABLE"


def test_update_changes_what_it_names(ecr: Any) -> None:
    prefix = unique("updated")
    before = create(
        ecr,
        prefix,
        description="first",
        imageTagMutability="MUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "v*"}],
    )
    after = ecr.update_repository_creation_template(prefix=prefix, description="second")
    after = after["repositoryCreationTemplate"]
    assert after.pop("updatedAt") > before.pop("updatedAt")
    assert after == {**before, "description": "second"}
    last = ecr.update_repository_creation_template(prefix=prefix, imageTagMutability="IMMUTABLE")
    last = last["repositoryCreationTemplate"]
    assert last["imageTagMutability"] == "IMMUTABLE"
    assert "imageTagMutabilityExclusionFilters" not in last


def test_unknown(ecr: Any) -> None:
    for call in (ecr.update_repository_creation_template, ecr.delete_repository_creation_template):
        assert code(call, prefix=unique("unknown")) == "TemplateNotFoundException"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"imageTagMutability": "MUTABLE_WITH_EXCLUSION"}, "InvalidParameterException"),
        ({"repositoryPolicy": "{}"}, "InvalidParameterException"),
        ({"lifecyclePolicy": "{}"}, "InvalidParameterException"),
        ({"encryptionConfiguration": {"encryptionType": "KMS_DSSE"}}, "InvalidParameterException"),
        ({"resourceTags": [{"Key": "aws:x", "Value": ""}]}, "InvalidTagParameterException"),
        ({"prefix": "Capital"}, "InvalidParameterException"),
        ({"appliedFor": ["PUSH"]}, "InvalidParameterException"),
    ],
)
def test_members_that_cannot_be(ecr: Any, members: dict[str, Any], expected: str) -> None:
    request = {"prefix": unique("bad"), "appliedFor": ["CREATE_ON_PUSH"], **members}
    assert code(ecr.create_repository_creation_template, **request) == expected
    assert request["prefix"] == "Capital" or described(ecr, str(request["prefix"])) == []


def test_pages(ecr: Any) -> None:
    made = {create(ecr, unique("page"))["prefix"] for _ in range(3)}
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate(
        PaginationConfig={"PageSize": 2}
    )
    found = [one["prefix"] for page in pages for one in page["repositoryCreationTemplates"]]
    assert found == sorted(found)
    assert made <= set(found)
    assert len(set(found)) == len(found)
