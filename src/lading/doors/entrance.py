"""One port for everything: the credential scope decides first, then the path.

signed (header or query)   -> S3 or AWS door (the scope names service and Region)
/v2, /v2/…                 -> registry
/healthz, /metrics         -> operators
/layers/…                  -> layer downloads
/console/…, / in a browser -> console
X-Amz-Target, or a POST /  -> AWS door, which asks for a signature
anything else              -> S3, as a bucket or an object, which asks for one, too
"""

from __future__ import annotations

import structlog
from structlog.contextvars import bind_contextvars

from lading.doors.aws import AwsDoor
from lading.doors.console.door import ConsoleDoor, claims_console
from lading.doors.health import HealthDoor, MetricsDoor
from lading.doors.http import Exchange, Receive, Scope, Send
from lading.doors.layers import PATH as LAYERS_PATH
from lading.doors.layers import LayersDoor
from lading.doors.metrics import Requests
from lading.doors.oci.door import OciDoor
from lading.doors.origin import Network, origin_of
from lading.doors.s3.door import S3Door, claims_s3

log = structlog.get_logger("front")

_SIGNATURE = "AWS4-"
_SIGNED_QUERY = "X-Amz-Algorithm="


class Entrance:
    """The ASGI application of a front worker."""

    def __init__(
        self,
        *,
        aws: AwsDoor,
        oci: OciDoor,
        s3: S3Door,
        layers: LayersDoor,
        console: ConsoleDoor,
        health: HealthDoor,
        metrics: MetricsDoor,
        requests: Requests,
        trusted: tuple[Network, ...],
        idle_seconds: float,
    ) -> None:
        self._aws = aws
        self._oci = oci
        self._s3 = s3
        self._layers = layers
        self._console = console
        self._health = health
        self._metrics = metrics
        self._requests = requests
        self._trusted = trusted
        self._idle_seconds = idle_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what goes wrong here is logged and answered without its insides."""
        if scope["type"] != "http":
            return
        http = Exchange(scope, receive, send, idle_seconds=self._idle_seconds)
        door = _door(http)
        # No path in these lines: that of a layer download is a permission.
        bind_contextvars(request_id=http.request_id, door=door)
        try:
            with self._requests.of(door):
                await self._serve(door, http)
            log.debug("request", method=http.method)
        except ConnectionError:
            log.info("the client left", method=http.method)
        except Exception:
            log.exception("request failed", method=http.method)
            if not http.answered:
                await http.answer(500, [("content-type", "text/plain")], b"server error\n")
        finally:
            http.close()

    async def _serve(self, door: str, http: Exchange) -> None:
        if door == "oci":
            await self._oci(http, origin_of(http, self._trusted, door="oci"))
        elif door == "s3":
            await self._s3(http, origin_of(http, self._trusted, door="s3"))
        elif door == "aws":
            await self._aws(http, origin_of(http, self._trusted, door="aws"))
        elif door == "layers":
            await self._layers(http)
        elif door == "console":
            await self._console(http, origin_of(http, self._trusted, door="console"))
        elif door == "health":
            await self._health(http)
        else:
            await self._metrics(http)


def _door(http: Exchange) -> str:
    path = http.path
    if claims_s3(http):
        return "s3"
    signed = http.headers.get("authorization", "").startswith(_SIGNATURE)
    if signed or _SIGNED_QUERY in http.query:
        return "aws"
    if path.startswith("/v2/") or path == "/v2":
        return "oci"
    if path == "/healthz":
        return "health"
    if path == "/metrics":
        return "metrics"
    if path.startswith(LAYERS_PATH):
        return "layers"
    if claims_console(http):
        return "console"
    is_rpc = "x-amz-target" in http.headers or (http.method == "POST" and path == "/")
    return "aws" if is_rpc else "s3"
