"""What is not documented fails: settings, commands, operations, metrics, and the names of files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from lading import documentation
from lading.catalog import CATALOG
from lading.cli import app
from lading.documentation import ROOT, operation_names, services
from lading.settings import Settings

WRITE = "run `python -m lading.documentation --write`"
PAGES_BY_HAND = (
    *("README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CHANGELOG.md"),
    *(
        f"docs/{path.name}"
        for path in sorted((ROOT / "docs").glob("*.md"))
        if f"docs/{path.name}" not in documentation.PAGES
    ),
)
OPERATION_ROW = re.compile(r"^\| (\w+) \| (built|not built) \| `?([\w/. ]*?)`? \|$", re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", sorted(set(documentation.PAGES) - {"docs/operations.md"}))
def test_a_written_page_is_what_the_code_says_now(name: str) -> None:
    assert page(name) == documentation.PAGES[name](), WRITE


@pytest.mark.parametrize("setting", list(Settings.model_fields))
def test_every_setting_is_there_and_says_what_it_is(setting: str) -> None:
    assert Settings.model_fields[setting].description
    assert f"`LADING_{setting.upper()}`" in page("docs/settings.md"), WRITE


def test_every_command_and_option_is_there_and_says_what_it_is() -> None:
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        assert command.help, name
        assert f"## `lading {name}`" in page("docs/commands.md"), WRITE
        for option in command.params:
            assert option.name == "help" or option.help, f"{name} {option.opts}"
            assert option.name == "help" or f"`{option.opts[0]}`" in page("docs/commands.md")


@pytest.mark.parametrize("service", services())
def test_every_operation_is_there_with_its_state_and_a_test(service: str) -> None:
    section = re.split(rf"^## {service}: ", page("docs/operations.md"), flags=re.MULTILINE)[1]
    rows = {
        name: (state, path)
        for name, state, path in OPERATION_ROW.findall(section.partition("\n## ")[0])
    }
    assert set(rows) == set(operation_names(service)), WRITE
    for name, (state, path) in rows.items():
        built = CATALOG.find(service, name) is not None
        assert state == ("built" if built else "not built"), f"{name}: {WRITE}"
        assert not built or (ROOT / path).is_file(), f"no test drives {service}:{name}; {WRITE}"


def test_every_internal_operation_says_what_it_does() -> None:
    for one in CATALOG:
        if one.internal:
            assert re.search(rf"^\| {one.key} \| \w", page("docs/operations.md"), re.MULTILINE), (
                WRITE
            )


def test_every_metric_says_what_it_is() -> None:
    found = list(documentation.metrics())
    assert found
    for name, _, _, text in found:
        assert text, name
        assert f"`{name}`" in page("docs/metrics.md"), WRITE


@pytest.mark.parametrize("name", PAGES_BY_HAND)
def test_every_file_a_page_names_is_there(name: str) -> None:
    known = [path.relative_to(ROOT).as_posix() for path in _files()]
    named = re.findall(r"`([\w./-]+\.(?:py|md|toml|lock|sh))`", page(name))
    missing = [one for one in named if not any(f"/{path}".endswith(f"/{one}") for path in known)]
    assert not missing


@pytest.mark.parametrize("name", PAGES_BY_HAND)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page(name))
    assert [one for one in targets if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("name", PAGES_BY_HAND)
def test_every_command_a_page_names_is_one_or_is_said_not_to_be_built(name: str) -> None:
    group: Any = typer.main.get_command(app)
    text = page(name).partition("## What is not built")[0]
    named = set(re.findall(r"(?:`|^|\$ |\()lading ([a-z]+)", text, re.MULTILINE))
    assert named <= set(group.commands)


@pytest.mark.parametrize("name", PAGES_BY_HAND)
def test_every_variable_a_page_names_is_a_setting(name: str) -> None:
    known = {f"LADING_{setting.upper()}" for setting in Settings.model_fields}
    assert set(re.findall(r"LADING_[A-Z_]+[A-Z]", page(name))) <= known


def _files() -> list[Path]:
    top = [path for path in ROOT.iterdir() if not path.name.startswith(".")]
    return [
        file
        for path in top
        for file in (path.rglob("*") if path.is_dir() else [path])
        if file.is_file()
    ]
