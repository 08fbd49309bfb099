"""Records that Python reads: those that are not plain, and those of files the store refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import orjson

from lading.services.cloudtrail.history_quay_schema import RECORD_BYTES_MAX
from lading.services.cloudtrail.history_row import HistoryRow, RecordRefused, row_of

TOO_LARGE: Final = f"records of more than {RECORD_BYTES_MAX:,} bytes"

Read = tuple[HistoryRow, str]
"""A row and the category of its record, empty where it says none."""


class Misread(Exception):
    """What should be a record holds records: the file has another shape than was thought."""


def read(text: str) -> Read | str:
    """Return the row of a record's text, or why it has none, as it is counted."""
    body = text.encode("utf-8", "surrogateescape")
    if len(body) > RECORD_BYTES_MAX:
        return TOO_LARGE
    try:
        row = row_of(body)
    except RecordRefused as refusal:
        return str(refusal)
    except Exception as error:  # one strange record must not hold up all others
        return f"not a CloudTrail record: {type(error).__name__}"
    return row, "" if row.management else str(orjson.loads(body).get("eventCategory") or "")


def read_odd(texts: Iterable[str]) -> tuple[list[Read], Counter[str]]:
    """Return rows, and how many records have none for which reason. Raises `Misread`."""
    rows: list[Read] = []
    refused: Counter[str] = Counter()
    for text in texts:
        found = read(text)
        if not isinstance(found, str):
            rows.append(found)
        elif not text or '"Records"' in text:
            raise Misread
        else:
            refused[found] += 1
    return rows, refused
