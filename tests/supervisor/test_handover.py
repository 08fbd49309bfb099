"""How one front takes over from another: it gets new connections, kept ones are sent to it."""

from __future__ import annotations

import asyncio
import select
import socket
import sys
from contextlib import ExitStack
from typing import Any

import pytest

from lading.server import handover
from lading.server.handover import Farewell

CONNECTIONS = 40


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's dealing is Linux's")
@pytest.mark.parametrize("workers", [1, 3])
def test_new_connections_go_to_the_newest_and_to_all_when_they_are_alone(workers: int) -> None:
    with ExitStack() as stack:
        old = [stack.enter_context(_listening(0))]
        port = old[0].getsockname()[1]
        old += [stack.enter_context(_listening(port)) for _ in range(workers - 1)]
        handover._deal_to_newest(old[0], workers)
        assert sum(_taken(port, old)) == CONNECTIONS
        new = [stack.enter_context(_listening(port)) for _ in range(workers)]
        handover._deal_to_newest(new[0], workers)
        taken = _taken(port, [*old, *new])
        assert sum(taken[:workers]) == 0
        assert min(taken[workers:]) > 0
        for listener in old:
            listener.close()
        assert sum(_taken(port, new)) == CONNECTIONS


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_the_listening_socket_of_a_process_is_found() -> None:
    with _listening(0) as listener, socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        found = handover._listener(listener.getsockname()[1])
        assert found is not None
        with found:
            assert found.getsockname() == listener.getsockname()
        assert handover._listener(bound.getsockname()[1]) is None, "it does not listen"


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(CONNECTIONS)
    return listener


def _taken(port: int, listeners: list[socket.socket]) -> list[int]:
    """Connect many times; return how many connections came to each listener."""
    counts = [0] * len(listeners)
    for _ in range(CONNECTIONS):
        with socket.create_connection(("127.0.0.1", port), 10):
            (listener, *others), _, _ = select.select(listeners, [], [], 10)
            assert not others
            listener.accept()[0].close()
            counts[listeners.index(listener)] += 1
    return counts


@pytest.mark.parametrize(("version", "closes"), [("1.1", True), ("2", False)])
def test_an_answer_of_who_leaves_is_the_last_of_its_connection(version: str, closes: bool) -> None:
    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": b""})

    async def headers(farewell: Farewell) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            raise AssertionError("nobody reads")

        await farewell({"type": "http", "http_version": version}, receive, send)
        assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
        return list(sent[0]["headers"])

    async def run() -> None:
        farewell = Farewell(application)
        assert await headers(farewell) == [(b"a", b"b")]
        farewell.leave()
        last = [(b"connection", b"close")] if closes else []
        assert await headers(farewell) == [(b"a", b"b"), *last]

    asyncio.run(run())
