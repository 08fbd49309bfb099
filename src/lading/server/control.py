"""Questions to a running role: one JSON line in, one JSON line out, over a Unix socket.

The socket lies in the data folder with mode 0600: whoever may read the data may ask. An answer
is an object; `error` in it says why there is no other.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

_LOG = structlog.get_logger("control")

_LINE_BYTES_MAX: Final = 1024 * 1024
_ANSWER_BYTES_MAX: Final = 4 * 1024 * 1024
_QUESTION_SECONDS: Final = 5.0
_CONVERSATIONS_MAX: Final = 16
_ADDRESS_BYTES_MAX: Final = 100

_FULL: Final = {"error": "too many questions at once: try later"}

Handler = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class ControlUnavailable(Exception):
    """Nobody answers on the socket, or not in time."""


@contextlib.asynccontextmanager
async def control_socket(path: Path, handlers: Mapping[str, Handler]) -> AsyncIterator[None]:
    """Answer questions on `path` while the context is open. The key `do` names the handler.

    The caller holds the data folder's lock: a socket file that is there already is a dead one.
    """
    conversations: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        full = len(conversations) >= _CONVERSATIONS_MAX
        conversations.add(task)
        try:
            await _say(writer, _FULL if full else await _answer(reader, handlers))
        except (ConnectionError, asyncio.CancelledError):
            pass  # nobody listens any more, or the role stops
        finally:
            conversations.discard(task)
            writer.close()

    server = await asyncio.start_unix_server(converse, sock=_bound(path), limit=_LINE_BYTES_MAX)
    async with server:
        try:
            yield
        finally:
            server.close()
            ended = list(conversations)
            for task in ended:
                task.cancel()
            await asyncio.gather(*ended, return_exceptions=True)


def ask(path: Path, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Return the answer to one question. Raises `ControlUnavailable`."""
    line = orjson.dumps(question, option=orjson.OPT_APPEND_NEWLINE)
    if len(line) > _LINE_BYTES_MAX:
        raise ControlUnavailable("the question is too long")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            with _address(path) as address:
                connection.connect(address)
            connection.sendall(line)
            answer = _read_line(connection)
    except OSError as error:
        raise ControlUnavailable(error.strerror or "no answer in time") from error
    if not isinstance(answer, dict):
        raise ControlUnavailable("the answer is cut off")
    return answer


def _read_line(connection: socket.socket) -> object:
    received = bytearray()
    while not received.endswith(b"\n") and len(received) < _ANSWER_BYTES_MAX:
        piece = connection.recv(65_536)
        if not piece:
            return None
        received += piece
    return orjson.loads(received) if received.endswith(b"\n") else None


async def _answer(
    reader: asyncio.StreamReader, handlers: Mapping[str, Handler]
) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(_QUESTION_SECONDS):
            question = orjson.loads(await reader.readline())
        handler = handlers[question["do"]]
    except (TimeoutError, ValueError, KeyError, TypeError):
        return {"error": "not a question this role answers"}
    try:
        return await handler(question)
    except Exception as error:
        _LOG.exception("control.failed", question=question["do"])
        return {"error": f"{type(error).__name__}: {error}"}


async def _say(writer: asyncio.StreamWriter, answer: Mapping[str, Any]) -> None:
    writer.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
    await writer.drain()


def _bound(path: Path) -> socket.socket:
    """Return a socket bound to `path`, the owner's only before anybody can connect."""
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with _address(path) as address:
        bound.bind(address)
    path.chmod(0o600)
    return bound


@contextlib.contextmanager
def _address(path: Path) -> Iterator[str]:
    """Yield a name for the socket that the kernel takes, however long its path is."""
    if len(os.fsencode(path)) <= _ADDRESS_BYTES_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
