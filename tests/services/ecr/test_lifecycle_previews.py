"""Previews of lifecycle policies by the ECR API."""

from __future__ import annotations

from typing import Any

import pytest

from ...doors.registry import Registry, digest_of
from ...doors.server import Server
from .test_lifecycle_runs import ANY, UNTAGGED, digests, events, policy


@pytest.fixture(scope="module")
def ecr(server: Server) -> Any:
    return server.client("ecr")


def test_a_preview_says_what_would_go_and_leaves_it(
    server: Server, ecr: Any, docker: Registry
) -> None:
    name = server.repository("preview")
    old = digest_of(docker.push_image(name, "old", b"old"))
    docker.push_image(name, "new", b"new")
    text = policy(ANY)
    begun = ecr.start_lifecycle_policy_preview(repositoryName=name, lifecyclePolicyText=text)
    assert begun["status"] == "IN_PROGRESS"
    assert begun["lifecyclePolicyText"] == text
    ecr.get_waiter("lifecycle_policy_preview_complete").wait(repositoryName=name)
    found = ecr.get_lifecycle_policy_preview(repositoryName=name)
    assert found["status"] == "COMPLETE"
    assert found["summary"] == {"expiringImageTotalCount": 1}
    (result,) = found["previewResults"]
    assert result.pop("imagePushedAt").year >= 2026
    assert result == {
        "imageTags": ["old"],
        "imageDigest": old,
        "action": {"type": "EXPIRE"},
        "appliedRulePriority": 1,
        "storageClass": "STANDARD",
    }
    assert len(digests(ecr, name)) == 2
    (event,) = events(server, name, "DryRunEvent")
    assert event["eventType"] == "AwsServiceEvent"
    (action,) = event["serviceEventDetails"]["lifecycleEventImageActions"]
    assert action["lifecycleEventImage"]["digest"] == old
    assert len(events(server, name, "StartLifecyclePolicyPreview")) == 1


def test_the_repositorys_own_policy_is_previewed_without_a_text(
    server: Server, ecr: Any, docker: Registry
) -> None:
    name = server.repository("own")
    with pytest.raises(ecr.exceptions.LifecyclePolicyNotFoundException):
        ecr.start_lifecycle_policy_preview(repositoryName=name)
    with pytest.raises(ecr.exceptions.LifecyclePolicyPreviewNotFoundException):
        ecr.get_lifecycle_policy_preview(repositoryName=name)
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=policy(ANY))
    assert ecr.start_lifecycle_policy_preview(repositoryName=name)["lifecyclePolicyText"] == policy(
        ANY
    )


def test_results_come_in_pages_and_by_filter(server: Server, ecr: Any, docker: Registry) -> None:
    name = server.repository("pages")
    for number in range(4):
        docker.push_image(name, f"t{number}", f"tagged {number}".encode())
        docker.push_image(name, None, f"untagged {number}".encode())
    text = policy({"tagStatus": "tagged", "tagPrefixList": ["t"]}, UNTAGGED)
    ecr.start_lifecycle_policy_preview(repositoryName=name, lifecyclePolicyText=text)
    pages = ecr.get_paginator("get_lifecycle_policy_preview").paginate(
        repositoryName=name, PaginationConfig={"PageSize": 4}
    )
    found = [one for page in pages for one in page["previewResults"]]
    assert len(found) == 6
    assert len({one["imageDigest"] for one in found}) == 6
    untagged = ecr.get_lifecycle_policy_preview(
        repositoryName=name, filter={"tagStatus": "UNTAGGED"}
    )
    assert [one["imageTags"] for one in untagged["previewResults"]] == [[], [], []]
    assert untagged["summary"] == {"expiringImageTotalCount": 3}
    one = ecr.get_lifecycle_policy_preview(
        repositoryName=name, imageIds=[{"imageTag": "t0"}, {"imageTag": "t3"}]
    )
    assert [result["imageTags"] for result in one["previewResults"]] == [["t0"]]


def test_a_preview_is_kept_for_a_day(server: Server, ecr: Any, docker: Registry) -> None:
    name = server.repository("day")
    ecr.start_lifecycle_policy_preview(repositoryName=name, lifecyclePolicyText=policy(ANY))
    with server.database() as database:
        database.execute(
            "UPDATE lifecycle_previews SET evaluated_us = evaluated_us - 86400000000"
            " WHERE repository_id = (SELECT id FROM repositories WHERE name = ?)",
            [name],
        )
    found = ecr.get_lifecycle_policy_preview(repositoryName=name)
    assert found["status"] == "EXPIRED"
    assert "previewResults" not in found
