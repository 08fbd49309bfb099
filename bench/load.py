"""A load generator for small machines: one thread, raw sockets, requests built beforehand.

It shares the cores with the server it measures, so it does per answer only what it must: find
the end of the head, check status and length, and compare the body's digest for a sample. Both
sides get the same client, and its own CPU time is part of the result.
"""

from __future__ import annotations

import hashlib
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

_HEAD_BYTES_MAX = 16_384
_SAMPLE = 512
_SILENCE_SECONDS_MAX = 20.0
_LENGTH = b"content-length:"
_CLOSES = b"connection: close"


class WrongAnswer(Exception):
    """The server answered something else than it should have."""


@dataclass(frozen=True, slots=True)
class Work:
    """One request, as bytes, and the answer it must have.

    `body_bytes` is the length of the answer's body, or the most it may be where `sha256` is None
    because answers differ.
    """

    request: bytes
    body_bytes: int
    sha256: str | None
    status: bytes = b"HTTP/1.1 200"


@dataclass(slots=True)
class Load:
    """What a run gave. Latencies are seconds; `late_seconds` is how far a paced run fell behind."""

    answers: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    client_cpu_seconds: float = 0.0
    server_cpu_seconds: float = 0.0
    late_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def server_cpu_microseconds(self) -> float:
        """CPU time of the watched processes for one answer."""
        return self.server_cpu_seconds / self.answers * 1e6

    @property
    def client_cpu_microseconds(self) -> float:
        """CPU time of this client for one answer."""
        return self.client_cpu_seconds / self.answers * 1e6

    def percentile(self, share: float) -> float:
        """Return the latency that a share of the answers did not exceed."""
        return sorted(self.latencies)[min(len(self.latencies) - 1, int(share * self.answers))]


def run_load(
    address: tuple[str, int],
    work: Work,
    *,
    clients: int,
    seconds: float,
    warm_seconds: float = 0.5,
    per_second: float | None = None,
    server_cpu_seconds: Callable[[], float] = lambda: 0.0,
) -> Load:
    """Send `work` from `clients` keep-alive connections and return what came of it.

    Each client sends its next request when it has its answer; with `per_second` requests leave
    at that rate instead, from whichever connection is free. Raises `WrongAnswer`.
    """
    with _connected(address, work, clients) as run:
        if warm_seconds:
            run.go(warm_seconds, per_second)
            run.load = Load()
        cpu, server_cpu = time.process_time(), server_cpu_seconds()
        run.go(seconds, per_second)
        run.load.client_cpu_seconds = time.process_time() - cpu
        run.load.server_cpu_seconds = server_cpu_seconds() - server_cpu
        return run.load


def run_each(address: tuple[str, int], works: Sequence[Work]) -> list[float]:
    """Send each once, one after the other on one connection; return the latencies in seconds."""
    client, taken = _Client(address, max(work.body_bytes for work in works)), []
    for work in works:
        client.send(work.request, time.perf_counter())
        while not client.receive(work):
            pass
        taken.append(time.perf_counter() - client.began)
        if client.closes:
            client.socket.close()
            client.connect()
    client.socket.close()
    return taken


class _Client:
    """One connection and the answer it is reading; another one if the server closes it."""

    __slots__ = (
        "address",
        "answered",
        "began",
        "buffer",
        "closes",
        "got",
        "head_bytes",
        "need",
        "socket",
        "view",
    )

    def __init__(self, address: tuple[str, int], body_bytes: int) -> None:
        self.address = address
        self.connect()
        self.buffer = bytearray(body_bytes + _HEAD_BYTES_MAX)
        self.view = memoryview(self.buffer)
        self.got = self.need = self.head_bytes = self.answered = 0
        self.began = 0.0

    def connect(self) -> None:
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.closes = False

    def send(self, request: bytes, now: float) -> None:
        self.got = self.need = 0
        self.began = now
        self.socket.sendall(request)

    def receive(self, work: Work) -> bool:
        """Take what has come; return whether the answer is whole. Raises `WrongAnswer`."""
        came = self.socket.recv_into(self.view[self.got :])
        if not came:
            raise WrongAnswer("the server closed the connection")
        self.got += came
        if not self.need:
            self._read_head(work)
        if not self.need or self.got < self.need:
            return False
        if self.answered % _SAMPLE == 0:
            self._check_body(work)
        self.answered += 1
        return True

    def _read_head(self, work: Work) -> None:
        end = self.buffer.find(b"\r\n\r\n", 0, self.got)
        if end < 0:
            return
        head = bytes(self.view[:end]).lower()
        length = head.find(_LENGTH)
        if not head.startswith(work.status.lower()) or length < 0:
            raise WrongAnswer(bytes(self.view[: min(self.got, 600)]).decode("latin-1"))
        body_bytes = int(head[length + len(_LENGTH) :].partition(b"\r")[0])
        if body_bytes != work.body_bytes and (work.sha256 or body_bytes > work.body_bytes):
            raise WrongAnswer(f"{body_bytes} bytes came, not {work.body_bytes}")
        self.closes = _CLOSES in head
        self.head_bytes = end + 4
        self.need = self.head_bytes + body_bytes

    def _check_body(self, work: Work) -> None:
        body = self.view[self.head_bytes : self.need]
        if work.sha256 is not None and hashlib.sha256(body).hexdigest() != work.sha256:
            raise WrongAnswer("the body has another digest")


class _Run:
    """All connections of a run and the loop over them."""

    def __init__(self, clients: list[_Client], work: Work) -> None:
        self.work = work
        self.load = Load()
        self._clients = {client.socket.fileno(): client for client in clients}
        self._idle = deque(clients)
        self._poll = select.epoll(len(clients))
        for descriptor in self._clients:
            self._poll.register(descriptor, select.EPOLLIN)

    def go(self, seconds: float, per_second: float | None) -> None:
        """Run for a time, then wait for the answers under way."""
        began = now = last = time.perf_counter()
        end, due = began + seconds, began
        while now < end or len(self._idle) < len(self._clients):
            while self._idle and due <= now < end:
                self._idle.popleft().send(self.work.request, now)
                if per_second is not None:
                    self.load.late_seconds = max(self.load.late_seconds, now - due)
                    due += 1 / per_second
            wait = min(max(0.0, due - now), 0.1) if per_second and self._idle else 0.1
            for descriptor, _ in self._poll.poll(wait):
                client = self._clients[descriptor]
                if client.receive(self.work):
                    last = now = time.perf_counter()
                    self.load.latencies.append(now - client.began)
                    if client.closes:
                        self._renew(client)
                    if per_second is None and now < end:
                        client.send(self.work.request, now)
                    else:
                        self._idle.append(client)
            now = time.perf_counter()
            if now - last > _SILENCE_SECONDS_MAX:
                raise WrongAnswer("the server fell silent")
        self.load.answers = len(self.load.latencies)
        self.load.seconds = time.perf_counter() - began

    def _renew(self, client: _Client) -> None:
        """Connect anew where the server ends each connection with its answer."""
        del self._clients[client.socket.fileno()]
        client.socket.close()  # leaves the poll by itself
        client.connect()
        self._clients[client.socket.fileno()] = client
        self._poll.register(client.socket.fileno(), select.EPOLLIN)

    def close(self) -> None:
        """Give the connections up."""
        self._poll.close()
        for client in self._clients.values():
            client.socket.close()


@contextmanager
def _connected(address: tuple[str, int], work: Work, clients: int) -> Iterator[_Run]:
    run = _Run([_Client(address, work.body_bytes) for _ in range(clients)], work)
    try:
        yield run
    finally:
        run.close()
