"""One HTTP exchange as the doors see it: raw as it came, bounded as it is read.

Signatures are checked against the very bytes of the request, so nothing here decodes, folds or
reorders what the client sent.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any

from lading.audit.event_ids import new_id
from lading.doors.security_headers import ELSEWHERE, Headers

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


_DRAINED_BYTES_MAX = 8 * 1024 * 1024
_DRAIN_SECONDS = 1.0
_AHEAD_MAX = 8
_STREAM_BYTES_MIN = 1024 * 1024
_LAST_ANSWER = ((b"connection", b"close"),)


class BodyTooLarge(Exception):
    """The body is longer than it may be."""


class BodyCutShort(Exception):
    """The client went away, or fell silent, in the middle of its body."""


class Exchange:
    """A request and the way to answer it; `security` are headers that every answer to it has."""

    __slots__ = (
        "_ahead",
        "_body_came",
        "_body_ended",
        "_idle_seconds",
        "_is_http1",
        "_receive",
        "_send",
        "answered",
        "headers",
        "method",
        "path",
        "query",
        "raw_headers",
        "request_id",
        "scope",
        "security",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, idle_seconds: float) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._idle_seconds = idle_seconds
        self.answered = False
        self.security: Headers = ELSEWHERE
        self._body_ended = False
        self._body_came = False
        self._ahead: deque[asyncio.Future[Message]] = deque()
        self.request_id = new_id()
        self._is_http1 = scope.get("http_version", "1.1").startswith("1")
        self.method: str = scope["method"]
        self.path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        self.query: str = scope["query_string"].decode("latin-1")
        self.raw_headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )
        self.headers: dict[str, str] = {}
        for name, value in self.raw_headers:
            self.headers.setdefault(name, value)

    def header_values(self, name: str) -> Iterable[str]:
        """Yield every value of a header, in the order of arrival."""
        return (value for key, value in self.raw_headers if key == name)

    @property
    def content_length(self) -> int | None:
        """The announced length of the body in bytes, if there is one."""
        text = self.headers.get("content-length")
        return int(text) if text is not None and text.isdigit() else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives. Raises `BodyCutShort`."""
        announced, seen = self.content_length, 0
        ahead = _AHEAD_MAX if (announced or _STREAM_BYTES_MIN) >= _STREAM_BYTES_MIN else 1
        while True:
            try:
                async with asyncio.timeout(self._idle_seconds):
                    message = await self._message(ahead)
            except TimeoutError as silence:
                self._body_ended = True
                raise BodyCutShort from silence
            if message["type"] == "http.disconnect":
                self._body_ended = True
                raise BodyCutShort
            chunk = message.get("body", b"")
            if chunk:
                seen += len(chunk)
                self._body_came = True
                yield chunk
            if not message.get("more_body", False):
                self._body_ended = True
                break
        if announced is not None and seen != announced:
            raise BodyCutShort

    def _message(self, ahead: int) -> Awaitable[Message]:
        """Return the next message of the body, with a few more asked for already.

        A Go client's stream comes in pieces of 32 KiB, and Granian's way from one message to the
        next is two changes of threads: that was most of a push. Granian answers in the order in
        which it was asked. A short body is here with its first message.
        """
        if ahead == 1:
            return self._receive()
        while len(self._ahead) < ahead:
            self._ahead.append(asyncio.ensure_future(self._receive()))
        return self._ahead.popleft()

    def close(self) -> None:
        """Take back what was asked for and is not needed."""
        while self._ahead:
            self._ahead.pop().cancel()

    async def body(self, bytes_max: int) -> bytes:
        """Return the whole body. Raises `BodyTooLarge`, `BodyCutShort`."""
        if (self.content_length or 0) > bytes_max:
            raise BodyTooLarge
        parts, size = [], 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > bytes_max:
                raise BodyTooLarge
            parts.append(chunk)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def drain(self) -> None:
        """Read what is left of the body, up to a bound: a client that still sends hears nothing.

        Closing a socket with unread bytes in it resets the connection, and the answer may be
        lost with it. A client that waits to be asked for its body (`Expect`) is not asked.
        """
        left = _DRAINED_BYTES_MAX
        has_body = self.content_length or "transfer-encoding" in self.headers
        if self._body_ended or not has_body or "expect" in self.headers:
            return
        with suppress(TimeoutError, BodyCutShort):
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for chunk in self.chunks():
                    left -= len(chunk)
                    if left <= 0:
                        return

    async def answer(
        self, status: int, headers: Iterable[tuple[str, str]], body: bytes = b""
    ) -> None:
        """Send a whole answer; the body of a HEAD request is measured and left out."""
        await self.start(status, [*headers, ("content-length", str(len(body)))])
        await self._send(
            {"type": "http.response.body", "body": b"" if self.method == "HEAD" else body}
        )

    async def start(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        """Send status and headers; `send` and `finish` follow."""
        self.answered = True
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    *(
                        (name.encode("latin-1"), value.encode("latin-1", "replace"))
                        for name, value in headers
                    ),
                    *self.security,
                    *(_LAST_ANSWER if self._left_unasked else ()),
                ],
            }
        )

    @property
    def _left_unasked(self) -> bool:
        """Whether the client waits to be asked for its body, and never was.

        botocore then remembers this answer and takes it for that of the connection's next request
        with `Expect`: the connection must end.
        """
        return "expect" in self.headers and not self._body_came and self._is_http1

    async def send(self, chunk: bytes) -> None:
        """Send a piece of the body."""
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def finish(self) -> None:
        """End the body."""
        await self._send({"type": "http.response.body", "body": b""})
