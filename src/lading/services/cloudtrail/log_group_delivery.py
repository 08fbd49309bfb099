"""Before each delivery to a log group: may CloudTrail still, and is the stream there?"""

from __future__ import annotations

from typing import Any

from lading.caller import Caller, service_caller
from lading.directory.role_sessions import role_session
from lading.directory.roles import find_role_by_arn
from lading.operation import Call, Request, ServiceError, operation
from lading.services.cloudtrail.delivery_names import SERVICE
from lading.services.cloudtrail.log_group_access import SESSION_NAME, log_group_name

_THERE = "ResourceAlreadyExistsException"


@operation("cloudtrail:OpenLogStream", changes=True, internal=True)
def open_log_stream(call: Call, request: Request) -> dict[str, Any]:
    """Check that the trail's role may put events into the stream, and make it if it `IsThere` not.

    The trail itself may be deleted by now. Raises AccessDeniedException and what CreateLogStream
    raises, for example that the group is gone. Only the making of a stream is on record.
    """
    group = log_group_name(request["LogGroupArn"], call.scope.account, call.scope.region)
    stream = {"logGroupName": group, "logStreamName": request["LogStreamName"]}
    session = _session(call, request["RoleArn"], request["TrailArn"])
    if not request["IsThere"]:
        try:
            call.forward("logs:CreateLogStream", stream, by=SERVICE, caller=session)
        except ServiceError as error:
            if error.code != _THERE:
                raise
    if not call.permits("logs:PutLogEvents", {**stream, "logEvents": []}, session):
        raise _denied("The role does not let CloudTrail put events into the log group.")
    return {}


def _session(call: Call, role_arn: str, trail_arn: str) -> Caller:
    """Return the session that CloudTrail takes up with the trail's role."""
    role = find_role_by_arn(call.tx, role_arn)
    service = service_caller(SERVICE, call.scope.account, source_arn=trail_arn)
    assume = {"RoleArn": role_arn, "RoleSessionName": SESSION_NAME}
    if role is None or not call.permits("sts:AssumeRole", assume, service):
        raise _denied("The role does not let CloudTrail assume it.")
    return role_session(role, SESSION_NAME, call.now, service=SERVICE)


def _denied(message: str) -> ServiceError:
    return ServiceError("AccessDeniedException", message, recorded_code="AccessDenied")
