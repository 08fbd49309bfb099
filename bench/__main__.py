"""`python -m bench [part …] [--quick] [--write]`: measure, and print one Markdown table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import table
from bench.machine import description
from bench.parts.aws_calls import aws_calls
from bench.parts.blob_get import blob_get
from bench.parts.encrypted import encrypted
from bench.parts.import_files import import_files
from bench.parts.lookup import lookup
from bench.parts.manifest_get import manifest_get
from bench.parts.memory import memory
from bench.parts.transfer import transfer
from bench.parts.visibility import visibility
from bench.servers import peer_version
from bench.sides import Sides, both_sides
from bench.table import Line

_EVENTS = 1_000_000
PARTS: dict[str, Callable[[Sides], Iterator[Line]]] = {
    "memory": memory,  # first: what the others leave behind would hide it
    "manifest-get": manifest_get,
    "blob-get": blob_get,
    "transfer": transfer,
    "encrypted": encrypted,
    "visibility": visibility,
    "aws-calls": aws_calls,
    "import": import_files,
    "lookup": lookup,  # last: it leaves a long history behind
}


def main() -> None:
    """Run the parts that were named, all of them by default."""
    options = _options()
    with both_sides(options.folder, quick=options.quick, events=options.events) as sides:
        machine, lines = description(sides.folder), []
        for name in options.part or PARTS:
            for line in PARTS[name](sides):
                print(f"{line.work}: {line.ours} {line.peer} {line.ratio}", file=sys.stderr)
                lines.append(line)
        peer = f"docker-registry {peer_version()}" if sides.peer is not None else None
    text = table.markdown(machine, peer, lines)
    print(text)
    if options.write:
        table.write(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument(
        "part", nargs="*", choices=[*PARTS, []], metavar="part", help=", ".join(PARTS)
    )
    parser.add_argument("--quick", action="store_true", help="a smoke run: its figures mean little")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    parser.add_argument(
        "--events",
        type=int,
        default=_EVENTS,
        metavar="N",
        help=f"length of the history that look-ups search ({_EVENTS:,})",
    )
    parser.add_argument(
        "--folder", type=Path, help="where both data folders are made; the temporary folder if not"
    )
    options = parser.parse_args()
    if options.write and (options.quick or options.part):
        parser.error("--write wants all parts, and not a quick run")
    return options


if __name__ == "__main__":
    main()
