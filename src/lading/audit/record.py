"""The record of a call: built once, when the call is done, for everyone who reads it.

`records_of` takes the request and response as they are and never lets a secret through: members
that the operation hides and members that the service model calls sensitive are dropped before
anything is encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lading.audit.event_ids import new_id
from lading.audit.members import Members
from lading.audit.sign_ins import as_sign_in
from lading.caller import Origin
from lading.operation import Call, Done, Operation, Resource, ServiceError, ServiceEvent
from lading.pure.trail_record.identity import Identity
from lading.pure.trail_record.record import Facts, TlsDetails, encode

_GLOBAL_REGION = "us-east-1"
_GLOBAL_SERVICES = frozenset({"iam"})
_SILENT_WHEN_DENIED = frozenset({"iam", "sts", "kms", "sns", "events"})
_SERVICE_ADDRESS = "ecr.amazonaws.com"
_OURSELVES = "AWS Internal"


class Recorder:
    """Builds the records of calls."""

    def __init__(self, members: Members, *, proxied_as_service: bool = False) -> None:
        self._members = members
        self._proxied_as_service = proxied_as_service

    def records_of(
        self, call: Call, request: Mapping[str, Any] | None, done: Done
    ) -> list[tuple[str, bytes]]:
        """Return (event id, record) of the call, of all it forwarded, and of its service events.

        A call on a resource of another account has one for the caller's and one for the owner's.
        """
        if not call.forwarded:
            return self._records_of_one(call, request, done)
        records = [one for sub in call.forwarded for one in self._records_of_one(*sub)]
        return records + self._records_of_one(call, request, done)

    def _records_of_one(
        self, call: Call, request: Mapping[str, Any] | None, done: Done
    ) -> list[tuple[str, bytes]]:
        records = [] if call.operation.internal else self._own_records(call, request, done)
        return records + [_of_service(call, event, done.completed) for event in call.service_events]

    def _own_records(
        self, call: Call, request: Mapping[str, Any] | None, done: Done
    ) -> list[tuple[str, bytes]]:
        facts, resource = self._facts(call, request, done), call.resource
        if call.operation.sign_in:
            facts = as_sign_in(facts)
        if resource is None or not _is_of_another(call, resource):
            return [(call.event_id, encode(facts))]
        shared = new_id()
        seen = Identity(
            type="AWSAccount",
            principal_id=facts.identity.principal_id,
            account=facts.identity.account,
        )
        owners = replace(
            facts,
            identity=seen,
            event_id=new_id(),
            recipient_account=resource.account,
            shared_event_id=shared,
        )
        return [
            (call.event_id, encode(replace(facts, shared_event_id=shared))),
            (owners.event_id, encode(owners)),
        ]

    def _facts(self, call: Call, request: Mapping[str, Any] | None, done: Done) -> Facts:
        operation, error = call.operation, done.error
        denied = error is not None and error.recorded_code == "AccessDenied"
        silent = denied and operation.service in _SILENT_WHEN_DENIED
        shown = None if silent or _found_nothing(operation, error) else request
        response = done.response if error is None else None
        identity, address, agent = self._shown_origin(call)
        return Facts(
            identity=identity,
            completed=done.completed,
            event_source=f"{operation.service}.amazonaws.com",
            event_name=operation.event_name,
            region=_GLOBAL_REGION if operation.service in _GLOBAL_SERVICES else call.scope.region,
            source_address=address,
            user_agent=agent,
            error_code=None if error is None else error.recorded_code,
            error_message=None if error is None else error.message,
            request_parameters=self._parameters(call, shown),
            response_elements=self._elements(call, response),
            additional=dict(call.additional) or None,
            request_id=call.request_id,
            event_id=call.event_id,
            read_only=operation.read_only,
            resources=_resources(call, request),
            management=not operation.data,
            category="Data" if operation.data else "Management",
            recipient_account=call.caller.account,
            tls=TlsDetails(client_provided_host=call.origin.host) if call.origin.secure else None,
            console_session=call.caller.console is not None,
        )

    def _parameters(self, call: Call, request: Mapping[str, Any] | None) -> dict[str, Any] | None:
        operation = call.operation
        if operation.shows is not None:
            return _or_none(None if request is None else operation.shows(call, request))
        return self._members.of_request(operation, request) if request else None

    def _elements(self, call: Call, response: Mapping[str, Any] | None) -> dict[str, Any] | None:
        operation = call.operation
        if operation.answers is not None:
            return _or_none(None if response is None else operation.answers(call, response))
        if not response or not operation.records_response:
            return None
        return self._members.of_response(operation, response)

    def _shown_origin(self, call: Call) -> tuple[Identity, str, str | None]:
        """Return who and whence; as AWS shows docker's calls, if a setting asks for that."""
        origin: Origin = call.origin
        if origin.door == "oci" and self._proxied_as_service:
            seen = replace(call.caller.identity, invoked_by=_SERVICE_ADDRESS)
            return seen, _SERVICE_ADDRESS, _SERVICE_ADDRESS
        agent = origin.user_agent
        if origin.door == "s3" and agent is not None:
            agent = f"[{agent}]"  # as S3's own records have it
        return call.caller.identity, origin.address, agent


def _is_of_another(call: Call, resource: Resource) -> bool:
    """Whether another account has a copy to get; a refused request may name no account at all."""
    account = resource.account
    return account != call.caller.account and len(account) == 12 and account.isdigit()


def _of_service(call: Call, event: ServiceEvent, completed: datetime) -> tuple[str, bytes]:
    """Return (event id, record) of what the server did by itself."""
    account = call.scope.account
    facts = Facts(
        identity=Identity(type=None, account=account, invoked_by=_OURSELVES),
        completed=completed,
        event_source=f"{call.operation.service}.amazonaws.com",
        event_name=event.name,
        region=call.scope.region,
        source_address=_OURSELVES,
        user_agent=_OURSELVES,
        event_id=new_id(),
        recipient_account=account,
        read_only=event.read_only,
        resources=event.resources,
        event_type="AwsServiceEvent",
        service_event_details=dict(event.details),
    )
    return facts.event_id, encode(facts)


def _found_nothing(operation: Operation, error: ServiceError | None) -> bool:
    """Whether a key or alias was not found: KMS records no parameters of such a call."""
    is_missing = error is not None and error.recorded_code == "NotFoundException"
    return is_missing and operation.service == "kms"


def _or_none(members: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(members) if members else None


def _resources(call: Call, request: Mapping[str, Any] | None) -> tuple[Resource, ...]:
    resource = call.resource
    if call.operation.resources_of is not None and request is not None:
        return call.operation.resources_of(call, request)
    if resource is None or not call.operation.shows_resource or resource.arn == "*":
        return ()
    return (resource,)
