"""S3 in this process: the real door, dispatch, database and disk, with records at hand.

boto3 clients reach it without a socket: what they would send is handed to the door as it is. With
an `https` address they frame bodies as they do over TLS.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, cast

import boto3
import orjson
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.client import Config
from botocore.credentials import Credentials
from prometheus_client import CollectorRegistry

from lading.adapters.disk import DiskBlobs
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.audit.record_table import READ_AFTER
from lading.caller import Origin, Scope, service_caller
from lading.directory.accounts import add_account, root_caller
from lading.directory.keys import sealed_secret
from lading.dispatch.attempts import Attempts
from lading.dispatch.authenticate import Authenticator
from lading.dispatch.authenticate_s3 import S3Authenticator
from lading.dispatch.authorize import Authorizer
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.dispatch.meters import Meters
from lading.dispatch.neighbours import Neighbourhood
from lading.doors.s3.door import S3Door
from lading.operation import Catalog, Parts
from lading.ports import Analytics, Transaction
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.services import iam, s3, sts
from lading.settings import Settings

from ..databases import empty_database, open_database
from ..memory_journal import MemoryJournal
from .wire import RawBody, Reply, Signer, exchange

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
HOST = "s3.example.com:6500"
MODELS = ServiceModels()
_SEAL = Seal(bytes(range(32)))
CATALOG = Catalog(iam.OPERATIONS, s3.OPERATIONS, sts.OPERATIONS)
_SECONDS = 60.0
_SESSION = boto3.session.Session()
_CLIENTS: dict[Any, Any] = {}
_OPEN: list[House] = []
"""The house that clients reach: to make a client takes longer than most tests."""


class RunningClock:
    """The time, moved by `ahead`."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True)
class Keys:
    """An access key."""

    key_id: str
    secret: str
    arn: str = ""
    token: str | None = None


ROOT = Keys("AKIAROOTROOTROOTROOT", "root-secret", f"arn:aws:iam::{ACCOUNT}:root")
OTHER_ROOT = Keys("AKIAOTHEROTHEROTHER1", "other-secret", f"arn:aws:iam::{OTHER_ACCOUNT}:root")


@dataclass
class House:
    """An account with buckets."""

    folder: Path
    dispatch: Dispatch
    door: S3Door
    clock: RunningClock
    journal: MemoryJournal
    blobs: DiskBlobs
    loop: asyncio.AbstractEventLoop

    def client(
        self,
        keys: Keys = ROOT,
        *,
        tls: bool = False,
        region: str = "us-east-1",
        **config: Any,
    ) -> Any:
        """Return a boto3 client; `config` is botocore's."""
        wanted = (keys, tls, region, tuple(sorted(config.items())))
        if wanted not in _CLIENTS:
            client = _SESSION.client(
                "s3",
                endpoint_url=f"{'https' if tls else 'http'}://{HOST}",
                region_name=region,
                aws_access_key_id=keys.key_id,
                aws_secret_access_key=keys.secret,
                aws_session_token=keys.token,
                config=Config(retries={"total_max_attempts": 1}, **config),
            )
            client.meta.events.register("before-send.s3", _to_the_open_house)
            _CLIENTS[wanted] = client
        return _CLIENTS[wanted]

    def send_prepared(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send what botocore would put on a socket."""
        body: Any = request.body or b""
        content = body if isinstance(body, bytes | bytearray) else body.read()
        headers = [
            (name, value.decode() if isinstance(value, bytes) else str(value))
            for name, value in request.headers.items()
        ]
        reply = self.send(request.method, request.url, headers, bytes(content))
        headers_of_reply: Any = reply.headers
        return AWSResponse(request.url, reply.status, headers_of_reply, RawBody(reply.body))

    def send(
        self,
        method: str,
        url: str,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | list[bytes] = b"",
        *,
        cut: bool = False,
    ) -> Reply:
        """Send a request as it is; the body in pieces if it is a list; `cut`: no end to it."""
        coroutine = exchange(self.door, method, url, list(headers), body, cut=cut)
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(_SECONDS)

    def signed(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        keys: Keys = ROOT,
        sent: bytes | list[bytes] | None = None,
        after: Mapping[str, str] | None = None,
        cut: bool = False,
        host: str = HOST,
    ) -> Reply:
        """Sign a request and send it; `sent` goes in place of the body, `after` headers are added
        when it is signed already."""
        url = f"http://{host}{path}"
        request = AWSRequest(method, url, dict(headers or {}), body)
        Signer(Credentials(keys.key_id, keys.secret, keys.token), "s3", "us-east-1").add_auth(
            request
        )
        given = [(name, str(value)) for name, value in request.headers.items()]
        given += list((after or {}).items())
        return self.send(method, url, given, body if sent is None else sent, cut=cut)

    def records(self, **wanted: Any) -> list[Any]:
        """Return the records so far whose members are as `wanted`, oldest first."""
        rows = self.dispatch.database.read(lambda tx: tx.all(READ_AFTER, seq=0, limit=10_000))
        found = [orjson.loads(row["body"]) for row in rows] + self.journal.entries
        found.sort(key=lambda one: str(one["eventID"]))
        return [one for one in found if all(one.get(k) == v for k, v in wanted.items())]

    def record(self, **wanted: Any) -> Any:
        """Return the one record that there is."""
        found = self.records(eventSource="s3.amazonaws.com", **wanted)
        assert len(found) == 1, [(one["eventName"], one.get("errorCode")) for one in found]
        return found[0]

    def invoke(self, key: str, request: Mapping[str, Any], **how: Any) -> Any:
        """Run an operation as root, or as a service: `service="cloudtrail.amazonaws.com"`."""
        caller = root_caller(ACCOUNT, ROOT.key_id)
        if "service" in how:
            caller = service_caller(how["service"], ACCOUNT, source_arn=how.get("source_arn"))
        operation = CATALOG.find(*key.split(":"))
        assert operation is not None
        origin = Origin("192.0.2.7", "test", HOST, door="inside")
        call = self.dispatch.begin(operation, caller, origin, Scope(ACCOUNT, "us-east-1"))
        call.received = how.get("received")
        coroutine = self.dispatch.invoke(call, request)
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(_SECONDS)

    def user(self, name: str, *statements: Mapping[str, Any]) -> Keys:
        """Make a user who may do what the statements say."""
        self.invoke("iam:CreateUser", {"UserName": name})
        if statements:
            document = {"Version": "2012-10-17", "Statement": list(statements)}
            self.invoke(
                "iam:PutUserPolicy",
                {"UserName": name, "PolicyName": "p", "PolicyDocument": json.dumps(document)},
            )
        key = self.invoke("iam:CreateAccessKey", {"UserName": name})["AccessKey"]
        arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
        return Keys(key["AccessKeyId"], key["SecretAccessKey"], arn)

    def files(self) -> tuple[int, int]:
        """Return how many uploads and objects lie on disk."""
        objects = [path for path in (self.folder / "objects").rglob("*") if path.is_file()]
        return len(os.listdir(self.folder / "uploads")), len(objects)

    def dropped(self) -> int:
        """Return how many objects nothing refers to any more."""
        from sqlalchemy import func, select

        from lading.vault.tables import OBJECTS

        count = select(func.count().label("n")).where(OBJECTS.c.discarded_us.is_not(None))
        row = self.dispatch.database.read(lambda tx: tx.first(count))
        assert row is not None
        return int(row["n"])


def _to_the_open_house(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    return _OPEN[-1].send_prepared(request)


def _add(account: str, key_id: str, sealed: str, now: datetime, tx: Transaction) -> None:
    add_account(tx, account, key_id, sealed, now)


def database_of_accounts(folder: Path) -> bytes:
    """Return a database with two accounts, as a file."""
    database = open_database(folder, empty_database(folder))
    for account, keys in ((ACCOUNT, ROOT), (OTHER_ACCOUNT, OTHER_ROOT)):
        sealed = sealed_secret(_SEAL, keys.secret)
        database.write_now(partial(_add, account, keys.key_id, sealed, datetime.now(UTC)))
    database.close()
    return (folder / "metadata.sqlite").read_bytes()


def open_house(
    folder: Path, empty: bytes, *, sandbox: bool = False, **settings: Any
) -> tuple[House, Callable[[], None]]:
    """Return a house with two empty accounts, and what closes it."""
    database, clock, journal = open_database(folder, empty), RunningClock(), MemoryJournal()
    given, blobs, authorizer = (
        Settings(data=folder, **settings),
        DiskBlobs(folder),
        Authorizer(sandbox=sandbox),
    )
    threads = ThreadPoolExecutor(8)
    dispatch = Dispatch(
        database=database,
        journal=journal,
        parts=Parts(given, blobs, cast("Analytics", None), _SEAL),
        clock=clock,
        authorizer=authorizer,
        recorder=Recorder(Members(MODELS)),
        threads=threads,
        disk=DiskSpace(lambda: 10**12, 0, 0),
        meters=Meters(CollectorRegistry()),
        neighbours=Neighbourhood(CATALOG, authorizer, clock),
    )
    authenticator = Authenticator(database, _SEAL, clock, account=ACCOUNT, sandbox=sandbox)
    door = S3Door(
        dispatch,
        CATALOG,
        S3Authenticator(authenticator, clock, region="us-east-1"),
        Attempts(dispatch, per_second=1000),
        MODELS,
    )
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    house = House(folder, dispatch, door, clock, journal, blobs, loop)
    _OPEN.append(house)

    def close() -> None:
        _OPEN.remove(house)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        threads.shutdown()
        database.close()

    return house, close
