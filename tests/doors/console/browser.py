"""A browser as far as the console's door can tell: a cookie jar, and the headers of its fetches."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
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
    cafile: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

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
        parts = urlsplit(self.url)
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
        address = (self.source, 0) if self.source else None
        connection: HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=self.cafile)
            connection = HTTPSConnection(
                str(parts.hostname), parts.port, timeout=60, context=context
            )
        else:
            connection = HTTPConnection(
                str(parts.hostname), parts.port, timeout=60, source_address=address
            )
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
        client = server.client(service, keys=keys)
        shown = self.cookie if cookie == "" else cookie

        def as_browser(request: Any, **_: Any) -> None:
            del request.headers["User-Agent"]
            request.headers["User-Agent"] = AGENT
            if "Cookie" in request.headers:
                del request.headers["Cookie"]
            if shown is not None:
                request.headers["Cookie"] = shown

        client.meta.events.register("before-send", as_browser, unique_id=f"browser-{service}")
        return client

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
