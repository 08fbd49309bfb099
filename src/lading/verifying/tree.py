"""What was given to be checked: files by the places that digests speak of.

On disk the bucket's name is lost, and whatever lay above the folder that was copied; what is left
of the path must be the end of the place, or the place's part from `AWSLogs/` on that of the path.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from typing import Final

from lading.importing import buckets, folders
from lading.importing.files import CannotRead, SourceFile
from lading.pure.digests.chains import Place
from lading.pure.digests.names import digest_of_key, is_log_file

FILES_MAX: Final = 5_000_000
"""Of one check; each is a name in memory."""
_TOP: Final = "AWSLogs/"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder, a file, or `s3://bucket/prefix`."""

    name: str

    @property
    def is_bucket(self) -> bool:
        """Whether it is in a bucket."""
        return buckets.is_bucket(self.name)

    def covers(self, place: Place) -> bool:
        """Return whether its listing holds all that lies at a place of its bucket."""
        return f"s3://{place[0]}/{place[1]}".startswith(self.name)


@dataclass(frozen=True, slots=True)
class _Lying:
    file: SourceFile
    path: str

    def is_at(self, place: Place) -> bool:
        """Return whether it lies where a digest says, as far as that can be told."""
        whole = f"/{place[0]}/{place[1]}"
        if self.file.name.startswith("s3://"):
            return self.path == whole
        top = place[1].find(_TOP)
        return whole.endswith(self.path) or (
            top >= 0 and self.file.name.endswith(f"/{place[1][top:]}")
        )


class Tree:
    """The log files and digests of some sources."""

    def __init__(self, sources: Iterable[str]) -> None:
        """List all sources: folders, files, `s3://bucket/prefix`. Raises `CannotRead`."""
        self._sources: list[Source] = []
        self._lying: dict[str, list[_Lying]] = defaultdict(list)
        self.digests: list[SourceFile] = []
        self.logs: list[SourceFile] = []
        self.unread: list[tuple[str, str]] = []
        for name in sources:
            self._list(Source(name))

    def find(self, place: Place) -> SourceFile | None:
        """Return what lies at a place.

        Where a link leads out of a bucket that was given, what lies there is listed, too.
        """
        if any(source.is_bucket for source in self._sources) and not any(
            source.covers(place) for source in self._sources
        ):
            self._list_beyond(place)
        for one in self._lying.get(basename(place[1]), ()):
            if one.is_at(place):
                return one.file
        return None

    def _list_beyond(self, place: Place) -> None:
        bucket, key = place
        top = key.find(_TOP)
        source = Source(f"s3://{bucket}/{key if top < 0 else key[: top + len(_TOP)]}")
        try:
            self._list(source)
        except CannotRead as error:
            self.unread.append((source.name, str(error)))
            self._sources.append(source)

    def _list(self, source: Source) -> None:
        for lying in self._files_of(source):
            self._add(lying)
        self._sources.append(source)

    def elsewhere(self, place: Place) -> SourceFile | None:
        """Return a file of the same name that lies at another place."""
        for one in self._lying.get(basename(place[1]), ()):
            if not one.is_at(place):
                return one.file
        return None

    def is_at(self, file: SourceFile, place: Place) -> bool:
        """Return whether a file lies at a place, as far as that can be told."""
        return any(
            one.is_at(place)
            for one in self._lying.get(basename(file.name), ())
            if one.file.name == file.name
        )

    def _files_of(self, source: Source) -> Iterator[_Lying]:
        if source.is_bucket:
            for file, _ in buckets.files_of(source.name):
                yield _Lying(file, f"/{file.key}")
            return
        root = Path(source.name)
        root = root if root.is_dir() else root.parent
        for found, what in folders.files_of(Path(source.name)):
            if isinstance(found, SourceFile):
                yield _Lying(found, f"/{os.path.relpath(found.name, root)}")
            else:
                self.unread.append((found, str(what)))

    def _add(self, lying: _Lying) -> None:
        file = lying.file
        if digest_of_key(file.name) is not None:
            self.digests.append(file)
        elif is_log_file(file.name):
            self.logs.append(file)
        else:
            return
        self._lying[basename(file.name)].append(lying)
        if len(self.digests) + len(self.logs) > FILES_MAX:
            raise CannotRead(f"more than {FILES_MAX:,} files: check it in parts")
