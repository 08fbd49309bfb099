"""`GET /layers/<token>`: the bytes behind a URL of GetDownloadUrlForLayer.

The URL is the permission: it was given to an authorized caller, is on record, and ends by
itself. That of a sealed layer opens nothing by itself: KMS is asked when it is redeemed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from lading.caller import Origin, Scope, service_caller
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.doors.http import Exchange
from lading.doors.oci.blobs import opened, send_blob
from lading.doors.oci.errors import RangeRefused, registry_error
from lading.operation import ServiceError
from lading.ports import BlobMissing
from lading.pure.oci.errors import RegistryError
from lading.pure.sealing import BrokenSeal
from lading.services.ecr.encryption import SERVICE
from lading.services.ecr.layer_bytes import OPENED_LAYER, OpenedLayer
from lading.services.ecr.layer_tickets import open_layer
from lading.services.ecr.layers import LAYER_URL_PURPOSE

PATH = "/layers/"


class LayersDoor:
    """Sends blobs to whoever holds a URL for them."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def __call__(self, http: Exchange) -> None:
        """Answer one request."""
        try:
            await self._visited(http)
        except RegistryError as error:
            headers = [("content-type", "application/json")]
            if isinstance(error, RangeRefused):
                headers += error.headers.items()
            await http.answer(error.status, headers, error.body())

    async def _visited(self, http: Exchange) -> None:
        try:
            await self._send(http)
        except Unavailable as error:
            raise RegistryError("UNAVAILABLE") from error

    async def _send(self, http: Exchange) -> None:
        if http.method not in ("GET", "HEAD"):
            raise RegistryError("UNSUPPORTED")
        try:
            seal = self._dispatch.parts.seal
            ticket = seal.open(LAYER_URL_PURPOSE, http.path.removeprefix(PATH))
        except BrokenSeal as error:
            raise RegistryError("DENIED") from error
        if self._dispatch.clock.now().timestamp() >= ticket["exp"]:
            raise RegistryError("DENIED", "the URL has expired")
        with await self._opened(ticket) as reader:
            headers = {
                "content-type": "application/octet-stream",
                "docker-content-digest": ticket["d"],
            }
            await send_blob(http, reader, headers)

    async def _opened(self, ticket: Mapping[str, Any]) -> BinaryIO:
        blobs = self._dispatch.parts.blobs
        if "n" in ticket:
            return await opened(blobs, await self._redeemed(ticket))
        try:
            return blobs.open(ticket["d"])
        except BlobMissing as error:
            raise RegistryError("BLOB_UNKNOWN") from error

    async def _redeemed(self, ticket: Mapping[str, Any]) -> OpenedLayer:
        """Return what opens a sealed layer. Raises `RegistryError`."""
        account = ticket["a"]
        call = self._dispatch.begin(
            open_layer,
            service_caller(SERVICE, account),
            Origin(SERVICE, SERVICE, SERVICE, door="service"),
            Scope(account, ticket["r"]),
        )
        names = {"registryId": account, "repositoryName": ticket["n"], "layerDigest": ticket["d"]}
        try:
            await self._dispatch.invoke(call, names)
        except ServiceError as error:
            refusal = registry_error(error)
            if refusal.status == 404:
                raise RegistryError("BLOB_UNKNOWN") from error
            raise refusal from error
        layer: OpenedLayer | None = call.memo[OPENED_LAYER]
        if layer is None:
            raise RegistryError("BLOB_UNKNOWN")
        return layer
