"""How one front takes over from another that listens on the same port, and nobody notices.

Both listen, each worker on a socket of its own, and the kernel deals connections out among all of
them (SO_REUSEPORT, socket(7)). A worker that just closed its socket would cut off who was waiting
there or shaking hands. So the newer ones first have all new connections dealt to them; then the
older ones tell their clients to come back on another connection; and only then do they close.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

import structlog

from lading.doors.http import Receive, Scope, Send

_LOG = structlog.get_logger("front")

Message = MutableMapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_SO_ATTACH_REUSEPORT_CBPF: Final = 51
_LOAD_RANDOM: Final = (0x20, 0xFFFFF000 + 56)
_MODULO: Final = 0x94
_ADD: Final = 0x04
_RETURN: Final = (0x16, 0)
_OPEN_FILES: Final = Path("/proc/self/fd")
_LISTENING_POLL_SECONDS: Final = 0.02
_LISTENING_SECONDS: Final = 10.0
_FAREWELL_SECONDS: Final = 3.0


class Farewell:
    """An application that, once it is leaving, asks its HTTP/1 clients for a new connection.

    HTTP/2 has a frame for that (GOAWAY), which the server sends by itself.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._leaving = False

    def heed(self) -> None:
        """Begin to leave at SIGUSR1; call it in the loop that serves."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.leave)

    def leave(self) -> None:
        """Have every answer from now on be its connection's last."""
        self._leaving = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application."""
        if not self._leaving or scope["http_version"].startswith("2"):
            return await self._application(scope, receive, send)

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        return await self._application(scope, receive, send_last)


def leave_after_farewell() -> None:
    """Have the workers of this front say farewell, and this front stop a little later."""
    for worker in multiprocessing.active_children():
        if worker.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGUSR1)
    stop = threading.Timer(_FAREWELL_SECONDS, os.kill, (os.getpid(), signal.SIGTERM))
    stop.daemon = True
    stop.start()


async def receive_new_connections(port: int, workers: int) -> None:
    """Have the kernel deal new connections to the newest workers, once this one listens.

    workers: how many each front has. Without effect where the kernel is not Linux or does not let
    us: then a takeover may cut off connections that are just being made.
    """
    if sys.platform != "linux":
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(_LISTENING_SECONDS):
            while (listener := _listener(port)) is None:  # noqa: ASYNC110  (the server's thread)
                await asyncio.sleep(_LISTENING_POLL_SECONDS)
        with closing(listener):
            try:
                _deal_to_newest(listener, workers)
            except OSError as error:
                _LOG.warning("connections.dealt_to_all", reason=error.strerror)


def _listener(port: int) -> socket.socket | None:
    """Return this process's listening socket, which the server keeps to itself."""
    for entry in _OPEN_FILES.iterdir():
        try:
            found = socket.socket(fileno=os.dup(int(entry.name)))
        except OSError:
            continue  # no socket, or closed meanwhile
        with suppress(OSError):
            if (
                found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                and found.family in (socket.AF_INET, socket.AF_INET6)
                and found.getsockname()[1] == port
            ):
                return found
        found.close()
    return None


def _deal_to_newest(listener: socket.socket, workers: int) -> None:
    """Choose among the port's sockets from number `workers` on: they are in order of listening.

    While there are no newer ones the choice names no socket, and the kernel deals as it does
    without us. Raises `OSError`.
    """
    steps = (_LOAD_RANDOM, (_MODULO, workers), (_ADD, workers), _RETURN)
    program = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", code, 0, 0, value) for code, value in steps)
    )
    described = struct.pack("HP", len(steps), ctypes.addressof(program))
    listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_REUSEPORT_CBPF, described)
