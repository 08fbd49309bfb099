"""Tags of buckets and objects (Amazon S3 User Guide, "Categorizing your objects using tags")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from lading.pure.s3.errors import invalid_argument, refused

OBJECT_TAGS_MAX = 10
BUCKET_TAGS_MAX = 50
_KEY_CHARACTERS_MAX = 128
_VALUE_CHARACTERS_MAX = 256


def from_header(text: str) -> list[dict[str, str]]:
    """Return the tags of an `x-amz-tagging` header. Raises `WireError`."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=BUCKET_TAGS_MAX)
    except ValueError as error:
        raise invalid_argument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query "
            "parameters without tag name duplicates.",
            "x-amz-tagging",
            text[:256],
        ) from error
    return checked([{"Key": key, "Value": value} for key, value in pairs], OBJECT_TAGS_MAX)


def checked(tags: Sequence[Any], tags_max: int) -> list[dict[str, str]]:
    """Return tags that may be stored. Raises `WireError` InvalidTag, BadRequest."""
    found: dict[str, str] = {}
    if len(tags) > tags_max:
        raise refused("BadRequest", f"Object tags cannot be greater than {tags_max}")
    for tag in tags:
        key, value = tag.get("Key", ""), tag.get("Value", "")
        if not 1 <= len(key) <= _KEY_CHARACTERS_MAX:
            raise refused("InvalidTag", "The TagKey you have provided is invalid", TagKey=key[:256])
        if len(value) > _VALUE_CHARACTERS_MAX:
            raise refused(
                "InvalidTag", "The TagValue you have provided is invalid", TagValue=value[:256]
            )
        if key in found:
            raise refused(
                "InvalidTag", "Cannot provide multiple Tags with the same key", TagKey=key
            )
        if key.lower().startswith("aws:"):
            raise refused("InvalidTag", "System tags cannot be added/updated by requester")
        found[key] = value
    return [{"Key": key, "Value": value} for key, value in found.items()]
