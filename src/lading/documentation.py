"""The reference pages in docs/, written from the code: `python -m lading.documentation --write`.

A test compares them with what this module makes, so that nothing can be undocumented.
"""

from __future__ import annotations

import importlib
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import annotated_types
import botocore.session
import typer
from botocore import xform_name
from prometheus_client import REGISTRY, CollectorRegistry

from lading.catalog import CATALOG
from lading.cli import app
from lading.operation import Operation
from lading.settings import Settings

ROOT: Final = Path(__file__).parents[2]
_HEAD: Final = "<!-- Written by `python -m lading.documentation --write`; do not edit. -->\n\n"
_SERVICES: Final = ("ecr", "cloudtrail", "iam", "sts")
_HOLED: Final = re.compile(r"\bf\"([A-Za-z_]+\{\w+\}[A-Za-z_]+)\"")
_BOUNDS: Final = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def settings_page() -> str:
    """Return docs/settings.md: every setting with its variable, default, bounds and meaning."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "user data folder" if field.default_factory else _shown(field.default)
        kind = _kind(field.annotation)
        bounds = ", ".join([kind, *_bounds(field.metadata)])
        meaning = str(field.description) + ("" if _is_read(name) else "; *read by nothing yet*")
        rows.append((f"`LADING_{name.upper()}`", default, bounds, meaning))
    text = (
        "# Settings\n\nRead once at the start, from environment variables. Units are the last word "
        "of a name: `_seconds`, `_bytes`, `_days`; a number that says what it counts has none.\n\n"
    )
    return _HEAD + text + _table(("Variable", "Default", "Value", "Meaning"), rows)


def commands_page() -> str:
    """Return docs/commands.md: every command with its arguments and options."""
    group: Any = typer.main.get_command(app)
    parts = [_HEAD + "# Commands\n"]
    for name, command in group.commands.items():
        parts += _command(f"lading {name}", command)
    return "".join(parts)


def _command(name: str, command: Any) -> Iterator[str]:
    """Yield a command's section, and those of its own commands."""
    yield f"\n## `{name}`\n\n{_unwrapped(command.help)}\n\n"
    rows = [_option(one) for one in command.params if one.name != "help"]
    if rows:
        yield _table(("Option", "Value", "Default", "Meaning"), rows)
    for word, inner in getattr(command, "commands", {}).items():
        yield from _command(f"{name} {word}", inner)


def operations_page() -> str:
    """Return docs/operations.md: every operation of each service's model, built or not."""
    parts = [
        _HEAD + "# Operations\n\nEvery operation of the services' official models. One that is not "
        "built is refused with `UnsupportedOperationException`, and the attempt is on record.\n"
    ]
    for service in services():
        rows = []
        names = operation_names(service)
        for name in names:
            built = CATALOG.find(service, name) is not None
            tests = f"`{test_of(service, name) or 'no test'}`" if built else ""
            rows.append((name, "built" if built else "not built", tests))
        count = sum(CATALOG.find(service, name) is not None for name in names)
        parts.append(f"\n## {service}: {count} of {len(names)}\n\n")
        parts.append(_table(("Operation", "State", "Driven by"), rows))
    parts.append(
        "\n## What the server does by itself\n\nNo wire leads to these: the server's own jobs call "
        "them, and what they change is on record as service events.\n\n"
    )
    parts.append(_table(("Operation", "Does"), [(one.key, _purpose(one)) for one in _internal()]))
    return "".join(parts)


def _internal() -> list[Operation]:
    return sorted((one for one in CATALOG if one.internal), key=lambda one: one.key)


def _purpose(one: Operation) -> str:
    """Return the first line of what an operation's function says of itself."""
    return (one.handler.__doc__ or "").strip().partition("\n")[0]


def metrics_page() -> str:
    """Return docs/metrics.md: every metric of `/metrics` with its labels."""
    rows = [
        (f"`{name}`", kind, ", ".join(f"`{label}`" for label in labels), text)
        for name, kind, labels, text in sorted(metrics())
    ]
    text = "# Metrics\n\n`GET /metrics` shows them in Prometheus's text format.\n\n"
    return _HEAD + text + _table(("Metric", "Kind", "Labels", "Meaning"), rows)


def readme_page() -> str:
    """Return README.md with the names of the ECR operations that are not built."""
    text = (ROOT / "README.md").read_text()
    names = [one for one in operation_names("ecr") if CATALOG.find("ecr", one) is None]
    lines = textwrap.wrap(", ".join(names) or "nothing", 98)
    listed = "".join(f"\\g<1>{line}\n" for line in lines)
    return re.sub(
        r"^( *)(<!-- ecr: .*-->\n)[^<]*?( *<!-- end of ecr -->)",
        rf"\g<1>\g<2>{listed}\g<3>",
        text,
        flags=re.MULTILINE,
    )


PAGES: Final[dict[str, Callable[[], str]]] = {
    "README.md": readme_page,
    "docs/settings.md": settings_page,
    "docs/commands.md": commands_page,
    "docs/operations.md": operations_page,
    "docs/metrics.md": metrics_page,
}


def services() -> list[str]:
    """Return the services of the pages: those of the issue first, then what else is built."""
    built = (one.service for one in CATALOG if not one.internal)
    return list(dict.fromkeys([*_SERVICES, *built]))


def operation_names(service: str) -> list[str]:
    """Return the names of a service's operations, as its model has them."""
    model = botocore.session.get_session().get_service_model(service)
    return sorted(model.operation_names)


def test_of(service: str, name: str) -> str | None:
    """Return the test file that drives an operation, one of its service's own if there is one."""
    tests = [one for one in sorted((ROOT / "tests").rglob("test_*.py")) if _drives(one, name)]
    tests.sort(key=lambda path: service not in path.parts)
    return tests[0].relative_to(ROOT).as_posix() if tests else None


def _drives(path: Path, name: str) -> bool:
    """Return whether a test calls an operation, by its name or by one with `{holes}` in it."""
    if path.parts[-2] == "architecture":
        return False
    text, method = path.read_text(), xform_name(name)
    if re.search(rf"\.{method}\(|\b{name}\b", text):
        return True
    patterns = (re.sub(r"\{\w+\}", "[A-Za-z_]+", one) for one in _HOLED.findall(text))
    return any(re.fullmatch(one, name) or re.fullmatch(one, method) for one in patterns)


def metrics() -> Iterator[tuple[str, str, Sequence[str], str]]:
    """Yield name, kind, labels and meaning of every metric of ours."""
    from lading.doors.metrics import Requests

    for path in sorted((ROOT / "src").rglob("*.py")):
        if "prometheus_client" in path.read_text() and path != Path(__file__):
            module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
            importlib.import_module(module.removesuffix(".__init__"))
    of_doors = CollectorRegistry()
    Requests(of_doors)
    for registry in (REGISTRY, of_doors):
        for collector in set(registry._collector_to_names):
            for metric in collector.describe() if hasattr(collector, "describe") else ():
                if metric.name.startswith("lading_"):
                    suffix = "_total" if metric.type == "counter" else ""
                    labels = getattr(collector, "_labelnames", ())
                    yield metric.name + suffix, metric.type, labels, metric.documentation


def _option(parameter: Any) -> tuple[str, str, str, str]:
    names = ", ".join(f"`{one}`" for one in [*parameter.opts, *parameter.secondary_opts])
    value = "" if getattr(parameter, "is_flag", False) else _value_of(parameter)  # or an argument
    default = parameter.default
    shown = (
        "" if default is None or default is False else _shown(getattr(default, "value", default))
    )
    return names, value, shown, parameter.help or ""


def _value_of(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(f"`{one.value}`" for one in kind)
    bounds = [f"≥ {parameter.min:,}"] if parameter.min is not None else []
    bounds += [f"≤ {parameter.max:,}"] if parameter.max is not None else []
    return ", ".join([parameter.metavar or _kind(kind), *bounds])


def _kind(annotation: Any) -> str:
    for word, shown in (
        ("bool", "true, false"),
        ("int", "whole number"),
        ("float", "number"),
        ("tuple", "list"),
        ("Path", "path"),
    ):
        if word in str(annotation):
            return shown
    return "text"


def _bounds(metadata: Sequence[object]) -> Iterator[str]:
    for one in metadata:
        for name, sign in _BOUNDS.items():
            if isinstance(one, annotated_types.BaseMetadata) and hasattr(one, name):
                yield f"{sign} {getattr(one, name)}"
        pattern = getattr(one, "pattern", None)
        if pattern:
            yield f"`{pattern}`"


def _shown(value: object) -> str:
    if value is None or value == ():
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _is_read(setting: str) -> bool:
    """Return whether anything but the list of settings itself reads a setting."""
    use = re.compile(rf"\.{setting}\b")
    return any(use.search(path.read_text()) for path in (ROOT / "src").rglob("*.py"))


def _unwrapped(text: str | None) -> str:
    paragraphs = re.split(r"\n\s*\n", (text or "").strip())
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ([cell.replace("|", "\\|").replace("<", "&lt;") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def main() -> None:
    """Write the pages with `--write`; else say which are not as they should be."""
    stale = []
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if "--write" in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(name)
    if stale:
        sys.exit(f"not up to date: {', '.join(stale)}; python -m lading.documentation --write")


if __name__ == "__main__":
    main()
