"""Terms and phrases (CloudWatch Logs User Guide, "Filter pattern syntax", and its examples)."""

from __future__ import annotations

import pytest

from lading.pure.filter_patterns.terms import PatternRefused, Terms, parse_terms

PICKS = [
    ("", "anything", True),
    (" ", "anything", True),
    ('""', "anything", True),
    ("ERROR", "[ERROR 400] BAD REQUEST", True),
    ("ERROR", "Exiting with ERRORCODE: -1", True),
    ("error", "[ERROR 400] BAD REQUEST", False),
    ("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", True),
    ("ERROR ARGUMENTS", "[ERROR 401] UNAUTHORIZED REQUEST", False),
    ("?ERROR ?WARN", "WARN slow pull", True),
    ("?ERROR ?WARN", "INFO", False),
    ("?ERROR ?ARGUMENTS REQUEST", "[INFO] REQUEST FAILED", True),
    ("?ERROR -DEBUG", "INFO", True),
    ("?ERROR -DEBUG", "DEBUG ERROR", False),
    ("ERROR -ARGUMENTS", "[ERROR 420] INVALID ARGUMENTS", False),
    ("ERROR -ARGUMENTS", "[ERROR 500]", True),
    ("-ARGUMENTS", "[ERROR 500]", True),
    ('"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR", True),
    ('"INTERNAL ERROR"', "[ERROR 500] INTERNAL SERVER ERROR", False),
    ('-"SERVER ERROR" ERROR', "[ERROR 500] INTERNAL SERVER ERROR", False),
    ('?"SERVER ERROR" ?never', "[ERROR 500] INTERNAL SERVER ERROR", True),
    (r'"say \"no\""', 'they say "no" to it', True),
    (r'"C:\\temp"', r"in C:\temp", True),
    ("?", "what?", True),
    ("-", "what?", False),
    ("a.b", "xa.by", True),
    ("?a\t?b", "b", True),
    ("é", "café", True),
]


@pytest.mark.parametrize(("pattern", "message", "picked"), PICKS)
def test_a_pattern_picks_messages(pattern: str, message: str, picked: bool) -> None:
    assert parse_terms(pattern).match(message) is picked


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ('{ $.eventName = "PutImage" }', "JSON"),
        ("[ip, user, status]", "fields between spaces"),
        ("%ERR.*%", "Regular expressions"),
        ("one %ERR.*%", "Regular expressions"),
        ("?%ERR%", "Regular expressions"),
        ('"open', "not closed"),
        ('fine "open', "not closed"),
    ],
)
def test_what_is_not_built_or_broken_is_refused(pattern: str, text: str) -> None:
    with pytest.raises(PatternRefused, match=text):
        parse_terms(pattern)


def test_question_marks_beside_other_terms_count_for_nothing() -> None:
    assert parse_terms("a ?b -c") == Terms(required=("a",), excluded=("c",))


def test_quoted_signs_are_text() -> None:
    assert parse_terms('"-a" "?b"') == Terms(required=("-a", "?b"))
