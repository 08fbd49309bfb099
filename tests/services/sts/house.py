"""A real database, a seal and the real authorizer: what STS operations need to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import botocore.session
from botocore.model import ServiceModel

from lading.adapters.sqlite import SqliteDatabase
from lading.caller import Caller, Origin, Scope
from lading.directory.accounts import ensure_root_key, root_caller
from lading.directory.policies import put_policy
from lading.directory.principals import pinned
from lading.directory.roles import Role, add_role
from lading.directory.sessions import open_session
from lading.dispatch.authorize import Authorizer
from lading.operation import Call, Catalog, Operation, Parts, ServiceError
from lading.ports import Analytics, Blobs, Transaction
from lading.pure.sealing import Seal
from lading.services.sts import OPERATIONS
from lading.settings import Settings

from ..callers import add_caller
from ..databases import open_database
from ..iam.house import run_as_dispatch
from ..model_shapes import fits

ACCOUNT, OTHER = "111122223333", "444455556666"
NOW = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
MODEL: ServiceModel = botocore.session.get_session().get_service_model("sts")
CATALOG = Catalog(OPERATIONS)
ROOT = root_caller(ACCOUNT, "AKIAROOT")
EVERYTHING = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


@dataclass
class House:
    """Two accounts with their roots, in which callers call STS."""

    database: SqliteDatabase
    parts: Parts
    authorizer: Authorizer = field(default_factory=Authorizer)
    now: datetime = NOW

    def sts(self, name: str, caller: Caller, /, **request: Any) -> dict[str, Any]:
        """Authorize and run an operation as dispatch does, and hold it against the model."""
        call = self.begin(named(name), caller)
        response = run_as_dispatch(self.database, self.authorizer, call, request)
        fits(response, MODEL.operation_model(name).output_shape)
        return response

    def refused(self, name: str, caller: Caller, /, **request: Any) -> ServiceError:
        """Run an operation that is refused; return the refusal."""
        try:
            self.sts(name, caller, **request)
        except ServiceError as error:
            return error
        raise AssertionError(f"{name} was not refused")

    def session(self, name: str, caller: Caller, /, **request: Any) -> Caller:
        """Run an operation that gives out credentials; return who they stand for."""
        return self.opened(self.sts(name, caller, **request)["Credentials"])

    def opened(self, credentials: Mapping[str, Any]) -> Caller:
        """Return the caller behind credentials, as a door finds out."""
        token, key_id = credentials["SessionToken"], credentials["AccessKeyId"]
        session = open_session(self.parts.seal, token, key_id, NOW)
        assert session.secret == credentials["SecretAccessKey"]
        return session.caller

    def begin(self, operation: Operation, caller: Caller) -> Call:
        """Return a call that nothing has happened to yet."""
        return Call(
            operation=operation,
            caller=caller,
            origin=Origin("192.0.2.1", "test", "localhost"),
            scope=Scope(caller.account, "eu-central-1"),
            now=self.now,
            request_id="request",
            event_id="event",
            parts=self.parts,
        )

    def user(self, name: str, policy: str | None = None, account: str = ACCOUNT) -> Caller:
        """Make a user with a key and return it as a caller."""
        return self.database.write_now(lambda tx: add_caller(tx, account, name, policy, NOW))

    def role(
        self, name: str, trust: str, policy: str | None = None, seconds_max: int = 3600
    ) -> Role:
        """Make a role below the path /ci/."""

        def work(tx: Transaction) -> Role:
            role = add_role(
                tx,
                ACCOUNT,
                name,
                path="/ci/",
                description=None,
                trust_policy=pinned(tx, trust),
                session_seconds_max=seconds_max,
                now=NOW,
            )
            if policy is not None:
                put_policy(tx, role.role_id, "own", policy)
            return role

        return self.database.write_now(work)


def named(name: str) -> Operation:
    """Return an STS operation that is built."""
    operation = CATALOG.find("sts", name)
    assert operation is not None
    return operation


def add_roots(tx: Transaction) -> None:
    """Make the two accounts with their root keys."""
    ensure_root_key(tx, ACCOUNT, "AKIAROOT", "sealed", NOW)
    ensure_root_key(tx, OTHER, "AKIAOTHER", "sealed", NOW)


def open_house(folder: Path, empty: bytes) -> House:
    """Return a house with two accounts and their root keys."""
    database = open_database(folder, empty)
    database.write_now(add_roots)
    parts = Parts(
        settings=Settings(data=folder),
        blobs=cast("Blobs", None),
        analytics=cast("Analytics", None),
        seal=Seal(bytes(range(32))),
    )
    return House(database, parts)
