"""The examples of AWS's logging guide, by clients of others, read from delivered log files.

Evidence: Amazon ECR User Guide, "Logging Amazon ECR actions with AWS CloudTrail". Every field of
the guide's records is in ours; names, ids, addresses, agents and times are this run's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ..doors.registry import digest_of
from ..doors.server import ALLOW_EVERYTHING, Person, Server, unique
from ..doors.test_guide_examples import ACCEPTED, assert_holds, golden
from .conftest import Run
from .trails import Objects, await_record, make_bucket, make_trail

pytestmark = pytest.mark.blackbox


@pytest.fixture(scope="module")
def logs(server: Server) -> Iterator[Objects]:
    """The bucket of a trail that logs everything."""
    objects = make_bucket(server, unique("golden-logs"))
    arn = make_trail(server, unique("golden"), objects.bucket)
    yield objects
    server.client("cloudtrail").delete_trail(Name=arn)


@pytest.fixture(scope="module")
def mary(server: Server) -> Person:
    return server.person(ALLOW_EVERYTHING, stem="Mary_Major")


def as_session(session: Mapping[str, Any]) -> dict[str, str]:
    """Return temporary credentials as programs take them."""
    return {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }


def policy(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def expected(
    name: str, server: Server, repository: str, record: Mapping[str, Any], **identity: Any
) -> dict[str, Any]:
    """Return the guide's record with this run's names, caller, address and agent."""
    text = json.dumps(golden(name))
    host = f"{server.registry_host}/{repository}"
    text = text.replace("123456789012.dkr.ecr.us-east-2.amazonaws.com/testrepo", host)
    text = text.replace('"testrepo"', f'"{repository}"')
    text = text.replace(":repository/testrepo", f":repository/{repository}")
    text = text.replace("us-west-2", server.region)
    guide: dict[str, Any] = json.loads(text)
    if guide["eventType"] == "AwsApiCall":
        began = record["userIdentity"]["sessionContext"]["attributes"]["creationDate"]
        guide["userIdentity"]["sessionContext"]["attributes"]["creationDate"] = began
        guide["sourceIPAddress"] = "127.0.0.1"
        guide["userAgent"] = record["userAgent"]
    guide["userIdentity"] |= identity
    return guide


def test_1_create_repository_by_an_assumed_role(
    server: Server, run: Run, logs: Objects, mary: Person
) -> None:
    role_name, repository = unique("Admin"), unique("testrepo")
    trust = {"Effect": "Allow", "Principal": {"AWS": mary.arn}, "Action": "sts:AssumeRole"}
    iam = server.client("iam")
    role = iam.create_role(RoleName=role_name, AssumeRolePolicyDocument=policy(trust))["Role"]
    iam.put_role_policy(
        RoleName=role_name, PolicyName="all", PolicyDocument=policy(ALLOW_EVERYTHING)
    )
    session = server.client("sts", mary).assume_role(
        RoleArn=role["Arn"], RoleSessionName="account_name"
    )["Credentials"]
    create = ("ecr", "create-repository", "--repository-name", repository)
    run("aws", *create, env=as_session(session))
    parameters = {"repositoryName": repository}
    record = await_record(server, logs, eventName="CreateRepository", requestParameters=parameters)
    issuer = {
        "type": "Role",
        "principalId": role["RoleId"],
        "arn": role["Arn"],
        "accountId": server.account,
        "userName": role_name,
    }
    guide = expected(
        "create_repository",
        server,
        repository,
        record,
        principalId=f"{role['RoleId']}:account_name",
        arn=f"arn:aws:sts::{server.account}:assumed-role/{role_name}/account_name",
        accessKeyId=session["AccessKeyId"],
    )
    guide["userIdentity"]["sessionContext"]["sessionIssuer"] = issuer
    shown = record["responseElements"]["repository"]["createdAt"]
    guide["responseElements"]["repository"]["createdAt"] = shown
    assert_holds(guide, record)
    assert record["userAgent"].startswith("aws-cli/")


def test_3_push_by_skopeo(
    server: Server, run: Run, logs: Objects, mary: Person, layout: Path
) -> None:
    """A Docker manifest under the tag `latest`, as the client sent it."""
    repository = server.repository("testrepo")
    image = f"docker://127.0.0.1:{server.port}/{repository}:latest"
    options = ("--insecure-policy", "copy", "--format", "v2s2", "--dest-tls-verify=false")
    login = ("--dest-creds", f"AWS:{server.token(mary)}")
    run("skopeo", *options, *login, f"oci:{layout}:v1", image)
    record = next(
        one
        for one in _delivered(server, logs, "PutImage")
        if one["requestParameters"]["repositoryName"] == repository
    )
    manifest = record["requestParameters"]["imageManifest"]
    guide = expected(
        "put_image",
        server,
        repository,
        record,
        principalId=mary.user_id,
        arn=mary.arn,
        accessKeyId=mary.key_id,
        userName=mary.name,
    )
    guide["requestParameters"]["imageManifest"] = manifest
    guide["responseElements"]["image"]["imageManifest"] = manifest
    guide["responseElements"]["image"]["imageId"]["imageDigest"] = digest_of(manifest.encode())
    assert_holds(guide, record)
    assert json.loads(manifest)["mediaType"].startswith("application/vnd.docker.")
    assert record["userAgent"].startswith("skopeo/")


def test_4_pull_by_the_aws_cli(
    server: Server, run: Run, logs: Objects, mary: Person, layout: Path
) -> None:
    """By a session of the user, as in the guide, with its six media types in their order."""
    repository = server.repository("testrepo")
    image = f"docker://127.0.0.1:{server.port}/{repository}:latest"
    options = ("--insecure-policy", "copy", "--dest-tls-verify=false")
    login = ("--dest-creds", f"AWS:{server.token(mary)}")
    run("skopeo", *options, *login, f"oci:{layout}:v1", image)
    session = server.client("sts", mary).get_session_token()["Credentials"]
    pull = ("ecr", "batch-get-image", "--registry-id", server.account, "--repository-name")
    ids = ("--image-ids", "imageTag=latest", "--accepted-media-types", *ACCEPTED)
    run("aws", *pull, repository, *ids, env=as_session(session))
    record = next(
        one
        for one in _delivered(server, logs, "BatchGetImage")
        if one["requestParameters"]["repositoryName"] == repository
        and one["userAgent"].startswith("aws-cli/")
    )
    guide = expected(
        "batch_get_image",
        server,
        repository,
        record,
        principalId=mary.user_id,
        arn=mary.arn,
        accessKeyId=session["AccessKeyId"],
        userName=mary.name,
    )
    assert_holds(guide, record)


def test_5_images_that_a_lifecycle_policy_expired(server: Server, run: Run, logs: Objects) -> None:
    repository = server.repository("testrepo")
    docker = server.registry()
    pushed = {
        tag: digest_of(docker.push_image(repository, tag, tag.encode()))
        for tag in ("alpine", "centos", "ubuntu", "debian")
    }
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 2}
    rule = {
        "rulePriority": 1,
        "description": "remove all images > 2",
        "selection": selection,
        "action": {"type": "expire"},
    }
    text = json.dumps({"rules": [rule]})
    named = ("--repository-name", repository)
    run("aws", "ecr", "put-lifecycle-policy", *named, "--lifecycle-policy-text", text)
    run("lading", "lifecycle", "run", "--data", str(server.data), repository)
    record = next(
        one
        for one in _delivered(server, logs, "PolicyExecutionEvent")
        if one["serviceEventDetails"]["repositoryName"] == repository
    )
    guide = expected("policy_execution", server, repository, record)
    details, ours = guide["serviceEventDetails"], record["serviceEventDetails"]
    policy_id = ours["lifecycleEventPolicy"]["policyId"]
    details["lifecycleEventPolicy"]["policyId"] = policy_id
    for action, other in zip(
        details["lifecycleEventImageActions"], ours["lifecycleEventImageActions"], strict=True
    ):
        image = action["lifecycleEventImage"]
        image["digest"] = pushed[image["tagList"][0]]
        image["pushedAt"] = other["lifecycleEventImage"]["pushedAt"]
    assert_holds(guide, record)
    assert len(policy_id) == 36
    assert "requestID" not in record


def _delivered(server: Server, logs: Objects, event_name: str) -> list[dict[str, Any]]:
    """Return the delivered records of an operation."""
    server.flush()
    return [one for one in logs.records() if one["eventName"] == event_name]
