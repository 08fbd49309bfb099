"""The console's own tools, started as `make` starts them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_TOOL = ROOT / "tools/console.py"
_LEFT_OUT = 3
_SECONDS_MAX = 900

Tool = Callable[..., None]


@pytest.fixture(scope="session")
def console_tool() -> Tool:
    """Runs tools/console.py with a command; fails with what it printed, skips without Node."""

    def run(command: str, env: Mapping[str, str] | None = None) -> None:
        done = subprocess.run(
            [sys.executable, str(_TOOL), command],
            env={**os.environ, "CI": "1", "NO_COLOR": "1", **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS_MAX,
            check=False,
        )
        if done.returncode == _LEFT_OUT:
            pytest.skip(done.stdout.strip().splitlines()[0])
        assert done.returncode == 0, done.stdout[-12000:]

    return run


@pytest.fixture(scope="session")
def write_json(tmp_path_factory: pytest.TempPathFactory) -> Callable[[object], Path]:
    """Writes a value to a file of its own and returns the path."""

    def write(value: object) -> Path:
        path = tmp_path_factory.mktemp("world") / "world.json"
        path.write_text(json.dumps(value))
        return path

    return write


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser; skips without one, or without a console to look at."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    if not (ROOT / "src/lading/console_files/index.html").exists():
        pytest.skip("the console is not built (make console)")
    return found
