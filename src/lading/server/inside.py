"""The inside door: one worker of the front answers the clerk's jobs over a Unix socket.

The socket lies in the data folder with mode 0600: who may use it could as well edit the data. A
call is made as one of our own services and is authorized, carried out and recorded like any
other. The worker that holds the lock has the socket; when it dies, another takes both.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from lading.caller import Origin, Scope, service_caller
from lading.dispatch.invoke import Dispatch, Unavailable
from lading.folders import DataFolder
from lading.inside import Inside, InsideUnavailable
from lading.operation import Catalog, ServiceError
from lading.server.control import ControlUnavailable, ask, control_socket

_LOCK_POLL_SECONDS: Final = 0.5
_ASK_SECONDS: Final = 60.0
_REFUSED: Final = "refused"


class InsideDoor:
    """Answers jobs; there is one in every worker, and one of them has the socket."""

    def __init__(self, dispatch: Dispatch, catalog: Catalog, folder: DataFolder) -> None:
        self._dispatch = dispatch
        self._catalog = catalog
        self._folder = folder

    async def serve(self) -> None:
        """Wait for the lock, then answer on the socket, for ever."""
        descriptor = os.open(self._folder.front_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _is_locked(descriptor):  # noqa: ASYNC110  (another process)
                await asyncio.sleep(_LOCK_POLL_SECONDS)
            async with control_socket(self._folder.front_socket, {"invoke": self._invoke}):
                await asyncio.Event().wait()
        finally:
            os.close(descriptor)

    async def _invoke(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        inside = Inside(**question["inside"])
        operation = self._catalog.find(*inside.operation.split(":"))
        if operation is None:
            return {"error": f"{inside.operation} is not built"}
        call = self._dispatch.begin(
            operation,
            service_caller(inside.service, inside.account, source_arn=inside.source_arn),
            Origin(inside.service, inside.service, inside.service, door="inside"),
            Scope(inside.account, inside.region),
        )
        call.received = inside.received
        try:
            return {"response": dict(await self._dispatch.invoke(call, inside.request))}
        except ServiceError as error:
            return {_REFUSED: {"code": error.code, "message": error.message}}
        except Unavailable as error:
            return {"error": str(error)}


def ask_inside(folder: DataFolder, inside: Inside) -> Mapping[str, Any]:
    """Have the front run one operation and return its response; blocks.

    Raises `ServiceError` for what the operation refuses, `InsideUnavailable` when nobody answers.
    """
    question = {"do": "invoke", "inside": asdict(inside)}
    try:
        answer = ask(folder.front_socket, question, _ASK_SECONDS)
    except ControlUnavailable as error:
        raise InsideUnavailable(str(error)) from error
    refused = answer.get(_REFUSED)
    if refused is not None:
        raise ServiceError(refused["code"], refused["message"])
    if "response" not in answer:
        raise InsideUnavailable(str(answer.get("error")))
    response: Mapping[str, Any] = answer["response"]
    return response


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
