"""The registry's door: `/v2/`, by the OCI distribution specification, on ECR's operations.

    request -> route -> caller -> the endpoint of route and method -> operations -> answer

Every endpoint is a function of a `Visit`. What it answers, and what it refuses, stands in the
specification's table of endpoints.
"""

from __future__ import annotations

from collections import OrderedDict

from lading.caller import Caller, Origin, Scope
from lading.dispatch.attempts import Attempts
from lading.dispatch.authenticate import Authenticator, NotProven
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.doors.http import BodyCutShort, BodyTooLarge, Exchange
from lading.doors.oci.endpoints import ENDPOINTS
from lading.doors.oci.errors import RangeRefused
from lading.doors.oci.login import Logins
from lading.doors.oci.registries import named_registry
from lading.doors.oci.visit import VERSION_HEADER, Visit
from lading.operation import Catalog
from lading.pure.oci.challenge import Credentials, parse_basic, www_authenticate
from lading.pure.oci.errors import RegistryError
from lading.pure.oci.names import parse_path

_TOKENS_MAX = 4_000
_JSON = ("content-type", "application/json")


class OciDoor:
    """Answers everything under `/v2/`."""

    def __init__(
        self,
        dispatch: Dispatch,
        catalog: Catalog,
        authenticator: Authenticator,
        attempts: Attempts,
    ) -> None:
        self.dispatch = dispatch
        self.catalog = catalog
        self._authenticator = authenticator
        self._attempts = attempts
        self._logins = Logins()
        self._tokens: OrderedDict[str | None, Credentials] = OrderedDict()

    async def __call__(self, http: Exchange, origin: Origin) -> None:
        """Answer one request; whatever the client did wrong, in the registry's own form."""
        request_id = http.request_id
        try:
            await self._visit(http, origin, request_id)
        except RegistryError as error:
            await self._refuse(http, origin, request_id, error)
        except (BodyTooLarge, BodyCutShort) as error:
            status = 413 if isinstance(error, BodyTooLarge) else 400
            refusal = RegistryError("SIZE_INVALID", status=status)
            await self._refuse(http, origin, request_id, refusal)
        except Unavailable:
            await self._refuse(http, origin, request_id, RegistryError("UNAVAILABLE"))

    async def _visit(self, http: Exchange, origin: Origin, request_id: str) -> None:
        settings = self.dispatch.parts.settings
        named = named_registry(http.headers.get("host", ""), settings)
        caller = await self._caller(http, origin, request_id, named)
        route = parse_path(http.path)
        if route is None:
            raise RegistryError("UNSUPPORTED", status=404)
        methods = ENDPOINTS[route.kind]
        endpoint = methods.get(http.method)
        if endpoint is None:
            raise RegistryError("UNSUPPORTED")
        scope = named or Scope(caller.account, settings.region)
        visit = Visit(self.dispatch, self.catalog, http, route, caller, origin, scope, request_id)
        await self._logins.log_in(visit)
        await endpoint(visit)

    async def _caller(
        self, http: Exchange, origin: Origin, request_id: str, named: Scope | None
    ) -> Caller:
        header = http.headers.get("authorization")
        if header is None:
            self.dispatch.meters.challenges.inc()
        credentials = self._tokens.get(header) or parse_basic(header)
        try:
            caller = await self._authenticator.by_password(
                credentials.user,
                credentials.password,
                region=None if named is None else named.region,
            )
        except NotProven as error:
            operation = self.catalog.find("ecr", "GetAuthorizationToken")
            assert operation is not None, "logging in is one of ours"
            region = self.dispatch.parts.settings.region
            await self._attempts.record(
                operation, error, origin, region, request_id, loginType="password"
            )
            if error.code == "ExpiredTokenException":
                raise RegistryError("DENIED", error.message) from error
            raise RegistryError("UNAUTHORIZED", error.message) from error
        if credentials.user == "AWS":
            self._keep(header, credentials)
        return caller

    def _keep(self, header: str | None, credentials: Credentials) -> None:
        """Remember what the header of a good token says: clients send it with every request."""
        self._tokens[header] = credentials
        if len(self._tokens) > _TOKENS_MAX:
            self._tokens.popitem(last=False)

    async def _refuse(
        self, http: Exchange, origin: Origin, request_id: str, error: RegistryError
    ) -> None:
        if http.answered:
            raise ConnectionAbortedError("the answer had begun")
        await http.drain()
        headers = [VERSION_HEADER, _JSON, ("x-amzn-requestid", request_id)]
        if error.status == 401:
            realm = www_authenticate(origin.host, secure=origin.secure)
            headers.append(("www-authenticate", realm))
        if isinstance(error, RangeRefused):
            headers += error.headers.items()
        if error.status in (413, 503):
            headers.append(("connection", "close"))
        if error.status == 503:
            headers.append(("retry-after", "5"))
        await http.answer(error.status, headers, error.body())
