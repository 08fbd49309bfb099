"""A repository's lifecycle policy: checked, kept as it was written, shown, removed.

Each policy has an id of its own and counts its versions, as the events of its runs show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from lading.operation import Call, operation
from lading.ports import Row
from lading.pure.lifecycle.error import LifecyclePolicyError
from lading.pure.lifecycle.grammar import parse_lifecycle_policy
from lading.services.ecr.errors import invalid_parameter
from lading.services.ecr.repository import (
    Repository,
    from_microseconds,
    policy_of,
    required,
    resource_of,
    tag_conditions,
)
from lading.services.ecr.tables import LIFECYCLE_POLICIES

if TYPE_CHECKING:
    from types_boto3_ecr.type_defs import (
        DeleteLifecyclePolicyRequestTypeDef,
        GetLifecyclePolicyRequestTypeDef,
        PutLifecyclePolicyRequestTypeDef,
    )

_FIND = select(LIFECYCLE_POLICIES).where(
    LIFECYCLE_POLICIES.c.repository_id == bindparam("repository")
)

_PUT = upsert(LIFECYCLE_POLICIES).values(
    repository_id=bindparam("repository"),
    policy_id=bindparam("policy_id"),
    version=1,
    text=bindparam("text"),
)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["repository_id"],
    set_={"text": _PUT.excluded.text, "version": LIFECYCLE_POLICIES.c.version + 1},
)

_REMOVE = delete(LIFECYCLE_POLICIES).where(
    LIFECYCLE_POLICIES.c.repository_id == bindparam("repository")
)


@operation(
    "ecr:PutLifecyclePolicy",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def put_lifecycle_policy(call: Call, request: PutLifecyclePolicyRequestTypeDef) -> dict[str, Any]:
    """Give a repository its lifecycle policy, or the next version of it."""
    repository = required(call, request)
    text = request["lifecyclePolicyText"]
    check_lifecycle_policy(call, text)
    set_lifecycle_policy(call, repository, text)
    return _shown(repository, text)


@operation(
    "ecr:GetLifecyclePolicy",
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def get_lifecycle_policy(call: Call, request: GetLifecyclePolicyRequestTypeDef) -> dict[str, Any]:
    """Return a repository's lifecycle policy as it was written."""
    return _with_evaluation(*_required(call, request))


@operation(
    "ecr:DeleteLifecyclePolicy",
    changes=True,
    resource=resource_of,
    policy=policy_of,
    conditions=tag_conditions,
)
def delete_lifecycle_policy(
    call: Call, request: DeleteLifecyclePolicyRequestTypeDef
) -> dict[str, Any]:
    """Take a repository's lifecycle policy away and return it."""
    repository, row = _required(call, request)
    call.tx.run(_REMOVE, repository=repository.id)
    return _with_evaluation(repository, row)


def check_lifecycle_policy(call: Call, text: str) -> None:
    """Raise InvalidParameterException for a text that is no lifecycle policy, or one not built."""
    try:
        rules = parse_lifecycle_policy(text)
    except LifecyclePolicyError as error:
        raise _refused(call, error.detail) from error
    for rule in rules:
        if rule.action == "transition" or rule.selection.storage_class == "archive":
            raise _refused(call, "this registry has no archive storage class yet")


def set_lifecycle_policy(call: Call, repository: Repository, text: str) -> None:
    """Store a checked policy as the repository's."""
    call.tx.run(_PUT, repository=repository.id, policy_id=str(uuid4()), text=text)


def required_policy(call: Call, repository: Repository) -> Row:
    """Return the row of a repository's policy. Raises LifecyclePolicyNotFoundException."""
    row = call.tx.first(_FIND, repository=repository.id)
    if row is None:
        raise call.error(
            "LifecyclePolicyNotFoundException",
            f"Lifecycle policy does not exist for the repository with name '{repository.name}' "
            f"in the registry with id '{repository.account}'",
        )
    return row


def _required(call: Call, request: Any) -> tuple[Repository, Row]:
    repository = required(call, request)
    return repository, required_policy(call, repository)


def _refused(call: Call, detail: str) -> Exception:
    text = f"Lifecycle policy validation failure: {detail}"
    return invalid_parameter(call, "LifecyclePolicyText", text)


def _with_evaluation(repository: Repository, row: Row) -> dict[str, Any]:
    evaluated = row["evaluated_us"]
    return {
        **_shown(repository, row["text"]),
        **({} if evaluated is None else {"lastEvaluatedAt": from_microseconds(evaluated)}),
    }


def _shown(repository: Repository, text: str) -> dict[str, Any]:
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "lifecyclePolicyText": text,
    }
