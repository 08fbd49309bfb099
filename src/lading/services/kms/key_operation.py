"""What the operations on one key have in common: how it is named, its policy, its conditions."""

from __future__ import annotations

from collections.abc import Callable

from lading.operation import (
    ConditionsOf,
    GrantedOf,
    Handler,
    Operation,
    ResourcesOf,
    Shows,
    operation,
)
from lading.services.kms.conditions import conditions_of
from lading.services.kms.targets import key_policy_of, key_resource_of


def key_operation(
    name: str,
    *,
    changes: bool = False,
    aliases: bool = False,
    conditions: ConditionsOf | None = None,
    granted: GrantedOf | None = None,
    hidden: frozenset[str] = frozenset(),
    shows: Shows | None = None,
    answers: Shows | None = None,
    resources_of: ResourcesOf | None = None,
) -> Callable[[Handler], Operation]:
    """Make a function an operation on the key that the member KeyId names.

    aliases: whether KeyId may be an alias. The other arguments are those of `operation`.
    """
    return operation(
        f"kms:{name}",
        changes=changes,
        resource=key_resource_of(aliases=aliases),
        policy=key_policy_of(),
        conditions=conditions or conditions_of(),
        granted=granted,
        hidden=hidden,
        shows=shows,
        answers=answers,
        resources_of=resources_of,
    )
