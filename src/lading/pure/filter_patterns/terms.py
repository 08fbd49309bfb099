"""Filter patterns of terms and phrases: which messages they pick.

    ERROR "disk full" -ignored     all of them, and none that has an excluded term
    ?WARN ?ERROR                   any of them

Terms are substrings, case counts (CloudWatch Logs User Guide, "Filter pattern syntax"). Patterns
over JSON properties, over fields between spaces and regular expressions are told apart from
terms and refused: they are not built yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TERM: Final = re.compile(
    r"""\s* (?P<sign>[?-](?=[^\s]))? (?:
        "(?P<phrase>(?:[^"\\]|\\.)*)"
      | (?P<word>[^\s"]+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED: Final = re.compile(r'\\(["\\])')
_UNBUILT: Final = {
    "{": "Filter patterns over JSON properties are not built yet.",
    "[": "Filter patterns over fields between spaces are not built yet.",
    "%": "Regular expressions in filter patterns are not built yet.",
}


class PatternRefused(ValueError):
    """The text is no filter pattern, or one of a kind that is not built; the message says which."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A message is picked if it has every required term, no excluded one, and one of `any_of`.

    Without terms in it, `any_of` asks for nothing. Empty terms are left out: every message has
    them.
    """

    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    def match(self, message: str) -> bool:
        """Return whether the message is picked."""
        return (
            all(term in message for term in self.required)
            and not any(term in message for term in self.excluded)
            and (not self.any_of or any(term in message for term in self.any_of))
        )


def parse_terms(pattern: str) -> Terms:
    """Return the terms of a pattern; an empty one picks every message. Raises `PatternRefused`."""
    text = pattern.strip()
    if text[:1] in ("{", "["):
        raise PatternRefused(_UNBUILT[text[0]])
    found: dict[str, list[str]] = {"": [], "-": [], "?": []}
    place = 0
    while place < len(text):
        term = _TERM.match(text, place)
        if term is None:
            raise PatternRefused("A quotation mark in the filter pattern is not closed.")
        found[term["sign"] or ""].append(_text(term))
        place = term.end()
    if found[""] or found["-"]:
        # Beside other terms those with a question mark count for nothing (User Guide, "Using
        # filter patterns to match terms in unstructured log events").
        return Terms(_without_empty(found[""]), tuple(found["-"]))
    if "" in found["?"]:
        return Terms()
    return Terms(any_of=tuple(found["?"]))


def _text(term: re.Match[str]) -> str:
    if term["word"] is None:
        return _ESCAPED.sub(r"\1", term["phrase"])
    if term["word"].startswith("%"):
        raise PatternRefused(_UNBUILT["%"])
    return term["word"]


def _without_empty(terms: list[str]) -> tuple[str, ...]:
    return tuple(term for term in terms if term)
