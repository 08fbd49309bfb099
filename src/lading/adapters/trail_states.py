"""The states of trails in a folder: `<trail id>/<region>.json`, each replaced as a whole."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lading.durable_files import replace_file
from lading.pure.trail_state import DamagedState, TrailState, decoded, encoded

_TRAIL_ID = re.compile(r"[0-9a-f]{32}", re.A)
_REGION = re.compile(r"[a-z0-9-]{1,64}", re.A)


class FolderTrailStates:
    """`ports.TrailStates` on disk: one process writes, any may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, trail_id: str, region: str) -> TrailState:
        """Return how delivery goes; of a trail that nothing is known of, that nothing was tried."""
        try:
            return decoded(self._path(trail_id, region).read_bytes())
        except (FileNotFoundError, DamagedState):  # a damaged one is written anew soon
            return TrailState()

    def write(self, trail_id: str, region: str, state: TrailState) -> None:
        """Return once the state is on disk. Raises `OSError`."""
        path = self._path(trail_id, region)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, encoded(state))

    def forget(self, trail_id: str) -> None:
        """Remove what is known of a trail that is gone; no error if that is nothing."""
        folder = self._path(trail_id, "none").parent
        if folder.exists():
            shutil.rmtree(folder)

    def _path(self, trail_id: str, region: str) -> Path:
        assert _TRAIL_ID.fullmatch(trail_id), "ids are ours"
        assert _REGION.fullmatch(region), "no Region has such a name"
        return self._folder / trail_id / f"{region}.json"
