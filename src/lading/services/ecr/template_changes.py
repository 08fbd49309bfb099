"""Creating, changing, removing and listing repository creation templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import and_, bindparam, delete, insert, select, update

from lading.directory.principals import shown
from lading.operation import Call, ServiceError, operation
from lading.ports import Conflict
from lading.services.ecr.encryption import check_encryption
from lading.services.ecr.errors import invalid_parameter
from lading.services.ecr.lifecycle_policies import check_lifecycle_policy
from lading.services.ecr.mutability import checked_mutability
from lading.services.ecr.paging import next_page, page_size, page_start
from lading.services.ecr.policies import checked_policy
from lading.services.ecr.registry import registry_of, registry_policies, registry_resource
from lading.services.ecr.repository import microseconds
from lading.services.ecr.resource_tags import check_tags
from lading.services.ecr.tables import REPOSITORY_TEMPLATES
from lading.services.ecr.templates import OF_REGISTRY, Template, find_template, template_from

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        CreateRepositoryCreationTemplateRequestTypeDef,
        DeleteRepositoryCreationTemplateRequestTypeDef,
        DescribeRepositoryCreationTemplatesRequestTypeDef,
        UpdateRepositoryCreationTemplateRequestTypeDef,
    )

_PREFIXES_MAX = 100

_ADD = insert(REPOSITORY_TEMPLATES).values(
    account=bindparam("account"),
    region=bindparam("region"),
    prefix=bindparam("prefix"),
    created_us=bindparam("now_us"),
    updated_us=bindparam("now_us"),
    members=bindparam("members"),
)

_OF_REGISTRY = and_(
    REPOSITORY_TEMPLATES.c.account == bindparam("of_account"),
    REPOSITORY_TEMPLATES.c.region == bindparam("of_region"),
    REPOSITORY_TEMPLATES.c.prefix == bindparam("of_prefix"),
)

_CHANGE = (
    update(REPOSITORY_TEMPLATES)
    .where(_OF_REGISTRY)
    .values(updated_us=bindparam("now_us"), members=bindparam("changed"))
)

_REMOVE = delete(REPOSITORY_TEMPLATES).where(_OF_REGISTRY)

_AFTER = (
    select(REPOSITORY_TEMPLATES)
    .where(and_(OF_REGISTRY, REPOSITORY_TEMPLATES.c.prefix > bindparam("after")))
    .order_by(REPOSITORY_TEMPLATES.c.prefix)
    .limit(bindparam("limit"))
)


@operation(
    "ecr:CreateRepositoryCreationTemplate",
    changes=True,
    resource=registry_resource,
    policy=registry_policies,
)
def create_repository_creation_template(
    call: Call, request: CreateRepositoryCreationTemplateRequestTypeDef
) -> dict[str, Any]:
    """Create the template of a prefix that has none."""
    account, prefix = registry_of(call, request), _prefix(request)
    members = _checked(call, {"imageTagMutability": "MUTABLE", **_given(request)})
    try:
        call.tx.run(
            _ADD,
            account=account,
            region=call.scope.region,
            prefix=prefix,
            now_us=microseconds(call.now),
            members=orjson.dumps(members).decode(),
        )
    except Conflict as taken:
        raise call.error(
            "TemplateAlreadyExistsException",
            f"The repository creation template with prefix '{prefix}' already exists in the "
            f"registry with id '{account}'",
        ) from taken
    return _answer(call, request, prefix)


@operation(
    "ecr:UpdateRepositoryCreationTemplate",
    changes=True,
    resource=registry_resource,
    policy=registry_policies,
)
def update_repository_creation_template(
    call: Call, request: UpdateRepositoryCreationTemplateRequestTypeDef
) -> dict[str, Any]:
    """Change those members of a template that the request names."""
    before = _required(call, request)
    given = _given(request)
    if "imageTagMutability" in given:  # the filters belong to the setting they came with
        before.members.pop("imageTagMutabilityExclusionFilters", None)
    call.tx.run(
        _CHANGE,
        of_account=registry_of(call, request),
        of_region=call.scope.region,
        of_prefix=before.prefix,
        now_us=microseconds(call.now),
        changed=orjson.dumps({**before.members, **_checked(call, given, before)}).decode(),
    )
    return _answer(call, request, before.prefix)


@operation(
    "ecr:DeleteRepositoryCreationTemplate",
    changes=True,
    resource=registry_resource,
    policy=registry_policies,
)
def delete_repository_creation_template(
    call: Call, request: DeleteRepositoryCreationTemplateRequestTypeDef
) -> dict[str, Any]:
    """Remove a template and return it."""
    template = _required(call, request)
    answer = _answer(call, request, template.prefix)
    call.tx.run(
        _REMOVE,
        of_account=registry_of(call, request),
        of_region=call.scope.region,
        of_prefix=template.prefix,
    )
    return answer


@operation(
    "ecr:DescribeRepositoryCreationTemplates", resource=registry_resource, policy=registry_policies
)
def describe_repository_creation_templates(
    call: Call, request: DescribeRepositoryCreationTemplatesRequestTypeDef
) -> dict[str, Any]:
    """Describe the templates of the prefixes (those that there are), or a page of all."""
    account, region = registry_of(call, request), call.scope.region
    prefixes = request.get("prefixes")
    if prefixes:
        if request.get("nextToken"):
            raise invalid_parameter(call, "nextToken", "cannot be used with prefixes")
        if len(prefixes) > _PREFIXES_MAX:
            raise invalid_parameter(call, "prefixes", f"has more than {_PREFIXES_MAX} entries")
        named = (find_template(call.tx, account, region, one.rstrip("/")) for one in prefixes)
        return _described(call, account, [one for one in named if one is not None])
    limit = page_size(request)
    rows = call.tx.all(
        _AFTER,
        account=account,
        region=region,
        after=page_start(call, request, ""),
        limit=limit + 1,
    )
    found = [template_from(row) for row in rows[:limit]]
    response = _described(call, account, found)
    if len(rows) > limit:
        response["nextToken"] = next_page(call, request, found[-1].prefix)
    return response


def _prefix(request: Any) -> str:
    """Return a request's prefix as it is stored: the slash behind it is always meant."""
    return str(request["prefix"]).rstrip("/")


def _given(request: Any) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "prefix"}


def _checked(call: Call, given: dict[str, Any], before: Template | None = None) -> dict[str, Any]:
    """Return members that hold, with principals pinned. Raises for those that do not."""
    check_encryption(call, given)
    check_tags(call, given.get("resourceTags") or [])
    settings = {**(before.members if before is not None else {}), **given}
    checked_mutability(call, settings)
    if given.get("lifecyclePolicy"):
        check_lifecycle_policy(call, given["lifecyclePolicy"])
    if given.get("repositoryPolicy"):
        return {**given, "repositoryPolicy": checked_policy(call, given["repositoryPolicy"])[0]}
    return given


def _required(call: Call, request: Any) -> Template:
    account, prefix = registry_of(call, request), _prefix(request)
    template = find_template(call.tx, account, call.scope.region, prefix)
    if template is None:
        raise _not_found(call, account, prefix)
    return template


def _not_found(call: Call, account: str, prefix: str) -> ServiceError:
    return call.error(
        "TemplateNotFoundException",
        f"The repository creation template with prefix '{prefix}' does not exist in the "
        f"registry with id '{account}'",
    )


def _answer(call: Call, request: Any, prefix: str) -> dict[str, Any]:
    account = registry_of(call, request)
    template = find_template(call.tx, account, call.scope.region, prefix)
    assert template is not None, "it was read or written in this transaction"
    return {"registryId": account, "repositoryCreationTemplate": _shown(call, template)}


def _described(call: Call, account: str, templates: list[Template]) -> dict[str, Any]:
    return {
        "registryId": account,
        "repositoryCreationTemplates": [_shown(call, one) for one in templates],
    }


def _shown(call: Call, template: Template) -> dict[str, Any]:
    members = {"prefix": template.prefix, **template.members}
    if members.get("repositoryPolicy"):
        members["repositoryPolicy"] = shown(call.tx, members["repositoryPolicy"])
    members["createdAt"] = template.created
    members["updatedAt"] = template.updated
    return members
