"""DescribeLogGroups and ListLogGroups: groups in the order of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, select

from lading.operation import Call, Request, operation
from lading.ports import AnalyticsUnavailable, QueryLimitExceeded
from lading.services.logs.group import LogGroup, find, from_row
from lading.services.logs.names import every_group, identified
from lading.services.logs.paging import next_page, page_size, page_start
from lading.services.logs.statistics import sizes_of_groups
from lading.services.logs.tables import LOG_GROUPS

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import (
        DescribeLogGroupsRequestTypeDef,
        ListLogGroupsRequestTypeDef,
    )

_SCAN_ROWS: Final = 1_000
_LIGHT_CLASSES: Final = frozenset({"INFREQUENT_ACCESS", "ESSENTIALS"})
_ALONE: Final = frozenset({"logGroupIdentifiers", "includeLinkedAccounts"})

_OWN = and_(
    LOG_GROUPS.c.account == bindparam("account"), LOG_GROUPS.c.region == bindparam("region")
)
_FROM = (
    select(LOG_GROUPS)
    .where(and_(_OWN, LOG_GROUPS.c.name >= bindparam("name")))
    .order_by(LOG_GROUPS.c.name)
    .limit(bindparam("limit"))
)
_AFTER = (
    select(LOG_GROUPS)
    .where(and_(_OWN, LOG_GROUPS.c.name > bindparam("name")))
    .order_by(LOG_GROUPS.c.name)
    .limit(bindparam("limit"))
)

Accepts = Callable[[LogGroup], bool]


@operation("logs:DescribeLogGroups", resource=every_group, shows_resource=False)
def describe_log_groups(call: Call, request: DescribeLogGroupsRequestTypeDef) -> dict[str, Any]:
    """Describe groups: all, those of a prefix, with a text in their names, or the named ones."""
    prefix, pattern = request.get("logGroupNamePrefix"), request.get("logGroupNamePattern")
    if prefix and pattern:
        raise call.error(
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        )
    if request.get("logGroupIdentifiers"):
        return {"logGroups": _described(call, _named(call, request))}

    def accepts(group: LogGroup) -> bool:
        return (pattern or "") in group.named.name and _has_class(group, request)

    page, last = _page(call, request, prefix or "", accepts)
    response: dict[str, Any] = {"logGroups": _described(call, page, brief=bool(pattern))}
    if last is not None:
        response["nextToken"] = next_page(call, request, [last])
    return response


@operation("logs:ListLogGroups", resource=every_group, shows_resource=False)
def list_log_groups(call: Call, request: ListLogGroupsRequestTypeDef) -> dict[str, Any]:
    """List groups whose names fit a pattern and that have certain tags."""
    if request.get("dataSources") or request.get("fieldIndexNames"):
        return {"logGroups": []}  # no group has any
    pattern = _name_pattern(request.get("logGroupNamePattern"))
    wanted = request.get("logGroupTags") or []

    def accepts(group: LogGroup) -> bool:
        fits = pattern is None or pattern.search(group.named.name) is not None
        return fits and _has_class(group, request) and _has_tags(group, wanted)

    page, last = _page(call, request, "", accepts)
    listed = [
        {
            "logGroupName": group.named.name,
            "logGroupArn": group.named.arn,
            "logGroupClass": group.group_class,
        }
        for group in page
    ]
    response: dict[str, Any] = {"logGroups": listed}
    if last is not None:
        response["nextToken"] = next_page(call, request, [last])
    return response


def _page(
    call: Call, request: Request, prefix: str, accepts: Accepts
) -> tuple[list[LogGroup], str | None]:
    """Return a page of accepted groups, and the name it ends with if there are more.

    Names are compared here, not in the database: case counts, and not every database thinks so.
    """
    limit = page_size(request)
    found: list[LogGroup] = []
    (after,) = page_start(call, request, [None])
    while True:
        rows = call.tx.all(
            _FROM if after is None else _AFTER,
            account=call.scope.account,
            region=call.scope.region,
            name=prefix if after is None else after,
            limit=_SCAN_ROWS,
        )
        for group in map(from_row, rows):
            if not group.named.name.startswith(prefix):
                return found, None
            if accepts(group):
                if len(found) == limit:
                    return found, found[-1].named.name
                found.append(group)
        if len(rows) < _SCAN_ROWS:
            return found, None
        after = rows[-1]["name"]


def _named(call: Call, request: Request) -> list[LogGroup]:
    if set(request) - _ALONE:
        raise call.error(
            "InvalidParameterException",
            "logGroupIdentifiers cannot be combined with other filters.",
        )
    groups = (find(call, identified(call, one)) for one in request["logGroupIdentifiers"])
    mine = {g.named.name: g for g in groups if g and g.named.account == call.scope.account}
    return [mine[name] for name in sorted(mine)]


def _has_class(group: LogGroup, request: Request) -> bool:
    wanted = request.get("logGroupClass")
    if wanted in _LIGHT_CLASSES:
        return group.group_class in _LIGHT_CLASSES
    return wanted is None or group.group_class == wanted


def _has_tags(group: LogGroup, wanted: Sequence[Mapping[str, Any]]) -> bool:
    for one in wanted:
        value = group.tags.get(one["key"])
        if value is None or (one.get("values") and value not in one["values"]):
            return False
    return True


def _name_pattern(pattern: str | None) -> re.Pattern[str] | None:
    """Return the expression for a pattern; the model lets through names, `^` and `|` only."""
    if pattern is None:
        return None
    parts = (
        "^" + re.escape(part[1:]) if part.startswith("^") else re.escape(part)
        for part in pattern.split("|")
    )
    return re.compile("|".join(parts))


def _described(
    call: Call, groups: Sequence[LogGroup], *, brief: bool = False
) -> list[dict[str, Any]]:
    """Return the `LogGroup` shapes; after a search by pattern AWS leaves the sizes out."""
    sizes = {} if brief or not groups else _sizes(call, groups)
    described = []
    for group in groups:
        shape: dict[str, Any] = {
            "logGroupName": group.named.name,
            "creationTime": group.created_ms,
            "metricFilterCount": 0,
            "arn": group.named.arn_for_policies,
            "logGroupArn": group.named.arn,
            "logGroupClass": group.group_class,
        }
        if group.retention_days is not None:
            shape["retentionInDays"] = group.retention_days
        if not brief:
            shape["deletionProtectionEnabled"] = group.protected
            if sizes is not None:
                shape["storedBytes"] = sizes.get(group.id, 0)
        described.append(shape)
    return described


def _sizes(call: Call, groups: Sequence[LogGroup]) -> dict[int, int] | None:
    """Return what groups hold, or None while that cannot be told: groups are there all the same."""
    ids = [group.id for group in groups]
    try:
        return sizes_of_groups(call.parts.analytics, call.scope.account, call.scope.region, ids)
    except (AnalyticsUnavailable, QueryLimitExceeded):
        return None
