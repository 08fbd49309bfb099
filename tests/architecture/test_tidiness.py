"""A test keeps house: names, sizes, docstrings, leftovers and modules nobody uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
MARKER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
ENTRY_POINTS = {"lading.cli", "lading.server.front"}
AWAITED = {
    "lading.pure.sigv4.sign": "presigned URLs of the S3 door",
}
"""Modules that are tested and whose user is still to be built; nothing else is kept on stock."""
LOADED_BY_ALEMBIC = "lading.migrations"


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


OURS = files("src")
WITH_TESTS = files("src", "tests", "bench", "tools")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_a_module_is_named_for_what_it_holds() -> None:
    words = {path: set(re.split(r"[/_.]", named(path))) for path in WITH_TESTS}
    assert [named(path) for path in WITH_TESTS if words[path] & FORBIDDEN_NAMES] == []


def test_a_module_says_what_it_is_for() -> None:
    silent = [path for path in OURS if tree(path).body and not ast.get_docstring(tree(path))]
    assert list(map(named, silent)) == []


def test_a_file_is_no_longer_than_its_limit() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in WITH_TESTS}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}


def test_a_function_fits_on_a_screen() -> None:
    lengths = {
        f"{named(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in WITH_TESTS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


def test_no_leftover_marker() -> None:
    left = [
        f"{named(path)}: {line.strip()}"
        for path in WITH_TESTS
        for line in path.read_text().splitlines()
        if MARKER.search(line)
    ]
    assert left == []


def test_no_dead_module() -> None:
    modules = {module_name(path): path for path in OURS}
    used = ENTRY_POINTS | {name for path in OURS for name in _imports(path, set(modules))}
    dead = {
        name
        for name, path in modules.items()
        if path.name != "__init__.py"
        and name not in used
        and not name.startswith(LOADED_BY_ALEMBIC)
        and '__name__ == "__main__"' not in path.read_text()
    }
    assert dead - set(AWAITED) == set(), "imported by nobody and no entry point"
    assert set(AWAITED) - dead == set(), "in use by now: take it off the list"


def _imports(path: Path, known: set[str]) -> Iterator[str]:
    own = module_name(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        else:
            continue
        yield from (found & known) - {own}
