"""Tags of buckets and of objects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import bindparam, update

from lading.operation import Call
from lading.pure.s3.errors import refused
from lading.pure.s3.object_tags import BUCKET_TAGS_MAX, OBJECT_TAGS_MAX, checked
from lading.services.s3 import attributes
from lading.services.s3.bucket import required
from lading.services.s3.records import note_transfer
from lading.services.s3.s3_operation import bucket_operation, object_operation
from lading.services.s3.stored_object import StoredObject, required_object
from lading.services.s3.tables import BUCKETS, OBJECTS

_SET = update(BUCKETS).where(BUCKETS.c.id == bindparam("bucket")).values(tags=bindparam("text"))
_SET_OF_OBJECT = (
    update(OBJECTS).where(OBJECTS.c.id == bindparam("object")).values(attributes=bindparam("text"))
)


@bucket_operation("PutBucketTagging", changes=True)
def put_bucket_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Give a bucket its tags, in place of those it has."""
    tags = checked(request["Tagging"].get("TagSet") or [], BUCKET_TAGS_MAX)
    text = orjson.dumps(tags).decode()
    call.tx.run(_SET, bucket=required(call, request).id, text=text)
    return {}


@bucket_operation("GetBucketTagging")
def get_bucket_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Return a bucket's tags."""
    bucket = required(call, request)
    if bucket.tags is None:
        raise refused("NoSuchTagSet", "The TagSet does not exist", BucketName=bucket.name)
    return {"TagSet": orjson.loads(bucket.tags)}


@bucket_operation("DeleteBucketTagging", changes=True, action="s3:PutBucketTagging")
def delete_bucket_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Take a bucket's tags away."""
    call.tx.run(_SET, bucket=required(call, request).id, text=None)
    return {}


@object_operation("PutObjectTagging", changes=True)
def put_object_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Give an object its tags, in place of those it has."""
    found = required_object(call, required(call, request), request["Key"])
    _write(call, found, checked(request["Tagging"].get("TagSet") or [], OBJECT_TAGS_MAX))
    return {}


@object_operation("GetObjectTagging")
def get_object_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Return an object's tags."""
    found = required_object(call, required(call, request), request["Key"])
    note_transfer(call)
    return {"TagSet": found.attributes.get("tags", [])}


@object_operation("DeleteObjectTagging", changes=True)
def delete_object_tagging(call: Call, request: Any) -> dict[str, Any]:
    """Take an object's tags away."""
    _write(call, required_object(call, required(call, request), request["Key"]), [])
    return {}


def _write(call: Call, found: StoredObject, tags: list[dict[str, str]]) -> None:
    changed = replace(found, attributes={**found.attributes, "tags": tags})
    call.tx.run(_SET_OF_OBJECT, object=found.id, text=attributes.as_text(changed.attributes))
    note_transfer(call)
