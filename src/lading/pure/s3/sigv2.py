"""Signature Version 2 in the query: what boto3 and the aws CLI still presign with by default.

Amazon S3 Developer Guide (2006-03-01 API), "Query string request authentication alternative".
Offered for S3 alone and in this form alone.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest, digest

from lading.pure.s3.errors import refused

_KEY_ID_CHARACTERS_MAX = 128
_EXPIRES = re.compile(r"\d{1,12}", re.ASCII)
_NAMES = ("AWSAccessKeyId", "Signature", "Expires")

# Part of the string to sign where they occur.
_SUB_RESOURCE_NAMES = (
    "accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location "
    "logging metrics notification object-lock partNumber policy replication requestPayment "
    "restore select select-type storageClass tagging torrent uploadId uploads versionId "
    "versioning versions website response-cache-control response-content-disposition "
    "response-content-encoding response-content-language response-content-type "
    "response-expires"
)
_SUB_RESOURCES = frozenset(_SUB_RESOURCE_NAMES.split())


@dataclass(frozen=True, slots=True)
class QuerySignature:
    """A presigned request's signature, read but not proven; `expires` is epoch seconds."""

    access_key_id: str
    signature: str = field(repr=False)
    expires: int
    session_token: str | None = field(repr=False)


def claims(query: Mapping[str, str]) -> bool:
    """Return whether a request is signed in this form."""
    return "AWSAccessKeyId" in query or ("Signature" in query and "Expires" in query)


def read(query: Mapping[str, str]) -> QuerySignature:
    """Return the signature of a query that `claims` one. Raises `WireError` AccessDenied."""
    key_id, signature, expires = (query.get(name, "") for name in _NAMES)
    if not (key_id and signature and expires) or len(key_id) > _KEY_ID_CHARACTERS_MAX:
        raise refused(
            "AccessDenied",
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId "
            "parameters",
        )
    if _EXPIRES.fullmatch(expires) is None:
        raise refused(
            "AccessDenied", f"Invalid date (should be seconds since epoch): {expires[:64]}"
        )
    return QuerySignature(key_id, signature, int(expires), query.get("x-amz-security-token"))


def check_time(signature: QuerySignature, now: datetime) -> None:
    """Raise `WireError` AccessDenied once the request has expired."""
    if now.timestamp() > signature.expires:
        raise refused(
            "AccessDenied",
            "Request has expired",
            Expires=datetime.fromtimestamp(signature.expires, now.tzinfo).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            ),
            ServerTime=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )


def is_made_with(
    secret: str,
    signature: QuerySignature,
    method: str,
    path: str,
    pairs: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
) -> bool:
    """Return whether the signature of a request was made with `secret`.

    path: as it came, without the query. pairs: the query's, decoded (UTF-8). headers: by lower-case
    name.
    """
    text = _string_to_sign(signature, method, path, pairs, headers)
    expected = b64encode(digest(secret.encode(), text.encode(), "sha1"))
    return compare_digest(expected, signature.signature.encode())


def _string_to_sign(
    signature: QuerySignature,
    method: str,
    path: str,
    pairs: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
) -> str:
    amazon = {name: value for name, value in headers.items() if name.startswith("x-amz-")}
    if signature.session_token is not None:
        amazon["x-amz-security-token"] = signature.session_token
    lines = [
        method,
        headers.get("content-md5", ""),
        headers.get("content-type", ""),
        str(signature.expires),
        *(f"{name}:{amazon[name]}" for name in sorted(amazon)),
    ]
    resources = sorted((name, value) for name, value in pairs if name in _SUB_RESOURCES)
    named = "&".join(f"{name}={value}" if value else name for name, value in resources)
    return "\n".join(lines) + f"\n{path}" + (f"?{named}" if named else "")
