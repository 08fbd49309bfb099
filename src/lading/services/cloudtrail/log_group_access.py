"""The log group of a trail, and the role with which CloudTrail writes to it.

CloudTrail User Guide, "Sending events to CloudWatch Logs": CloudTrail assumes the role, which must
let it, and then creates a stream in the group and puts events there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lading.caller import Caller, service_caller
from lading.directory.arns import parse_role_arn
from lading.directory.role_sessions import role_session
from lading.directory.roles import find_role_by_arn
from lading.operation import Call, Resource, ServiceError
from lading.services.cloudtrail.also_allowed import require_allowed
from lading.services.cloudtrail.delivery_names import SERVICE, stream_name
from lading.services.cloudtrail.trail import TrailSettings

SESSION_NAME = "CloudTrail"
_NO_GROUP = "CloudTrail cannot validate the specified log group ARN."
_NO_PERMISSION = "Access denied. Check the permissions for your role."
_GROUP = re.compile(
    r"arn:aws:logs:([a-z0-9-]{1,64}):(\d{12}):log-group:([A-Za-z0-9_/.#-]{1,512}):\*", re.A
)


def check_both_given(settings: TrailSettings) -> None:
    """Raise an error if a trail has a log group without a role, or a role without a group."""
    if settings.log_group_arn and not settings.log_role_arn:
        raise _bad_role("You must specify a role ARN as well as a log group.")
    if settings.log_role_arn and not settings.log_group_arn:
        raise _bad_group("You must specify a log group ARN as well as a role.")


def check_log_group_access(call: Call, trail_arn: str, settings: TrailSettings) -> None:
    """Return if CloudTrail may deliver a trail to its log group, and the caller may say so.

    Raises InvalidCloudWatchLogsRoleArnException, InvalidCloudWatchLogsLogGroupArnException and,
    for callers that may not pass the role on, AccessDeniedException.
    """
    group_name = log_group_name(settings.log_group_arn, call.caller.account, call.scope.region)
    role_arn, account = settings.log_role_arn, call.caller.account
    name = parse_role_arn(role_arn)
    if name is None or name.account != account:
        raise _bad_role("The role ARN must be that of a role of your account.")
    keys = {"iam:PassedToService": SERVICE, "iam:AssociatedResourceArn": trail_arn}
    require_allowed(call, "iam:PassRole", Resource(role_arn, account), keys)
    role = find_role_by_arn(call.tx, role_arn)
    service = service_caller(SERVICE, account, source_arn=trail_arn)
    assume = {"RoleArn": role_arn, "RoleSessionName": SESSION_NAME}
    if role is None or not call.permits("sts:AssumeRole", assume, service):
        raise _bad_role("Access denied. Check the trust relationships for your role.")
    session = role_session(role, SESSION_NAME, call.now, service=SERVICE)
    stream = {
        "logGroupName": group_name,
        "logStreamName": stream_name(account, call.scope.region),
    }
    _make_stream(call, stream, session)
    if not call.permits("logs:PutLogEvents", {**stream, "logEvents": []}, session):
        raise _bad_group(_NO_PERMISSION)


def _make_stream(call: Call, stream: Mapping[str, str], session: Caller) -> None:
    """Create the stream as CloudTrail will, which shows whether it can; it may be there."""
    try:
        call.forward("logs:CreateLogStream", stream, by=SERVICE, caller=session)
    except ServiceError as error:
        if error.code == "ResourceAlreadyExistsException":
            return
        if error.recorded_code == "AccessDenied":
            raise _bad_group(_NO_PERMISSION) from error
        raise _bad_group(_NO_GROUP) from error


def log_group_name(arn: str, account: str, region: str) -> str:
    """Return the name of the group in the account and Region.

    Raises InvalidCloudWatchLogsLogGroupArnException for any other ARN.
    """
    found = _GROUP.fullmatch(arn)
    if found is None or (found[1], found[2]) != (region, account):
        raise _bad_group(_NO_GROUP)
    return found[3]


def _bad_role(message: str) -> ServiceError:
    return ServiceError("InvalidCloudWatchLogsRoleArnException", message)


def _bad_group(message: str) -> ServiceError:
    return ServiceError("InvalidCloudWatchLogsLogGroupArnException", message)
