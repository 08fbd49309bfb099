"""The console's files: from a folder, and from nowhere else."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from lading.doors.console.files import ConsoleFiles
from lading.doors.http import Exchange, Message

PAGE = b"<!doctype html><title>console</title>"
SCRIPT = b"console.log(1)" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built console, with a secret beside it."""
    built = tmp_path / "built"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_bytes(PAGE)
    (built / "boot.js").write_bytes(b"1")
    (built / "assets/app-1a2b.js").write_bytes(SCRIPT)
    (built / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (built / "assets/app-1a2b.js.br").write_bytes(b"brotli of it")
    (built / "assets/font.woff2").write_bytes(b"font")
    (built / "notes.unknown").write_bytes(b"not for anybody")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    return built


def get(
    files: ConsoleFiles, path: str, *, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("a file's door reads no body")

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "method": method,
        "path": f"/console/{path}",
        "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    http = Exchange(scope, receive, send, idle_seconds=1)
    asyncio.run(files(http, path))
    start, *rest = sent
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], named, b"".join(one.get("body", b"") for one in rest)


@pytest.mark.parametrize(
    ("path", "kind", "cached"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("", "text/html; charset=utf-8", "no-cache"),
        ("boot.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "assets/app-1a2b.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("assets/font.woff2", "font/woff2", "public, max-age=31536000, immutable"),
    ],
)
def test_types_and_caching(folder: Path, path: str, kind: str, cached: str) -> None:
    status, headers, _ = get(ConsoleFiles(folder), path)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, kind, cached)


@pytest.mark.parametrize(
    "path",
    [
        "sign-in",
        "123456789012/us-east-1/ecr/repositories/team/web.app/-/images/sha256:aa",
        "no-such-file.js",
    ],
)
def test_a_path_of_the_application_is_its_one_page(folder: Path, path: str) -> None:
    assert get(ConsoleFiles(folder), path)[0::2] == (200, PAGE)


def test_a_part_that_is_gone_is_not_the_page(folder: Path) -> None:
    status, headers, body = get(ConsoleFiles(folder), "assets/app-0000.js")
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert body != PAGE


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "assets/../../secret.txt",
        "assets/..%5c..%5csecret.txt",
        "/etc/passwd",
        "//etc/passwd",
        "link.txt",
        "notes.unknown",
        "assets/app-1a2b.js.gz",
        "assets",
        "index.html\x00.js",
    ],
)
def test_nothing_else_of_the_machine_is_shown(folder: Path, path: str) -> None:
    status, _, body = get(ConsoleFiles(folder), path)
    assert body == PAGE or status == 404
    assert b"secret" not in body


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_packed_file_is_sent_to_those_who_take_it(
    folder: Path, accepted: str, encoding: str | None
) -> None:
    _, headers, body = get(ConsoleFiles(folder), "assets/app-1a2b.js", accept_encoding=accepted)
    assert headers.get("content-encoding") == encoding
    assert headers["vary"] == "Accept-Encoding"
    expected = {"br": b"brotli of it", None: SCRIPT}
    assert body == expected.get(encoding, gzip.compress(SCRIPT)) or encoding == "gzip"
    if encoding == "gzip":
        assert gzip.decompress(body) == SCRIPT


def test_what_a_browser_has_is_not_sent_again(folder: Path) -> None:
    files = ConsoleFiles(folder)
    etag = get(files, "index.html")[1]["etag"]
    status, headers, body = get(files, "index.html", if_none_match=f'"other", {etag}')
    assert (status, body, headers["etag"]) == (304, b"", etag)
    packed = get(files, "assets/app-1a2b.js", accept_encoding="br")[1]["etag"]
    assert packed != get(files, "assets/app-1a2b.js")[1]["etag"]


def test_head_measures_and_sends_nothing(folder: Path) -> None:
    _, headers, body = get(ConsoleFiles(folder), "index.html", method="HEAD")
    assert (headers["content-length"], body) == (str(len(PAGE)), b"")


def test_files_are_only_read(folder: Path) -> None:
    status, headers, _ = get(ConsoleFiles(folder), "index.html", method="POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["", "sign-in", "assets/app-1a2b.js"])
def test_a_build_without_the_console_says_so(tmp_path: Path, path: str) -> None:
    status, headers, body = get(ConsoleFiles(tmp_path / "none"), path)
    assert status == 404
    assert headers["content-type"].startswith("text/plain")
    assert body.startswith(b"the console was left out of this build: ")
