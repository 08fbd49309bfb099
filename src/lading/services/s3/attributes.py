"""What an object has beside its bytes: headers, user metadata, cover, resource tags, class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from lading.pure.s3.errors import invalid_argument, refused
from lading.pure.s3.metadata import kept
from lading.pure.s3.object_tags import from_header

HEADERS = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "WebsiteRedirectLocation",
)
STANDARD = "STANDARD"

_HEADERS_BYTES_MAX = 8192
_CLASSES = frozenset(
    {
        "DEEP_ARCHIVE",
        "GLACIER",
        "GLACIER_IR",
        "INTELLIGENT_TIERING",
        "ONEZONE_IA",
        "REDUCED_REDUNDANCY",
        STANDARD,
        "STANDARD_IA",
    }
)
_ACLS_IN_VAIN = frozenset({"private", "bucket-owner-full-control"})
_ACLS = frozenset(
    {
        "authenticated-read",
        "aws-exec-read",
        "bucket-owner-read",
        "log-delivery-write",
        "public-read",
        "public-read-write",
    }
)
_GRANTS = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")


def given(request: Any) -> dict[str, Any]:
    """Return the attributes that a write's request gives. Raises `WireError`."""
    headers = {name: request[name] for name in HEADERS if request.get(name)}
    encoding = _without_framing(headers.pop("ContentEncoding", ""))
    if encoding:
        headers["ContentEncoding"] = encoding
    if sum(len(name) + len(value) for name, value in headers.items()) > _HEADERS_BYTES_MAX:
        raise refused(
            "RequestHeaderSectionTooLarge",
            "Your request header and metadata sections exceed the maximum allowed size.",
            MaxSizeAllowed=_HEADERS_BYTES_MAX,
        )
    found: dict[str, Any] = {"headers": headers, "metadata": kept(request.get("Metadata") or {})}
    if request.get("Tagging"):
        found["tags"] = from_header(request["Tagging"])
    return found


def _without_framing(encoding: str) -> str:
    """Return a `Content-Encoding` without what only framed the request."""
    codings = [coding.strip() for coding in encoding.split(",")]
    return ",".join(coding for coding in codings if coding and coding.lower() != "aws-chunked")


def storage_class(request: Any) -> str:
    """Return the storage class a write asks for; all are kept alike. Raises `WireError`."""
    wanted = request.get("StorageClass") or STANDARD
    if wanted not in _CLASSES:
        raise refused(
            "InvalidStorageClass",
            "The storage class you specified is not valid",
            StorageClassRequested=wanted[:64],
        )
    return str(wanted)


def check_acl(request: Any) -> None:
    """Refuse an ACL that would mean something: buckets here have none. Raises `WireError`."""
    acl = request.get("ACL")
    if acl in _ACLS or any(request.get(name) for name in _GRANTS):
        raise acl_not_supported()
    if acl is not None and acl not in _ACLS_IN_VAIN:
        raise invalid_argument("", "x-amz-acl", acl[:64])


def acl_not_supported() -> Exception:
    """Return the refusal of an ACL."""
    return refused("AccessControlListNotSupported", "The bucket does not allow ACLs")


def as_text(attributes: Mapping[str, Any]) -> str:
    """Return attributes as a table holds them."""
    return orjson.dumps(attributes).decode()
