"""Journal files as crashes and failing disks leave them: what is whole in them is not lost."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest
from tests.crash.oracle import Oracle
from tests.crash.server import Server
from tests.crash.test_moments import CALLS_MAX, await_calls

from lading.audit.journal_files import file_name, frame

LINE = frame(b'{"eventID": "of a record that nobody was told of"}')
TAILS = {
    "cut line": LINE[: len(LINE) // 2],
    "line without its end": LINE[:-1],
    "nulls": bytes(4096),
    "wrong checksum": b"00000000" + LINE[8:],
    "garbage": b"\xff\x00garbage\n\n\xfe more of it \n and no end",
}
"""What is at the end of a file whose writer died."""

KEPT_ASIDE = ("wrong checksum", "garbage")
"""Whole lines that are damaged are kept for a person to look at; a cut end never was a record."""


@pytest.mark.timeout(300)
def test_what_is_behind_the_last_whole_line_is_passed(oracle: Oracle) -> None:
    """Each kind at the end of a file that a killed worker left, and in a file of its own."""
    server, load = oracle.server, oracle.load
    with load.running():
        await_calls(load, CALLS_MAX)
        server.kill()
    for (kind, tail), newest in zip_longest(TAILS.items(), _newest_files(server)[: len(TAILS)]):
        for path in filter(None, (_own_file(server, kind), newest)):
            with path.open("ab") as file:
                file.write(tail)
    server.start()
    with load.running():
        load.go_on()
    oracle.check()
    kept = {path.name.rpartition(".")[0] for path in server.folder.rejected.iterdir()}
    for kind in TAILS:
        assert (_own_file(server, kind).name in kept) == (kind in KEPT_ASIDE), kind


def _newest_files(server: Server) -> list[Path]:
    files = server.folder.journal.glob("*.log")
    return sorted(files, key=lambda path: -path.stat().st_mtime_ns)


def _own_file(server: Server, kind: str) -> Path:
    """Return a file of a worker that died before its first record was whole."""
    return server.folder.journal / file_name(f"20260101T000000000000-{kind.replace(' ', '')}", 1)
