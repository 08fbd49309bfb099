"""Places at the limits: nothing but bare things, the longest legal names, thousands of rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

from ...doors.registry import Registry, digest_of
from ...doors.server import ALLOW_EVERYTHING, Server
from .bulk import Bulk, Call
from .images import push_image
from .place import Place, console_user
from .trails import logs_role, policy, trail_bucket

BARE_REGION = "eu-west-1"
LONG_ACCOUNT, CROWD_ACCOUNT = "999988887777", "444455556666"
_ROWS = 1_200
_ROLES = 990  # an account has 1,000 at most
_LOG_EVENTS = 6_000
_NAMED = "the-name-of-which-is-as-long-as-it-may-be"

Keys = tuple[str, str, None]


def further_account(server: Server, account: str, folder: Path) -> Keys:
    """Make an account on the server's data folder; return root's access key."""
    file = folder / f"{account}.json"
    command = [sys.executable, "-m", "lading.cli", "account", "create", account,
               "--data", str(server.data), "--write", str(file)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    made = json.loads(file.read_text())
    return made["access_key_id"], made["secret_access_key"], None


def bare_place(server: Server, mary: dict[str, str]) -> Place:
    """Things without contents, in a Region where there is nothing else."""
    server.client("ecr", region=BARE_REGION).create_repository(repositoryName="shop/new")
    logs = server.client("logs", region=BARE_REGION)
    logs.create_log_group(logGroupName="/shop/new")
    logs.create_log_stream(logGroupName="/shop/new", logStreamName="first")
    logs.create_log_group(logGroupName="/shop/newer")
    trail_bucket(server.client("s3", region=BARE_REGION), "bare-books", BARE_REGION)
    server.client("cloudtrail", region=BARE_REGION).create_trail(
        Name="new-trail", S3BucketName="bare-books"
    )
    iam = server.client("iam")
    iam.create_user(UserName="newcomer")
    iam.create_role(RoleName="new-role", AssumeRolePolicyDocument=policy(_trust(server.account)))
    return Place(
        server.url,
        server.account,
        BARE_REGION,
        mary,
        repository="shop/new",
        trail="new-trail",
        group="/shop/newer",
        stream="first",
        user="newcomer",
        role="new-role",
    )


def long_place(server: Server, keys: Keys) -> Place:
    """Every name as long as the API takes it."""
    region, account = server.region, LONG_ACCOUNT

    def client(name: str) -> Any:
        return server.client(name, keys=keys)

    user, role = _long(64), _long(64)
    repository = "/".join((_long(84), _long(84), _long(86)))
    group, stream, trail = f"/{_long(511)}", _long(512), _long(128)
    bucket = _long(63)
    iam = client("iam")
    iam.create_account_alias(AccountAlias=_long(63))
    iam.create_user(UserName=user, Path=f"/{_long(100)}/")
    iam.put_user_policy(
        UserName=user, PolicyName=_long(128), PolicyDocument=policy(ALLOW_EVERYTHING)
    )
    person = console_user(iam, user)
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=policy(_trust(account)))
    iam.put_role_policy(
        RoleName=role, PolicyName=_long(128), PolicyDocument=policy(ALLOW_EVERYTHING)
    )
    client("ecr").create_repository(repositoryName=repository)
    token = client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    host = f"{account}.dkr.ecr.{region}.localhost:{server.port}"
    headers = {"Authorization": f"Basic {token}", "Host": host, "User-Agent": _long(200)}
    registry = Registry(server.port, None, headers=headers)
    manifest = push_image(registry, repository, _long(128), (900, 1200))
    logs = client("logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": int(time() * 1000), "message": _long(3000)}],
    )
    trail_bucket(client("s3"), bucket, region)
    client("cloudtrail").create_trail(
        Name=trail,
        S3BucketName=bucket,
        S3KeyPrefix=_long(200),
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{region}:{account}:log-group:{group}:*",
        CloudWatchLogsRoleArn=logs_role(iam, f"{_long(56)}-to-log"),
    )
    server.flush()
    events = server.events(client=client("cloudtrail"), EventName="PutImage")
    digest = digest_of(manifest)
    return Place(
        server.url, account, region, person, repository, digest, digest, trail, group, stream,
        user, role, [events[-1]["eventID"]] * 2,
    )  # fmt: skip


def crowd_place(server: Server, keys: Keys) -> Place:
    """Thousands of everything."""
    account, region = CROWD_ACCOUNT, server.region
    iam = server.client("iam", keys=keys)
    iam.create_user(UserName="mary")
    iam.put_user_policy(
        UserName="mary", PolicyName="everything", PolicyDocument=policy(ALLOW_EVERYTHING)
    )
    person = console_user(iam, "mary")
    repository, group = "crowd/app-0000", "/crowd/group-0000"
    bulk = Bulk(server.port, region, keys[0], keys[1])
    bulk.send(_crowd())
    manifest = _crowd_base(server, keys, repository)
    bulk.send(_crowd_within(repository, group, manifest))
    _crowd_lines(server, keys, group)
    server.flush()
    return Place(
        server.url,
        account,
        region,
        person,
        repository=repository,
        digest=digest_of(manifest),
        group=group,
        stream="stream-0000",
        user="user-0000",
        role="role-0000",
    )


def _crowd() -> Iterator[Call]:
    trust = policy(_trust(CROWD_ACCOUNT))
    for number in range(_ROWS):
        yield "ecr", "CreateRepository", {"repositoryName": f"crowd/app-{number:04}"}
        yield "logs", "CreateLogGroup", {"logGroupName": f"/crowd/group-{number:04}"}
        yield "iam", "CreateUser", {"UserName": f"user-{number:04}"}
        if number < _ROLES:
            role = {"RoleName": f"role-{number:04}", "AssumeRolePolicyDocument": trust}
            yield "iam", "CreateRole", role


def _crowd_base(server: Server, keys: Keys, repository: str) -> bytes:
    """Push the image of which the others differ by an annotation only."""
    ecr = server.client("ecr", keys=keys)
    token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
    host = f"{CROWD_ACCOUNT}.dkr.ecr.{server.region}.localhost:{server.port}"
    headers = {"Authorization": f"Basic {token}", "Host": host}
    registry = Registry(server.port, None, headers=headers)
    return registry.push_image(repository, "0.0.0", b"the only layer")


def _crowd_within(repository: str, group: str, manifest: bytes) -> Iterator[Call]:
    base = json.loads(manifest)
    for number in range(_ROWS):
        text = json.dumps({**base, "annotations": {"number": str(number)}})
        image = {"repositoryName": repository, "imageTag": f"1.{number}", "imageManifest": text}
        yield "ecr", "PutImage", image
        stream = {"logGroupName": group, "logStreamName": f"stream-{number:04}"}
        yield "logs", "CreateLogStream", stream


def _crowd_lines(server: Server, keys: Keys, group: str) -> None:
    now = int(time() * 1000)
    lines = [
        {"timestamp": now - _LOG_EVENTS + number, "message": f"line {number} of many"}
        for number in range(_LOG_EVENTS)
    ]
    logs = server.client("logs", keys=keys)
    logs.put_log_events(logGroupName=group, logStreamName="stream-0000", logEvents=lines)


def _trust(account: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"}


def _long(characters: int) -> str:
    """Return a name of so many characters, without a place to break it."""
    text = _NAMED.replace("-", "") * (characters // 10)
    return text[:characters]
