"""A real database, a seal and the real authorizer: what IAM operations need to run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import botocore.session
from botocore.model import ServiceModel

from lading.adapters.sqlite import SqliteDatabase
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.caller import Caller, Origin, Scope
from lading.directory.accounts import ensure_account, root_caller
from lading.directory.keys import caller_with_key, find_key
from lading.dispatch.authorize import Authorizer
from lading.operation import Call, Catalog, Done, Parts, ServiceError
from lading.ports import Analytics, Blobs, Snapshot
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.services.iam import OPERATIONS
from lading.settings import Settings

from ..databases import open_database
from ..model_shapes import fits

ACCOUNT = "111122223333"
NOW = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
CREATED = NOW.replace(microsecond=0)
MODEL: ServiceModel = botocore.session.get_session().get_service_model("iam")
CATALOG = Catalog(OPERATIONS)
RECORDER = Recorder(Members(ServiceModels()))
ROOT = root_caller(ACCOUNT, "AKIAROOT")


@dataclass
class House:
    """An account in which callers call IAM."""

    database: SqliteDatabase
    parts: Parts
    authorizer: Authorizer
    now: datetime = NOW
    records: list[dict[str, Any]] = field(default_factory=list)

    def iam(self, name: str, caller: Caller = ROOT, /, **request: Any) -> dict[str, Any]:
        """Authorize and run an operation as dispatch does, and hold it against the model."""
        operation = CATALOG.find("iam", name)
        assert operation is not None
        call = Call(
            operation=operation,
            caller=caller,
            origin=Origin("192.0.2.1", "test", "localhost"),
            scope=Scope(caller.account, "eu-central-1"),
            now=self.now,
            request_id="request",
            event_id="event",
            parts=self.parts,
        )
        response = run_as_dispatch(self.database, self.authorizer, call, request)
        done = Done(self.now, response=response)
        self.records += [json.loads(body) for _, body in RECORDER.records_of(call, request, done)]
        fits(response, MODEL.operation_model(name).output_shape)
        return response

    def refused(self, name: str, caller: Caller = ROOT, /, **request: Any) -> ServiceError:
        """Run an operation that is refused; return the refusal."""
        try:
            self.iam(name, caller, **request)
        except ServiceError as error:
            return error
        raise AssertionError(f"{name} was not refused")

    def user(self, name: str, path: str = "/", policy: str | None = None) -> Caller:
        """Make a user with a key and return it as a caller."""
        self.iam("CreateUser", UserName=name, Path=path)
        if policy is not None:
            self.iam("PutUserPolicy", UserName=name, PolicyName="own", PolicyDocument=policy)
        key_id = self.iam("CreateAccessKey", UserName=name)["AccessKey"]["AccessKeyId"]
        key = self.database.read(lambda snapshot: find_key(snapshot, key_id))
        assert key is not None
        return caller_with_key(key)


def run_as_dispatch(
    database: SqliteDatabase, authorizer: Authorizer, call: Call, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Take a call through the steps that dispatch takes, without records."""
    operation = call.operation

    def enter(snapshot: Snapshot) -> None:
        call.snapshot = snapshot
        call.memo.clear()
        authorizer.authorize(call, request)
        if operation.check is not None and not operation.changes:
            operation.check(call, request)

    def act(snapshot: Snapshot) -> dict[str, Any]:
        enter(snapshot)
        return cast("dict[str, Any]", operation.handler(call, request))

    def prepare(snapshot: Snapshot) -> None:
        enter(snapshot)
        if operation.check is not None:
            operation.check(call, request)

    if not operation.changes:
        return database.read(act)
    database.read(prepare)
    if operation.stage is not None:
        call.staged = operation.stage(call, request)
    return database.write_now(act)


def open_house(folder: Path, empty: bytes) -> House:
    """Return a house with an empty account."""
    database = open_database(folder, empty)
    database.write_now(lambda tx: ensure_account(tx, ACCOUNT, NOW))
    parts = Parts(
        settings=Settings(data=folder),
        blobs=cast("Blobs", None),
        analytics=cast("Analytics", None),
        seal=Seal(bytes(range(32))),
    )
    return House(database, parts, Authorizer(sandbox=True))
