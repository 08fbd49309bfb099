"""S3's door.

    request -> bucket and key -> who -> which operation -> members -> body -> operation -> answer

AWS's order: a signature counts before a path does. From a proven caller on every refusal is on
record. A body is read only when its caller was let in; then it is staged, and the operation that
keeps it is recorded with it.
"""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel

from lading.caller import Origin, Scope
from lading.dispatch.attempts import Attempts
from lading.dispatch.authenticate import NotProven
from lading.dispatch.authenticate_s3 import S3Authenticator, S3Proof
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.doors.http import Exchange
from lading.doors.s3.answers import answer_error
from lading.doors.s3.arrival import Arrival, Ids, arrival_of, http_request
from lading.doors.s3.endpoints import serve
from lading.doors.s3.errors import of_proof
from lading.doors.s3.visit import Visit
from lading.operation import Catalog, Operation, ServiceError, operation
from lading.pure.s3.errors import refused
from lading.pure.wire.errors import WireError
from lading.pure.wire.models import ServiceModels
from lading.pure.wire.rest_routes import Routes
from lading.services.s3.records import response_elements, shown_parameters

# Not of a bucket's own address, or of S3 Express and Object Lambda alone.
_ELSEWHERE = frozenset({"CreateSession", "ListDirectoryBuckets", "WriteGetObjectResponse"})
_NOT_IMPLEMENTED = "A header you provided implies functionality that is not implemented."


def claims_s3(http: Exchange) -> bool:
    """Return whether a request is signed for S3, in any form that S3 knows."""
    authorization, query = http.headers.get("authorization", ""), http.query
    if authorization.startswith("AWS4-"):
        return "/s3/aws4_request" in authorization
    if "X-Amz-Credential=" in query:
        return "%2fs3%2faws4_request" in query.lower() or "/s3/aws4_request" in query
    return authorization.startswith("AWS ") or "AWSAccessKeyId=" in query


class S3Door:
    """Answers every request to S3."""

    def __init__(
        self,
        dispatch: Dispatch,
        catalog: Catalog,
        authenticator: S3Authenticator,
        attempts: Attempts,
        models: ServiceModels,
    ) -> None:
        self._dispatch = dispatch
        self._catalog = catalog
        self._authenticator = authenticator
        self._attempts = attempts
        self._routes = Routes(models.service("s3"), without=_ELSEWHERE)

    async def __call__(self, http: Exchange, origin: Origin) -> None:
        """Answer one request; what was wrong with it in S3's form."""
        ids = Ids.new()
        try:
            await self._serve(http, origin, ids)
        except WireError as error:
            await self._refuse(http, ids, error)
        except Unavailable:
            refusal = refused("ServiceUnavailable", "Reduce your request rate.")
            await self._refuse(http, ids, refusal)

    async def _refuse(self, http: Exchange, ids: Ids, error: WireError) -> None:
        if http.answered:
            raise ConnectionAbortedError("the answer had begun")
        await http.drain()
        await answer_error(http, ids, error)

    async def _serve(self, http: Exchange, origin: Origin, ids: Ids) -> None:
        arrival = arrival_of(http)
        model = self._routes.find(arrival.method, arrival.depth, arrival.query, arrival.headers)
        wanted = None if model is None else self._operation(model)
        proof = await self._prove(http, arrival, wanted, origin, ids)
        if model is None or wanted is None:
            raise refused(
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
                Method=arrival.method,
                ResourceType=("SERVICE", "BUCKET", "OBJECT")[arrival.depth],
            )
        scope = Scope(proof.caller.account, proof.region)
        visit = Visit(
            self._dispatch, self._catalog, http, arrival, proof, model, origin, scope, ids
        )
        await serve(visit, visit.begin(wanted))

    def _operation(self, model: OperationModel) -> Operation:
        return self._catalog.find("s3", model.name) or _unbuilt(model.name)

    async def _prove(
        self,
        http: Exchange,
        arrival: Arrival,
        wanted: Operation | None,
        origin: Origin,
        ids: Ids,
    ) -> S3Proof:
        """Return who calls. Raises `WireError`; attempts under a known key go on record."""
        if http.headers.get("authorization", "").startswith("AWS "):
            raise refused(
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use "
                "AWS4-HMAC-SHA256.",
            )
        try:
            return await self._authenticator.prove(
                http_request(http), arrival.query, arrival.pairs, arrival.headers
            )
        except NotProven as error:
            region = self._dispatch.parts.settings.region
            await self._attempts.record(wanted, error, origin, region, ids.request_id)
            raise of_proof(error, presigned="X-Amz-Signature" in arrival.query) from error


def _unbuilt(name: str) -> Operation:
    """Return an operation that says of itself that it is not built."""

    @operation(f"s3:{name}", open_to_all=True, shows=shown_parameters, answers=response_elements)
    def refuse(call: Any, request: Any) -> None:
        raise ServiceError("NotImplemented", _NOT_IMPLEMENTED, {"Header": name})

    return refuse
