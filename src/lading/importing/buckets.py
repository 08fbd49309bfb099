"""Log files in a bucket, read with the environment's AWS credentials.

Endpoint, Region and credentials are what every AWS SDK takes them from (AWS SDKs and Tools
Reference Guide); `AWS_ENDPOINT_URL_S3` goes before `AWS_ENDPOINT_URL`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, Final, cast

from lading.importing.files import CannotRead, SourceFile

_URL: Final = re.compile(r"s3://(?P<bucket>[^/]+)(?:/(?P<prefix>.*))?", re.DOTALL)


def is_bucket(source: str) -> bool:
    """Return whether a source is a bucket by its name."""
    return source.startswith("s3://")


def files_of(url: str) -> Iterator[tuple[SourceFile, bool]]:
    """Yield the objects below `s3://bucket/prefix`. Raises `CannotRead`."""
    match = _URL.fullmatch(url)
    if match is None:
        raise CannotRead("a bucket is named s3://bucket or s3://bucket/prefix")
    bucket, prefix = match["bucket"], match["prefix"] or ""
    with _reading():
        client = _client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                key = found["Key"]
                if not key.endswith("/"):
                    yield _file(client, bucket, key, found), key == prefix


def _file(client: Any, bucket: str, key: str, found: dict[str, Any]) -> SourceFile:
    return SourceFile(
        name=f"s3://{bucket}/{key}",
        key=f"{bucket}/{key}",
        size_bytes=int(found["Size"]),
        version=str(found["ETag"]),
        open=partial(_open, client, bucket, key),
        signature=partial(_signature, client, bucket, key),
    )


def _open(client: Any, bucket: str, key: str) -> BinaryIO:
    with _reading():
        body = client.get_object(Bucket=bucket, Key=key)["Body"]
    return cast("BinaryIO", _Body(body))


def _signature(client: Any, bucket: str, key: str) -> str | None:
    with _reading():
        metadata = client.head_object(Bucket=bucket, Key=key)["Metadata"]
    value: str | None = metadata.get("signature")
    return value


class _Body:
    """A response's body; what botocore raises while it is read becomes `CannotRead`."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        with _reading():
            data: bytes = self._body.read(None if size < 0 else size)
        return data

    def __enter__(self) -> _Body:
        return self

    def __exit__(self, *_: object) -> None:
        self._body.close()


def _client() -> Any:
    import botocore.session
    from botocore.config import Config

    session = botocore.session.get_session()
    # botocore by itself does not read the variable that every SDK reads.
    region = os.environ.get("AWS_REGION") or session.get_config_variable("region")
    return session.create_client(
        "s3",
        region_name=region or "us-east-1",
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            s3={"addressing_style": "path"} if _has_own_endpoint() else None,
        ),
    )


def _has_own_endpoint() -> bool:
    return bool(os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"))


@contextmanager
def _reading() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        raise CannotRead(f"{error.response['Error']['Code']}") from error
    except (BotoCoreError, HTTPClientError, ValueError, OSError) as error:
        raise CannotRead(str(error) or type(error).__name__) from error
