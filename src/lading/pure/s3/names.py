"""Names of buckets and keys (Amazon S3 User Guide, "Bucket naming rules", "Object key names")."""

from __future__ import annotations

import re
from hashlib import sha256

from lading.pure.s3.errors import refused

KEY_BYTES_MAX = 1024

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")
_TAKEN = frozenset({"console", "healthz", "layers", "metrics"})
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def is_bucket_name(name: str) -> bool:
    """Return whether a bucket may be called this."""
    return (
        _BUCKET.fullmatch(name) is not None
        and ".." not in name
        and _ADDRESS.fullmatch(name) is None
        and not name.startswith(_PREFIXES)
        and not name.endswith(_SUFFIXES)
    )


def is_taken_by_a_door(name: str) -> bool:
    """Return whether the path that a bucket of this name has is another door's."""
    return name in _TAKEN


def check_bucket_name(name: str) -> None:
    """Raise `WireError` InvalidBucketName for what cannot be a bucket's name."""
    if not is_bucket_name(name):
        raise refused(
            "InvalidBucketName", "The specified bucket is not valid.", BucketName=name[:256]
        )


def check_key(key: str) -> None:
    """Raise `WireError` KeyTooLongError. Any character may stand in a key."""
    size = len(key.encode())
    if size > KEY_BYTES_MAX:
        raise refused(
            "KeyTooLongError",
            "Your key is too long",
            Size=size,
            MaxSizeAllowed=KEY_BYTES_MAX,
        )


def check_expected_owner(expected: str | None, owner: str) -> None:
    """Raise `WireError` if the caller expects a bucket to be somebody else's."""
    if expected is None or expected == owner:
        return
    if _ACCOUNT.fullmatch(expected) is None:
        raise refused(
            "InvalidBucketOwnerAWSAccountID",
            "The value of the expected bucket owner parameter must be an AWS Account ID... "
            f"[{expected[:64]}]",
        )
    raise refused("AccessDenied", "Access Denied")


def bucket_arn(bucket: str) -> str:
    """Return the ARN of a bucket, which need not exist."""
    return f"arn:aws:s3:::{bucket}"


def object_arn(bucket: str, key: str) -> str:
    """Return the ARN of an object, which need not exist."""
    return f"arn:aws:s3:::{bucket}/{key}"


def canonical_id(account: str) -> str:
    """Return the id that S3 has for the owner of what an account owns: 64 hexadecimal digits."""
    return sha256(f"canonical user of {account}".encode()).hexdigest()
