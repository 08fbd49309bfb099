"""The analytics role as a process: one process, one event loop, one open folder.

The server runs embedded in this process: the folder may be open in one process only, and a
single process is all that has to die with its parent.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_CONNECTIONS: Final = 4
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_KEPT_BYTES: Final = 64 << 20
_MAPPED_BYTES: Final = 32 << 20


def run(
    folder: Path,
    host: str,
    port: int,
    secret: str,
    connections: int = _CONNECTIONS,
    parent_pid: int | None = None,
) -> None:
    """Serve ClickHouse's HTTP protocol over `folder` until SIGTERM or SIGINT.

    `connections` is how many queries run side by side. The process is killed when its parent
    dies; `parent_pid` says who that was, in case it died before this was called. Ready when
    `GET /ping` answers 200.
    """
    die_with_parent(parent_pid)
    prepare_engine()
    keep_memory()
    asyncio.run(_serve(folder, host, port, secret, connections))


def die_with_parent(parent_pid: int | None) -> None:
    """Have the kernel kill this process when its parent ends (Linux; elsewhere no effect)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent_pid is not None and os.getppid() != parent_pid:
        # It died before the kernel was asked.
        os._exit(1)


def prepare_engine() -> None:
    """Set what the engine reads when it is first imported.

    Times are UTC everywhere. pyarrow is optional to chDB and unused here: not importing it saves
    40 MB of memory and a quarter of a second.
    """
    os.environ["TZ"] = "UTC"
    sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]


def keep_memory() -> None:
    """Have the C library keep what a body took for the next one (glibc; elsewhere no effect).

    Given back and asked for again, each page costs a fault: 1.2 s of the 2.6 s that receiving and
    unpacking 1 GB took. At most 64 MiB stay.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_M_MMAP_THRESHOLD, _MAPPED_BYTES)


async def _serve(folder: Path, host: str, port: int, secret: str, connections: int) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from lading.adapters.chdb.app import application

    app = application(folder, secret, connections)
    server: Any = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
    )

    async def stop() -> None:
        # The server waits for every answer, so queries are stopped first.
        await app.state.engine.stop()
        server.stop()

    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: stopping.append(loop.create_task(stop())))
    await server.serve()
