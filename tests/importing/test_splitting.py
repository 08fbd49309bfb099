"""The careful reader: every shape of file, and what is broken in the middle of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lading.importing.inflation import Unreadable
from lading.importing.splitting import Broken, items_of

CUT_OFF = "cut off: the rest of the file"
REST = "broken JSON: the rest of the file"
CASES: dict[str, tuple[bytes, list[str | Broken]]] = {
    "nothing": (b"", []),
    "spaces": (b" \n\t ", []),
    "a log file": (b'{"Records":[{"a":1},{"b":"}]"}]}', ['{"a":1}', '{"b":"}]"}']),
    "a log file, spaced": (b'\n{ "Records" : [ {"a":1} ,\n{"b":2} ] }\n', ['{"a":1}', '{"b":2}']),
    "an empty log file": (b'{"Records":[]}', []),
    "with a byte order mark": (b'\xef\xbb\xbf{"Records":[{"a":1}]}', ['{"a":1}']),
    "lines": (b'{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']),
    "lines of Windows": (b'{"a":1}\r\n\r\n{"b":2}', ['{"a":1}', '{"b":2}']),
    "objects in a row": (b'{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']),
    "over several lines": (b'{\n "a": 1\n}\n{\n "b": 2\n}', ['{\n "a": 1\n}', '{\n "b": 2\n}']),
    "a list": (b'[{"a":1}, {"b":2}]', ['{"a":1}', '{"b":2}']),
    "log files in lines": (b'{"Records":[{"a":1}]}\n{"Records":[{"b":2}]}', ['{"a":1}', '{"b":2}']),
    "half log file, half lines": (b'{"Records":[{"a":1}]}\n{"b":2}\n', ['{"a":1}', '{"b":2}']),
    "half lines, half log file": (b'{"b":2}\n{"Records":[{"a":1}]}', ['{"b":2}', '{"a":1}']),
    "members before Records": (b'{"x":{"y":[1]},"Records":[{"a":1}]}', ['{"a":1}']),
    "no objects": (b'{"Records":[1,"x",null,{"a":1}]}', [
        *[Broken("not a JSON object")] * 3, '{"a":1}'
    ]),
    "a broken line": (b'{"a":1}\n{"b":\n{"c":3}\n', ['{"a":1}', Broken("broken JSON"), '{"c":3}']),
    "a broken log file": (b'{"Records":[{"a":1},{"b"}]}', ['{"a":1}', Broken(REST)]),
    "a log file cut off between records": (
        b'{"Records":[{"a":1},{"b":2}', ['{"a":1}', '{"b":2}', Broken(CUT_OFF)]
    ),
    "not JSON": (b"<html></html>", [Broken(REST)]),
    "no text": (b'{"a":"\xff\xfe"}', ['{"a":"\udcff\udcfe"}']),
    "nested too deep": (b'{"a":' + b"[" * 100_000, [Broken(REST)]),
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("name", CASES)
def test_records_of_a_content(name: str, size: int) -> None:
    """The same comes out however the content comes in pieces."""
    content, expected = CASES[name]
    if len(content) > 10_000 and size < 10_000:
        size = 10_000
    pieces = (content[at : at + size] for at in range(0, len(content), size))
    found = list(items_of(pieces))
    if name == "a broken log file":
        assert found[0] == expected[0]
        assert isinstance(found[1], Broken)
    else:
        assert found == expected


def test_a_content_that_ends_early_is_told_once() -> None:
    """What came before is there, half a record is not."""

    def content() -> Iterator[bytes]:
        yield b'{"Records":[{"a":1},{"b":'
        raise Unreadable("damaged gzip: the rest of the file")

    assert list(items_of(content())) == ['{"a":1}', Broken("damaged gzip: the rest of the file")]


def test_a_value_without_an_end_is_bounded() -> None:
    """A string of many megabytes is given up on before it is in memory."""
    taken = 0

    def content() -> Iterator[bytes]:
        nonlocal taken
        yield b'{"a":"'
        for _ in range(64):
            taken += 1
            yield b"x" * (1 << 20)

    found = []
    for item in items_of(content()):
        found.append(item)
        assert taken <= 64
    assert found == [Broken(REST)]
