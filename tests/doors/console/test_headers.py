"""Every door says to browsers that what it sends is no page of ours (but the console's own)."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

from ..registry import Registry
from ..server import Server, unique
from ..signed_request import Reply, read_reply
from .browser import Browser, console_user

ELSEWHERE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
CONSOLE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-write=(self)",
}


def plain(server: Server, method: str, target: str, **headers: str) -> Reply:
    """Send a request without credentials."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(
            method, target, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )
        return read_reply(connection)
    finally:
        connection.close()


def said(reply: Reply, wanted: dict[str, str]) -> dict[str, str | None]:
    return {name: reply.headers.get(name) for name in wanted}


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/v2/", 401),
        ("GET", "/v2/app/manifests/latest", 401),
        ("POST", "/v2/app/blobs/uploads/", 401),
        ("GET", "/layers/no-token", 403),
        ("POST", "/", 400),
        ("GET", "/bucket/object.html", 403),
        ("PUT", "/bucket", 403),
        ("HEAD", "/bucket", 403),
        ("GET", "/", 403),
        ("GET", "/consolex", 403),
        ("GET", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256", 400),
        ("OPTIONS", "/v2/", None),
        ("TRACE", "/", None),
    ],
)
def test_answers_to_nobody(server: Server, method: str, target: str, status: int | None) -> None:
    reply = plain(server, method, target)
    assert status is None or reply.status == status
    assert said(reply, ELSEWHERE) == ELSEWHERE
    assert not any(name.lower().startswith("access-control-") for name in reply.headers)


def test_the_registry(server: Server, docker: Registry) -> None:
    name = server.repository()
    manifest = docker.push_image(name, "1", b"layer of the headers")
    layer = json.loads(manifest)["layers"][0]["digest"]
    for method, path in (
        ("GET", f"/v2/{name}/manifests/1"),
        ("HEAD", f"/v2/{name}/manifests/1"),
        ("GET", f"/v2/{name}/blobs/{layer}"),
        ("HEAD", f"/v2/{name}/blobs/{layer}"),
        ("GET", f"/v2/{name}/tags/list"),
        ("GET", f"/v2/{name}/manifests/none"),
    ):
        reply = docker.send(method, path)
        assert said(reply, ELSEWHERE) == ELSEWHERE, (method, path)
    url = server.client("ecr").get_download_url_for_layer(repositoryName=name, layerDigest=layer)
    target = urlsplit(url["downloadUrl"]).path
    reply = plain(server, "GET", target)
    assert (reply.status, said(reply, ELSEWHERE)) == (200, ELSEWHERE)


def test_an_uploaded_page_is_shown_in_a_sandbox_whatever_the_url_asks_for(server: Server) -> None:
    s3, bucket = server.client("s3"), unique("pages")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": server.region})
    s3.put_object(
        Bucket=bucket,
        Key="page.html",
        Body=b"<script>alert(1)</script>",
        ContentType="text/html",
        Metadata={"content-security-policy": "default-src *"},
    )
    url = s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": bucket, "Key": "page.html", "ResponseContentType": "text/html"},
    )
    parts = urlsplit(url)
    reply = plain(server, "GET", f"{parts.path}?{parts.query}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html"
    assert said(reply, ELSEWHERE) == ELSEWHERE
    signed = s3.get_object(Bucket=bucket, Key="page.html")["ResponseMetadata"]["HTTPHeaders"]
    assert {name: signed[name] for name in ELSEWHERE} == ELSEWHERE


def test_answers_of_the_apis(server: Server) -> None:
    answer = server.client("ecr").describe_repositories(maxResults=1)
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert {name: headers[name] for name in ELSEWHERE} == ELSEWHERE


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/console/session"),
        ("PUT", "/console/session"),
        ("POST", "/console/session/role"),
        ("GET", "/console/config.json"),
        ("GET", "/console/"),
        ("GET", "/console/123456789012/us-east-1/home"),
        ("GET", "/console/assets/gone.js"),
        ("POST", "/console/"),
        ("GET", "/console"),
    ],
)
def test_the_console(server: Server, method: str, target: str) -> None:
    reply = plain(server, method, target)
    assert said(reply, CONSOLE) == CONSOLE


@pytest.mark.parametrize("target", ["/console", "/"])
def test_a_browser_finds_the_console(server: Server, target: str) -> None:
    reply = plain(server, "GET", target, Accept="text/html,application/xhtml+xml")
    assert (reply.status, reply.headers["location"]) == (302, "/console/")


def test_behind_tls_the_cookie_stays_there(server: Server) -> None:
    """A trusted proxy says that the client came over TLS."""
    proxied = {"x-forwarded-for": "203.0.113.77", "x-forwarded-proto": "https"}
    browser, person = Browser(server.url, source="127.0.0.9"), console_user(server)
    page = browser.fetch(
        "POST",
        "/console/session",
        {"user": person.name, "password": "Correct-horse-battery-9"},
        headers={**proxied, "origin": server.url.replace("http:", "https:")},
    )
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-lading-")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
    assert browser.fetch("GET", "/console/session", headers=proxied).status == 200
    assert browser.fetch("GET", "/console/session").status == 204, "not over plain http"
    record = server.event(Username=person.name, eventName="ConsoleLogin")
    assert record["sourceIPAddress"] == "203.0.113.77"
    assert record["tlsDetails"]["clientProvidedHostHeader"] == f"127.0.0.1:{server.port}"
