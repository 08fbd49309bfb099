"""People at the console: Debian's chromium against a running server, by page objects.

The tests are in console/e2e; here is their world: a server, two people, and images that skopeo
pushed and pulled.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..doors.server import ALLOW_EVERYTHING, ROOT_KEY_ID, ROOT_SECRET, Server, start_server
from .conftest import ROOT, Tool
from .layouts import index_layout, skopeo

pytestmark = [pytest.mark.blackbox, pytest.mark.timeout(900)]

_TAGS = ("1.9", "1.10", "latest")
_REPOSITORY = "team/app"


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser; skips without one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="module")
def console_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose history holds nothing but what this module does."""
    if not (ROOT / "src/lading/console_files/index.html").exists():
        pytest.skip("the console is not built (make console)")
    running = start_server(tmp_path_factory.mktemp("console"), pull_time_seconds="0.1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def world(
    console_server: Server,
    tmp_path_factory: pytest.TempPathFactory,
    write_json: Callable[[object], Path],
) -> Path:
    """The file that tells the browser tests where everything is."""
    folder = tmp_path_factory.mktemp("images")
    console_server.client("ecr").create_repository(repositoryName=_REPOSITORY)
    source, place = index_layout(folder), f"127.0.0.1:{console_server.port}/{_REPOSITORY}"
    kms = console_server.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/images", TargetKeyId=key)
    password = f"AWS:{console_server.token()}"
    for tag in _TAGS:
        skopeo("copy", "--all", "--dest-tls-verify=false", "--dest-creds", password,
               f"oci:{source}", f"docker://{place}:{tag}")  # fmt: skip
    skopeo("copy", "--src-tls-verify=false", "--src-creds", password,
           f"docker://{place}:1.10", f"dir:{folder / 'pulled'}")  # fmt: skip
    console_server.flush()
    return write_json(
        {
            "url": console_server.url,
            "account": console_server.account,
            "region": console_server.region,
            "root": {"keyId": ROOT_KEY_ID, "secret": ROOT_SECRET},
            "mary": _console_user(console_server, ALLOW_EVERYTHING),
            "nobody": _console_user(console_server),
            "repository": _REPOSITORY,
        }
    )


def _console_user(server: Server, *statements: Any) -> dict[str, str]:
    name = server.person(*statements, stem="browser").name
    password = f"A-password-of-{name}-1"
    server.client("iam").create_login_profile(UserName=name, Password=password)
    return {"name": name, "password": password}


def test_console_in_a_browser(console_tool: Tool, chromium: str, world: Path) -> None:
    """Sign-in, registry pages and their states, with axe-core on each."""
    console_tool("e2e", {"LADING_E2E_WORLD": str(world), "CHROMIUM": chromium})
