"""ListObjects, ListObjectsV2 and ListObjectVersions: keys in order, folded at a delimiter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import LargeBinary, and_, bindparam, select

from lading.operation import Call
from lading.ports import Row, Snapshot
from lading.pure.s3.errors import invalid_argument
from lading.pure.s3.listing import (
    common_prefix,
    encoder,
    page_keys,
    shown,
    start_after,
    successor,
)
from lading.pure.s3.names import canonical_id
from lading.pure.sealing import BrokenSeal
from lading.services.s3.bucket import Bucket, recorded_objects, required, whole_seconds
from lading.services.s3.records import note_transfer, shown_parameters
from lading.services.s3.s3_operation import bucket_operation
from lading.services.s3.tables import OBJECTS

_PAGE = "s3 list of objects"
_END = b"\xff"

_FROM = (
    select(
        OBJECTS.c.key,
        OBJECTS.c.size_bytes,
        OBJECTS.c.etag,
        OBJECTS.c.modified_us,
        OBJECTS.c.storage_class,
        OBJECTS.c.algorithm,
        OBJECTS.c.checksum_type,
    )
    .where(
        and_(
            OBJECTS.c.bucket_id == bindparam("bucket"),
            OBJECTS.c.key >= bindparam("start", type_=LargeBinary),
            OBJECTS.c.key < bindparam("end", type_=LargeBinary),
        )
    )
    .order_by(OBJECTS.c.key)
    .limit(bindparam("limit"))
)


@dataclass(slots=True)
class Page:
    """One page: rows and folded prefixes together are at most as many as were asked for.

    `last` is the key or prefix that ended a page with more behind it.
    """

    rows: list[Row] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    last: str | None = None

    @property
    def count(self) -> int:
        """How many entries it has."""
        return len(self.rows) + len(self.prefixes)


def page_of(
    read: Callable[[bytes, bytes, int], list[Row]],
    after: str,
    prefix: str,
    delimiter: str,
    keys_max: int,
) -> Page:
    """Return the page of a listing that begins behind `after`.

    `read` returns rows with a `key` from one position up to another, at most so many, in order.
    """
    page, begin, cut = Page(), prefix.encode(), delimiter.encode()
    end = successor(begin) if begin else _END
    start = start_after(after.encode(), begin, cut) if after else begin
    while keys_max:
        rows = read(start, end, keys_max - page.count + 1)
        folded = None
        for row in rows:
            if page.count == keys_max:
                return page
            folded = common_prefix(row["key"], begin, cut)
            if folded is not None:
                page.prefixes.append(folded.decode())
                page.last, start = page.prefixes[-1], successor(folded)
                break
            page.rows.append(row)
            page.last = row["key"].decode()
        if folded is None:
            break
    page.last = None
    return page


def _objects(tx: Snapshot, bucket: Bucket) -> Callable[[bytes, bytes, int], list[Row]]:
    def read(start: bytes, end: bytes, limit: int) -> list[Row]:
        return tx.all(_FROM, bucket=bucket.id, start=start, end=end, limit=limit)

    return read


@bucket_operation(
    "ListObjects", action="s3:ListBucket", data=True, resources_of=recorded_objects, inline=False
)
def list_objects(call: Call, request: Any) -> dict[str, Any]:
    """Return a page of a bucket's objects, behind a marker (version 1)."""
    bucket, encoding = required(call, request), encoder(request.get("EncodingType"))
    keys_max = page_keys(request.get("MaxKeys"))
    prefix, delimiter = request.get("Prefix") or "", request.get("Delimiter") or ""
    marker = request.get("Marker") or ""
    page = page_of(_objects(call.tx, bucket), marker, prefix, delimiter, keys_max)
    response: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": shown(prefix, encoding),
        "Marker": shown(marker, encoding),
        "MaxKeys": keys_max,
    }
    if delimiter and page.last is not None:
        response["NextMarker"] = shown(page.last, encoding)
    note_transfer(call)
    return response | _entries(bucket, page, delimiter, encoding, with_owner=True)


def _recorded_as_v1(call: Call, request: Any) -> dict[str, Any]:
    return {"list-type": "2"} | shown_parameters(call, request)


@bucket_operation(
    "ListObjectsV2",
    action="s3:ListBucket",
    event_name="ListObjects",
    data=True,
    resources_of=recorded_objects,
    shows=_recorded_as_v1,
    inline=False,
)
def list_objects_v2(call: Call, request: Any) -> dict[str, Any]:
    """Return a page of a bucket's objects, behind a token."""
    bucket, encoding = required(call, request), encoder(request.get("EncodingType"))
    keys_max = page_keys(request.get("MaxKeys"))
    prefix, delimiter = request.get("Prefix") or "", request.get("Delimiter") or ""
    token, after = request.get("ContinuationToken"), request.get("StartAfter") or ""
    if token is not None:
        after = _position(call, bucket, token)
    page = page_of(_objects(call.tx, bucket), after, prefix, delimiter, keys_max)
    response: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": shown(prefix, encoding),
        "KeyCount": page.count,
        "MaxKeys": keys_max,
    }
    if token is not None:
        response["ContinuationToken"] = token
    elif after:
        response["StartAfter"] = shown(after, encoding)
    if page.last is not None:
        response["NextContinuationToken"] = call.parts.seal.seal(
            _PAGE, {"bucket": bucket.name, "after": page.last}
        )
    note_transfer(call)
    owned = bool(request.get("FetchOwner"))
    return response | _entries(bucket, page, delimiter, encoding, with_owner=owned)


def _position(call: Call, bucket: Bucket, token: str) -> str:
    try:
        page = call.parts.seal.open(_PAGE, token)
    except BrokenSeal:
        page = {}
    if page.get("bucket") != bucket.name:
        raise invalid_argument(
            "The continuation token provided is incorrect", "continuation-token", token[:64]
        )
    return str(page["after"])


def _entries(
    bucket: Bucket, page: Page, delimiter: str, encoding: str | None, *, with_owner: bool
) -> dict[str, Any]:
    """Return what both versions have in common."""
    owner = {"Owner": {"ID": canonical_id(bucket.account)}} if with_owner else {}
    response: dict[str, Any] = {
        "IsTruncated": page.last is not None,
        "Contents": [_content(row, encoding) | owner for row in page.rows],
        "CommonPrefixes": [{"Prefix": shown(one, encoding)} for one in page.prefixes],
    }
    if delimiter:
        response["Delimiter"] = shown(delimiter, encoding)
    if encoding:
        response["EncodingType"] = encoding
    return response


def _content(row: Row, encoding: str | None) -> dict[str, Any]:
    return {
        "Key": shown(cast("bytes", row["key"]).decode(), encoding),
        "LastModified": whole_seconds(row["modified_us"]),
        "ETag": f'"{row["etag"]}"',
        "ChecksumAlgorithm": [row["algorithm"]],
        "ChecksumType": row["checksum_type"],
        "Size": row["size_bytes"],
        "StorageClass": row["storage_class"],
    }


@bucket_operation(
    "ListObjectVersions",
    action="s3:ListBucketVersions",
    data=True,
    resources_of=recorded_objects,
    inline=False,
)
def list_object_versions(call: Call, request: Any) -> dict[str, Any]:
    """Return a page of objects as their only versions: there is no versioning."""
    bucket, encoding = required(call, request), encoder(request.get("EncodingType"))
    keys_max = page_keys(request.get("MaxKeys"))
    prefix, delimiter = request.get("Prefix") or "", request.get("Delimiter") or ""
    marker = request.get("KeyMarker") or ""
    page = page_of(_objects(call.tx, bucket), marker, prefix, delimiter, keys_max)
    response: dict[str, Any] = {
        "Name": bucket.name,
        "Prefix": shown(prefix, encoding),
        "KeyMarker": shown(marker, encoding),
        "VersionIdMarker": request.get("VersionIdMarker") or "",
        "MaxKeys": keys_max,
    }
    response |= _entries(bucket, page, delimiter, encoding, with_owner=True)
    only = {"VersionId": "null", "IsLatest": True}
    response["Versions"] = [content | only for content in response.pop("Contents")]
    if page.last is not None:
        response |= {"NextKeyMarker": shown(page.last, encoding), "NextVersionIdMarker": "null"}
    note_transfer(call)
    return response
