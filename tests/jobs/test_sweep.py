"""What a sweep removes, and what it leaves alone."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import Any

import pytest
from tests.jobs.world import (
    ACCOUNT,
    REGION,
    Pusher,
    World,
    digest_of,
    image_of,
    index_of,
)

from lading.dispatch.disk_space import DiskSpace
from lading.inside import Inside, InsideUnavailable
from lading.jobs.sweep import Sweeper, SweepParts
from lading.ports import Transaction
from lading.vault import objects

GRACE = 3600


def test_space_comes_back_after_an_image_is_deleted(world: World, pusher: Pusher) -> None:
    gone = pusher.image("shop/web", "v1", b"config 1", b"only of the first", b"shared")
    stays = pusher.image("shop/web", "v2", b"config 2", b"shared")
    pusher.delete("shop/web", digest_of(gone))
    world.sweep_out()
    assert world.blob_digests() == {digest_of(b"config 2"), digest_of(b"shared")}
    pusher.check_image("shop/web", stays)


def test_a_layer_goes_a_whole_grace_after_it_was_found_unneeded(
    world: World, pusher: Pusher
) -> None:
    layer = pusher.blob("shop/web", b"layer of nothing")
    world.grow_old(10 * GRACE)
    first = world.sweep()
    assert (first.gone, first.waiting.count) == ({}, 1)
    world.grow_old(GRACE - 60)
    assert world.sweep().gone == {}
    world.grow_old(61)
    last = world.sweep()
    assert {kind: one.count for kind, one in last.gone.items()} == {"layer": 1, "blob": 1}
    assert last.waiting.count == 0
    assert not pusher.has_blob("shop/web", layer)
    assert world.files("blobs") == world.files("trash") == []


def test_asking_for_a_layer_begins_its_grace_anew(world: World, pusher: Pusher) -> None:
    layer = pusher.blob("shop/web", b"asked for")
    world.sweep()
    world.grow_old(GRACE + 1)
    assert pusher.has_blob("shop/web", layer)
    assert world.sweep().gone == {}
    world.grow_old(GRACE - 60)
    assert world.sweep().gone == {}
    assert pusher.has_blob("shop/web", layer)


def test_pushing_a_watched_layer_again_is_a_success_and_keeps_it(
    world: World, pusher: Pusher
) -> None:
    """It is not refused as being there already: the answer must outlast the sweep's next visit."""
    layer = pusher.blob("shop/web", b"pushed twice")
    world.sweep()
    world.grow_old(GRACE + 1)
    begun = world.front.request("POST", "/v2/shop/web/blobs/uploads/")
    path = f"{begun.headers['location']}?digest={layer}"
    assert world.front.request("PUT", path, b"pushed twice").status == 201
    assert world.sweep().gone == {}
    assert pusher.has_blob("shop/web", layer)


def test_mounting_a_watched_layer_keeps_it(world: World, pusher: Pusher) -> None:
    layer = pusher.blob("shop/web", b"mounted")
    pusher.blob("shop/source", b"mounted")
    enable_mounting(world)
    world.sweep()
    world.grow_old(GRACE + 1)
    target = f"/v2/shop/web/blobs/uploads/?mount={layer}&from=shop/source"
    assert world.front.request("POST", target).status == 201
    report = world.sweep()
    assert [piece.where for piece in report.pieces] == ["shop/source"]
    assert pusher.has_blob("shop/web", layer)


def test_an_image_takes_its_layers_off_the_list(world: World, pusher: Pusher) -> None:
    """Else they would go the moment the image is deleted, though they were used just before."""
    pusher.blob("shop/web", b"config")
    world.sweep()
    world.grow_old(GRACE + 1)
    pusher.manifest("shop/web", "v1", image_of(b"config"))
    pusher.delete("shop/web", digest_of(image_of(b"config")))
    assert world.sweep().gone == {}


def test_children_of_an_index_and_referrers_are_roots(world: World, pusher: Pusher) -> None:
    """Also without a tag, and a referrer also where what it refers to is not there."""
    child = image_of(b"config of child", b"layer of child")
    for content in (b"config of child", b"layer of child"):
        pusher.blob("shop/web", content)
    pusher.manifest("shop/web", digest_of(child), child)
    pusher.manifest("shop/web", "list", index_of(child))
    referrer = pusher.image(
        "shop/web", "sbom", b"{}", b"layer of referrer", subject=image_of(b"never pushed")
    )
    world.front.request("DELETE", "/v2/shop/web/manifests/sbom")
    pusher.manifest("shop/web", digest_of(referrer), referrer)
    world.sweep_out()
    pusher.check_image("shop/web", index_of(child))
    pusher.check_image("shop/web", referrer)


def test_a_blob_of_a_deleted_repository_goes_unless_another_has_it(
    world: World, pusher: Pusher
) -> None:
    pusher.image("gone/app", "v1", b"config of gone", b"shared layer")
    stays = pusher.image("kept/app", "v1", b"config of kept", b"shared layer")
    with world.rows() as connection:
        connection.execute("PRAGMA foreign_keys=1")
        connection.execute("DELETE FROM repositories WHERE name = 'gone/app'")
    assert world.sweep().gone == {}
    world.grow_old(GRACE + 1)
    assert [piece.name for piece in world.sweep().pieces] == [digest_of(b"config of gone")]
    pusher.check_image("kept/app", stays)


def test_what_a_crash_left_behind_goes(world: World) -> None:
    """An upload's file that no row knows, a blob whose completion never committed."""
    upload = world.blobs.claim("00000000-0000-4000-8000-000000000001")
    upload.write(0, [b"left"])
    upload.close()
    sealed = world.blobs.claim("00000000-0000-4000-8000-000000000002")
    sealed.write(0, [b"sealed"])
    sealed.seal(6, digest_of(b"sealed"))
    sealed.close()
    assert world.sweep().gone == {}
    world.grow_old(GRACE + 1)
    assert {piece.kind for piece in world.sweep().pieces} == {"upload", "blob"}
    assert world.files("uploads") == world.files("blobs") == world.files("trash") == []


def test_objects_go_a_grace_after_they_were_dropped(world: World) -> None:
    ids = [objects.new_object_id() for _ in range(3)]
    for number, object_id in enumerate(ids):
        upload = world.blobs.claim(f"00000000-0000-4000-8000-00000000000{number}")
        upload.write(0, [b"object"])
        upload.keep(6, object_id)
        upload.close()
    kept, dropped, stray = ids
    now = world.sweeper._parts.now()

    def enter(tx: Transaction) -> None:
        objects.add(tx, kept, 6, now)
        objects.add(tx, dropped, 6, now)
        objects.drop(tx, dropped, now)

    world.front.database.write_now(enter)
    assert world.sweep().gone == {}
    world.grow_old(GRACE + 1)
    assert [piece.name for piece in world.sweep().pieces] == [dropped]
    world.grow_old(GRACE + 1)
    assert [piece.name for piece in world.sweep().pieces] == [stray]
    assert [path.name for path in world.files("objects")] == [kept]
    assert world.swept() == [("object", dropped), ("object", stray)]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE images SET manifest = x'7b'", "cannot be read"),
        (
            "UPDATE images SET manifest = CAST(replace(manifest, 'layer.v1', 'layer.v2') AS BLOB)",
            "another digest",
        ),
        ("UPDATE images SET digest = 'sha256:none'", "cannot be read"),
    ],
)
def test_where_a_manifest_cannot_be_read_nothing_goes(
    world: World, pusher: Pusher, damage: str, told: str
) -> None:
    """And the other repositories are swept all the same."""
    pusher.image("a/broken", "v1", b"config", b"layer")
    for name in ("a/broken", "b/sound"):
        pusher.blob(name, b"layer of nothing")
    with world.rows() as connection:
        connection.execute(damage)
        connection.execute("UPDATE layers SET unneeded_us = 1")
    report = world.sweep()
    assert set(report.skipped) == {"a/broken"}
    assert told in report.skipped["a/broken"]
    assert [(one.kind, one.where) for one in report.pieces] == [("layer", "b/sound")]
    assert pusher.has_blob("a/broken", digest_of(b"layer of nothing"))


def test_what_a_manifest_names_stays_whatever_was_noted_of_it(world: World, pusher: Pusher) -> None:
    image = pusher.image("shop/web", "v1", b"config", b"layer")
    with world.rows() as connection:
        connection.execute("DELETE FROM image_blobs")
    world.sweep_out()
    pusher.check_image("shop/web", image)


def test_without_a_front_a_sweep_ends_and_says_so(world: World, pusher: Pusher) -> None:
    def nobody(_: Inside) -> dict[str, object]:
        raise InsideUnavailable("no front")

    pusher.blob("shop/web", b"layer of nothing")
    parts = world.sweeper._parts
    deaf = Sweeper(SweepParts(parts.database, parts.blobs, nobody, parts.settings, parts.now))
    assert deaf.sweep().error == "InsideUnavailable: no front"


def test_a_disk_that_is_low_is_no_reason_not_to_sweep(world: World, pusher: Pusher) -> None:
    """It is the best of reasons."""
    pusher.blob("shop/web", b"layer of nothing")
    low = DiskSpace(lambda: 5, reserve_bytes=10, floor_bytes=1)
    world.neighbour.dispatch = replace(world.neighbour.dispatch, disk=low)
    world.sweep_out()
    assert world.files("blobs") == []


def test_the_front_looks_again(world: World, pusher: Pusher) -> None:
    """What a job asks for is removed only if nothing needs it: its eyes may be old."""
    image = pusher.image("shop/web", "v1", b"config", b"layer")
    location = begun(world, b"half")
    with world.rows() as connection:
        connection.execute("UPDATE layers SET unneeded_us = 1")
    digests = [digest_of(b"config"), digest_of(b"layer")]
    place = {"registryId": ACCOUNT, "repositoryName": "shop/web", "sweepId": "by hand"}
    for path in world.files("blobs"):
        os.utime(path, (1, 1))
    for operation, request in (
        ("ecr:SweepLayers", {**place, "names": digests}),
        ("ecr:SweepStrays", {"sweepId": "by hand", "kind": "blob", "names": digests}),
        ("ecr:SweepUploads", {**place, "names": [location.rpartition("/")[2]]}),
        (
            "ecr:SweepStrays",
            {"sweepId": "by hand", "kind": "upload", "names": [location.rpartition("/")[2]]},
        ),
    ):
        inside = Inside(operation, "ecr.amazonaws.com", ACCOUNT, REGION, request)
        assert world.neighbour.ask(inside) == {"removed": {}}
    pusher.check_image("shop/web", image)
    assert world.front.request("GET", location).status == 204


def test_a_layer_that_is_swept_while_somebody_asks_for_it_is_not_there(
    world: World, pusher: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is made on a snapshot, kept in a transaction, and true when it leaves."""
    layer = pusher.blob("shop/web", b"layer of nothing")
    world.sweep()
    world.grow_old(GRACE + 1)
    write = world.front.database.write

    async def sweep_first(work: Any) -> Any:
        await asyncio.to_thread(world.sweep)
        return await write(work)

    monkeypatch.setattr(world.front.database, "write", sweep_first)
    assert not pusher.has_blob("shop/web", layer)
    assert world.swept() == [("layer", layer), ("blob", layer)]


def begun(world: World, content: bytes = b"") -> str:
    """Begin an upload to shop/web, with some bytes; return where it goes on."""
    location = world.front.request("POST", "/v2/shop/web/blobs/uploads/").headers["location"]
    if content:
        assert world.front.request("PATCH", location, content).status == 202
    return location


def enable_mounting(world: World) -> None:
    with world.rows() as connection:
        connection.execute(
            "INSERT INTO registry_settings VALUES (?, ?, 'BLOB_MOUNTING', 'ENABLED')",
            (ACCOUNT, REGION),
        )
