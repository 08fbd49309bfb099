"""Running lifecycle policies by hand: what goes, what stays, and the record of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lading.cli import app
from lading.folders import DataFolder
from lading.server.control import ask

from ...doors.registry import (
    OCI_INDEX,
    OCI_MANIFEST,
    Registry,
    descriptor,
    digest_of,
    manifest_of,
)
from ...doors.server import Server


@pytest.fixture(scope="module")
def ecr(server: Server) -> Any:
    return server.client("ecr")


def policy(*rules: dict[str, Any]) -> str:
    """Return a policy of rules in this order."""
    return json.dumps(
        {
            "rules": [
                {
                    "rulePriority": place,
                    "description": f"rule number {place} of the policy of this test",
                    "selection": {"countType": "imageCountMoreThan", "countNumber": 1, **rule},
                    "action": {"type": "expire"},
                }
                for place, rule in enumerate(rules, 1)
            ]
        }
    )


ANY = {"tagStatus": "any"}
UNTAGGED = {"tagStatus": "untagged"}


def run(server: Server, name: str, *, dry_run: bool = False) -> Any:
    """Ask the clerk, as `lading lifecycle run` does; return what it says of the repository."""
    question = {"do": "expire_images", "repository": name, "dry_run": dry_run}
    answer = ask(DataFolder(server.data).clerk_socket, question, 60)
    (found,) = answer["repositories"]
    return found


def digests(ecr: Any, name: str) -> set[str]:
    return {one["imageDigest"] for one in ecr.list_images(repositoryName=name)["imageIds"]}


def events(server: Server, name: str, event: str) -> list[Any]:
    arn = f"arn:aws:ecr:{server.region}:{server.account}:repository/{name}"
    return server.events(ResourceName=arn, eventName=event)


def test_the_event_of_the_logging_guide(server: Server, ecr: Any, docker: Registry) -> None:
    """Golden event 5 as a subset: two of four images expire by `imageCountMoreThan` 2."""
    name = server.repository("guide")
    pushed = {
        tag: digest_of(docker.push_image(name, tag, tag.encode()))
        for tag in ("alpine", "centos", "ubuntu", "debian")
    }
    rule = {**ANY, "countNumber": 2}
    text = policy(rule).replace("rule number 1 of the policy of this test", "remove all images > 2")
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=text)
    assert run(server, name) == {"repository": name, "expired": 2, "kept": 0}
    assert digests(ecr, name) == {pushed["ubuntu"], pushed["debian"]}
    (event,) = events(server, name, "PolicyExecutionEvent")
    assert (
        event.items()
        >= {
            "userIdentity": {"accountId": server.account, "invokedBy": "AWS Internal"},
            "eventSource": "ecr.amazonaws.com",
            "eventName": "PolicyExecutionEvent",
            "awsRegion": server.region,
            "sourceIPAddress": "AWS Internal",
            "userAgent": "AWS Internal",
            "requestParameters": None,
            "responseElements": None,
            "readOnly": True,
            "eventType": "AwsServiceEvent",
            "recipientAccountId": server.account,
            "resources": [
                {
                    "ARN": f"arn:aws:ecr:{server.region}:{server.account}:repository/{name}",
                    "accountId": server.account,
                    "type": "AWS::ECR::Repository",
                }
            ],
        }.items()
    )
    assert "requestID" not in event
    check_details(event["serviceEventDetails"], name, pushed)


def check_details(details: Any, name: str, pushed: dict[str, str]) -> None:
    """Compare what the event says of the policy and of the images with the guide's."""
    applied = details["lifecycleEventPolicy"]
    images = [one["lifecycleEventImage"] for one in details["lifecycleEventImageActions"]]
    assert details["repositoryName"] == name
    assert applied["lifecycleEventRules"] == [
        {
            "rulePriority": 1,
            "description": "remove all images > 2",
            "lifecycleEventSelection": {
                "tagStatus": "Any",
                "tagPrefixList": [],
                "countType": "Image count more than",
                "countNumber": 2,
            },
            "action": "expire",
        }
    ]
    assert (applied["lastEvaluatedAt"], applied["policyVersion"]) == (0, 1)
    assert len(applied["policyId"]) == 36
    assert [(one["tagList"], one["tagStatus"]) for one in images] == [
        (["alpine"], "Tagged"),
        (["centos"], "Tagged"),
    ]
    assert [one["digest"] for one in images] == [pushed["alpine"], pushed["centos"]]
    assert all(isinstance(one["pushedAt"], int) for one in images)
    assert {one["rulePriority"] for one in details["lifecycleEventImageActions"]} == {1}


def test_a_second_run_finds_nothing_and_says_when_it_looked(
    server: Server, ecr: Any, docker: Registry
) -> None:
    name = server.repository("twice")
    for tag in ("a", "b"):
        docker.push_image(name, tag, tag.encode())
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(ANY))
    assert run(server, name)["expired"] == 1
    assert run(server, name)["expired"] == 0
    assert "lastEvaluatedAt" in ecr.get_lifecycle_policy(repositoryName=name)
    assert len(events(server, name, "PolicyExecutionEvent")) == 1


def test_a_dry_run_removes_nothing(server: Server, ecr: Any, docker: Registry) -> None:
    name = server.repository("dry")
    old = digest_of(docker.push_image(name, "old", b"old"))
    docker.push_image(name, "new", b"new")
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(ANY))
    found = run(server, name, dry_run=True)
    assert [(one["digest"], one["tags"], one["kept_by"]) for one in found["images"]] == [
        (old, ["old"], [])
    ]
    assert len(digests(ecr, name)) == 2
    assert events(server, name, "PolicyExecutionEvent") == []


def test_ten_images_are_two_events(server: Server, ecr: Any, docker: Registry) -> None:
    name = server.repository("many")
    for number in range(11):
        docker.push_image(name, f"t{number}", str(number).encode())
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(ANY))
    assert run(server, name)["expired"] == 10
    counts = [
        len(one["serviceEventDetails"]["lifecycleEventImageActions"])
        for one in events(server, name, "PolicyExecutionEvent")
    ]
    assert sorted(counts) == [1, 9]


def test_an_image_of_a_list_stays_until_the_list_is_gone(
    server: Server, ecr: Any, docker: Registry
) -> None:
    name = server.repository("listed")
    child = docker.push_image(name, None, b"child")
    index = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": OCI_INDEX,
            "manifests": [descriptor(child, OCI_MANIFEST)],
        }
    ).encode()
    assert docker.put_manifest(name, "list", index, OCI_INDEX).status == 201
    docker.push_image(name, None, b"another")
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(UNTAGGED))
    assert run(server, name) == {"repository": name, "expired": 0, "kept": 1}
    (event,) = events(server, name, "PolicyExecutionEvent")
    (failure,) = event["serviceEventDetails"]["lifecycleEventFailureDetails"]
    assert failure["failureCode"] == "ImageReferencedByManifestList"
    assert failure["failureReason"] == (
        f"Requested image referenced by manifest list: [{digest_of(index)}]"
    )
    assert failure["lifecycleEventImage"]["digest"] == digest_of(child)
    ecr.batch_delete_image(repositoryName=name, imageIds=[{"imageDigest": digest_of(index)}])
    assert run(server, name)["expired"] == 1


def test_referrers_go_with_their_subject_and_not_before(
    server: Server, ecr: Any, docker: Registry
) -> None:
    """A signature is as old as its image and untagged: no rule for such images may take it."""
    name = server.repository("signed")
    old = docker.push_image(name, "old", b"old")
    config = b"{}"
    docker.push_blob(name, config)
    signature = manifest_of(config, subject=descriptor(old, OCI_MANIFEST))
    assert docker.put_manifest(name, digest_of(signature), signature).status == 201
    sbom = manifest_of(config, subject=descriptor(signature, OCI_MANIFEST), annotations={"a": "b"})
    assert docker.put_manifest(name, digest_of(sbom), sbom).status == 201
    docker.push_image(name, None, b"untagged")
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(UNTAGGED))
    assert run(server, name)["expired"] == 0
    docker.push_image(name, "new", b"new")
    everything = policy(
        {"tagStatus": "tagged", "tagPatternList": ["*"]}, {**UNTAGGED, "countNumber": 5}
    )
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=everything)
    assert run(server, name)["expired"] == 3
    left = digests(ecr, name)
    assert not left & {digest_of(old), digest_of(signature), digest_of(sbom)}
    assert len(left) == 2


@pytest.mark.parametrize(
    "rule",
    [
        {
            "selection": {
                "tagStatus": "any",
                "countType": "sinceImagePulled",
                "countUnit": "days",
                "countNumber": 90,
            },
            "action": {"type": "transition", "targetStorageClass": "archive"},
        },
        {
            "selection": {
                "tagStatus": "any",
                "storageClass": "archive",
                "countType": "sinceImageTransitioned",
                "countUnit": "days",
                "countNumber": 90,
            },
            "action": {"type": "expire"},
        },
    ],
)
def test_the_archive_is_refused_with_words(server: Server, ecr: Any, rule: dict[str, Any]) -> None:
    name = server.repository("archive")
    text = json.dumps({"rules": [{"rulePriority": 1, "description": "to the archive", **rule}]})
    with pytest.raises(ecr.exceptions.InvalidParameterException, match="no archive storage class"):
        ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=text)


def test_the_command_says_what_would_go_and_then_what_went(
    server: Server, ecr: Any, docker: Registry
) -> None:
    name = server.repository("command")
    old = digest_of(docker.push_image(name, "old", b"old"))
    docker.push_image(name, "new", b"new")
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(ANY))
    command = ["lifecycle", "run", name, "--data", str(server.data)]
    would = CliRunner().invoke(app, [*command, "--dry-run"], env={"COLUMNS": "200"})
    assert (would.exit_code, old in would.output) == (0, True)
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.output) == (0, f"{name}: 1 expired\n")
    assert len(digests(ecr, name)) == 1


def test_the_command_says_that_no_server_runs(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["lifecycle", "run", "--data", str(tmp_path)])
    assert refused.exit_code == 2
    assert "is the server running?" in refused.output
