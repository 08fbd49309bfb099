"""CloudTrail behind a dispatch of its own, beside small stand-ins of the services it asks.

The stand-ins know what matters here: whether a thing is there, and the policy on it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import botocore.session
import orjson
from botocore.model import ServiceModel
from prometheus_client import CollectorRegistry
from sqlalchemy import Connection, create_engine

from lading.adapters.sqlite import SqliteDatabase
from lading.adapters.trail_states import FolderTrailStates
from lading.audit.members import Members
from lading.audit.record import Recorder
from lading.audit.record_table import READ_AFTER
from lading.caller import Caller, Origin, Scope
from lading.directory.accounts import ensure_account, root_caller
from lading.directory.policies import put_policy
from lading.directory.roles import add_role
from lading.dispatch.authorize import Authorizer
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.invoke import Dispatch
from lading.dispatch.meters import Meters
from lading.dispatch.neighbours import Neighbourhood
from lading.operation import (
    AttachedPolicy,
    Call,
    Catalog,
    Operation,
    Parts,
    Resource,
    ServiceError,
    operation,
)
from lading.ports import Analytics, Blobs, Transaction
from lading.pure.sealing import Seal
from lading.pure.wire.models import ServiceModels
from lading.services import cloudtrail, sts
from lading.settings import Settings

from ..callers import add_caller
from ..databases import open_database
from ..memory_journal import MemoryJournal
from ..model_shapes import fits

ACCOUNT, OTHER = "111122223333", "444455556666"
REGION = "eu-central-1"
NOW = datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)
MODEL: ServiceModel = botocore.session.get_session().get_service_model("cloudtrail")
MODELS = ServiceModels()
ROOT = root_caller(ACCOUNT, None)
OTHER_ROOT = root_caller(OTHER, None)
SERVICE = "cloudtrail.amazonaws.com"
KEY_ID = "12345678-1234-1234-1234-123456789012"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"


def trail_arn(name: str, region: str = REGION, account: str = ACCOUNT) -> str:
    return f"arn:aws:cloudtrail:{region}:{account}:trail/{name}"


def bucket_policy(bucket: str, prefix: str = "", **conditions: str) -> str:
    """Return the policy that AWS documents for the bucket of a trail."""
    service = {"Effect": "Allow", "Principal": {"Service": SERVICE}}
    source = {"aws:SourceArn": conditions["source_arn"]} if conditions else {}
    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
    logs = f"arn:aws:s3:::{bucket}/{prefix}AWSLogs/{ACCOUNT}/*"
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    **service,
                    "Action": "s3:GetBucketAcl",
                    "Resource": f"arn:aws:s3:::{bucket}",
                    "Condition": {"StringEquals": source} if source else {},
                },
                {
                    **service,
                    "Action": "s3:PutObject",
                    "Resource": logs,
                    "Condition": {"StringEquals": source | acl},
                },
            ],
        }
    )


@dataclass
class World:
    """What is there beside CloudTrail: buckets and keys with their policies, log groups."""

    buckets: dict[str, str | None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    streams: list[tuple[str, str]] = field(default_factory=list)

    def operations(self) -> tuple[Operation, ...]:
        """Return the stand-ins."""

        def bucket(call: Call, request: Any) -> Resource:
            if request["Bucket"] not in self.buckets:
                raise ServiceError("NoSuchBucket", "The specified bucket does not exist")
            name = "/".join(request[key] for key in ("Bucket", "Key") if key in request)
            return Resource(f"arn:aws:s3:::{name}", ACCOUNT)

        def on_bucket(call: Call, request: Any) -> AttachedPolicy | None:
            policy = self.buckets.get(request["Bucket"])
            return None if policy is None else AttachedPolicy(policy)

        def acl(call: Call, request: Any) -> dict[str, str]:
            return {"s3:x-amz-acl": request["ACL"]}

        def stream(call: Call, request: Any) -> Resource:
            arn = f"arn:aws:logs:{call.scope.region}:{ACCOUNT}:log-group:{request['logGroupName']}"
            return Resource(f"{arn}:log-stream:{request['logStreamName']}", ACCOUNT)

        def create_stream(call: Call, request: Any) -> dict[str, Any]:
            named = (request["logGroupName"], request["logStreamName"])
            if named[0] not in self.groups:
                raise ServiceError("ResourceNotFoundException", "no such group")
            if named in self.streams:
                raise ServiceError("ResourceAlreadyExistsException", "there is one")
            self.streams.append(named)
            return {}

        def key(call: Call, request: Any) -> Resource:
            if request["KeyId"] not in (*self.keys, *(k.split("/")[1] for k in self.keys)):
                raise ServiceError("NotFoundException", "no such key")
            return Resource(_arn(request["KeyId"]), ACCOUNT)

        def on_key(call: Call, request: Any) -> AttachedPolicy:
            return AttachedPolicy(self.keys[_arn(request["KeyId"])], "key")

        def context(call: Call, request: Any) -> dict[str, str]:
            given = request.get("EncryptionContext", {})
            return {f"kms:EncryptionContext:{name}": value for name, value in given.items()}

        def describe_key(call: Call, request: Any) -> dict[str, Any]:
            arn = _arn(request["KeyId"])
            return {
                "KeyMetadata": {"Arn": arn, "KeyId": KEY_ID, "Enabled": arn not in self.disabled}
            }

        return (
            operation("s3:GetBucketAcl", resource=bucket, policy=on_bucket)(_nothing),
            operation("s3:PutObject", resource=bucket, policy=on_bucket, conditions=acl)(_nothing),
            operation("logs:CreateLogStream", changes=True, resource=stream)(create_stream),
            operation("logs:PutLogEvents", resource=stream)(_nothing),
            operation("kms:DescribeKey", resource=key, policy=on_key)(describe_key),
            operation("kms:GenerateDataKey", resource=key, policy=on_key, conditions=context)(
                _nothing
            ),
        )


def _arn(key_id: str) -> str:
    return key_id if key_id.startswith("arn:") else KEY_ARN


def _nothing(call: Call, request: Any) -> dict[str, Any]:
    return {}


@dataclass
class House:
    """An account in which callers call CloudTrail."""

    database: SqliteDatabase
    dispatch: Dispatch
    journal: MemoryJournal
    catalog: Catalog
    world: World
    states: FolderTrailStates
    path: Path
    now: datetime = NOW

    def __call__(
        self, name: str, caller: Caller = ROOT, /, *, region: str = REGION, **request: Any
    ) -> dict[str, Any]:
        """Carry an operation out, and hold its response against the model."""
        response = self.run(f"cloudtrail:{name}", request, caller, region)
        if name in MODEL.operation_names:
            fits(response, MODEL.operation_model(name).output_shape)
        return response

    def run(
        self, key: str, request: Any, caller: Caller = ROOT, region: str = REGION
    ) -> dict[str, Any]:
        """Carry an operation of any service out."""
        built = self.catalog.find(*key.split(":"))
        assert built is not None
        call = self.dispatch.begin(
            built, caller, Origin("192.0.2.1", "test", "localhost"), Scope(caller.account, region)
        )
        return dict(asyncio.run(self.dispatch.invoke(call, request)))

    def refused(self, name: str, caller: Caller = ROOT, /, **request: Any) -> ServiceError:
        """Run an operation that is refused; return the refusal."""
        try:
            self(name, caller, **request)
        except ServiceError as error:
            return error
        raise AssertionError(f"{name} was not refused")

    def bucket(self, name: str = "logs", prefix: str = "") -> str:
        """Make a bucket that CloudTrail may write to."""
        self.world.buckets[name] = bucket_policy(name, prefix)
        return name

    def trail(self, name: str = "trail", *, region: str = REGION, **settings: Any) -> str:
        """Make a trail and return its ARN."""
        settings.setdefault("S3BucketName", self.bucket())
        made = self("CreateTrail", region=region, Name=name, **settings)
        return str(made["TrailARN"])

    def user(self, policy: Any = None, name: str = "mary") -> Caller:
        """Make a user who may do what the statements say."""

        own = None if policy is None else json.dumps({"Statement": policy})
        return self.database.write_now(lambda tx: add_caller(tx, ACCOUNT, name, own, self.now))

    def role(self, trusted: str = SERVICE, *, name: str = "writer", group: str = "audit") -> str:
        """Make a role that a service may assume and that may write to a log group."""
        trust = {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}
        policy = {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"arn:aws:logs:*:{ACCOUNT}:log-group:{group}:log-stream:{ACCOUNT}_*",
        }

        def work(tx: Transaction) -> str:
            role = add_role(
                tx,
                ACCOUNT,
                name,
                path="/",
                description=None,
                trust_policy=json.dumps({"Version": "2012-10-17", "Statement": trust}),
                session_seconds_max=3600,
                now=self.now,
            )
            put_policy(tx, role.role_id, "own", json.dumps({"Statement": policy}))
            return role.arn

        return self.database.write_now(work)

    @contextmanager
    def rows(self) -> Iterator[Connection]:
        """Open the database beside CloudTrail, for what no operation does."""
        engine = create_engine(f"sqlite:///{self.path}")
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    def committed(self) -> list[Any]:
        """Return the records of changes, oldest first."""
        rows = self.database.read(lambda tx: tx.all(READ_AFTER, seq=0, limit=1000))
        return [orjson.loads(row["body"]) for row in rows]

    def records(self, name: str) -> list[Any]:
        """Return the records of that event name: changes first, then reads and refusals."""
        return [
            one for one in (*self.committed(), *self.journal.entries) if one["eventName"] == name
        ]


@dataclass
class HouseClock:
    """The time that the house says it is."""

    house: House | None = None

    def now(self) -> datetime:
        return NOW if self.house is None else self.house.now


@contextmanager
def open_house(folder: Path, empty: bytes, *real: Operation) -> Iterator[House]:
    """Yield a house with an empty account; services that are `real` need no stand-ins."""
    path = folder / "metadata.sqlite"
    database = open_database(folder, empty)
    database.write_now(lambda tx: ensure_account(tx, ACCOUNT, NOW))
    database.write_now(lambda tx: ensure_account(tx, OTHER, NOW))
    world, journal, clock = World(), MemoryJournal(), HouseClock()
    services = {one.service for one in real}
    stand_ins = tuple(one for one in world.operations() if one.service not in services)
    catalog = Catalog(cloudtrail.OPERATIONS, sts.OPERATIONS, stand_ins, real)
    states, authorizer = FolderTrailStates(folder / "trails"), Authorizer()
    with ThreadPoolExecutor(2) as threads:
        dispatch = Dispatch(
            database=database,
            journal=journal,
            parts=Parts(
                settings=Settings(data=folder),
                blobs=cast("Blobs", None),
                analytics=cast("Analytics", None),
                seal=Seal(bytes(range(32))),
                trail_states=states,
            ),
            clock=clock,
            authorizer=authorizer,
            recorder=Recorder(Members(MODELS)),
            threads=threads,
            disk=DiskSpace(lambda: 10**12, 0, 0),
            meters=Meters(CollectorRegistry()),
            neighbours=Neighbourhood(catalog, authorizer, clock),
        )
        clock.house = House(database, dispatch, journal, catalog, world, states, path)
        yield clock.house
    database.close()
