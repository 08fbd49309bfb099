"""Listing against a slow and obvious one, on random keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lading.pure.s3.listing import common_prefix, shown, start_after, successor
from lading.services.s3.listing import page_of

KEYS = st.lists(
    st.text(alphabet="ab/äz\U0001f600", min_size=1, max_size=5), unique=True, max_size=20
)
SHORT = st.text(alphabet="ab/", max_size=3)


@dataclass
class Shelf:
    """Keys in order, read as the database does; counts its reads."""

    keys: list[str]
    reads: int = 0

    def read(self, start: bytes, end: bytes, limit: int) -> list[Any]:
        self.reads += 1
        found = sorted(key.encode() for key in self.keys if start <= key.encode() < end)
        return [{"key": key} for key in found[:limit]]


def obvious(keys: list[str], prefix: str, delimiter: str) -> list[str]:
    """Return keys and folded prefixes, in order."""
    entries = set()
    for key in keys:
        if key.startswith(prefix):
            rest = key[len(prefix) :]
            at = rest.find(delimiter) if delimiter else -1
            entries.add(key if at < 0 else prefix + rest[: at + len(delimiter)])
    return sorted(entries, key=str.encode)


@given(
    keys=KEYS, prefix=SHORT, delimiter=st.sampled_from(["", "/", "a", "a/"]), size=st.integers(1, 4)
)
def test_pages_are_the_obvious_listing(
    keys: list[str], prefix: str, delimiter: str, size: int
) -> None:
    shelf, after, found = Shelf(keys), "", []
    for _ in range(len(keys) + 1):
        page = page_of(shelf.read, after, prefix, delimiter, size)
        assert page.count <= size
        rows: list[Any] = page.rows
        found += [*page.prefixes, *(row["key"].decode() for row in rows)]
        if page.last is None:
            break
        after = page.last
    assert sorted(found, key=str.encode) == obvious(keys, prefix, delimiter)
    assert len(found) == len(set(found))


@given(keys=KEYS, after=SHORT)
def test_a_listing_goes_on_behind_any_text(keys: list[str], after: str) -> None:
    page = page_of(Shelf(keys).read, after, "", "", 1000)
    rows: list[Any] = page.rows
    wanted = sorted(key.encode() for key in keys if key.encode() > after.encode())
    assert [row["key"] for row in rows] == wanted


def test_a_folded_prefix_costs_one_read() -> None:
    shelf = Shelf([f"a/{number}" for number in range(500)] + ["b"])
    page = page_of(shelf.read, "", "", "/", 1000)
    assert (page.prefixes, page.count, shelf.reads) == (["a/"], 2, 2)


def test_positions() -> None:
    assert successor(b"a/") == b"a0"
    assert successor("\U0010ffff".encode()) > "\U0010ffff".encode() + b"\xf4"
    assert common_prefix(b"a/b/c", b"a/", b"/") == b"a/b/"
    assert common_prefix(b"a/b", b"a/", b"/") is None
    assert start_after(b"a/b/c", b"a/", b"/") == b"a/b0"
    assert start_after(b"0", b"a/", b"/") == b"a/"


def test_encoded_keys() -> None:
    assert shown("a/b c+d=ä", "url") == "a/b+c%2Bd%3D%C3%A4"
    assert shown("a b", None) == "a b"
