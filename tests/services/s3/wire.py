"""Requests and answers of the S3 door without a socket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth

from lading.caller import Origin
from lading.doors.http import Exchange
from lading.doors.s3.door import S3Door


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def exchange(
    door: S3Door,
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body: bytes | list[bytes],
    *,
    cut: bool,
) -> Reply:
    """Hand the door a request as it is; the body in pieces if it is a list; `cut`: no end to it."""
    parts = urlsplit(url)
    pieces = [body] if isinstance(body, bytes) else list(body)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("host", parts.netloc))
    if not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in headers):
        length = sum(map(len, pieces))
        if length:
            headers.append(("content-length", str(length)))
    scope = {
        "type": "http",
        "method": method,
        "scheme": parts.scheme,
        "path": parts.path,
        "raw_path": (parts.path or "/").encode("latin-1"),
        "query_string": parts.query.encode("latin-1"),
        "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers],
        "client": ("192.0.2.7", 1234),
    }
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces[:-1]]
    messages += [{"type": "http.request", "body": pieces[-1] if pieces else b"", "more_body": cut}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    http = Exchange(scope, receive, send, idle_seconds=5.0)
    agent = http.headers.get("user-agent")
    origin = Origin("192.0.2.7", agent, parts.netloc, parts.scheme == "https", door="s3")
    try:
        await door(http, origin)
    finally:
        http.close()
    start, *rest = sent
    return Reply(
        start["status"],
        {name.decode(): value.decode("latin-1") for name, value in start["headers"]},
        b"".join(message.get("body", b"") for message in rest),
    )


class RawBody(BytesIO):
    """A body as urllib3 hands it out."""

    def stream(self, amt: int = 65536, **_: Any) -> Iterable[bytes]:
        while chunk := self.read(amt):
            yield chunk


class Signer(S3SigV4Auth):
    """Takes the payload's hash from its header when the test has set one."""

    def payload(self, request: Any) -> Any:
        given = request.headers.get("X-Amz-Content-SHA256")
        return given or super().payload(request)

    def _modify_request_before_signing(self, request: Any) -> None:
        given = request.headers.get("X-Amz-Content-SHA256")
        super()._modify_request_before_signing(request)  # type: ignore[misc]
        if given:
            del request.headers["X-Amz-Content-SHA256"]
            request.headers["X-Amz-Content-SHA256"] = given
