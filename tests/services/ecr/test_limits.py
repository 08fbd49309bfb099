"""Quotas and AWS's request rates (Amazon ECR User Guide, "Amazon ECR service quotas")."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from lading.caller import Origin, Scope
from lading.directory.accounts import root_caller
from lading.dispatch.aws_rates import AwsRates
from lading.operation import Call, Operation, Parts, ServiceError
from lading.services.ecr import OPERATIONS
from lading.settings import Settings

from ...doors.registry import OCI_INDEX, index_of
from ...doors.server import Server, start_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with room for two images in a repository and two tags on an image."""
    running = start_server(
        tmp_path_factory.mktemp("small"),
        images_per_repository_max="2",
        tags_per_image_max="2",
    )
    yield running
    running.stop()


def test_images_in_a_repository(small: Server) -> None:
    docker, repository = small.registry(), small.repository()
    first, _ = (docker.push_image(repository, tag, os.urandom(9)) for tag in ("v1", "v2"))
    third = index_of()
    refused = docker.put_manifest(repository, "v3", third, OCI_INDEX)
    assert (refused.status, refused.json["errors"][0]["code"]) == (403, "DENIED")
    with pytest.raises(ClientError, match="limit of 2 images") as refusal:
        small.client("ecr").put_image(
            repositoryName=repository, imageManifest=third.decode(), imageTag="v3"
        )
    assert refusal.value.response["Error"]["Code"] == "LimitExceededException"
    assert docker.put_manifest(repository, "v2", first).status == 201  # no image more
    assert docker.put_manifest(repository, "v2", third, OCI_INDEX).status == 403
    small.client("ecr").batch_delete_image(
        repositoryName=repository, imageIds=[{"imageTag": "v1"}, {"imageTag": "v2"}]
    )
    assert docker.put_manifest(repository, "v3", third, OCI_INDEX).status == 201


def test_tags_of_an_image(small: Server) -> None:
    docker, repository = small.registry(), small.repository()
    image = docker.push_image(repository, "v1", os.urandom(9))
    assert docker.put_manifest(repository, "v2", image).status == 201
    refused = docker.put_manifest(repository, "v3", image)
    assert (refused.status, refused.json["errors"][0]["code"]) == (403, "DENIED")
    assert "limit of 2 tags" in refused.json["errors"][0]["message"]
    assert docker.put_manifest(repository, "v2", image).status == 201  # no tag more


def test_repositories_in_a_registry(start: Callable[..., Server]) -> None:
    """A registry is an account's in one Region; taken names and deletions count as they should."""
    server = start(repositories_per_registry_max="2", create_on_push="true", workers="1")
    ecr, docker = server.client("ecr"), server.registry()
    first, second = server.repository(), server.repository()
    with pytest.raises(ClientError, match="limit of 2 repositories in a registry") as refusal:
        ecr.create_repository(repositoryName="third")
    assert refusal.value.response["Error"]["Code"] == "LimitExceededException"
    with pytest.raises(ecr.exceptions.RepositoryAlreadyExistsException):
        ecr.create_repository(repositoryName=first)
    refused = docker.send("POST", "/v2/third/blobs/uploads/")
    assert (refused.status, refused.json["errors"][0]["code"]) == (403, "DENIED")
    assert "limit of 2 repositories" in refused.json["errors"][0]["message"]
    codes = [one.get("errorCode") for one in server.events(ResourceName="third")]
    assert codes.count("LimitExceededException") == 2
    server.client("ecr", region="eu-west-1").create_repository(repositoryName="third")
    ecr.delete_repository(repositoryName=second)
    docker.push_image("third", "v1", os.urandom(9))


def test_quotas_are_aws_by_default(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert (
        settings.repositories_per_registry_max,
        settings.images_per_repository_max,
        settings.tags_per_image_max,
        settings.blob_bytes_max,
        settings.manifest_bytes_max,
    ) == (100_000, 100_000, 1_000, 52_000 * 1024**2, 4 * 1024**2)


def test_rates_are_told_in_each_doors_way_and_recorded(start: Callable[..., Server]) -> None:
    """Ten PutImage calls a second: a thousand in a row cannot pass."""
    server = start(aws_rates="true", workers="1")
    ecr, docker, repository = server.client("ecr"), server.registry(), server.repository("rates")
    with pytest.raises(ClientError) as throttled:
        for _ in range(1_000):
            _put_nothing(ecr, repository)
    assert throttled.value.response["Error"]["Code"] == "ThrottlingException"
    replies = (docker.put_manifest(repository, "v1", b"{}").status for _ in range(1_000))
    assert next(status for status in replies if status != 400) == 429
    codes = {one.get("errorCode") for one in server.events(EventName="PutImage")}
    assert "ThrottlingException" in codes


def _put_nothing(ecr: Any, repository: str) -> None:
    try:
        ecr.put_image(repositoryName=repository, imageManifest="{}")
    except ecr.exceptions.InvalidParameterException:
        return


@dataclass
class Rates:
    """Rates of four workers' share, and the time."""

    now: float = 100.0
    rates: AwsRates = field(init=False)

    def __post_init__(self) -> None:
        self.rates = AwsRates(4, lambda: self.now)

    def passes(self, name: str, account: str = "1" * 12, region: str = "us-east-1") -> bool:
        operation = next(one for one in OPERATIONS if one.name == name)
        try:
            self.rates.take(call_of(operation, account, region))
        except ServiceError as error:
            assert error.code == "ThrottlingException"
            return False
        return True


def call_of(operation: Operation, account: str, region: str) -> Call:
    return Call(
        operation=operation,
        caller=root_caller(account, "AKIAROOT"),
        origin=Origin("127.0.0.1", None, "host"),
        scope=Scope(account, region),
        now=NOW,
        request_id="",
        event_id="",
        parts=cast("Parts", None),
    )


def test_a_worker_gives_out_its_share() -> None:
    rates = Rates()
    assert sum(rates.passes("InitiateLayerUpload") for _ in range(60)) == 25
    rates.now += 0.2
    assert sum(rates.passes("InitiateLayerUpload") for _ in range(60)) == 5
    rates.now += 1_000
    assert sum(rates.passes("InitiateLayerUpload") for _ in range(60)) == 25


def test_accounts_regions_and_operations_have_their_own() -> None:
    rates = Rates()
    while rates.passes("PutImage"):
        pass
    assert rates.passes("PutImage", account="2" * 12)
    assert rates.passes("PutImage", region="eu-west-1")
    assert rates.passes("BatchGetImage")


def test_operations_without_a_published_rate_are_free() -> None:
    rates = Rates()
    assert all(rates.passes("DescribeImages") for _ in range(5_000))


def test_off_by_default(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).aws_rates is False
