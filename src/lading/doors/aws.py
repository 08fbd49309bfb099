"""The AWS door: any service, any of its protocols, one signature check.

    body -> which service (credential scope) -> which operation -> who -> members -> operation

The order of checks is AWS's: what cannot be told apart is refused first, then what is not
signed, then what is badly formed; from a proven caller on, every refusal is on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from lading.caller import Caller, Origin, Scope
from lading.dispatch.attempts import Attempts
from lading.dispatch.authenticate import Authenticator, NotProven
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.doors.compression import compressed
from lading.doors.http import BodyCutShort, BodyTooLarge, Exchange
from lading.operation import Call, Catalog, Operation, ServiceError, operation
from lading.pure.sigv4.authorization import claimed_scope
from lading.pure.sigv4.request import HttpRequest
from lading.pure.wire.dialects import dialect_of
from lading.pure.wire.errors import WireError
from lading.pure.wire.identify import Identified, encode_error, identify
from lading.pure.wire.models import Service, ServiceModels, UnknownScope
from lading.pure.wire.request import Answer, WireRequest
from lading.pure.wire.validate import validate

_STATUS = {"ServiceUnavailableException": 503, "InternalFailure": 500}


@dataclass(slots=True)
class BodyBudget:
    """How many bytes of request bodies one worker holds at a time."""

    bytes_max: int
    taken_bytes: int = 0

    @contextmanager
    def take(self, size_bytes: int) -> Iterator[None]:
        """Hold room for a body. Raises `Unavailable` when there is none."""
        if self.taken_bytes + size_bytes > self.bytes_max:
            raise Unavailable("too many large requests at once")
        self.taken_bytes += size_bytes
        try:
            yield
        finally:
            self.taken_bytes -= size_bytes


class AwsDoor:
    """Answers every signed request that is not S3's, and every POST that should be signed."""

    def __init__(
        self,
        dispatch: Dispatch,
        catalog: Catalog,
        authenticator: Authenticator,
        attempts: Attempts,
        models: ServiceModels,
    ) -> None:
        self._dispatch = dispatch
        self._catalog = catalog
        self._authenticator = authenticator
        self._attempts = attempts
        self._models = models
        settings = dispatch.parts.settings
        self._body_bytes_max = settings.aws_body_bytes_max
        self._budget = BodyBudget(settings.bodies_bytes_max)

    async def __call__(self, http: Exchange, origin: Origin) -> None:
        """Answer one request in its own protocol."""
        request_id = http.request_id
        service: Service | None = None
        request = _wire_request(http, b"")
        try:
            size_bytes = min(http.content_length or self._body_bytes_max, self._body_bytes_max)
            with self._budget.take(size_bytes):
                body = await http.body(self._body_bytes_max)
                request = _wire_request(http, body)
                signed = _http_request(http, body)
                service = self._service(signed)
                answer = await self._serve(service, request, signed, origin, request_id)
        except (WireError, BodyTooLarge, BodyCutShort, Unavailable) as error:
            await http.drain()
            answer = encode_error(service, _as_wire_error(error), request_id, request)
        headers, body = await compressed(http, answer.headers, answer.body)
        await http.answer(answer.status, headers.items(), body)

    def _service(self, signed: HttpRequest) -> Service | None:
        claim = claimed_scope(signed)
        if claim is None:
            return None
        try:
            return self._models.service(claim.service)
        except UnknownScope as error:
            raise WireError(
                "UnknownOperationException", "This server does not serve that service."
            ) from error

    async def _serve(
        self,
        service: Service | None,
        request: WireRequest,
        signed: HttpRequest,
        origin: Origin,
        request_id: str,
    ) -> Answer:
        if service is None:  # no signature, or one that does not say for what: prove() says so
            await self._prove(signed, "", None, origin, request_id)
            raise WireError("UnknownOperationException", "The operation is not known.")
        identified = identify(service, request)
        name = identified.operation_model.name
        built = self._catalog.find(service.scope, name)
        wanted = built or _unbuilt(service.scope, name)
        caller, region = await self._prove(signed, service.scope, wanted, origin, request_id)
        scope = Scope(caller.account, region)
        call = self._dispatch.begin(wanted, caller, origin, scope, request_id)
        return await self._run(call, identified, request)

    async def _run(self, call: Call, identified: Identified, request: WireRequest) -> Answer:
        members = None
        try:
            members = identified.decode(request)
            validate(identified.operation_model, members, dialect_of(identified.service.scope))
        except WireError as error:
            refusal = ServiceError(error.code, error.message, error.members)
            await self._dispatch.refuse(call, members, refusal)
            raise
        try:
            response = await self._dispatch.invoke(call, members)
        except ServiceError as error:
            raise _on_the_wire(error) from error
        return identified.encode(response, call.request_id)

    async def _prove(
        self,
        signed: HttpRequest,
        service: str,
        wanted: Operation | None,
        origin: Origin,
        request_id: str,
    ) -> tuple[Caller, str]:
        """Return who calls and the Region the signature names. Raises `WireError`."""
        try:
            proven = await self._authenticator.by_signature(signed, service)
        except NotProven as error:
            claim = claimed_scope(signed)
            region = claim.region if claim else self._dispatch.parts.settings.region
            await self._attempts.record(wanted, error, origin, region, request_id)
            raise WireError(error.code, error.message) from error
        return proven.caller, _region(proven.authorization.region)


def _unbuilt(service: str, name: str) -> Operation:
    """Return an operation that says of itself that it is not built."""

    @operation(f"{service}:{name}", open_to_all=True)
    def refuse(call: Call, request: object) -> None:
        raise ServiceError(
            "UnsupportedOperationException", f"Lading has not built {service}:{name} yet."
        )

    return refuse


def _as_wire_error(error: Exception) -> WireError:
    """Return what a client is told when its request did not come as far as an operation."""
    if isinstance(error, WireError):
        return error
    if isinstance(error, BodyTooLarge):
        return WireError("RequestEntityTooLarge", "The request is too large.", status=413)
    if isinstance(error, BodyCutShort):
        return WireError("IncompleteBody", "The request body ended too soon.")
    return WireError("ServiceUnavailable", "Try again later.", status=503)


def _on_the_wire(error: ServiceError) -> WireError:
    status = _STATUS.get(error.code, 400)
    return WireError(error.code, error.message, status=status, members=error.members)


def _region(name: str) -> str:
    """Return the Region of a scope; some tools sign for `aws-global`."""
    return "us-east-1" if name == "aws-global" else name


def _wire_request(http: Exchange, body: bytes) -> WireRequest:
    return WireRequest(http.method, http.path, http.headers, http.query, body)


def _http_request(http: Exchange, body: bytes) -> HttpRequest:
    return HttpRequest(
        http.method, http.path, http.query, http.raw_headers, sha256(body).hexdigest()
    )
