"""Buckets, trails and what lies in them, as the tests of deliveries use them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..doors.server import Server, await_true

Change = Callable[[bytes], bytes]


@dataclass
class Objects:
    """What lies in one bucket."""

    server: Server
    bucket: str

    @property
    def s3(self) -> Any:
        return self.server.client("s3")

    def keys(self, part: str) -> list[str]:
        """Return the keys that have a part, in order."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return sorted(
            one["Key"] for page in pages for one in page.get("Contents", ()) if part in one["Key"]
        )

    def content(self, key: str) -> Any:
        """Return the JSON of a gzipped object."""
        body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return json.loads(gzip.decompress(body))

    def records(self, part: str = "/CloudTrail/") -> list[dict[str, Any]]:
        """Return the records of all log files whose keys have a part."""
        return [record for key in self.keys(part) for record in self.content(key)["Records"]]

    def replace(self, key: str, change: Change) -> Callable[[], None]:
        """Change what an object holds, unpacked, and leave its metadata; return what undoes it."""
        kept = self.s3.get_object(Bucket=self.bucket, Key=key)
        body, metadata = kept["Body"].read(), kept["Metadata"]
        changed = gzip.compress(change(gzip.decompress(body)))
        self._put(key, changed, metadata)
        return lambda: self._put(key, body, metadata)

    def remove(self, key: str) -> Callable[[], None]:
        """Remove an object; return what undoes it."""
        kept = self.s3.get_object(Bucket=self.bucket, Key=key)
        body, metadata = kept["Body"].read(), kept["Metadata"]
        self.s3.delete_object(Bucket=self.bucket, Key=key)
        return lambda: self._put(key, body, metadata)

    def _put(self, key: str, body: bytes, metadata: Mapping[str, str]) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, Metadata=dict(metadata))


def bucket_policy(bucket: str) -> str:
    """Return the policy that AWS's guide has for a trail's bucket, for any prefix."""
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    statements = [
        {
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:GetBucketAcl",
            "Resource": f"arn:aws:s3:::{bucket}",
        },
        {
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def make_bucket(server: Server, name: str) -> Objects:
    """Make a bucket that CloudTrail may write to."""
    s3 = server.client("s3")
    where = {"LocationConstraint": server.region}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    s3.put_bucket_policy(Bucket=name, Policy=bucket_policy(name))
    return Objects(server, name)


def make_trail(server: Server, name: str, bucket: str, **members: Any) -> str:
    """Make a trail that logs; return its ARN."""
    cloudtrail = server.client("cloudtrail")
    arn: str = cloudtrail.create_trail(Name=name, S3BucketName=bucket, **members)["TrailARN"]
    cloudtrail.start_logging(Name=arn)
    return arn


def await_record(server: Server, objects: Objects, **members: Any) -> dict[str, Any]:
    """Return the record with these members once it is in a log file."""

    def found() -> list[dict[str, Any]]:
        server.flush()
        return [one for one in objects.records() if members.items() <= one.items()]

    (record,) = await_true(found)
    return dict(record)
