"""What a sweep does about uploads: the silent end, the others go on."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest
from tests.jobs.world import (
    Pusher,
    World,
    digest_of,
)

GRACE = 3600


def test_of_two_completions_at_once_one_is_told_that_the_layer_is_there(
    world: World, pusher: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a layer that a sweep watches counts as new."""
    locations = [begun(world, b"both send it") for _ in range(2)]
    layer, write = digest_of(b"both send it"), world.front.database.write
    ended: list[int] = []

    async def other_first(work: Any) -> Any:
        monkeypatch.setattr(world.front.database, "write", write)
        other = world.neighbour.request
        answer = await asyncio.to_thread(other, "PUT", f"{locations[1]}?digest={layer}")
        ended.append(answer.status)
        return await write(work)

    monkeypatch.setattr(world.front.database, "write", other_first)
    late = world.front.request("PUT", f"{locations[0]}?digest={layer}")
    assert [*ended, late.status] == [201, 201]
    names = [record.get("errorCode") for record in world.refusals()]
    assert names[-1] == "LayerAlreadyExistsException"


def test_a_silent_upload_ends(world: World, pusher: Pusher) -> None:
    location = begun(world, b"half of it")
    empty = begun(world)
    world.grow_old(2 * GRACE - 60)
    assert world.sweep().gone == {}
    assert world.front.request("PATCH", location, b"more").status == 202
    world.grow_old(GRACE)
    assert [piece.size_bytes for piece in world.sweep().pieces] == [0]
    assert world.front.request("GET", empty).status == 404
    world.grow_old(GRACE + 1)
    report = world.sweep()
    assert [(piece.kind, piece.where, piece.size_bytes) for piece in report.pieces] == [
        ("upload", "shop/web", 14)
    ]
    assert world.front.request("GET", location).status == 404
    assert world.files("uploads") == world.files("trash") == []


def test_an_upload_that_somebody_holds_goes_on(world: World) -> None:
    location = begun(world, b"half of it")
    upload = world.blobs.claim(location.rpartition("/")[2])
    try:
        world.grow_old(5 * GRACE)
        assert world.sweep().gone == {}
    finally:
        upload.close()
    world.grow_old(5 * GRACE)
    assert [piece.kind for piece in world.sweep().pieces] == ["upload"]


def test_an_upload_that_is_a_blob_already_is_left_to_its_completion(
    world: World, pusher: Pusher
) -> None:
    """Its bytes have moved; whoever completes it commits at any moment, or has died."""
    location = begun(world, b"content")
    upload = world.blobs.claim(location.rpartition("/")[2])
    world.grow_old(2 * GRACE + 60)
    upload.seal(7, digest_of(b"content"))
    upload.close()
    assert world.sweep().gone == {}
    path = f"{location}?digest={digest_of(b'content')}"
    assert world.front.request("PUT", path).status == 201
    assert pusher.has_blob("shop/web", digest_of(b"content"))


def test_an_upload_that_lay_still_for_long_is_a_young_blob(world: World, pusher: Pusher) -> None:
    """Its completion dies before it commits, and is asked for again within the grace."""
    location = begun(world, b"content")
    world.grow_old(2 * GRACE - 60)
    upload = world.blobs.claim(location.rpartition("/")[2])
    upload.seal(7, digest_of(b"content"))
    upload.close()
    assert world.sweep().gone == {}
    [blob] = world.files("blobs")
    os.utime(blob, (1, 1))
    upload = world.blobs.claim(location.rpartition("/")[2])
    upload.seal(7, digest_of(b"content"))
    upload.close()
    assert world.sweep().gone == {}
    path = f"{location}?digest={digest_of(b'content')}"
    assert world.front.request("PUT", path).status == 201


def test_bytes_that_are_touched_again_are_not_condemned(world: World) -> None:
    """A second upload of the same bytes makes an old stray blob a young one."""
    for number in (1, 2):
        upload = world.blobs.claim(f"00000000-0000-4000-8000-00000000000{number}")
        upload.write(0, [b"twice"])
        upload.seal(5, digest_of(b"twice"))
        upload.close()
        if number == 1:
            world.grow_old(5 * GRACE)
    assert world.sweep().gone == {}


def begun(world: World, content: bytes = b"") -> str:
    """Begin an upload to shop/web, with some bytes; return where it goes on."""
    location = world.front.request("POST", "/v2/shop/web/blobs/uploads/").headers["location"]
    if content:
        assert world.front.request("PATCH", location, content).status == 202
    return location
