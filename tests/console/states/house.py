"""An ordinary house: some repositories, people and builds at work, a trail. Also the README's.

Everybody's address is what X-Forwarded-For says; the server trusts this machine as its proxy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...doors.registry import OCI_INDEX, Registry, digest_of
from ...doors.server import ALLOW_EVERYTHING, Server, await_true
from .images import pull, push_image, push_index, signature_of
from .place import Place, console_user
from .trails import logs_role, policy, trail_bucket

WEB, API = "shop/web", "shop/api"
TRAIL, GROUP, ROLE = "registry-books", "/aws/cloudtrail/registry", "CloudTrailToLogs"
_BUCKET = "registry-books-2026"
_REPOSITORIES = (WEB, API, "shop/worker", "shop/payments", "platform/gateway", "base/debian")
_DOCKER = "docker/29.1.3 go/go1.25.5 git-commit/fbf3ed2 kernel/6.12.57 os/linux arch/amd64"
_CONTAINERD = "containerd/v2.2.0"
_KB = 1000
_PULL = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
         "ecr:BatchCheckLayerAvailability"]  # fmt: skip
_PUSH = [*_PULL, "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
         "ecr:PutImage"]  # fmt: skip


def build_house(server: Server) -> tuple[Place, Place]:
    """Return the place of Mary, who may do everything, and that of Nina, who may do nothing."""
    iam = server.client("iam")
    _user(server, "mary", ALLOW_EVERYTHING)
    _user(server, "nina")
    for name in ("intern", "k8s-nodes", "auditor"):
        _user(server, name, *([] if name == "intern" else [_allow(_PULL)]))
    role = _build_role(server)
    _trail(server)
    for name in _REPOSITORIES:
        server.client("ecr").create_repository(
            repositoryName=name, imageTagMutability="IMMUTABLE" if name == WEB else "MUTABLE"
        )
    image, index = _work(server, role)
    server.flush()
    trails = server.client("cloudtrail")
    await_true(lambda: trails.get_trail_status(Name=TRAIL).get("LatestDigestDeliveryTime"))
    mary = Place(
        server.url,
        server.account,
        server.region,
        console_user(iam, "mary"),
        repository=WEB,
        digest=image,
        index=index,
        trail=TRAIL,
        group=GROUP,
        stream=f"{server.account}_CloudTrail_{server.region}",
        user="k8s-nodes",
        role="ci-builds",
        events=[event["eventID"] for event in server.events(EventName="PutImage")[::-1][:3]],
    )
    return mary, replace(mary, person=console_user(iam, "nina"))


def _user(server: Server, name: str, *statements: dict[str, Any]) -> None:
    iam = server.client("iam")
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(
            UserName=name, PolicyName="works-here", PolicyDocument=policy(*statements)
        )


def _allow(actions: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": "*"}


def _build_role(server: Server) -> str:
    trust = {"Effect": "Allow", "Principal": {"AWS": server.account}, "Action": "sts:AssumeRole"}
    iam = server.client("iam")
    role = iam.create_role(RoleName="ci-builds", AssumeRolePolicyDocument=policy(trust))["Role"]
    iam.put_role_policy(
        RoleName="ci-builds", PolicyName="push", PolicyDocument=policy(_allow(_PUSH))
    )
    return str(role["Arn"])


def _trail(server: Server) -> None:
    trail_bucket(server.client("s3"), _BUCKET, server.region)
    server.client("logs").create_log_group(logGroupName=GROUP)
    trails = server.client("cloudtrail")
    group = f"arn:aws:logs:{server.region}:{server.account}:log-group:{GROUP}:*"
    trails.create_trail(
        Name=TRAIL,
        S3BucketName=_BUCKET,
        EnableLogFileValidation=True,
        CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=logs_role(server.client("iam"), ROLE),
    )
    trails.start_logging(Name=TRAIL)


def _work(server: Server, role: str) -> tuple[str, str]:
    """Builds push, nodes and people pull, somebody is refused; return an image and an index."""
    build = _session(server, role, "build-4711", "10.20.4.17", _DOCKER)
    for name in ("base/debian", "platform/gateway", API):
        push_image(build, name, "1.8.0", (900 * _KB, 300 * _KB))
    for minor, sizes in ((3, (700, 210, 94)), (4, (700, 212, 97)), (5, (700, 240, 99))):
        push_index(build, WEB, f"2.{minor}.0", tuple(size * _KB for size in sizes))
    index = build.get(f"/v2/{WEB}/manifests/2.5.0", accept=OCI_INDEX)
    image = index.json["manifests"][0]["digest"]
    child = build.get(f"/v2/{WEB}/manifests/{image}")
    push_image(build, WEB, None, (3 * _KB,), **signature_of(child.body))
    nodes = _login(server, "k8s-nodes", "10.20.8.21", _CONTAINERD)
    for name, tag in ((API, "1.8.0"), ("platform/gateway", "1.8.0"), (WEB, "2.5.0")):
        pull(nodes, name, tag)
    pull(_login(server, "auditor", "10.20.1.5", "skopeo/1.21.0"), WEB, "2.5.0")
    intern = _login(server, "intern", "10.20.3.99", _DOCKER, _allow(_PULL[:1]))
    for name in (WEB, "shop/payments"):
        assert intern.get(f"/v2/{name}/manifests/2.5.0").status == 403
    return image, digest_of(index.body)


def _login(
    server: Server, user: str, address: str, agent: str, *statements: dict[str, Any]
) -> Registry:
    """Return a registry client of a user, who gets an access key, at an address."""
    iam = server.client("iam")
    if statements:
        iam.put_user_policy(
            UserName=user, PolicyName="works-here", PolicyDocument=policy(*statements)
        )
    key = iam.create_access_key(UserName=user)["AccessKey"]
    headers = {"X-Forwarded-For": address, "User-Agent": agent}
    return Registry(server.port, key["AccessKeyId"], key["SecretAccessKey"], headers=headers)


def _session(server: Server, role: str, name: str, address: str, agent: str) -> Registry:
    """Return a registry client of a role's session."""
    iam = server.client("iam")
    key = iam.create_access_key(UserName="mary")["AccessKey"]
    mine = (key["AccessKeyId"], key["SecretAccessKey"], None)
    session = server.client("sts", keys=mine).assume_role(RoleArn=role, RoleSessionName=name)
    made = session["Credentials"]
    keys = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    token = server.client("ecr", keys=keys).get_authorization_token()
    basic = token["authorizationData"][0]["authorizationToken"]
    headers = {"X-Forwarded-For": address, "User-Agent": agent, "Authorization": f"Basic {basic}"}
    return Registry(server.port, None, headers=headers)
