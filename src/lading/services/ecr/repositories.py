"""Repositories: create, describe, delete, and the mutability of their tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import and_, bindparam, delete, insert, select, update

from lading.operation import Call, ServiceError, operation
from lading.ports import Conflict
from lading.services.ecr import repository as repositories
from lading.services.ecr.encryption import give_back, taken_key
from lading.services.ecr.errors import invalid_parameter
from lading.services.ecr.lifecycle_policies import set_lifecycle_policy
from lading.services.ecr.mutability import checked_mutability
from lading.services.ecr.paging import next_page, page_size, page_start
from lading.services.ecr.policies import store_policy
from lading.services.ecr.quotas import check_repository_quota
from lading.services.ecr.registry import registry_of, registry_policies, registry_resource
from lading.services.ecr.repository import (
    Repository,
    find,
    from_row,
    microseconds,
    policy_of,
    repository_arn,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.resource_tags import check_tags
from lading.services.ecr.tables import IMAGES, LAYERS, REPOSITORIES
from lading.services.ecr.templates import Template, template_for_push
from lading.vault import objects

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        CreateRepositoryRequestTypeDef,
        DeleteRepositoryRequestTypeDef,
        DescribeRepositoriesRequestTypeDef,
        PutImageTagMutabilityRequestTypeDef,
    )

_FROM_TEMPLATE = (
    "encryptionConfiguration",
    "imageTagMutability",
    "imageTagMutabilityExclusionFilters",
)

_ADD = insert(REPOSITORIES).values(
    account=bindparam("account"),
    region=bindparam("region"),
    name=bindparam("name"),
    created_us=bindparam("created_us"),
    mutability=bindparam("mutability"),
    mutability_filters=bindparam("mutability_filters"),
    scan_on_push=bindparam("scan_on_push"),
    tags=bindparam("tags"),
    kms_key_arn=bindparam("kms_key_arn"),
    kms_grants=bindparam("kms_grants"),
)

_PAGE = (
    select(REPOSITORIES)
    .where(
        and_(
            REPOSITORIES.c.account == bindparam("account"),
            REPOSITORIES.c.region == bindparam("region"),
            REPOSITORIES.c.name > bindparam("after"),
        )
    )
    .order_by(REPOSITORIES.c.name)
    .limit(bindparam("limit"))
)

_ANY_IMAGE = select(IMAGES.c.id).where(IMAGES.c.repository_id == bindparam("id")).limit(1)

_DROP_OBJECTS = objects.dropping(
    select(LAYERS.c.object_id).where(LAYERS.c.repository_id == bindparam("repository_id"))
)

_REMOVE = delete(REPOSITORIES).where(REPOSITORIES.c.id == bindparam("repository_id"))

_SET_MUTABILITY = (
    update(REPOSITORIES)
    .where(REPOSITORIES.c.id == bindparam("repository_id"))
    .values(mutability=bindparam("value"), mutability_filters=bindparam("filters"))
)


@operation(
    "ecr:CreateRepository",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
    check=check_repository_quota,
)
def create_repository(call: Call, request: CreateRepositoryRequestTypeDef) -> dict[str, Any]:
    """Create an empty repository under a name not yet taken.

    One that a push creates is made after the template for its name, if there is one.
    """
    template = _template(call, request)
    if template is not None:
        request = {**request, **_as_request(template)}
    _add(call, request)
    repository = required(call, request)
    if template is not None:
        _apply(call, repository, template)
    return {"repository": repository.described(call)}


def _add(call: Call, request: CreateRepositoryRequestTypeDef) -> None:
    account, region, name = registry_of(call, request), call.scope.region, request["repositoryName"]
    mutability, filters = checked_mutability(call, request)
    tags = request.get("tags") or []
    check_tags(call, tags)
    if find(call, request) is not None:  # no grant is made for a name that is taken
        raise _already_exists(call, account, name)
    hold = taken_key(call, request, repository_arn(account, region, name))
    scanning = request.get("imageScanningConfiguration") or {}
    try:
        call.tx.run(
            _ADD,
            account=account,
            region=region,
            name=name,
            created_us=microseconds(call.now),
            mutability=mutability,
            mutability_filters=orjson.dumps(filters).decode(),
            scan_on_push=int(scanning.get("scanOnPush", False)),
            tags=orjson.dumps(tags).decode(),
            kms_key_arn=hold.key_arn,
            kms_grants=hold.stored_grants,
        )
    except Conflict as taken:
        raise _already_exists(call, account, name) from taken
    call.memo.clear()


def _already_exists(call: Call, account: str, name: str) -> ServiceError:
    return call.error(
        "RepositoryAlreadyExistsException",
        f"The repository with name '{name}' already exists in the registry with id '{account}'",
    )


@operation("ecr:DescribeRepositories", resource=registry_resource, policy=registry_policies)
def describe_repositories(
    call: Call, request: DescribeRepositoriesRequestTypeDef
) -> dict[str, Any]:
    """Describe the named repositories, or a page of all in the order of their names."""
    names = request.get("repositoryNames")
    if names:
        if request.get("nextToken"):
            raise invalid_parameter(call, "nextToken", "cannot be used with repositoryNames")
        return {"repositories": [_named(call, request, name).described(call) for name in names]}
    limit = page_size(request)
    rows = call.tx.all(
        _PAGE,
        account=registry_of(call, request),
        region=call.scope.region,
        after=page_start(call, request, ""),
        limit=limit + 1,
    )
    found = [from_row(row) for row in rows[:limit]]
    response: dict[str, Any] = {"repositories": [one.described(call) for one in found]}
    if len(rows) > limit:
        response["nextToken"] = next_page(call, request, found[-1].name)
    return response


@operation(
    "ecr:DeleteRepository",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def delete_repository(call: Call, request: DeleteRepositoryRequestTypeDef) -> dict[str, Any]:
    """Delete a repository; one with images only by force."""
    repository = required(call, request)
    if not request.get("force") and call.tx.first(_ANY_IMAGE, id=repository.id):
        raise call.error(
            "RepositoryNotEmptyException",
            f"The repository with name '{repository.name}' in registry with id "
            f"'{repository.account}' cannot be deleted because it still contains images",
        )
    if repository.kms_key_arn is not None:
        objects.drop_those(call.tx, _DROP_OBJECTS, call.now, repository_id=repository.id)
        give_back(call, repository)
    call.tx.run(_REMOVE, repository_id=repository.id)
    return {"repository": repository.described(call)}


@operation(
    "ecr:PutImageTagMutability",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def put_image_tag_mutability(
    call: Call, request: PutImageTagMutabilityRequestTypeDef
) -> dict[str, Any]:
    """Say whether tags of a repository may be moved."""
    repository = required(call, request)
    mutability, filters = checked_mutability(call, request)
    call.tx.run(
        _SET_MUTABILITY,
        repository_id=repository.id,
        value=mutability,
        filters=orjson.dumps(filters).decode(),
    )
    response: dict[str, Any] = {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "imageTagMutability": mutability,
    }
    if filters:
        response["imageTagMutabilityExclusionFilters"] = filters
    return response


def _named(call: Call, request: Any, name: str) -> Repository:
    call.memo.clear()
    return repositories.required(call, {**request, "repositoryName": name})


def _template(call: Call, request: Any) -> Template | None:
    if call.origin.door != "oci":
        return None
    return template_for_push(
        call.tx, registry_of(call, request), call.scope.region, request["repositoryName"]
    )


def _as_request(template: Template) -> Any:
    """Return the members of a CreateRepository request that would say the same."""
    members = template.members
    asked = {"tags": members.get("resourceTags", [])}
    return asked | {name: members[name] for name in _FROM_TEMPLATE if name in members}


def _apply(call: Call, repository: Repository, template: Template) -> None:
    """Give a new repository what a CreateRepository request could not ask for."""
    call.additional["repositoryCreationTemplate"] = template.prefix
    if template.members.get("repositoryPolicy"):
        store_policy(call, repository, template.members["repositoryPolicy"])
    if template.members.get("lifecyclePolicy"):
        set_lifecycle_policy(call, repository, template.members["lifecyclePolicy"])
