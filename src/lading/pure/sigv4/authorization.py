"""A request's signature, read and found well-formed: checks 3 to 9 of AWS's order.

AWS's order: parts, date format, clock, signed headers, algorithm, credential, scope. What is left
to the caller: a known key id, `verify.verify`, the session token.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, NoReturn

from lading.pure.sigv4.canonical import ALGORITHM, TERMINATOR
from lading.pure.sigv4.refusal import Reason, SignatureError, echo
from lading.pure.sigv4.request import HttpRequest
from lading.pure.sigv4.timestamp import Timestamp, check_window, parse_timestamp

SIGNED_HEADERS_MAX = 200
ACCESS_KEY_ID_CHARACTERS_MAX = 128

_HOST_NAMES = ("host", ":authority")
_REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_SERVICE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_ALGORITHM_NAME = re.compile(r"AWS[A-Z0-9-]{0,40}")
_HEADER_NAME = re.compile(r":?[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Authorization:
    """A well-formed signature; nothing says yet that it is true.

    `date` is YYYYMMDD; `signed_headers` are lower-case and sorted; `expires_seconds` is a presigned
    request's lifetime, None when it names none. Signature and token stay out of the representation.
    """

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str = field(repr=False)
    timestamp: Timestamp
    session_token: str | None = field(repr=False)
    presigned: bool
    expires_seconds: int | None

    @property
    def scope(self) -> str:
        """The credential scope without the key id: date/region/service/aws4_request."""
        return f"{self.date}/{self.region}/{self.service}/{TERMINATOR}"


class ClaimedScope(NamedTuple):
    """The Region and service a signature names, whatever else is wrong with it."""

    region: str
    service: str


def parse(
    request: HttpRequest, *, now: datetime | None, service: str | None = None
) -> Authorization | None:
    """Read the request's signature; None when it has none at all.

    `now` (aware) is what its date is held against; None leaves the clock out (sandbox). `service`
    is the service the request is for, when that is already known; else call `check_scope` later.
    Raises SignatureError for the first failing check.
    """
    claim = request.claim
    if claim is None:
        return None
    timestamp = parse_timestamp(claim.date, http_date_allowed=claim.http_date_allowed)
    if now is not None:
        check_window(timestamp, claim.expires_seconds, now)
    signed_headers = _signed_headers(claim.signed_headers, request.values)
    if claim.algorithm != ALGORITHM:
        _refuse_algorithm(claim.algorithm)
    access_key_id, date, region, scope_service, terminator = _credential_parts(claim.credential)
    faults = _scope_faults(date, region, scope_service, terminator, timestamp, service)
    if faults:
        raise SignatureError(Reason.SCOPE_WRONG, "".join(faults))
    return Authorization(
        access_key_id=access_key_id,
        date=date,
        region=region,
        service=scope_service,
        signed_headers=signed_headers,
        signature=claim.signature,
        timestamp=timestamp,
        session_token=claim.session_token,
        presigned=claim.presigned,
        expires_seconds=claim.expires_seconds,
    )


def claimed_scope(request: HttpRequest) -> ClaimedScope | None:
    """Region and service for choosing the door a refusal leaves by; None when they are unclear."""
    try:
        claim = request.claim
        parts = _credential_parts(claim.credential) if claim is not None else None
    except SignatureError:
        return None
    if parts is None or _REGION.fullmatch(parts[2]) is None or _SERVICE.fullmatch(parts[3]) is None:
        return None
    return ClaimedScope(parts[2], parts[3])


def check_scope(authorization: Authorization, service: str) -> None:
    """Refuse a signature made for another service. Raises SignatureError (SCOPE_WRONG)."""
    if authorization.service != service:
        raise SignatureError(Reason.SCOPE_WRONG, _service_fault(service))


def _signed_headers(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The signed names, sorted; the host must be one of them and each must be in the request."""
    names = text.lower().split(";")
    if len(names) > SIGNED_HEADERS_MAX:
        raise SignatureError(Reason.SIGNED_HEADERS_WRONG, "Too many names in 'SignedHeaders'.")
    if "host" not in names and ":authority" not in names:
        raise SignatureError(
            Reason.SIGNED_HEADERS_WRONG,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        )
    for name in names:
        if name not in values:
            shown = name if _HEADER_NAME.fullmatch(name) is not None else "***"
            raise SignatureError(
                Reason.SIGNED_HEADERS_WRONG,
                f"'{shown}' is named as a SignedHeader, but it does not exist in the HTTP request.",
            )
    names.sort()
    return tuple(names)


def _refuse_algorithm(algorithm: str) -> NoReturn:
    # Some clients put a bare token where the algorithm belongs: only what looks like one is shown.
    shown = algorithm if _ALGORITHM_NAME.fullmatch(algorithm) is not None else "***"
    raise SignatureError(
        Reason.ALGORITHM_UNSUPPORTED,
        f"Unsupported AWS 'algorithm': '{shown}' (only {ALGORITHM} for now). ",
    )


def _credential_parts(credential: str) -> list[str]:
    """Key id, date, Region, service, terminator."""
    parts = credential.split("/")
    if len(parts) != 5 or not 0 < len(parts[0]) <= ACCESS_KEY_ID_CHARACTERS_MAX:
        raise SignatureError(
            Reason.CREDENTIAL_MALFORMED,
            "Credential must have exactly 5 slash-delimited elements, e.g. "
            f"keyid/date/region/service/term, got {len(parts)}",
        )
    return parts


def _scope_faults(
    date: str,
    region: str,
    scope_service: str,
    terminator: str,
    timestamp: Timestamp,
    service: str | None,
) -> list[str]:
    """Everything that is wrong with the scope: AWS says it all in one message."""
    faults: list[str] = []
    if _REGION.fullmatch(region) is None:
        faults.append(f"Credential should be scoped to a valid region, not '{echo(region)}'. ")
    if service is not None and scope_service != service:
        faults.append(_service_fault(service))
    elif _SERVICE.fullmatch(scope_service) is None:
        faults.append("Credential should be scoped to a valid service. ")
    if terminator != TERMINATOR:
        faults.append(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', "
            f"not '{echo(terminator)}'. "
        )
    if date != timestamp.basic[:8]:
        faults.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{echo(date)}' != '{timestamp.basic[:8]}', from '{echo(timestamp.raw)}'."
        )
    return faults


def _service_fault(service: str) -> str:
    return f"Credential should be scoped to correct service: '{service}'. "
