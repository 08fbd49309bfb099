"""A request of a proven caller to S3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.model import OperationModel

from lading.caller import Origin, Scope
from lading.dispatch.authenticate_s3 import S3Proof
from lading.dispatch.invoke import Dispatch
from lading.doors.http import Exchange
from lading.doors.s3.arrival import Arrival, Ids
from lading.doors.s3.errors import of_service
from lading.operation import Call, Catalog, Operation, Request, Response, ServiceError
from lading.pure.s3.shown import shown_request
from lading.pure.wire.errors import WireError
from lading.settings import Settings


@dataclass(slots=True)
class Visit:
    """One request of a proven caller, with what it asks for."""

    dispatch: Dispatch
    catalog: Catalog
    http: Exchange
    arrival: Arrival
    proof: S3Proof
    model: OperationModel
    origin: Origin
    scope: Scope
    ids: Ids

    @property
    def settings(self) -> Settings:
        """The server's settings."""
        return self.dispatch.parts.settings

    def begin(self, operation: Operation, key: str | None = None) -> Call:
        """Return a call of this visitor; about another key, it is one of many of this request."""
        call = self.dispatch.begin(
            operation, self.proof.caller, self.origin, self.scope, self.ids.request_id
        )
        call.received = {"shown": self._shown(key), "conditions": self._conditions(call)}
        call.additional |= {
            "SignatureVersion": self.proof.version,
            "AuthenticationMethod": "QueryString" if self.proof.presigned else "AuthHeader",
            "x-amz-id-2": self.ids.host_id,
            "bytesTransferredIn": 0,
            "bytesTransferredOut": 0,
        }
        return call

    def _shown(self, key: str | None) -> dict[str, str]:
        arrival = self.arrival
        if key is not None:
            return shown_request(arrival.bucket, key, self.origin.host, (), {})
        return shown_request(
            arrival.bucket, arrival.key, self.origin.host, arrival.pairs, arrival.headers
        )

    def _conditions(self, call: Call) -> dict[str, str]:
        """Return the condition keys that follow from how the request is signed."""
        proof = self.proof
        keys = {
            "s3:authType": "REST-QUERY-STRING" if proof.presigned else "REST-HEADER",
            "s3:signatureversion": "AWS" if proof.version == "SigV2" else "AWS4-HMAC-SHA256",
            "s3:x-amz-content-sha256": proof.payload.text,
        }
        if proof.signed is not None:
            age = max(0.0, (call.now - proof.signed).total_seconds())
            keys["s3:signatureAge"] = str(int(age * 1000))
        return keys

    async def invoke(self, call: Call, request: Request) -> Response:
        """Carry a call out. Raises `WireError` and `Unavailable`."""
        try:
            return await self.dispatch.invoke(call, request)
        except ServiceError as error:
            raise of_service(call, error) from error

    async def admit(self, call: Call, request: Request) -> None:
        """Let a call go on whose body is still to come. Raises `WireError` and `Unavailable`."""
        try:
            await self.dispatch.admit(call, request)
        except ServiceError as error:
            raise of_service(call, error) from error

    async def refused(
        self, call: Call, request: dict[str, Any] | None, error: WireError
    ) -> WireError:
        """Put on record what the door itself refuses; return it to be raised."""
        said = ServiceError(error.code, error.message, error.members)
        await self.dispatch.refuse(call, request, said)
        return error
