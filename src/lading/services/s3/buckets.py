"""Buckets: create, head, list, delete, and where they are."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select

from lading.operation import Call, Resource
from lading.ports import Conflict
from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.names import (
    bucket_arn,
    canonical_id,
    check_bucket_name,
    is_taken_by_a_door,
)
from lading.pure.sealing import BrokenSeal
from lading.services.s3.attributes import check_acl
from lading.services.s3.bucket import Bucket, find, from_row, microseconds, required
from lading.services.s3.multipart_upload import forget_uploads
from lading.services.s3.records import shown_parameters
from lading.services.s3.s3_operation import bucket_operation
from lading.services.s3.tables import BUCKETS, OBJECTS

_HOME = "us-east-1"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_BUCKETS_MAX = 10_000
_PAGE = "s3 list of buckets"

_ADD = insert(BUCKETS).values(
    {name: bindparam(f"{name}_") for name in ("name", "account", "region", "created_us")}
)
_OF_ACCOUNT = (
    select(BUCKETS)
    .where(and_(BUCKETS.c.account == bindparam("account"), BUCKETS.c.name > bindparam("after")))
    .order_by(BUCKETS.c.name)
    .limit(bindparam("limit"))
)
_ANY_OBJECT = select(OBJECTS.c.id).where(OBJECTS.c.bucket_id == bindparam("bucket")).limit(1)
_REMOVE = delete(BUCKETS).where(BUCKETS.c.id == bindparam("id"))


def _new_bucket(call: Call, request: Any) -> Resource:
    return Resource(bucket_arn(request["Bucket"]), call.caller.account)


def _nothing(call: Call, request: Any) -> tuple[Resource, ...]:
    return ()


def _recorded_configuration(call: Call, request: Any) -> dict[str, Any]:
    """Add what the body says, as an object."""
    configuration = request.get("CreateBucketConfiguration")
    more = {"CreateBucketConfiguration": configuration} if configuration else {}
    return shown_parameters(call, request) | more


@bucket_operation(
    "CreateBucket",
    changes=True,
    resource=_new_bucket,
    policy=None,
    resources_of=_nothing,
    shows=_recorded_configuration,
)
def create_bucket(call: Call, request: Any) -> dict[str, Any]:
    """Create a bucket under a name that nobody on this server has yet."""
    name = request["Bucket"]
    check_bucket_name(name)
    check_acl(request)
    region = _region(call, request)
    existing = find(call, name)
    if existing is not None:
        return _existing(existing, call, region)
    if is_taken_by_a_door(name):
        raise _taken(name)
    try:
        call.tx.run(
            _ADD,
            name_=name,
            account_=call.caller.account,
            region_=region,
            created_us_=microseconds(call.now),
        )
    except Conflict as error:
        raise _taken(name) from error
    return {"Location": f"/{name}", "BucketArn": bucket_arn(name)}


def _existing(bucket: Bucket, call: Call, region: str) -> dict[str, Any]:
    """Answer for a bucket that is there: who owns it and asks in us-east-1 may have it again."""
    if bucket.account != call.caller.account:
        raise _taken(bucket.name)
    if bucket.region == region == _HOME:
        return {"Location": f"/{bucket.name}", "BucketArn": bucket.arn}
    raise refused(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        BucketName=bucket.name,
    )


def _taken(name: str) -> Exception:
    return refused(
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users "
        "of the system. Please select a different name and try again.",
        BucketName=name,
    )


def _region(call: Call, request: Any) -> str:
    """Return where a bucket is to be: what it says, within what the signature's Region allows."""
    said = (request.get("CreateBucketConfiguration") or {}).get("LocationConstraint") or ""
    here = call.scope.region
    if said == "EU":
        said = "eu-west-1"
    if said and (_REGION.fullmatch(said) is None or said == _HOME):
        raise refused(
            "InvalidLocationConstraint",
            "The specified location-constraint is not valid",
            LocationConstraint=said[:64],
        )
    if here != _HOME and said != here:
        shown = said or "unspecified"
        raise refused(
            "IllegalLocationConstraintException",
            f"The {shown} location constraint is incompatible for the region specific endpoint "
            "this request was sent to.",
        )
    return said or _HOME


@bucket_operation("HeadBucket", action="s3:ListBucket", data=True)
def head_bucket(call: Call, request: Any) -> dict[str, Any]:
    """Say that a bucket is there, and where."""
    bucket = required(call, request)
    return {
        "BucketArn": bucket.arn,
        "BucketRegion": bucket.region,
        "AccessPointAlias": False,
    }


@bucket_operation("GetBucketLocation")
def get_bucket_location(call: Call, request: Any) -> dict[str, Any]:
    """Return a bucket's Region, nothing for us-east-1."""
    bucket = required(call, request)
    return {} if bucket.region == _HOME else {"LocationConstraint": bucket.region}


@bucket_operation("DeleteBucket", changes=True)
def delete_bucket(call: Call, request: Any) -> dict[str, Any]:
    """Delete a bucket without objects; uploads that never ended go with it."""
    bucket = required(call, request)
    if call.tx.first(_ANY_OBJECT, bucket=bucket.id) is not None:
        raise refused(
            "BucketNotEmpty",
            "The bucket you tried to delete is not empty",
            BucketName=bucket.name,
        )
    forget_uploads(call.tx, bucket, call.now)
    call.tx.run(_REMOVE, id=bucket.id)
    return {}


def _all_buckets(call: Call, request: Any) -> Resource:
    return Resource("arn:aws:s3:::*", call.caller.account)


@bucket_operation(
    "ListBuckets",
    action="s3:ListAllMyBuckets",
    resource=_all_buckets,
    policy=None,
    resources_of=_nothing,
)
def list_buckets(call: Call, request: Any) -> dict[str, Any]:
    """Return the caller's account's buckets, in the order of their names."""
    prefix, region = request.get("Prefix") or "", request.get("BucketRegion")
    limit = request.get("MaxBuckets", _BUCKETS_MAX)
    if not 1 <= limit <= _BUCKETS_MAX:
        raise invalid_argument(
            "Argument max-buckets must be an integer between 1 and 10000", "max-buckets", limit
        )
    after = _after(call, request)
    found: list[Bucket] = []
    while len(found) <= limit:
        rows = call.tx.all(_OF_ACCOUNT, account=call.caller.account, after=after, limit=limit + 1)
        if not rows:
            break
        after = rows[-1]["name"]
        wanted = (from_row(row) for row in rows)
        found += [b for b in wanted if b.name.startswith(prefix) and region in (None, b.region)]
    response: dict[str, Any] = {
        "Owner": {"ID": canonical_id(call.caller.account)},
        "Buckets": [_shown(bucket) for bucket in found[:limit]],
    }
    if len(found) > limit:
        page = {"account": call.caller.account, "after": found[limit - 1].name}
        response["ContinuationToken"] = call.parts.seal.seal(_PAGE, page)
    return response | ({"Prefix": prefix} if prefix else {})


def _shown(bucket: Bucket) -> dict[str, Any]:
    return {
        "Name": bucket.name,
        "CreationDate": bucket.created,
        "BucketRegion": bucket.region,
        "BucketArn": bucket.arn,
    }


def _after(call: Call, request: Any) -> str:
    token = request.get("ContinuationToken")
    if not token:
        return ""
    try:
        page = call.parts.seal.open(_PAGE, token)
    except BrokenSeal as error:
        raise invalid_argument(
            "The continuation token provided is incorrect", "continuation-token", ""
        ) from error
    return str(page["after"]) if page["account"] == call.caller.account else ""
