"""Small files of a bucket read ahead, several at a time: each costs a round trip."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import BinaryIO, Final

from lading.importing.buckets import is_bucket
from lading.importing.files import SourceFile

READERS: Final = 16
_BYTES_MAX: Final = 4 << 20


def ahead(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """Yield the same files in the same order; what was read ahead is opened from memory."""
    with ThreadPoolExecutor(READERS, thread_name_prefix="read-ahead") as readers:
        waiting: deque[SourceFile] = deque()
        for file in files:
            waiting.append(_begun(readers, file))
            if len(waiting) > READERS:
                yield waiting.popleft()
        yield from waiting


def _begun(readers: ThreadPoolExecutor, file: SourceFile) -> SourceFile:
    if not is_bucket(file.name) or file.size_bytes > _BYTES_MAX:
        return file
    return replace(file, open=partial(_opened, readers.submit(_read, file.open)))


def _read(opened: Callable[[], BinaryIO]) -> bytes:
    with opened() as file:
        return file.read()


def _opened(reading: Future[bytes]) -> BinaryIO:
    return BytesIO(reading.result())
