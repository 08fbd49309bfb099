"""A repository: its name, its address, and finding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, select

from lading.operation import AttachedPolicy, Call, Request, Resource
from lading.ports import Row
from lading.pure.oci.mutability import Mutability
from lading.services.ecr.addresses import registry_host
from lading.services.ecr.registry import registry_of, registry_policies
from lading.services.ecr.tables import REPOSITORIES

_NAMED = and_(
    REPOSITORIES.c.account == bindparam("account"),
    REPOSITORIES.c.region == bindparam("region"),
    REPOSITORIES.c.name == bindparam("name"),
)

_FIND = select(REPOSITORIES).where(_NAMED)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as it is stored; without `kms_key_arn` only the disk encrypts its bytes."""

    id: int
    account: str
    region: str
    name: str
    created: datetime
    mutability: Mutability
    mutability_filters: tuple[dict[str, str], ...]
    scan_on_push: bool
    policy: str | None
    tags: tuple[dict[str, str], ...]
    kms_key_arn: str | None
    kms_grants: tuple[str, ...]

    @property
    def arn(self) -> str:
        """The repository's ARN."""
        return repository_arn(self.account, self.region, self.name)

    def described(self, call: Call) -> dict[str, Any]:
        """Return the `Repository` shape of the ECR API."""
        shape: dict[str, Any] = {
            "repositoryArn": self.arn,
            "registryId": self.account,
            "repositoryName": self.name,
            "repositoryUri": f"{registry_host(call, self.account)}/{self.name}",
            "createdAt": self.created,
            "imageTagMutability": self.mutability,
        }
        if self.mutability_filters:
            shape["imageTagMutabilityExclusionFilters"] = list(self.mutability_filters)
        shape["imageScanningConfiguration"] = {"scanOnPush": self.scan_on_push}
        shape["encryptionConfiguration"] = self._encryption()
        return shape

    def _encryption(self) -> dict[str, str]:
        if self.kms_key_arn is None:
            return {"encryptionType": "AES256"}
        return {"encryptionType": "KMS", "kmsKey": self.kms_key_arn}


def repository_arn(account: str, region: str, name: str) -> str:
    """Return the ARN of a repository, which need not exist."""
    return f"arn:aws:ecr:{region}:{account}:repository/{name}"


def resource_of(call: Call, request: Request) -> Resource:
    """Return what a repository operation acts on, for authorization and record alike."""
    account = registry_of(call, request)
    return Resource(repository_arn(account, call.scope.region, request["repositoryName"]), account)


def policy_of(call: Call, request: Request) -> tuple[AttachedPolicy, ...]:
    """Return the policies over the repository a request names: the registry's, then its own."""
    policies = registry_policies(call, request)
    repository = find(call, request)
    if repository is None or repository.policy is None:
        return policies
    return (*policies, AttachedPolicy(repository.policy))


def tag_conditions(call: Call, request: Request) -> dict[str, str | tuple[str, ...]]:
    """Return the condition keys that tags stand for: the repository's and the request's."""
    keys: dict[str, str | tuple[str, ...]] = {}
    repository = find(call, request)
    for one in repository.tags if repository is not None else ():
        keys[f"aws:ResourceTag/{one['Key']}"] = one["Value"]
        keys[f"ecr:ResourceTag/{one['Key']}"] = one["Value"]
    requested = request.get("tags") or ()
    for one in requested:
        keys[f"aws:RequestTag/{one['Key']}"] = one["Value"]
    names = tuple(one["Key"] for one in requested) or tuple(request.get("tagKeys") or ())
    if names:
        keys["aws:TagKeys"] = names
    return keys


def find(call: Call, request: Request) -> Repository | None:
    """Return the repository a request names, or None. Read once a snapshot."""
    if "repository" not in call.memo:
        row = call.tx.first(
            _FIND,
            account=registry_of(call, request),
            region=call.scope.region,
            name=request["repositoryName"],
        )
        call.memo["repository"] = None if row is None else from_row(row)
    found: Repository | None = call.memo["repository"]
    return found


def required(call: Call, request: Request) -> Repository:
    """Return the repository a request names. Raises RepositoryNotFoundException."""
    repository = find(call, request)
    if repository is None:
        raise call.error(
            "RepositoryNotFoundException",
            f"The repository with name '{request['repositoryName']}' does not exist in the "
            f"registry with id '{registry_of(call, request)}'",
        )
    return repository


def from_row(row: Row) -> Repository:
    """Return the repository a row of the table holds."""
    return Repository(
        id=row["id"],
        account=row["account"],
        region=row["region"],
        name=row["name"],
        created=from_microseconds(row["created_us"]),
        mutability=row["mutability"],
        mutability_filters=tuple(orjson.loads(row["mutability_filters"])),
        scan_on_push=bool(row["scan_on_push"]),
        policy=row["policy"],
        tags=tuple(orjson.loads(row["tags"])),
        kms_key_arn=row["kms_key_arn"],
        kms_grants=tuple((row["kms_grants"] or "").split()),
    )


def microseconds(when: datetime) -> int:
    """Return a time as tables hold it."""
    return int(when.timestamp() * 1_000_000)


def from_microseconds(value: int) -> datetime:
    """Return the time a table's value stands for."""
    return datetime.fromtimestamp(value / 1_000_000, UTC)
