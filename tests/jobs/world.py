"""A whole registry in one process, a sweeper beside it, and a hand on the clock of both.

The front has a database, a journal and a blob store of its own; so have the clerk's sweeper and
the worker that answers it. They share nothing but the data folder, as processes do.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import orjson
from prometheus_client import CollectorRegistry

from lading.adapters.disk import DiskBlobs
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.audit.journal import WorkerJournal
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.caller import Caller, Origin, Scope, service_caller
from lading.catalog import CATALOG
from lading.directory.accounts import ensure_account, root_caller
from lading.dispatch.attempts import Attempts
from lading.dispatch.authorize import Authorizer
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.dispatch.meters import Meters
from lading.dispatch.neighbours import Neighbourhood
from lading.doors.http import Exchange
from lading.doors.oci.door import OciDoor
from lading.inside import Inside
from lading.jobs.sweep import Sweeper, SweepParts
from lading.jobs.sweep_report import Report
from lading.migrate import migrate_file
from lading.operation import Parts
from lading.ports import Analytics
from lading.pure.oci.digests import Digest
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.settings import Settings

ACCOUNT = "111122223333"
REGION = "us-east-1"
IMAGE_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
SWEEPER = "sweeping"
"""Begins the names of the threads that work for the sweeper."""

_BASIC = b"Basic QVdTOnRva2Vu"
_AGED = (
    "UPDATE layers SET unneeded_us = unneeded_us - ?",
    "UPDATE uploads SET begun_us = begun_us - ?",
    "UPDATE uploads SET active_us = active_us - ?",
    "UPDATE objects SET discarded_us = discarded_us - ?",
)
_MODELS = ServiceModels()


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class EveryoneIsRoot:
    """Stands for the authenticator: whoever shows any password is root."""

    async def by_password(self, user: str, password: str, **_: Any) -> Caller:
        return root_caller(ACCOUNT, None)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Front:
    """One worker of the front."""

    def __init__(self, settings: Settings, threads: str) -> None:
        self.settings = settings
        self.database = SqliteDatabase(database_path(settings.data))
        self.database._thread.name = f"{threads}-writer"
        self.journal = WorkerJournal(
            settings.data / "journal", bytes_max=1 << 20, queue_max=100, worker=threads
        )
        self.threads = ThreadPoolExecutor(2, threads)
        authorizer, clock = Authorizer(), RealClock()
        self.dispatch = Dispatch(
            database=self.database,
            journal=self.journal,
            parts=Parts(
                settings,
                DiskBlobs(settings.data),
                cast("Analytics", None),
                Seal(bytes(32)),
            ),
            clock=clock,
            authorizer=authorizer,
            recorder=Recorder(Members(_MODELS)),
            threads=self.threads,
            disk=DiskSpace(lambda: 10**12, 0, 0),
            meters=Meters(CollectorRegistry()),
            neighbours=Neighbourhood(CATALOG, authorizer, clock),
        )
        self.door = OciDoor(
            self.dispatch,
            CATALOG,
            cast("Any", EveryoneIsRoot()),
            Attempts(self.dispatch, per_second=1),
        )

    def request(self, method: str, target: str, body: bytes = b"", media_type: str = "") -> Answer:
        """Send one request through the registry's door."""
        return asyncio.run(self._exchange(method, target, body, media_type))

    def call(self, key: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Run an operation as root."""
        operation = CATALOG.find(*key.split(":"))
        assert operation is not None
        origin, scope = Origin("192.0.2.1", "tests", "localhost"), Scope(ACCOUNT, REGION)
        call = self.dispatch.begin(operation, root_caller(ACCOUNT, None), origin, scope)
        return asyncio.run(self.dispatch.invoke(call, request))

    def ask(self, inside: Inside) -> Mapping[str, Any]:
        """Run an operation for a job, as the inside door does."""
        operation = CATALOG.find(*inside.operation.split(":"))
        assert operation is not None
        call = self.dispatch.begin(
            operation,
            service_caller(inside.service, inside.account, source_arn=inside.source_arn),
            Origin(inside.service, inside.service, inside.service, door="inside"),
            Scope(inside.account, inside.region),
        )
        return asyncio.run(self.dispatch.invoke(call, orjson.loads(orjson.dumps(inside.request))))

    def close(self) -> None:
        self.threads.shutdown()
        self.database.close()
        self.journal.close()

    async def _exchange(self, method: str, target: str, body: bytes, media_type: str) -> Answer:
        path, _, query = target.partition("?")
        headers = [(b"authorization", _BASIC), (b"content-length", str(len(body)).encode())]
        if media_type:
            headers.append((b"content-type", media_type.encode()))
        sent: list[Any] = []
        left = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return left.pop() if left else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
        }
        http = Exchange(scope, receive, send, idle_seconds=10)
        try:
            await self.door(http, Origin("192.0.2.1", "tests", "localhost", door="oci"))
        finally:
            http.close()
        start = sent[0]
        return Answer(
            start["status"],
            {key.decode(): value.decode() for key, value in start["headers"]},
            b"".join(message.get("body", b"") for message in sent[1:]),
        )


@cache
def migrated_database() -> bytes:
    """Return an empty database, as a file: to copy one is quicker than to make one."""
    with TemporaryDirectory() as folder:
        path = database_path(Path(folder))
        migrate_file(path)
        return path.read_bytes()


class World:
    """A data folder, its front, and its sweeper."""

    def __init__(self, data: Path, *, grace_seconds: float = 3600) -> None:
        self.settings = Settings(
            data=data,
            account=ACCOUNT,
            region=REGION,
            create_on_push=True,
            sweep_grace_seconds=grace_seconds,
            upload_seconds=2 * grace_seconds,
        )
        path = database_path(data)
        if not path.exists():
            data.mkdir(parents=True, exist_ok=True)
            path.write_bytes(migrated_database())
        self.front = Front(self.settings, "front")
        self.front.database.write_now(lambda tx: ensure_account(tx, ACCOUNT, RealClock().now()))
        self.neighbour = Front(self.settings, SWEEPER)
        self.clerks = SqliteDatabase(path, read_only=True)
        self.blobs = DiskBlobs(data)
        self.sweeper = Sweeper(
            SweepParts(self.clerks, self.blobs, self.neighbour.ask, self.settings, RealClock().now)
        )

    def spare_the_disk(self) -> None:
        """Have commits wait for no disk: for tests in which nobody dies."""
        for front in (self.front, self.neighbour):
            front.database._connections[0].execute("PRAGMA synchronous=OFF")

    def close(self) -> None:
        self.clerks.close()
        self.neighbour.close()
        self.front.close()

    def sweep(self, *, dry_run: bool = False) -> Report:
        """Sweep, and see that nothing went wrong."""
        report = self.sweeper.sweep(dry_run=dry_run)
        assert report.error is None, report.error
        return report

    def grow_old(self, seconds: float) -> None:
        """Let time pass for everything on disk."""
        with self.rows() as connection:
            for statement in _AGED:
                connection.execute(statement, (int(seconds * 1_000_000),))
        for folder in ("blobs", "uploads", "objects"):
            for path in self.files(folder):
                found = path.stat()
                os.utime(path, (found.st_atime - seconds, found.st_mtime - seconds))

    def sweep_out(self) -> Report:
        """Let graces pass until all that nothing needs is gone; return the last sweep."""
        for _ in range(3):
            self.sweep()
            self.grow_old(3 * self.settings.sweep_grace_seconds + 1)
        return self.sweep()

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """Open the database beside everybody, for what no door can do."""
        connection = sqlite3.connect(database_path(self.settings.data), timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def files(self, folder: str) -> list[Path]:
        """Return the files below a folder of the data folder."""
        found = (self.settings.data / folder).rglob("*")
        return sorted(path for path in found if path.is_file())

    def blob_digests(self) -> set[str]:
        return {f"{path.parts[-3]}:{path.name}" for path in self.files("blobs")}

    def events(self) -> list[Any]:
        """Return what sweeps have put on record."""
        with self.rows() as connection:
            bodies = connection.execute("SELECT body FROM records ORDER BY seq").fetchall()
        records = [orjson.loads(body) for (body,) in bodies]
        return [one for one in records if one["eventName"] == "SweepEvent"]

    def refusals(self) -> list[Any]:
        """Return the records of refusals in the journals."""
        text = b"".join(path.read_bytes() for path in self.files("journal"))
        entries = [line[line.find(b"{") :] for line in text.splitlines() if b"{" in line]
        return [one for one in map(orjson.loads, entries) if "errorCode" in one]

    def swept(self) -> list[tuple[str, str]]:
        """Return kind and name of everything that is on record as swept."""
        return [
            (details["kind"], next(value for key, value in one.items() if key != "bytes"))
            for details in (event["serviceEventDetails"] for event in self.events())
            for one in details["removed"]
        ]


class Pusher:
    """A registry client that does as docker does, and never trusts a second answer."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def blob(self, repository: str, content: bytes, *, mount: str | None = None) -> str:
        """Push a blob unless it is said to be there; return its digest."""
        digest = digest_of(content)
        if self.has_blob(repository, digest):
            return digest
        query = "" if mount is None else f"?mount={digest}&from={mount}"
        begun = self._front.request("POST", f"/v2/{repository}/blobs/uploads/{query}")
        if begun.status == 201:
            assert mount is not None
            return digest
        assert begun.status == 202, begun
        location = begun.headers["location"]
        grown = self._front.request("PATCH", location, content)
        if grown.status != 202:
            raise PushRefused(grown)
        ended = self._front.request("PUT", f"{location}?digest={digest}")
        if ended.status != 201:
            raise PushRefused(ended)
        return digest

    def has_blob(self, repository: str, digest: str) -> bool:
        answer = self._front.request("HEAD", f"/v2/{repository}/blobs/{digest}")
        assert answer.status in (200, 404), answer
        return answer.status == 200

    def manifest(self, repository: str, reference: str, body: bytes) -> str:
        answer = self._front.request(
            "PUT",
            f"/v2/{repository}/manifests/{reference}",
            body,
            orjson.loads(body)["mediaType"],
        )
        if answer.status != 201:
            raise PushRefused(answer)
        return digest_of(body)

    def image(
        self,
        repository: str,
        tag: str | None,
        *contents: bytes,
        mount: str | None = None,
        **more: Any,
    ) -> bytes:
        """Push an image; the first content is its config. Return its manifest."""
        for content in contents:
            self.blob(repository, content, mount=mount)
        body = image_of(*contents, **more)
        self.manifest(repository, tag or digest_of(body), body)
        return body

    def delete(self, repository: str, digest: str) -> None:
        answer = self._front.request("DELETE", f"/v2/{repository}/manifests/{digest}")
        assert answer.status == 202, answer

    def delete_repository(self, repository: str) -> None:
        request = {"repositoryName": repository, "force": True}
        self._front.call("ecr:DeleteRepository", request)

    def check_image(self, repository: str, body: bytes) -> None:
        """Pull an image, or an index with all its children, and compare every byte."""
        digest = digest_of(body)
        answer = self._front.request("GET", f"/v2/{repository}/manifests/{digest}")
        assert (answer.status, answer.body) == (200, body), answer
        members = orjson.loads(body)
        for child in members.get("manifests", ()):
            found = self._front.request("GET", f"/v2/{repository}/manifests/{child['digest']}")
            assert found.status == 200, found
            self.check_image(repository, found.body)
        for blob in [members["config"], *members["layers"]] if "config" in members else []:
            found = self._front.request("GET", f"/v2/{repository}/blobs/{blob['digest']}")
            assert found.status == 200, (blob, found)
            assert digest_of(found.body) == blob["digest"]


class PushRefused(Exception):
    """The registry did not take it: nothing was acknowledged."""


def digest_of(content: bytes) -> str:
    return str(Digest.of(content))


def image_of(*contents: bytes, subject: bytes | None = None) -> bytes:
    """Return the manifest of a config and layers."""
    config, *layers = contents
    members: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": IMAGE_TYPE,
        "config": _descriptor(config, "application/vnd.oci.image.config.v1+json"),
        "layers": [_descriptor(one, "application/vnd.oci.image.layer.v1.tar") for one in layers],
    }
    if subject is not None:
        members["subject"] = _descriptor(subject, IMAGE_TYPE)
    return orjson.dumps(members)


def index_of(*manifests: bytes) -> bytes:
    return orjson.dumps(
        {
            "schemaVersion": 2,
            "mediaType": INDEX_TYPE,
            "manifests": [_descriptor(one, IMAGE_TYPE) for one in manifests],
        }
    )


def _descriptor(content: bytes, media_type: str) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}
