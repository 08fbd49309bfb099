"""The books in a browser: the workshop's steps 1 to 10, then history, trails, logs, identity.

The tests are in console/e2e/books; here are their worlds. The walk has a server of its own, on
which nothing is prepared but what the workshop presumes: images, pushed and pulled by a real
client, and a refused call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ..doors.server import (
    ALLOW_EVERYTHING,
    ROOT_KEY_ID,
    ROOT_SECRET,
    Person,
    Server,
    await_true,
    start_server,
)
from .conftest import Tool
from .layouts import index_layout, skopeo

pytestmark = [pytest.mark.blackbox, pytest.mark.timeout(900)]

_REPOSITORY = "team/app"
_TRAIL = "books"
_ROLE = "books-to-logs"
_WORN = "books-keeper"
_GROUP = "/books"
_BUCKET = "books-of-this-test"


def test_workshop_walk(
    console_tool: Tool,
    chromium: str,
    tmp_path: Path,
    write_json: Callable[[object], Path],
) -> None:
    """Steps 1 to 10 in one go, with axe-core and a screenshot at each."""
    with _server(tmp_path / "server") as server:
        world = write_json(_world(server, tmp_path))
        console_tool("e2e", _environment(world, chromium, "**/books/walk.spec.ts"))


def test_books_in_a_browser(
    console_tool: Tool,
    chromium: str,
    tmp_path: Path,
    write_json: Callable[[object], Path],
) -> None:
    """History, trails, their integrity, log groups, users, roles, the shell; axe-core on each."""
    with _server(tmp_path / "server") as server:
        world = _world(server, tmp_path)
        _trail(server)
        _role_to_wear(server)
        specs = "**/books/{history,trail,identity,shell}.spec.ts"
        console_tool("e2e", _environment(write_json(world), chromium, specs))


@contextmanager
def _server(folder: Path) -> Iterator[Server]:
    """A server that delivers every second and writes a digest every five."""
    server = start_server(folder, trail_delivery_seconds="1", digest_seconds="5")
    try:
        yield server
    finally:
        server.stop()


def _environment(world: Path, chromium: str, specs: str) -> dict[str, str]:
    return {"LADING_E2E_WORLD": str(world), "CHROMIUM": chromium, "LADING_E2E_SPECS": specs}


def _world(server: Server, folder: Path) -> dict[str, Any]:
    """Push, pull, be refused; return what the browser tests have to know."""
    server.client("ecr").create_repository(repositoryName=_REPOSITORY)
    password = f"AWS:{server.token()}"
    image = f"docker://127.0.0.1:{server.port}/{_REPOSITORY}:1.0"
    skopeo("copy", "--all", "--dest-tls-verify=false", "--dest-creds", password,
           f"oci:{index_layout(folder)}", image)  # fmt: skip
    skopeo("copy", "--src-tls-verify=false", "--src-creds", password, image,
           f"dir:{folder / 'pulled'}")  # fmt: skip
    mary, nobody = server.person(ALLOW_EVERYTHING, stem="mary"), server.person(stem="nobody")
    with pytest.raises(ClientError, match="AccessDenied"):
        server.client("ecr", nobody).describe_images(repositoryName=_REPOSITORY)
    server.flush()
    return {
        "url": server.url,
        "account": server.account,
        "region": server.region,
        "root": {"keyId": ROOT_KEY_ID, "secret": ROOT_SECRET},
        "mary": _at_the_console(server, mary),
        "nobody": _at_the_console(server, nobody),
        "repository": _REPOSITORY,
        "trail": _TRAIL,
        "role": _ROLE,
        "worn": _WORN,
    }


def _at_the_console(server: Server, person: Person) -> dict[str, str]:
    password = f"A-password-of-{person.name}-1"
    server.client("iam").create_login_profile(UserName=person.name, Password=password)
    return {"name": person.name, "password": password}


def _trail(server: Server) -> None:
    """Make a trail with bucket, log group and role, and wait for its first digest."""
    s3, trails = server.client("s3"), server.client("cloudtrail")
    source = f"arn:aws:cloudtrail:{server.region}:{server.account}:trail/{_TRAIL}"
    service = {"Service": "cloudtrail.amazonaws.com"}
    s3.create_bucket(
        Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": server.region}
    )
    allowed = {
        "s3:GetBucketAcl": f"arn:aws:s3:::{_BUCKET}",
        "s3:PutObject": f"arn:aws:s3:::{_BUCKET}/AWSLogs/{server.account}/*",
    }
    statements = [
        {"Effect": "Allow", "Principal": service, "Action": action, "Resource": resource,
         "Condition": {"StringEquals": {"aws:SourceArn": source}}}
        for action, resource in allowed.items()
    ]  # fmt: skip
    s3.put_bucket_policy(Bucket=_BUCKET, Policy=_policy(*statements))
    server.client("logs").create_log_group(logGroupName=_GROUP)
    trails.create_trail(
        Name=_TRAIL,
        S3BucketName=_BUCKET,
        EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{server.region}:{server.account}:log-group:{_GROUP}:*",
        CloudWatchLogsRoleArn=_role(server, service),
    )
    trails.start_logging(Name=_TRAIL)
    await_true(lambda: trails.get_trail_status(Name=_TRAIL).get("LatestDigestDeliveryTime"))


def _role_to_wear(server: Server) -> None:
    """Make a role that everybody of the account wears who may do everything."""
    principal = {"AWS": f"arn:aws:iam::{server.account}:root"}
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    server.client("iam").create_role(RoleName=_WORN, AssumeRolePolicyDocument=_policy(trust))


def _role(server: Server, service: dict[str, str]) -> str:
    iam = server.client("iam")
    trust = {"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"}
    writes = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
              "Resource": "*"}  # fmt: skip
    role = iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=_policy(trust))["Role"]
    iam.put_role_policy(RoleName=_ROLE, PolicyName="logs", PolicyDocument=_policy(writes))
    return str(role["Arn"])


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
