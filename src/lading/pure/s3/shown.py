"""What the record shows of a request to S3: names as on the wire, and nothing that proves anything.

AWS CloudTrail User Guide, "Amazon S3 data events": bucket, Host, key, the query's parameters and
the `x-amz-*` headers; of a presigned request how it was signed, never the signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_VALUE_CHARACTERS_MAX = 2048
_PARAMETERS_MAX = 64
_SECRET_PARAMETERS = frozenset(
    {
        "awsaccesskeyid",
        "signature",
        "x-amz-credential",
        "x-amz-security-token",
        "x-amz-signature",
    }
)
_HIDDEN_HEADERS = frozenset(
    {
        "x-amz-content-sha256",
        "x-amz-copy-source-server-side-encryption-customer-key",
        "x-amz-date",
        "x-amz-decoded-content-length",
        "x-amz-security-token",
        "x-amz-server-side-encryption-context",
        "x-amz-server-side-encryption-customer-key",
    }
)
_METADATA = "x-amz-meta-"


def shown_request(
    bucket: str | None,
    key: str | None,
    host: str,
    pairs: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
) -> dict[str, str]:
    """Return a record's `requestParameters` for a request as it came.

    `pairs` are the query's parameters decoded, `headers` by lower-case name.
    """
    shown = {} if bucket is None else {"bucketName": bucket}
    shown["Host"] = host
    if key is not None:
        shown["key"] = key
    for name, value in pairs[:_PARAMETERS_MAX]:
        if name.lower() not in _SECRET_PARAMETERS:
            shown.setdefault(name[:256], value[:_VALUE_CHARACTERS_MAX])
    for name in sorted(headers)[: _PARAMETERS_MAX * 2]:
        if _is_shown(name):
            shown.setdefault(name, headers[name][:_VALUE_CHARACTERS_MAX])
    return shown


def _is_shown(name: str) -> bool:
    is_metadata = name.startswith(_METADATA)  # whatever users keep there is not ours to tell
    return name.startswith("x-amz-") and name not in _HIDDEN_HEADERS and not is_metadata
