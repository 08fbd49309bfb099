"""One operation that needs another: it runs on the same snapshot, and each has its own record.

An operation of one service never imports another's. It forwards a call (ECR has KMS give it a
data key) or asks whether somebody might make one (CloudTrail, whether it may write to a bucket).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lading.audit.event_ids import new_id
from lading.caller import Caller, Origin, Scope
from lading.dispatch.authorize import Authorizer
from lading.operation import Call, Catalog, Done, Operation, Request, Response, ServiceError
from lading.ports import Clock

_OURSELVES = "AWS Internal"


class Neighbourhood:
    """Every operation, for the others."""

    def __init__(self, catalog: Catalog, authorizer: Authorizer, clock: Clock) -> None:
        self._catalog = catalog
        self._authorizer = authorizer
        self._clock = clock

    def forward(
        self,
        call: Call,
        key: str,
        request: Request,
        *,
        by: str,
        region: str | None,
        caller: Caller | None,
        openly: bool,
    ) -> Response:
        """Run `key` on the snapshot or transaction of `call`; see `Call.forward`."""
        operation = self._operation(key)
        assert call.operation.changes or not operation.changes, f"a read forwards no {key}"
        assert operation.stage is None, f"{key} has work outside of its transaction"
        whose = caller or call.caller
        invoker = _OURSELVES if openly else by
        seen = replace(whose, identity=replace(whose.identity, invoked_by=invoker))
        one = self._call(call, operation, seen, region or call.scope.region)
        one.origin = _origin(call.origin, by, openly=openly)
        one.via = by
        try:
            self._authorizer.authorize(one, request)
            if operation.check is not None:
                operation.check(one, request)
            response: Mapping[str, Any] = operation.handler(one, request)
        except ServiceError as error:
            call.forwarded.append((one, request, Done(self._clock.now(), error=error)))
            raise
        call.forwarded += one.forwarded
        call.forwarded.append((one, request, Done(self._clock.now(), response=response)))
        return response

    def permits(self, call: Call, key: str, request: Request, caller: Caller) -> bool:
        """Return whether policies let `caller` do that; see `Call.permits`."""
        one = self._call(call, self._operation(key), caller, call.scope.region)
        try:
            self._authorizer.authorize(one, request)
        except ServiceError as error:
            if error.recorded_code == "AccessDenied":
                return False
            raise
        return True

    def _operation(self, key: str) -> Operation:
        operation = self._catalog.find(*key.split(":"))
        assert operation is not None, f"{key} is not built"
        return operation

    def _call(self, call: Call, operation: Operation, caller: Caller, region: str) -> Call:
        return Call(
            operation=operation,
            caller=caller,
            origin=call.origin,
            scope=Scope(call.scope.account, region),
            now=call.now,
            request_id=new_id(),
            event_id=new_id(),
            parts=call.parts,
            snapshot=call.snapshot,
            neighbours=self,
        )


def _origin(origin: Origin, by: str, *, openly: bool) -> Origin:
    """Return where a forwarded call came from, as its record shows it."""
    if openly:
        return Origin(origin.address, origin.user_agent, origin.host, door="service")
    return Origin(by, by, by, door="service")
