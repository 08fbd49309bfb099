"""A browser as far as the console's door can tell: a cookie jar, and the headers of its fetches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from ..server import Person, Server, unique

AGENT = "Mozilla/5.0 (X11; Linux x86_64) Test/1.0"
PASSWORD = "Correct-horse-battery-9"
SESSION = "/console/session"
ROLE = "/console/session/role"


@dataclass(frozen=True)
class Page:
    """An answer; `headers` by lower-case name, of a repeated one the last."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["code"])


@dataclass
class Browser:
    """One browser with one server's cookies."""

    url: str
    source: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    one_connection: bool = False
    _connection: HTTPConnection | None = None

    def fetch(
        self,
        method: str,
        path: str,
        members: Any = None,
        *,
        headers: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
    ) -> Page:
        """Send what a script of the page would; a header of None is left out."""
        sent: dict[str, str | None] = {
            "user-agent": AGENT,
            "sec-fetch-site": "same-origin",
            "sec-fetch-mode": "cors",
            **({} if method == "GET" else {"content-type": "application/json"}),
            **({} if method == "GET" else {"origin": self.url}),
            **({"cookie": self.cookie} if self.cookies else {}),
            **(headers or {}),
        }
        content = body if body is not None else b"" if members is None else _json(members)
        connection = self._connection or self._connected()
        try:
            kept = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path, content, kept)
            answer = connection.getresponse()
            page = Page(
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.read(),
            )
        finally:
            if not self.one_connection:
                connection.close()
        self._keep(page.headers.get("set-cookie"))
        return page

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, user: str, password: str = PASSWORD, **more: str) -> Page:
        """Try to sign in with a password."""
        return self.fetch("POST", SESSION, {"user": user, "password": password, **more})

    def sign_in_with_key(self, key_id: str, secret: str, **more: str) -> Page:
        """Try to sign in with an access key."""
        members = {"accessKeyId": key_id, "secretAccessKey": secret, **more}
        return self.fetch("POST", SESSION, members)

    def session(self) -> Page:
        """Ask for the session."""
        return self.fetch("GET", SESSION)

    def client(self, server: Server, service: str, page: Page, *, cookie: str | None = "") -> Any:
        """Return a boto3 client with the session's credentials, as the page's own would call.

        `cookie` replaces the browser's; None sends none.
        """
        given = page.json["credentials"]
        keys = (given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
        shown = self.cookie if cookie == "" else cookie
        # The agent tells clients of the same keys apart.
        agent = AGENT if cookie == "" else f"{AGENT} elsewhere/{cookie is not None}"
        client = server.client(service, keys=keys, agent=agent)

        def with_cookie(request: Any, **_: Any) -> None:
            if shown is not None:
                request.headers["Cookie"] = shown

        client.meta.events.register("before-send", with_cookie, unique_id="cookie")
        return client

    def close(self) -> None:
        """End the one connection, which always leads to the same worker."""
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        source = (self.source, 0) if self.source else None
        connection = HTTPConnection(
            str(parts.hostname), parts.port, timeout=60, source_address=source
        )
        if self.one_connection:
            self._connection = connection
        return connection

    def _keep(self, header: str | None) -> None:
        if header is None:
            return
        pair, _, attributes = header.partition(";")
        name, _, value = pair.partition("=")
        if "Max-Age=0" in attributes:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def console_user(server: Server, *statements: Mapping[str, Any], **login: Any) -> Person:
    """Return a new user with a password who may do what the statements say."""
    person = server.person(*statements, stem="mary")
    server.client("iam").create_login_profile(UserName=person.name, Password=PASSWORD, **login)
    return person


def alias(server: Server) -> str:
    """Give the server's account an alias of its own and return it."""
    name = unique("alias")
    server.client("iam").create_account_alias(AccountAlias=name)
    return name


def _json(members: Any) -> bytes:
    return json.dumps(members).encode()
