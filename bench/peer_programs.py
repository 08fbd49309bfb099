"""Programs that only the benchmarks need, in a virtual environment of their own.

`peers.in` names them, `peers.lock` pins them; our own libraries never see theirs.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

_LOCK = Path(__file__).parent / "peers.lock"
_FOLDER = Path(__file__).parents[1] / "build" / "bench-peers"
_INSTALLED = _FOLDER / "installed.lock"


def peer_program(name: str) -> str | None:
    """Return where a program is, installed when first asked for; None if that cannot be done."""
    path = _FOLDER / "bin" / name
    return str(path) if _install() and path.exists() else None


@cache
def _install() -> bool:
    wanted = _LOCK.read_text()
    if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
        return True
    print("installing what is measured against, once", file=sys.stderr)
    venv.create(_FOLDER, clear=True, with_pip=True)
    pip = [str(_FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    arguments = ["--disable-pip-version-check", "--require-hashes", "-r", str(_LOCK)]
    if subprocess.run([*pip, *arguments], check=False).returncode != 0:
        return False
    _INSTALLED.write_text(wanted)
    return True


def pinned_version(package: str) -> str:
    """Return the version of a package that is pinned."""
    for line in _LOCK.read_text().splitlines():
        name, _, version = line.partition("==")
        if name.partition("[")[0] == package:
            return version.split()[0]
    raise KeyError(package)
