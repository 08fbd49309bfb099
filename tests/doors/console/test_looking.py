"""What the console looks at changes nothing, and comes in small."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ..registry import Registry, digest_of
from ..server import ALLOW_EVERYTHING, Server, await_true
from .browser import Browser, console_user


def pulled(server: Server, name: str) -> Any:
    """Return when the image was last pulled, if it was."""
    (image,) = server.client("ecr").describe_images(repositoryName=name)["imageDetails"]
    return image.get("lastRecordedPullTime")


def test_to_look_at_a_manifest_is_on_record_and_no_pull(
    server: Server, docker: Registry, browser: Browser
) -> None:
    person = console_user(server, ALLOW_EVERYTHING)
    page, name = browser.sign_in(person.name), server.repository()
    digest = digest_of(docker.push_image(name, "1", b"looked at"))
    ecr = browser.client(server, "ecr", page)
    image = {"repositoryName": name, "imageIds": [{"imageTag": "1"}]}
    assert ecr.batch_get_image(**image)["images"]
    record = server.event(
        AccessKeyId=page.json["credentials"]["accessKeyId"], eventName="BatchGetImage"
    )
    assert record["sessionCredentialFromConsole"] == "true"
    assert record["additionalEventData"] == {"imageDigest": digest}
    # A pull by somebody else is written after this look would have been.
    other = server.repository()
    docker.push_image(other, "1", b"pulled")
    docker.get(f"/v2/{other}/manifests/1")
    await_true(lambda: pulled(server, other))
    assert pulled(server, name) is None


def test_who_signed_in_may_use_iam_without_mfa(server: Server, browser: Browser) -> None:
    """Credentials of GetSessionToken may not; the console's are as good as its user."""
    person = console_user(server, ALLOW_EVERYTHING)
    page = browser.sign_in(person.name)
    assert browser.client(server, "iam", page).get_user()["User"]["UserName"] == person.name


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["a"], ["a"]),
        (["a", "same-as-a"], ["a"]),
        (["a", "b"], ["a", "b"]),
        (["a", "none"], ["a"]),
        (["none"], []),
    ],
    ids=str,
)
def test_the_record_of_a_pull_by_tag_names_the_image(
    server: Server, docker: Registry, tags: list[str], expected: list[str]
) -> None:
    name = server.repository()
    digests = {tag: digest_of(docker.push_image(name, tag, tag.encode())) for tag in ("a", "b")}
    docker.send(
        "PUT",
        f"/v2/{name}/manifests/same-as-a",
        docker.get(f"/v2/{name}/manifests/a").body,
        {"Content-Type": "application/vnd.oci.image.manifest.v1+json"},
    )
    person = server.person(ALLOW_EVERYTHING)
    server.client("ecr", person).batch_get_image(
        repositoryName=name, imageIds=[{"imageTag": tag} for tag in tags]
    )
    data = server.event(Username=person.name, eventName="BatchGetImage").get("additionalEventData")
    said = {} if data is None else {k: v for k, v in data.items() if k != "failureCodes"}
    wanted = [digests[tag] for tag in expected]
    assert said == (
        {}
        if not wanted
        else {"imageDigest": wanted[0]}
        if len(wanted) == 1
        else {"imageDigests": wanted}
    )


def test_a_pull_by_digest_says_it_in_its_parameters(server: Server, docker: Registry) -> None:
    name, person = server.repository(), server.person(ALLOW_EVERYTHING)
    digest = digest_of(docker.push_image(name, "1", b"by digest"))
    server.client("ecr", person).batch_get_image(
        repositoryName=name, imageIds=[{"imageDigest": digest}]
    )
    record = server.event(Username=person.name, eventName="BatchGetImage")
    assert "additionalEventData" not in record


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip, deflate, br", True), ("identity", False), ("gzip;q=0", False), ("br", False)],
)
def test_a_long_json_answer_is_packed_for_those_who_ask(
    server: Server, accepted: str, packed: bool
) -> None:
    for _ in range(6):
        server.repository("packed-repository-with-a-long-name")
    reply = server.send_signed("DescribeRepositories", headers={"Accept-Encoding": accepted})
    assert reply.headers.get("content-encoding") == ("gzip" if packed else None)
    body = gzip.decompress(reply.body) if packed else reply.body
    assert len(json.loads(body)["repositories"]) >= 6


def test_a_short_answer_is_left_alone(server: Server) -> None:
    body = b'{"repositoryNames":["none-of-this-name"]}'
    reply = server.send_signed("DescribeRepositories", body, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in reply.headers
    assert reply.code == "RepositoryNotFoundException"
