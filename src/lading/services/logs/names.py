"""Names of log groups and streams: ARNs, and the identifiers that stand for them in requests.

Authorization names a group `…:log-group:NAME:log-stream:` and a stream with its name behind that:
AWS's refusals do, and so policies for `…:log-group:NAME:*` hold for both. Tags hang on the bare
ARN (CloudWatch Logs User Guide, "Log group ARN formats"). Records have no `resources`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lading.operation import Call, Request, Resource

GROUP_TYPE: Final = "AWS::Logs::LogGroup"
_GROUP_ARN: Final = re.compile(
    r"arn:aws:logs:(?P<region>[a-z0-9-]{1,40}):(?P<account>\d{12}):log-group:(?P<name>[^:*]{1,512})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class GroupName:
    """Which log group is meant; there need be none of that name."""

    account: str
    region: str
    name: str

    @property
    def arn(self) -> str:
        """The bare ARN."""
        return f"arn:aws:logs:{self.region}:{self.account}:log-group:{self.name}"

    @property
    def arn_for_policies(self) -> str:
        """The ARN with the ending that stands for everything in the group."""
        return f"{self.arn}:*"

    def stream_arn(self, stream: str) -> str:
        """Return the ARN of a stream of the group."""
        return f"{self.arn}:log-stream:{stream}"


def group_named(call: Call, request: Request) -> GroupName:
    """Return the group that `logGroupName` or `logGroupIdentifier` (name or bare ARN) means."""
    name, identifier = request.get("logGroupName"), request.get("logGroupIdentifier")
    if name is not None and identifier is not None:
        raise call.error(
            "ValidationException",
            "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        )
    if name is None and identifier is None:
        raise call.error(
            "InvalidParameterException",
            "One of logGroupName and logGroupIdentifier must be given.",
        )
    if name is not None:
        return GroupName(call.scope.account, call.scope.region, str(name))
    return identified(call, str(identifier))


def identified(call: Call, identifier: str) -> GroupName:
    """Return the group that an identifier means: a name, or a bare ARN."""
    found = _GROUP_ARN.fullmatch(identifier)
    if found is not None:
        return GroupName(found["account"], found["region"], found["name"])
    if ":" in identifier:
        raise call.error(
            "InvalidParameterException", "The identifier is neither a name nor a log group's ARN."
        )
    return GroupName(call.scope.account, call.scope.region, identifier)


def group_of_arn(call: Call, request: Request) -> GroupName:
    """Return the group that the `resourceArn` of a tag operation means."""
    found = _GROUP_ARN.fullmatch(request["resourceArn"])
    if found is None:
        raise call.error("InvalidParameterException", "The ARN is not that of a log group.")
    return GroupName(found["account"], found["region"], found["name"])


def group_resource(call: Call, request: Request) -> Resource:
    """Return what an operation on a group acts on."""
    named = group_named(call, request)
    return Resource(named.stream_arn(""), named.account, GROUP_TYPE)


def stream_resource(call: Call, request: Request) -> Resource:
    """Return what an operation on a stream acts on."""
    named = group_named(call, request)
    return Resource(named.stream_arn(request["logStreamName"]), named.account, GROUP_TYPE)


def tagged_resource(call: Call, request: Request) -> Resource:
    """Return what an operation on the tags of an ARN acts on."""
    named = group_of_arn(call, request)
    return Resource(named.arn, named.account, GROUP_TYPE)


def every_group(call: Call, request: Request) -> Resource:
    """Return what an operation on all groups acts on."""
    named = GroupName(call.scope.account, call.scope.region, "")
    return Resource(named.stream_arn(""), named.account)


def data_resources(call: Call, request: Request) -> tuple[Resource, ...]:
    """Return the `resources` of a data event: the group, under its bare ARN."""
    named = group_named(call, request)
    return (Resource(named.arn, named.account, GROUP_TYPE),)
