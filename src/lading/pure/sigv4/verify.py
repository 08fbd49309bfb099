"""Is the signature the one this secret makes? Checks 5 and 11 of AWS's order."""

from datetime import datetime
from hmac import compare_digest, digest

from lading.pure.sigv4.authorization import Authorization
from lading.pure.sigv4.canonical import (
    canonical_path,
    canonical_query,
    canonical_request,
    query_pairs,
    string_to_sign,
)
from lading.pure.sigv4.payload import Payload, check_body, read_payload
from lading.pure.sigv4.refusal import SIGNATURE_MISMATCH, Reason, SignatureError
from lading.pure.sigv4.request import HttpRequest
from lading.pure.sigv4.signing_key import SigningKeys, derive
from lading.pure.sigv4.timestamp import check_window


def check_time(authorization: Authorization, now: datetime) -> None:
    """Hold the signature's date against `now` (aware), for who parsed without a clock.

    Raises SignatureError (CLOCK_SKEWED, PRESIGNED_EXPIRED).
    """
    check_window(authorization.timestamp, authorization.expires_seconds, now)


def verify(
    request: HttpRequest, authorization: Authorization, secret: str, keys: SigningKeys
) -> Payload:
    """Prove that whoever signed the request holds `secret`; says how the body is covered.

    S3's answer tells its body reader what is left to check. Raises SignatureError
    (SIGNATURE_DIFFERS; for S3 also HEADERS_UNSIGNED, BODY_DIFFERS and those of `read_payload`).
    """
    values = request.values
    payload = read_payload(request, authorization, values)
    known = keys.known(authorization, secret)
    key = known or derive(secret, authorization.date, authorization.region, authorization.service)
    expected = digest(key, _text(request, authorization, values, payload), "sha256").hex()
    if not compare_digest(expected.encode(), authorization.signature.encode()):
        raise SignatureError(Reason.SIGNATURE_DIFFERS, SIGNATURE_MISMATCH)
    if known is None:
        keys.remember(authorization, secret, key)
    check_body(request, authorization, payload)
    if authorization.service == "s3":
        _check_amazon_headers_signed(authorization, values)
    return payload


def _text(
    request: HttpRequest,
    authorization: Authorization,
    values: dict[str, str],
    payload: Payload,
) -> bytes:
    query_line = ""
    if request.query:
        pairs = query_pairs(request.query)
        query_line = canonical_query(pairs, presigned=authorization.presigned)
    canonical = canonical_request(
        request.method,
        canonical_path(request.path, authorization.service),
        query_line,
        values,
        authorization.signed_headers,
        payload.text,
    )
    return string_to_sign(authorization.timestamp.basic, authorization.scope, canonical)


def _check_amazon_headers_signed(authorization: Authorization, values: dict[str, str]) -> None:
    signed = authorization.signed_headers
    if any(name.startswith("x-amz-") and name not in signed for name in values):
        raise SignatureError(
            Reason.HEADERS_UNSIGNED,
            "There were headers present in the request which were not signed",
        )
