"""A sweep killed at each of its steps: nothing needed goes, and nothing without a record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.jobs.world import Pusher, World, digest_of

from lading.audit.steps import KILL_VARIABLE

GRACE = 3600
ROOT = Path(__file__).parents[2]
_CHILD = """
import sys
from pathlib import Path
from tests.jobs.world import World

World(Path(sys.argv[1])).sweep()
"""
_GARBAGE = (b"layer of nothing", b"another", b"of a repository that is no more")
_TRANSACTIONS_BEFORE = 1
"""What the child begins with is a transaction, and no call."""


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("sweep.condemn", 1),
        ("sweep.condemned", 1),
        ("sweep.condemned", 4),
        ("sweep.remove", 1),
        ("sweep.removed", 3),
        ("transaction.record", 3),
        *(("transaction.commit", _TRANSACTIONS_BEFORE + count) for count in (1, 3)),
        *(("transaction.committed", _TRANSACTIONS_BEFORE + count) for count in (2, 3)),
    ],
)
def test_kill_a_sweep_at(tmp_path: Path, step: str, count: int) -> None:
    data, orders = tmp_path / "data", tmp_path / "orders"
    world = World(data)
    image = _fill(world)
    homes = {path for folder in ("blobs", "uploads") for path in world.files(folder)}
    world.close()
    orders.mkdir()
    (orders / step).write_text(str(count))
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(data)],
        env={**os.environ, KILL_VARIABLE: str(orders), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    world = World(data)
    try:
        _check(world, image, homes)
        Pusher(world.front).check_image("shop/web", image)
    finally:
        world.close()


def _fill(world: World) -> bytes:
    """Leave an image and, beside it, all that a sweep removes at once; return its manifest."""
    pusher = Pusher(world.front)
    image = pusher.image("shop/web", "v1", b"config", b"layer")
    for content in _GARBAGE[:2]:
        pusher.blob("shop/web", content)
    pusher.blob("shop/gone", _GARBAGE[2])
    pusher.delete_repository("shop/gone")
    for _ in range(2):
        begun = world.front.request("POST", "/v2/shop/web/blobs/uploads/")
        assert world.front.request("PATCH", begun.headers["location"], b"half").status == 202
    world.sweep()
    world.grow_old(5 * GRACE)
    return image


def _check(world: World, image: bytes, homes: set[Path]) -> None:
    """Bytes that are gone are on record; the next sweep brings the rest to its end."""
    trash = {path.name for path in world.files("trash")}
    gone = {path.name for path in homes if not path.exists()}
    gone -= {name.rpartition("+")[2] for name in trash}
    recorded = {name.rpartition(":")[2] for kind, name in world.swept() if kind != "layer"}
    assert gone <= recorded
    report = world.sweep()
    assert report.reprieved == len(trash)
    assert world.files("trash") == world.files("uploads") == []
    assert world.blob_digests() == {digest_of(b"config"), digest_of(b"layer")}
    swept = set(world.swept())
    assert {("blob", digest_of(content)) for content in _GARBAGE} <= swept
    assert {("layer", digest_of(content)) for content in _GARBAGE[:2]} <= swept
    assert len([kind for kind, _ in swept if kind == "upload"]) == 2
    assert world.sweep().gone == {}
