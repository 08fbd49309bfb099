"""A real database, seals and the real authorizer: what KMS operations need to run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import botocore.session
from botocore.model import ServiceModel

from lading.adapters.sqlite import SqliteDatabase
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.caller import Caller, Origin, Scope
from lading.directory.accounts import ensure_account, root_caller
from lading.directory.roles import add_role
from lading.dispatch.authorize import Authorizer
from lading.dispatch.neighbours import Neighbourhood
from lading.operation import Call, Catalog, Done, Operation, Parts, ServiceError, operation
from lading.ports import Analytics, Blobs, Snapshot
from lading.pure.kms.key_wrap import KeyWrap
from lading.pure.sealing import Seal
from lading.pure.trail_record.identity import Identity, Issuer, SessionContext
from lading.pure.wire.dialects import dialect_of
from lading.pure.wire.errors import WireError
from lading.pure.wire.models import ServiceModels
from lading.pure.wire.validate import validate
from lading.services.kms import OPERATIONS
from lading.settings import Settings

from ..callers import add_caller
from ..databases import open_database
from ..model_shapes import fits

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-central-1"
NOW = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
CREATED = NOW.replace(microsecond=0)
MODEL: ServiceModel = botocore.session.get_session().get_service_model("kms")
RECORDER = Recorder(Members(ServiceModels()))
ROOT, OTHER_ROOT = root_caller(ACCOUNT, "AKIAROOT"), root_caller(OTHER, "AKIAOTHER")
ECR = "ecr.amazonaws.com"
NO_KEY = "00000000-0000-4000-8000-000000000000"


@operation("ecr:CreateRepository", changes=True, open_to_all=True)
def changing_neighbour(call: Call, request: Any) -> Any:
    """Do what a test wants done on a transaction, as an operation of another service."""
    return call.received(call)


@operation("ecr:BatchGetImage", open_to_all=True)
def reading_neighbour(call: Call, request: Any) -> Any:
    """The same on a snapshot."""
    return call.received(call)


CATALOG = Catalog((*OPERATIONS, changing_neighbour, reading_neighbour))


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands."""

    when: datetime

    def now(self) -> datetime:
        return self.when


@dataclass
class House:
    """Two accounts in which callers call KMS; `records` are those of every call, in order."""

    database: SqliteDatabase
    parts: Parts
    authorizer: Authorizer
    now: datetime = NOW
    records: list[dict[str, Any]] = field(default_factory=list)

    def kms(self, name: str, caller: Caller = ROOT, /, **request: Any) -> dict[str, Any]:
        """Check, authorize and run an operation as door and dispatch do."""
        operation = found(f"kms:{name}")
        if not operation.internal:
            validate(MODEL.operation_model(name), request, dialect_of("kms"))
        response = self.run(operation, caller, request)
        if not operation.internal:
            fits(response, MODEL.operation_model(name).output_shape)
        return response

    def run(
        self, operation: Operation, caller: Caller, request: Mapping[str, Any], received: Any = None
    ) -> dict[str, Any]:
        """Take a call through the steps of dispatch; its records are kept, also when refused."""
        call = Call(
            operation=operation,
            caller=caller,
            origin=Origin("192.0.2.1", "test", "localhost"),
            scope=Scope(caller.account, REGION),
            now=self.now,
            request_id="request",
            event_id="event",
            parts=self.parts,
            received=received,
            neighbours=Neighbourhood(CATALOG, self.authorizer, FixedClock(self.now)),
        )

        def act(snapshot: Snapshot) -> dict[str, Any]:
            call.snapshot = snapshot
            call.memo.clear()
            self.authorizer.authorize(call, request)
            return cast("dict[str, Any]", operation.handler(call, request))

        run = self.database.write_now if operation.changes else self.database.read
        try:
            response = run(act)
        except ServiceError as error:
            self._record(call, request, Done(self.now, error=error))
            raise
        self._record(call, request, Done(self.now, response=response))
        return response

    def _record(self, call: Call, request: Mapping[str, Any], done: Done) -> None:
        self.records += [json.loads(body) for _, body in RECORDER.records_of(call, request, done)]

    def forwarded(
        self,
        key: str,
        caller: Caller = ROOT,
        /,
        *,
        by: str = ECR,
        **request: Any,
    ) -> dict[str, Any]:
        """Have another service forward one call for a caller."""
        changes = found(key).changes
        outer = changing_neighbour if changes else reading_neighbour

        def forward(call: Call) -> Any:
            return call.forward(key, request, by=by)

        return self.run(outer, caller, {}, forward)

    def refused(self, name: str, caller: Caller = ROOT, /, **request: Any) -> ServiceError:
        """Run an operation that is refused; return the refusal."""
        return refusal(lambda: self.kms(name, caller, **request))

    def key(self, **request: Any) -> str:
        """Make a key and return its id."""
        key_id: str = self.kms("CreateKey", **request)["KeyMetadata"]["KeyId"]
        return key_id

    def user(self, name: str, *statements: Mapping[str, Any]) -> Caller:
        """Make a user with a key, and what it may do, and return it as a caller."""
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})

        own = document if statements else None
        return self.database.write_now(lambda tx: add_caller(tx, ACCOUNT, name, own, NOW))

    def session(self, name: str, *, policies: tuple[str, ...] | None = None) -> Caller:
        """Make a role and return a session of it."""
        role = self.database.write_now(
            lambda tx: add_role(
                tx,
                ACCOUNT,
                name,
                path="/",
                trust_policy='{"Statement":[]}',
                description=None,
                session_seconds_max=3600,
                now=NOW,
            )
        )
        issuer = Issuer("Role", role.role_id, role.arn, ACCOUNT, name)
        identity = Identity(
            type="AssumedRole",
            principal_id=f"{role.role_id}:one",
            arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/one",
            account=ACCOUNT,
            access_key_id="ASIASESSION",
            session=SessionContext(NOW, False, issuer),
        )
        return Caller(identity, role.role_id, role.arn, session_policies=policies)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


def found(key: str) -> Operation:
    operation = CATALOG.find(*key.split(":"))
    assert operation is not None
    return operation


def refusal(run: Callable[[], object]) -> ServiceError:
    """Return what a call was refused with, by the model or by the operation."""
    try:
        run()
    except WireError as error:
        return ServiceError(error.code, error.message)
    except ServiceError as error:
        return error
    raise AssertionError("it was not refused")


def arn_of(key_id: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:kms:{REGION}:{account}:key/{key_id}"


def alias_arn_of(name: str) -> str:
    return f"arn:aws:kms:{REGION}:{ACCOUNT}:{name}"


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    """Return an identity policy statement."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def to(principal: str, *actions: str, **more: Any) -> dict[str, Any]:
    """Return a key policy statement."""
    return {**allow(*actions), "Principal": {"AWS": principal}, **more}


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def open_house(folder: Path, empty: bytes) -> House:
    """Return a house with two empty accounts."""
    database = open_database(folder, empty)
    for account in (ACCOUNT, OTHER):
        database.write_now(partial(ensure_account, account=account, now=NOW))
    parts = Parts(
        settings=Settings(data=folder),
        blobs=cast("Blobs", None),
        analytics=cast("Analytics", None),
        seal=Seal(bytes(range(32))),
        key_wrap=KeyWrap(bytes(range(32))),
    )
    return House(database, parts, Authorizer(sandbox=True))
