"""A sweep at every single step of a push: what was acknowledged is whole, what is needed stays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.jobs.interleaving import sweeping_at
from tests.jobs.world import ACCOUNT, REGION, Pusher, PushRefused, World, digest_of, index_of

GRACE = 3600
_NEVER = 1_000_000


@dataclass(frozen=True)
class Scene:
    """A push and what went before it. Names and contents are those of one run only.

    `before` leaves everything that nothing needs ripe for the next sweep. `push` returns the
    repository and the manifests that were acknowledged.
    """

    before: Callable[[Pusher, str], None]
    push: Callable[[Pusher, str], list[bytes]]


def _contents(run: str) -> tuple[bytes, bytes]:
    return f"config of {run}".encode(), f"layer of {run}".encode() * 50


def _nothing(_pusher: Pusher, _run: str) -> None:
    """A repository that nobody has pushed to."""


def _push(pusher: Pusher, run: str) -> list[bytes]:
    return [pusher.image(run, "v1", *_contents(run))]


def _left_over(pusher: Pusher, run: str) -> None:
    """The same blobs lie there for long, in no repository: theirs was deleted."""
    for content in _contents(run):
        pusher.blob(f"{run}/gone", content)
    pusher.delete_repository(f"{run}/gone")


def _pushed_before(pusher: Pusher, run: str) -> None:
    """The image was there and was deleted."""
    [image] = _push(pusher, run)
    pusher.delete(run, digest_of(image))


def _beside(pusher: Pusher, run: str) -> None:
    """Another repository has the blobs, and no image of it needs them."""
    for content in _contents(run):
        pusher.blob(f"{run}/source", content)


def _mount(pusher: Pusher, run: str) -> list[bytes]:
    return [pusher.image(run, "v1", *_contents(run), mount=f"{run}/source")]


def _push_index(pusher: Pusher, run: str) -> list[bytes]:
    """Children without tags, the index, a referrer of it, in that order."""
    config, layer = _contents(run)
    child = pusher.image(run, None, config, layer)
    index = index_of(child)
    pusher.manifest(run, "list", index)
    referrer = pusher.image(run, None, config, layer, subject=index)
    return [child, index, referrer]


def _push_again(pusher: Pusher, run: str) -> list[bytes]:
    """The image is pushed while it is there, then deleted, then pushed again."""
    [image] = _push(pusher, run)
    pusher.delete(run, digest_of(image))
    return _push(pusher, run)


SCENES = {
    "stray blobs": Scene(_left_over, _push),
    "unneeded layers": Scene(_pushed_before, _push),
    "mount": Scene(_beside, _mount),
    "index and referrer": Scene(_pushed_before, _push_index),
    "delete and push again": Scene(_nothing, _push_again),
}


@pytest.fixture(params=[GRACE, 0], ids=["within the grace", "past every grace"])
def world(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A registry that is in no fear of a power cut; and mounts."""
    one = World(tmp_path / "data", grace_seconds=request.param)
    one.spare_the_disk()
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)
    with one.rows() as connection:
        connection.execute(
            "INSERT INTO registry_settings VALUES (?, ?, 'BLOB_MOUNTING', 'ENABLED')",
            (ACCOUNT, REGION),
        )
    yield one
    one.close()


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_sweep_at_every_step_of_a_push(world: World, pusher: Pusher, scene: Scene) -> None:
    """Within the grace no push fails. Where the grace is none, one may be refused, and what is
    not refused is whole all the same: then the client pushes again.
    """
    patient = world.settings.sweep_grace_seconds > 0
    number, steps = 0, 1
    while number < steps:
        run = f"run{number}"
        scene.before(pusher, run)
        if patient:
            world.sweep()
        world.grow_old(3 * GRACE)
        refused = False
        with sweeping_at(world, number, 1 if patient else 2) as at:
            try:
                acknowledged = scene.push(pusher, run)
            except PushRefused:
                refused = True
        assert not (refused and patient), f"refused, with a sweep at {at.taken[number]}"
        if refused:
            acknowledged = scene.push(pusher, run)
        steps = max(steps, len(at.taken))
        world.sweep()
        for manifest in acknowledged:
            pusher.check_image(run, manifest)
        pusher.delete_repository(run)
        number += 1
    assert number > 10
