"""Nothing of what is pushed to an encrypted repository lies in clear anywhere in the data folder.

A marker stands at every chunk's begin, end and boundary; uploads end in every way they can.
"""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

import pytest

from lading.folders import DataFolder
from lading.pure.sealed_chunks import CHUNK_BYTES, HEADER_BYTES, SLOT_BYTES
from lading.server.control import ask

from ...audit.stored_bytes import forms, stored
from ..registry import Registry, digest_of
from ..server import Server, await_true, start_server
from .conftest import KMS

CHUNKS = 40
MARKER = b"<" + token_bytes(14) + b">"
PLACES = (0, -len(MARKER), -len(MARKER) // 2)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, whose folder is small enough to be searched."""
    folder = tmp_path_factory.mktemp("at-rest")
    running = start_server(
        folder,
        workers="2",
        sweep_seconds="0",
        sweep_grace_seconds="0",
    )
    running.errors_expected = ("blob.damaged",)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def repository(house: Server) -> str:
    return house.repository("sealed", encryptionConfiguration=KMS)


def marked(size_bytes: int = CHUNKS * CHUNK_BYTES + 100) -> bytes:
    """Return random bytes with the marker at, before or across every boundary, and at the end."""
    content = bytearray(os.urandom(size_bytes))
    for number, boundary in enumerate(range(0, size_bytes, CHUNK_BYTES)):
        begin = max(0, boundary + PLACES[number % len(PLACES)])
        content[begin : begin + len(MARKER)] = MARKER
    content[-len(MARKER) :] = MARKER
    assert len(content) == size_bytes
    return bytes(content)


def found_in(data: Path) -> set[str]:
    """Return where in the data folder the marker is, in any form."""
    while True:
        with suppress(FileNotFoundError):  # a file was replaced while we looked: look again
            return _found_in(data)


def _found_in(data: Path) -> set[str]:
    wanted = forms(MARKER)
    return {
        where
        for where, content in stored(data, leave_out=())
        for form in wanted.values()
        if form in content
    }


def put(docker: Registry, location: str, blob: bytes) -> int:
    return docker.send("PUT", f"{location}?digest={digest_of(blob)}").status


def push(docker: Registry, repository: str, blob: bytes) -> str:
    """Push in two pieces that end anywhere; return the digest."""
    location = docker.begin(repository)
    for piece in (blob[:100_001], blob[100_001:]):
        assert docker.send("PATCH", location, piece).status == 202
    assert put(docker, location, blob) == 201
    return digest_of(blob)


def object_file(house: Server, digest: str, repository: str) -> Path:
    with house.database() as database:
        [(object_id,)] = database.execute(
            "SELECT object_id FROM layers JOIN repositories ON repositories.id = repository_id"
            " WHERE digest = ? AND name = ?",
            (digest, repository),
        ).fetchall()
    found: Path = house.data / "objects" / object_id[:2] / object_id
    return found


def test_no_marker_anywhere(house: Server, repository: str) -> None:
    docker = house.registry()
    pushed = marked()
    push(docker, repository, pushed)
    unfinished = docker.begin(repository)
    docker.send("PATCH", unfinished, marked(3 * CHUNK_BYTES + 5_000))
    refused = docker.begin(repository)
    docker.send("PATCH", refused, marked())
    assert docker.send("PUT", f"{refused}?digest={digest_of(b'other')}").status == 400
    cut_short(docker, docker.begin(repository), marked())
    ecr, part = house.client("ecr"), marked(1_000_000)
    upload = ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]
    ecr.upload_layer_part(
        repositoryName=repository,
        uploadId=upload,
        partFirstByte=0,
        partLastByte=len(part) - 1,
        layerPartBlob=part,
    )
    house.flush()
    assert found_in(house.data) == set()
    assert docker.get(f"/v2/{repository}/blobs/{digest_of(pushed)}").body == pushed
    assert found_in(house.data) == set()


def cut_short(docker: Registry, location: str, content: bytes) -> None:
    """Send the most of a body, see that it is on disk, and go away."""
    lines = [
        f"PATCH {location} HTTP/1.1",
        f"Host: 127.0.0.1:{docker.port}",
        f"Authorization: {docker.authorization}",
        f"Content-Length: {len(content)}",
    ]
    with socket.create_connection(("127.0.0.1", docker.port), timeout=60) as client:
        client.sendall("\r\n".join([*lines, "", ""]).encode() + content[:-1])
    await_true(lambda: docker.get(location).headers["range"] == "0-0")


@pytest.mark.parametrize(
    "size_bytes",
    [
        0,
        1,
        CHUNK_BYTES - 1,
        CHUNK_BYTES,
        CHUNK_BYTES + 1,
        2 * CHUNK_BYTES,
        16 * CHUNK_BYTES,
        17 * CHUNK_BYTES - 1,
    ],
)
def test_sizes_around_a_chunk(house: Server, repository: str, size_bytes: int) -> None:
    """Whole, and by ranges that begin and end around a chunk's end."""
    docker, blob = house.registry(), os.urandom(size_bytes)
    path = f"/v2/{repository}/blobs/{docker.push_blob(repository, blob)}"
    assert docker.get(path).body == blob
    for first in {0, CHUNK_BYTES - 1, CHUNK_BYTES, size_bytes - 1}:
        for last in {first, CHUNK_BYTES, size_bytes - 1}:
            if 0 <= first <= last < size_bytes:
                reply = docker.get(path, Range=f"bytes={first}-{last}")
                assert (reply.status, reply.body) == (206, blob[first : last + 1])


def test_pieces_that_go_through_several_workers(house: Server, repository: str) -> None:
    """Each request may meet another process: what one left, in memory or not, the next goes on."""
    docker, blob = house.registry(), marked()
    location, at = docker.begin(repository), 0
    sizes = [1, CHUNK_BYTES - 1, 10, 2 * CHUNK_BYTES, CHUNK_BYTES - 11, 70_000, 65_537] * 10
    for size in sizes:
        piece = blob[at : at + size]
        if not piece:
            break
        span = {"Content-Range": f"{at}-{at + len(piece) - 1}"}
        assert docker.send("PATCH", location, piece, {"Content-Range": "1-2"}).status == 416
        assert docker.send("PATCH", location, piece, span).status == 202
        at += len(piece)
    assert docker.send("PATCH", location, blob[at:]).status == 202
    assert put(docker, location, blob) == 201
    assert docker.get(f"/v2/{repository}/blobs/{digest_of(blob)}").body == blob


def pulled(docker: Registry, repository: str, digest: str) -> bytes | None:
    """Return what a pull gives, None where it ends in an error."""
    connection = http.client.HTTPConnection("127.0.0.1", docker.port, timeout=60)
    headers = {"Authorization": docker.authorization}
    try:
        connection.request("GET", f"/v2/{repository}/blobs/{digest}", headers=headers)
        response = connection.getresponse()
        body = response.read()
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()
    return body if response.status == 200 else None


def altered(file: Path, content: bytes) -> None:
    file.chmod(0o600)
    file.write_bytes(content)


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "a bit in the header": lambda all_: flipped(all_, 3),
    "a bit of a nonce": lambda all_: flipped(all_, HEADER_BYTES + 2 * SLOT_BYTES),
    "a bit in a chunk": lambda all_: flipped(all_, HEADER_BYTES + 5 * SLOT_BYTES + 100),
    "a bit of a tag": lambda all_: flipped(all_, HEADER_BYTES + 7 * SLOT_BYTES - 1),
    "a bit at the end": lambda all_: flipped(all_, len(all_) - 1),
    "two chunks swapped": lambda all_: swapped(all_, 4, 9),
    "one chunk twice": lambda all_: swapped(all_, 4, 9, only_one=True),
    "cut by a byte": lambda all_: all_[:-1],
    "cut at a chunk's end": lambda all_: all_[: HEADER_BYTES + 20 * SLOT_BYTES],
    "cut to nothing": lambda _: b"",
    "longer by a byte": lambda all_: all_ + b"\0",
}


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]


def swapped(content: bytes, one: int, other: int, *, only_one: bool = False) -> bytes:
    slots = {
        at: slice(HEADER_BYTES + at * SLOT_BYTES, HEADER_BYTES + (at + 1) * SLOT_BYTES)
        for at in (one, other)
    }
    out = bytearray(content)
    out[slots[other]] = content[slots[one]]
    if not only_one:
        out[slots[one]] = content[slots[other]]
    return bytes(out)


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_tampered_with_is_never_given_out(
    house: Server, repository: str, how: str
) -> None:
    docker, blob = house.registry(), os.urandom(CHUNKS * CHUNK_BYTES + 5)
    digest = push(docker, repository, blob)
    file = object_file(house, digest, repository)
    whole = file.read_bytes()
    altered(file, TAMPERED[how](whole))
    assert pulled(docker, repository, digest) is None
    altered(file, whole)
    assert pulled(docker, repository, digest) == blob


def test_swapped_objects_do_not_open(house: Server, repository: str) -> None:
    """Neither that of another layer, nor that of the same bytes in another repository."""
    docker, other = house.registry(), house.repository("other", encryptionConfiguration=KMS)
    blob, second = os.urandom(200_000), os.urandom(200_000)
    digest = push(docker, repository, blob)
    file = object_file(house, digest, repository)
    whole = file.read_bytes()
    for where, content in ((repository, second), (other, blob)):
        altered(file, object_file(house, push(docker, where, content), where).read_bytes())
        assert pulled(docker, repository, digest) is None
    altered(file, whole)
    assert pulled(docker, repository, digest) == blob


def test_keys_in_the_database_belong_to_their_rows(house: Server, repository: str) -> None:
    """The sealed key of one layer, put into the row of another, is refused by KMS."""
    docker = house.registry()
    blob, second = os.urandom(1000), os.urandom(1000)
    digest, other = push(docker, repository, blob), push(docker, repository, second)
    with house.database() as database:
        database.execute(
            "UPDATE layers SET (object_id, sealed_key) ="
            " (SELECT a.object_id, b.sealed_key FROM layers a, layers b"
            "  WHERE a.digest = :this AND b.digest = :other) WHERE digest = :this",
            {"this": digest, "other": other},
        )
    assert pulled(docker, repository, digest) is None
    assert pulled(docker, repository, other) == second


def test_a_manifest_lies_sealed_in_its_row(house: Server, repository: str) -> None:
    """Its record has it in clear, as AWS's does; the row has not, and opens for no other row."""
    docker = house.registry()
    manifest = docker.push_image(repository, "one", b"first layer")
    second = docker.push_image(repository, "two", b"second layer")
    with house.database() as database:
        rows = dict(database.execute("SELECT digest, manifest FROM images").fetchall())
        assert b"schemaVersion" not in b"".join(rows.values())
        change = "UPDATE images SET manifest = ? WHERE digest = ?"
        database.execute(change, (rows[digest_of(second)], digest_of(manifest)))
    path = f"/v2/{repository}/manifests"
    assert docker.get(f"{path}/one").status == 403
    assert docker.get(f"{path}/two").body == second
    with house.database() as database:
        database.execute(change, (rows[digest_of(manifest)], digest_of(manifest)))
    assert docker.get(f"{path}/one").body == manifest


def test_sweeping(house: Server) -> None:
    """Objects of layers that no image needs go, and those of deleted repositories; no others."""
    docker, ecr = house.registry(), house.client("ecr")
    stays = house.repository("stays", encryptionConfiguration=KMS)
    gone = house.repository("gone", encryptionConfiguration=KMS)
    kept, unneeded, alone = (os.urandom(1000) for _ in range(3))
    docker.push_image(stays, "kept", kept)
    image = docker.push_image(stays, "unneeded", unneeded)
    docker.push_image(gone, "alone", alone)
    files = {
        blob: object_file(house, digest_of(blob), repository)
        for blob, repository in ((kept, stays), (unneeded, stays), (alone, gone))
    }
    ecr.batch_delete_image(repositoryName=stays, imageIds=[{"imageDigest": digest_of(image)}])
    ecr.delete_repository(repositoryName=gone, force=True)
    assert all(file.exists() for file in files.values())
    for _ in range(3):  # a mark, a row, an object
        report = ask(DataFolder(house.data).clerk_socket, {"do": "sweep", "dry_run": False}, 60)
        assert (report["error"], report["skipped"]) == (None, {})
    assert [blob for blob, file in files.items() if file.exists()] == [kept]
    assert docker.get(f"/v2/{stays}/blobs/{digest_of(kept)}").body == kept


def test_the_same_bytes_in_a_plain_repository_are_another_matter(
    house: Server, repository: str
) -> None:
    """There they lie in clear, under their digest, and the search finds them."""
    docker, plain, blob = house.registry(), house.repository("plain"), marked()
    for where in (repository, plain):
        push(docker, where, blob)
    name = digest_of(blob).removeprefix("sha256:")
    assert found_in(house.data) == {f"blobs/sha256/{name[:2]}/{name}"}
    house.client("ecr").delete_repository(repositoryName=plain, force=True)
    assert docker.get(f"/v2/{repository}/blobs/{digest_of(blob)}").body == blob
