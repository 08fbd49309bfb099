"""Requests that pages of others make a browser send: none of them changes a session."""

from __future__ import annotations

from typing import Any

import pytest

from ..server import Server
from .browser import PASSWORD, ROLE, SESSION, Browser, console_user

EVIL = "http://evil.example"


@pytest.fixture(scope="module")
def mary(server: Server) -> Browser:
    """A browser in which somebody is signed in."""
    person, browser = console_user(server), Browser(server.url, source="127.0.3.1")
    assert browser.sign_in(person.name).status == 200
    return browser


CROSS_SITE: list[dict[str, str | None]] = [
    {"sec-fetch-site": "cross-site", "origin": EVIL},
    {"sec-fetch-site": "same-site", "origin": EVIL},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": EVIL},
    {"sec-fetch-site": None, "origin": EVIL},
    {"sec-fetch-site": None, "origin": "null"},
    {"sec-fetch-site": None, "origin": None},
    {"sec-fetch-site": None, "origin": "http://[bad"},
    {"sec-fetch-site": None, "origin": "ftp://127.0.0.1"},
]


@pytest.mark.parametrize("headers", CROSS_SITE, ids=str)
@pytest.mark.parametrize(
    ("method", "path", "members"),
    [
        ("DELETE", SESSION, {}),
        ("POST", SESSION, {"user": "x", "password": "y"}),
        ("POST", ROLE, {"roleName": "admin"}),
        ("DELETE", ROLE, {}),
    ],
)
def test_a_change_from_elsewhere_is_refused(
    mary: Browser, headers: dict[str, str | None], method: str, path: str, members: Any
) -> None:
    page = mary.fetch(method, path, members, headers=headers)
    assert (page.status, page.code) == (403, "CrossSiteRequest")
    assert "set-cookie" not in page.headers
    assert mary.session().status == 200


def test_an_own_origin_is_enough_where_browsers_send_no_metadata(
    server: Server, browser: Browser
) -> None:
    person = console_user(server)
    members = {"user": person.name, "password": PASSWORD}
    page = browser.fetch("POST", SESSION, members, headers={"sec-fetch-site": None})
    assert page.status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_credentials_are_not_read_from_elsewhere(mary: Browser, site: str) -> None:
    page = mary.fetch("GET", SESSION, headers={"sec-fetch-site": site})
    assert (page.status, page.code) == (403, "CrossSiteRequest")
    assert b"secretAccessKey" not in page.body


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_what_a_form_can_send_is_not_taken(mary: Browser, kind: str | None) -> None:
    page = mary.fetch(
        "POST", SESSION, {"user": "x", "password": "y"}, headers={"content-type": kind}
    )
    assert (page.status, page.code) == (415, "UnsupportedMediaType")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"user": 1, "password": "x"}', 400),
        (b'{"user": "x"}', 400),
        (b'{"user": "x", "password": ["y"]}', 400),
        (b'{"user": "x", "password": "y", "extra": 1}', 400),
        (b'{"user": "x", "password": "y", "mfa": "12345"}', 400),
        (b'{"accessKeyId": "x", "password": "y"}', 400),
        (b'{"user": "%s", "password": "y"}' % (b"x" * 600), 400),
        (b'{"user": "%s"}' % (b"x" * 20_000), 413),
    ],
)
def test_what_is_badly_formed_is_said_so(browser: Browser, body: bytes, status: int) -> None:
    page = browser.fetch("POST", SESSION, body=body)
    assert page.status == status
    assert page.code in {"InvalidRequest", "RequestTooLarge"}
    assert page.json["requestId"] == page.headers["x-amzn-requestid"]


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", SESSION), ("GET", ROLE), ("OPTIONS", SESSION)]
)
def test_other_methods_are_not_there(browser: Browser, method: str, path: str) -> None:
    page = browser.fetch(method, path)
    assert page.status == 405
    assert "POST" in page.headers["allow"]
    assert not any(name.startswith("access-control-") for name in page.headers)
