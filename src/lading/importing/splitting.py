"""A file's records, one by one, whatever shape it has: each with the text it had.

Read are `{"Records":[...]}`, lists, objects one behind another, and any of these behind another;
behind a broken line it goes on with the next one. This is the careful way for what the store
refused; with `row_of` it takes some 12 µs a record.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from lading.importing.inflation import Unreadable

VALUE_CHARACTERS_MAX: Final = 4 << 20
"""Of one record: four times what the history takes, so that the reason can be told."""

_GAP: Final = re.compile(r"[\s,]*")
_LOG_FILE: Final = re.compile(r'\{\s*"Records"\s*:\s*\[')
_LOG_FILE_END: Final = re.compile(r"\s*\}")
_LOG_FILE_CHARACTERS_MAX: Final = 64
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is no record; the reason as it is counted."""

    reason: str


Item = str | Broken


def items_of(content: Iterator[bytes]) -> Iterator[Item]:
    """Yield the records of a file's content, and what is wrong with it, in order."""
    return _Reader(content).items()


class _Reader:
    """Walks over a text of which only a window is in memory."""

    def __init__(self, content: Iterator[bytes]) -> None:
        self._content = content
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape").decode
        self._text = ""
        self._at = 0
        self._ended = False
        self._failure: str | None = None
        self._given_up = False

    def items(self) -> Iterator[Item]:
        """Yield all there is."""
        depth = 0
        while self._next_character():
            character = self._text[self._at]
            if character == "]" and depth:
                depth -= 1
                self._leave_list()
            elif character == "[" and not depth:
                self._at += 1
                depth += 1
            elif not depth and (match := self._log_file()):
                self._at = match.end()
                depth += 1
            else:
                yield from self._value()
        if self._failure is not None:
            yield Broken(self._failure)
        elif depth and not self._given_up:
            yield Broken("cut off: the rest of the file")

    def _value(self) -> Iterator[Item]:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                break
            except (ValueError, RecursionError):
                if len(self._text) - self._at > VALUE_CHARACTERS_MAX or not self._fill():
                    yield from self._pass_over()
                    return
        text = self._text[self._at : end]
        self._at = end
        if not isinstance(value, dict):
            yield Broken("not a JSON object")
        elif isinstance(value.get("Records"), list):
            for one in value["Records"]:
                yield orjson.dumps(one).decode() if _is_plain(one) else Broken("not a JSON object")
        else:
            yield text

    def _pass_over(self) -> Iterator[Item]:
        """Go on behind the line, if there is one."""
        end = self._text.find("\n", self._at)
        if end < 0 and self._ended and self._failure is not None:
            self._at = len(self._text)
            return  # told at the end
        yield Broken("broken JSON" if end >= 0 else "broken JSON: the rest of the file")
        if end < 0:
            self._drop()
        else:
            self._at = end + 1

    def _drop(self) -> None:
        self._given_up = True
        self._at = len(self._text)
        while self._fill():
            self._at = len(self._text)

    def _log_file(self) -> re.Match[str] | None:
        if self._text[self._at] != "{":
            return None
        while len(self._text) - self._at < _LOG_FILE_CHARACTERS_MAX and self._fill():
            pass
        return _LOG_FILE.match(self._text, self._at)

    def _leave_list(self) -> None:
        self._at += 1
        while len(self._text) - self._at < _LOG_FILE_CHARACTERS_MAX and self._fill():
            pass
        match = _LOG_FILE_END.match(self._text, self._at)
        if match is not None:
            self._at = match.end()

    def _next_character(self) -> bool:
        while True:
            match = _GAP.match(self._text, self._at)
            assert match is not None, "a gap may be empty"
            self._at = match.end()
            if self._at < len(self._text):
                return True
            if not self._fill():
                return False

    def _fill(self) -> bool:
        """Read on; False at the end."""
        if self._ended:
            return False
        try:
            piece = next(self._content, None)
        except Unreadable as error:
            self._failure = str(error)
            piece = None
        self._ended = piece is None
        self._text = self._text[self._at :] + self._decode(piece or b"", self._ended)
        self._at = 0
        return True


def _is_plain(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    try:
        orjson.dumps(value)
    except (TypeError, RecursionError):
        return False
    return True
