"""A bucket: finding it, what acts on it, and who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from lading.caller import Scope
from lading.operation import AttachedPolicy, Call, Request, Resource
from lading.ports import Row
from lading.pure.s3.errors import refused
from lading.pure.s3.names import bucket_arn, check_expected_owner, check_key, object_arn
from lading.services.s3.tables import BUCKETS

_FIND = select(BUCKETS).where(BUCKETS.c.name == bindparam("name"))

BUCKET_TYPE = "AWS::S3::Bucket"
OBJECT_TYPE = "AWS::S3::Object"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket as it is stored."""

    id: int
    name: str
    account: str
    region: str
    created: datetime
    policy: str | None
    tags: str | None

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return bucket_arn(self.name)


def microseconds(when: datetime) -> int:
    """Return a time as tables hold it."""
    return int(when.timestamp() * 1_000_000)


def from_microseconds(value: int) -> datetime:
    """Return the time a table's value stands for."""
    return datetime.fromtimestamp(value / 1_000_000, UTC)


def whole_seconds(value: int) -> datetime:
    """Return the time a table's value stands for, as S3 shows times."""
    return datetime.fromtimestamp(value // 1_000_000, UTC)


def find(call: Call, name: str) -> Bucket | None:
    """Return the bucket of a name, or None. Read once a snapshot."""
    found: dict[str, Bucket | None] = call.memo.setdefault("buckets", {})
    if name not in found:
        row = call.tx.first(_FIND, name=name)
        found[name] = None if row is None else from_row(row)
    return found[name]


def required(call: Call, request: Request) -> Bucket:
    """Return the bucket a request names. Raises `WireError` NoSuchBucket."""
    name = request["Bucket"]
    bucket = find(call, name)
    if bucket is None:
        raise refused("NoSuchBucket", "The specified bucket does not exist", BucketName=name)
    return bucket


def from_row(row: Row) -> Bucket:
    """Return the bucket a row of the table holds."""
    return Bucket(
        id=row["id"],
        name=row["name"],
        account=row["account"],
        region=row["region"],
        created=whole_seconds(row["created_us"]),
        policy=row["policy"],
        tags=row["tags"],
    )


def bucket_resource(call: Call, request: Request) -> Resource:
    """Return the bucket a call is about, which must exist; the call is in its Region.

    Nobody is told no of a bucket that is not there: names are public (Amazon S3 answers
    NoSuchBucket to anyone).
    """
    bucket = _own(call, request)
    return Resource(bucket.arn, bucket.account, BUCKET_TYPE)


def object_resource(call: Call, request: Request) -> Resource:
    """Return the object a call is about, in a bucket that must exist; the key need not."""
    check_key(request["Key"])
    bucket = _own(call, request)
    return Resource(object_arn(bucket.name, request["Key"]), bucket.account, OBJECT_TYPE)


def _own(call: Call, request: Request) -> Bucket:
    bucket = required(call, request)
    check_expected_owner(request.get("ExpectedBucketOwner"), bucket.account)
    call.scope = Scope(call.scope.account, bucket.region)
    return bucket


def bucket_policy(call: Call, request: Request) -> AttachedPolicy | None:
    """Return the policy of the bucket a request names."""
    bucket = find(call, request["Bucket"])
    if bucket is None or bucket.policy is None:
        return None
    return AttachedPolicy(bucket.policy)


def policy_for_its_keeper(call: Call, request: Request) -> AttachedPolicy | None:
    """Return the bucket's policy, but to root of the account that owns the bucket.

    So that no policy locks everyone out of itself (Amazon S3 User Guide, "Bucket policies").
    """
    bucket = find(call, request["Bucket"])
    if bucket is not None and call.caller.identity.type == "Root":
        return None if call.caller.account == bucket.account else bucket_policy(call, request)
    return bucket_policy(call, request)


def recorded_bucket(call: Call, request: Any) -> tuple[Resource, ...]:
    """Return a record's `resources` for a call on a bucket that is there."""
    resource = call.resource
    if resource is None or not resource.arn.startswith("arn:"):
        return ()
    return (Resource(bucket_arn(request["Bucket"]), resource.account, BUCKET_TYPE),)


def recorded_object(call: Call, request: Any) -> tuple[Resource, ...]:
    """Return a record's `resources` for a call on an object: it, and its bucket."""
    bucket = recorded_bucket(call, request)
    if not bucket:
        return ()
    return (Resource(object_arn(request["Bucket"], request["Key"]), "", OBJECT_TYPE), *bucket)


def recorded_objects(call: Call, request: Any) -> tuple[Resource, ...]:
    """Return a record's `resources` for a call on many objects of a bucket."""
    bucket = recorded_bucket(call, request)
    if not bucket:
        return ()
    arn = f"{bucket_arn(request['Bucket'])}/"
    return (Resource(arn, "", OBJECT_TYPE, prefix=True), *bucket)
