"""Pushes, deletes, mounts and sweeps in any order, beside a model of what must be there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.jobs.world import ACCOUNT, REGION, Pusher, World, digest_of, image_of, index_of

GRACE = 3600
REPOSITORIES = ("one", "two")
CONTENTS = (b"alpha", b"beta", b"gamma", b"delta")

repositories = st.sampled_from(REPOSITORIES)
contents = st.sampled_from(CONTENTS)
several = st.lists(contents, min_size=1, max_size=3, unique=True)


class Sweeping(RuleBasedStateMachine):
    """The model: the manifests of each repository, and what a client was told of a blob.

    `promised` are blobs of a repository that a client was told are there, and the hours since.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.world = World(self.folder / "data", grace_seconds=GRACE)
        self.world.spare_the_disk()
        self.pusher = Pusher(self.world.front)
        self.images: dict[str, dict[str, bytes]] = {name: {} for name in REPOSITORIES}
        self.promised: dict[tuple[str, bytes], float] = {}

    def teardown(self) -> None:
        self.world.close()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        with self.world.rows() as connection:
            connection.execute(
                "INSERT INTO registry_settings VALUES (?, ?, 'BLOB_MOUNTING', 'ENABLED')",
                (ACCOUNT, REGION),
            )
        for name in REPOSITORIES:
            self.world.front.call("ecr:CreateRepository", {"repositoryName": name})

    @rule(name=repositories, layers=several)
    def push(self, name: str, layers: list[bytes]) -> None:
        self._keep(name, self.pusher.image(name, None, *layers))
        for layer in layers:
            self.promised[name, layer] = 0

    @rule(name=repositories, layers=several)
    def push_index(self, name: str, layers: list[bytes]) -> None:
        child = self.pusher.image(name, None, *layers)
        index = index_of(child)
        self.pusher.manifest(name, digest_of(index), index)
        self._keep(name, child)
        self._keep(name, index)

    @rule(name=repositories, layer=contents)
    def push_blob(self, name: str, layer: bytes) -> None:
        self.pusher.blob(name, layer)
        self.promised[name, layer] = 0

    @rule(name=repositories, layer=contents)
    def look_for_blob(self, name: str, layer: bytes) -> None:
        there = self.pusher.has_blob(name, digest_of(layer))
        if there:
            self.promised[name, layer] = 0
        else:
            assert (name, layer) not in self.promised

    @rule(layer=contents)
    def mount(self, layer: bytes) -> None:
        one, two = REPOSITORIES
        self.pusher.blob(two, layer, mount=one)
        self.promised[two, layer] = 0

    @rule(name=repositories, layers=several)
    def push_what_was_promised(self, name: str, layers: list[bytes]) -> None:
        """Who was told within the grace that all of it is there need not ask again."""
        if all((name, layer) in self.promised for layer in layers):
            body = image_of(*layers)
            self.pusher.manifest(name, digest_of(body), body)
            self._keep(name, body)

    @rule(name=repositories, data=st.data())
    def delete(self, name: str, data: st.DataObject) -> None:
        parents = [body for body in self.images[name].values() if b'"manifests"' in body]
        free = [
            digest
            for digest in sorted(self.images[name])
            if not any(digest.encode() in body for body in parents)
        ]
        if free:
            digest = data.draw(st.sampled_from(free))
            self.pusher.delete(name, digest)
            del self.images[name][digest]

    @rule(name=repositories)
    def abandon_an_upload(self, name: str) -> None:
        begun = self.world.front.request("POST", f"/v2/{name}/blobs/uploads/")
        assert self.world.front.request("PATCH", begun.headers["location"], b"x").status == 202

    @rule(seconds=st.sampled_from([60, GRACE // 2, GRACE + 1, 3 * GRACE]))
    def let_time_pass(self, seconds: float) -> None:
        self.world.grow_old(seconds)
        self.promised = {
            key: age + seconds for key, age in self.promised.items() if age + seconds < GRACE
        }

    @rule()
    def sweep(self) -> None:
        dry = self.world.sweep(dry_run=True)
        assert self.world.sweep().gone == dry.gone

    @rule()
    def sweep_out(self) -> None:
        """What is left is what images need, and not a byte more."""
        self.world.sweep_out()
        self.promised.clear()
        needed = b"".join(body for images in self.images.values() for body in images.values())
        expected = {digest_of(one) for one in CONTENTS if digest_of(one).encode() in needed}
        assert self.world.blob_digests() == expected
        assert self.world.files("uploads") == self.world.files("trash") == []

    @invariant()
    def every_image_is_whole(self) -> None:
        for name, images in self.images.items():
            for body in images.values():
                self.pusher.check_image(name, body)

    def _keep(self, name: str, body: bytes) -> None:
        self.images[name][digest_of(body)] = body


EXAMPLES = int(os.environ.get("LADING_SWEEP_EXAMPLES", "12"))


def test_sweeping_beside_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    monkeypatch.setattr(os, "fdatasync", lambda _descriptor: None)
    run_state_machine_as_test(
        Sweeping,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
