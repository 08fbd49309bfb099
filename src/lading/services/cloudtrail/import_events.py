"""The record of an import: records that came from elsewhere say nothing of who brought them here.

AWS has no operation that puts past events into the event history, so the record is a service event
of ours; what it holds is our own choice.
"""

from __future__ import annotations

from typing import Any, Final

from lading.directory.accounts import root_caller
from lading.operation import Call, Request, ServiceEvent, operation

IMPORT_EVENT: Final = "ImportEvents"


@operation("cloudtrail:ImportEvents", changes=True, internal=True)
def import_events(call: Call, request: Request) -> dict[str, Any]:
    """Put the begin or the end of an import on record: `importDetails` as they are."""
    details = dict(request["importDetails"])
    call.service_events.append(ServiceEvent(IMPORT_EVENT, details, (), read_only=False))
    return {}


@operation("cloudtrail:CreateImportStream", changes=True, internal=True)
def create_import_stream(call: Call, request: Request) -> dict[str, Any]:
    """Make a stream for imported records: a CreateLogStream of the account's root on record.

    Who may use the inside door owns the data folder, and with it every account.
    """
    call.forward(
        "logs:CreateLogStream",
        {"logGroupName": request["logGroupName"], "logStreamName": request["logStreamName"]},
        by="cloudtrail.amazonaws.com",
        caller=root_caller(call.scope.account, None),
    )
    return {}
