"""How much a registry and a repository may hold (Amazon ECR User Guide, "service quotas").

Counted on a snapshot before the change: changes at the same instant may go a few past a quota,
and none waits for the counting of others. The texts are ours; AWS publishes none.
"""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select

from lading.operation import Call, Request, ServiceError
from lading.ports import Row
from lading.services.ecr.images import image_by_tag
from lading.services.ecr.registry import registry_of
from lading.services.ecr.repository import Repository, find
from lading.services.ecr.tables import IMAGES, REPOSITORIES, TAGS

# One row if there are at least so many: nothing is counted past the quota.
_REPOSITORY_AT = (
    select(REPOSITORIES.c.name)
    .where(
        and_(
            REPOSITORIES.c.account == bindparam("account"),
            REPOSITORIES.c.region == bindparam("region"),
        )
    )
    .order_by(REPOSITORIES.c.name)
    .limit(1)
    .offset(bindparam("quota"))
)

_IMAGE_AT = (
    select(IMAGES.c.digest)
    .where(IMAGES.c.repository_id == bindparam("repository"))
    .order_by(IMAGES.c.digest)
    .limit(1)
    .offset(bindparam("quota"))
)

_TAG_AT = (
    select(TAGS.c.tag)
    .where(TAGS.c.image_id == bindparam("image"))
    .limit(1)
    .offset(bindparam("quota"))
)


def check_repository_quota(call: Call, request: Request) -> None:
    """Raise LimitExceededException if the registry has no room for another repository.

    A name that is taken passes: that it is taken is the better answer.
    """
    quota, account = call.parts.settings.repositories_per_registry_max, registry_of(call, request)
    full = call.tx.first(_REPOSITORY_AT, account=account, region=call.scope.region, quota=quota - 1)
    if full is not None and find(call, request) is None:
        where = f"registry with id '{account}'"
        raise _exceeded(call, f"{quota} repositories in a registry", where)


def check_image_quota(call: Call, repository: Repository) -> None:
    """Raise LimitExceededException if the repository has no room for another image."""
    quota = call.parts.settings.images_per_repository_max
    if call.tx.first(_IMAGE_AT, repository=repository.id, quota=quota - 1) is not None:
        raise _exceeded(call, f"{quota} images in a repository", _named(repository))


def check_tag_quota(call: Call, repository: Repository, image: Row, tag: str) -> None:
    """Raise LimitExceededException if an image has no room for another tag."""
    quota = call.parts.settings.tags_per_image_max
    if call.tx.first(_TAG_AT, image=image["id"], quota=quota - 1) is None:
        return
    held_by = image_by_tag(call.tx, repository, tag)
    if held_by is None or held_by["id"] != image["id"]:
        raise _exceeded(call, f"{quota} tags of an image", _named(repository))


def _named(repository: Repository) -> str:
    return (
        f"repository with name '{repository.name}' in the registry with id '{repository.account}'"
    )


def _exceeded(call: Call, quota: str, where: str) -> ServiceError:
    return call.error(
        "LimitExceededException",
        "The operation did not succeed because it would have exceeded the limit of "
        f"{quota}: {where}",
    )
