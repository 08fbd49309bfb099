"""What a sweep leaves on record, and what a dry run shows."""

from __future__ import annotations

import os

from tests.jobs.world import (
    ACCOUNT,
    REGION,
    Pusher,
    World,
    digest_of,
)

GRACE = 3600


def test_every_removal_is_on_record(world: World, pusher: Pusher) -> None:
    pusher.blob("shop/web", b"layer of nothing")
    begun(world, b"silent")
    world.sweep()
    world.grow_old(5 * GRACE)
    report = world.sweep()
    layers, uploads, blobs = world.events()
    details = layers["serviceEventDetails"]
    assert details == {
        "sweepId": report.sweep_id,
        "kind": "layer",
        "repositoryName": "shop/web",
        "count": 1,
        "bytes": 16,
        "removed": [{"layerDigest": digest_of(b"layer of nothing"), "bytes": 16}],
    }
    assert layers["resources"] == [
        {
            "accountId": ACCOUNT,
            "type": "AWS::ECR::Repository",
            "ARN": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/shop/web",
        }
    ]
    for event in (layers, uploads, blobs):
        assert event["eventType"] == "AwsServiceEvent"
        assert event["eventSource"] == "ecr.amazonaws.com"
        assert event["readOnly"] is False
        assert event["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert [one["serviceEventDetails"]["kind"] for one in (uploads, blobs)] == ["upload", "blob"]


def test_a_sweep_that_removes_nothing_leaves_no_record(world: World, pusher: Pusher) -> None:
    pusher.image("shop/web", "v1", b"config", b"layer")
    pusher.blob("shop/web", b"layer of nothing")
    world.sweep()
    assert world.events() == []


def test_many_pieces_make_several_records(world: World, pusher: Pusher) -> None:
    pusher.blob("shop/web", b"begin")
    rows = [(digest_of(str(number).encode()), 10) for number in range(250)]
    with world.rows() as connection:
        [[repository]] = connection.execute("SELECT id FROM repositories").fetchall()
        connection.executemany(
            "INSERT INTO layers (repository_id, digest, size_bytes, unneeded_us)"
            f" VALUES ({repository}, ?, ?, 1)",
            rows,
        )
    report = world.sweep()
    assert report.gone["layer"].count == 250
    counts = [one["serviceEventDetails"]["count"] for one in world.events()]
    assert counts == [100, 100, 50]


def test_a_dry_run_shows_what_would_go_and_touches_nothing(world: World, pusher: Pusher) -> None:
    pusher.blob("shop/web", b"layer of nothing")
    pusher.blob("shop/web", b"found later")
    begun(world, b"silent")
    with world.rows() as connection:
        connection.execute(
            "UPDATE layers SET unneeded_us = 1 WHERE digest = ?",
            (digest_of(b"layer of nothing"),),
        )
    world.grow_old(5 * GRACE)
    before = everything(world)
    dry = world.sweep(dry_run=True)
    assert everything(world) == before
    assert dry.waiting.count == 1
    wet = world.sweep()
    assert {(one.kind, one.where, one.name) for one in dry.pieces} == {
        (one.kind, one.where, one.name) for one in wet.pieces
    }
    assert [one.kind for one in dry.pieces] == ["layer", "upload", "blob"]
    assert dry.gone == wet.gone


def begun(world: World, content: bytes = b"") -> str:
    """Begin an upload to shop/web, with some bytes; return where it goes on."""
    location = world.front.request("POST", "/v2/shop/web/blobs/uploads/").headers["location"]
    if content:
        assert world.front.request("PATCH", location, content).status == 202
    return location


def everything(world: World) -> object:
    with world.rows() as connection:
        rows = [
            connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("layers", "uploads", "records", "objects")
        ]
    files = [
        (path, os.stat(path).st_mtime_ns)
        for folder in ("blobs", "uploads", "trash")
        for path in world.files(folder)
    ]
    return rows, files
