"""A push to a repository that is not there yet creates it, where the operator wants that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from lading.dispatch.invoke import Unavailable
from lading.ports import DatabaseUnavailable
from lading.pure.oci.errors import RegistryError
from lading.services.ecr.templates import template_for_push

if TYPE_CHECKING:
    from lading.doors.oci.visit import Visit

T = TypeVar("T")


async def creating_on_push(visit: Visit, push: Callable[[], Awaitable[T]]) -> T:
    """Run a step of a push; if the repository is missing and may be made, make it and repeat."""
    try:
        return await push()
    except RegistryError as error:
        if error.code != "NAME_UNKNOWN" or not _is_wanted(visit):
            raise
    try:
        await visit.invoke("CreateRepository", visit.names)
    except RegistryError as error:
        if error.status == 413:  # a quota: nothing about it is too large
            raise RegistryError("DENIED", error.message) from error
        if error.status != 409:  # another push was first, which is as good
            raise
    return await push()


def _is_wanted(visit: Visit) -> bool:
    """Whether the server's settings or a template of the registry want the repository made.

    Raises `Unavailable`.
    """
    if visit.settings.create_on_push:
        return True
    account, region, name = visit.scope.account, visit.scope.region, visit.route.name
    try:
        return visit.dispatch.database.read(
            lambda tx: template_for_push(tx, account, region, name) is not None
        )
    except DatabaseUnavailable as error:
        raise Unavailable(str(error)) from error
