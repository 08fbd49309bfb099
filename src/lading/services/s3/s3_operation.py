"""What every S3 operation has in common: errors in S3's codes, records in S3's form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from lading.operation import (
    Call,
    Check,
    ConditionsOf,
    Handler,
    Operation,
    PolicyOf,
    Resource,
    ResourceOf,
    ResourcesOf,
    ServiceError,
    Stage,
    operation,
)
from lading.pure.wire.errors import WireError
from lading.services.s3.bucket import (
    bucket_policy,
    bucket_resource,
    object_resource,
    recorded_bucket,
    recorded_object,
)
from lading.services.s3.conditions import request_conditions
from lading.services.s3.records import response_elements, shown_parameters

T = TypeVar("T")
Shows = Callable[[Call, Any], Mapping[str, Any]]


def bucket_operation(
    name: str,
    *,
    changes: bool = False,
    action: str | None = None,
    resource: ResourceOf | None = bucket_resource,
    policy: PolicyOf | None = bucket_policy,
    resources_of: ResourcesOf = recorded_bucket,
    data: bool = False,
    event_name: str | None = None,
    shows: Shows = shown_parameters,
    check: Check | None = None,
    open_to_all: bool = False,
    inline: bool = True,
) -> Callable[[Handler], Operation]:
    """Make a function an operation on a bucket; the arguments are those of `operation`."""

    def wrap(handler: Handler) -> Operation:
        made = operation(
            f"s3:{name}",
            changes=changes,
            action=action,
            resource=None if resource is None else _worded(resource),
            policy=policy,
            conditions=_worded(request_conditions),
            check=None if check is None else _worded(check),
            denied_resource=_quoted,
            data=data,
            event_name=event_name,
            shows=shows,
            answers=response_elements,
            resources_of=resources_of,
            inline=inline and not changes,
            open_to_all=open_to_all,
        )
        return made(_worded(handler))

    return wrap


def object_operation(
    name: str,
    *,
    changes: bool = False,
    action: str | None = None,
    conditions: ConditionsOf = request_conditions,
    check: Check | None = None,
    stage: Stage | None = None,
) -> Callable[[Handler], Operation]:
    """Make a function an operation on an object, which is a data event."""

    def wrap(handler: Handler) -> Operation:
        made = operation(
            f"s3:{name}",
            changes=changes,
            action=action,
            resource=_worded(object_resource),
            policy=bucket_policy,
            conditions=_worded(conditions),
            check=None if check is None else _worded(check),
            stage=None if stage is None else _worded(stage),
            denied_resource=_quoted,
            data=True,
            shows=shown_parameters,
            answers=response_elements,
            resources_of=recorded_object,
            inline=not changes,
        )
        return made(_worded(handler))

    return wrap


def _worded(function: Callable[[Call, Any], T]) -> Callable[[Call, Any], T]:
    """Have what a pure function refuses reach the caller, and the record."""

    @wraps(function)
    def worded(call: Call, request: Any) -> T:
        try:
            return function(call, request)
        except WireError as error:
            raise ServiceError(error.code, error.message, error.members) from error

    return worded


def _quoted(resource: Resource) -> str:
    return f'"{resource.arn}"'
