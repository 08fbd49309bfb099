"""One CloudTrail record as the JSON text that is stored, delivered and looked up.

Fields, order and size limits: AWS CloudTrail User Guide, "CloudTrail record contents".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from lading.pure.trail_record.dates import iso_seconds
from lading.pure.trail_record.identity import Identity
from lading.pure.trail_record.plain import encoded, shortened

EVENT_BYTES_MAX = 256 * 1024
PART_BYTES_MAX = 100 * 1024
ADDITIONAL_BYTES_MAX = 28 * 1024
TEXT_BYTES_MAX = 1024
ARN_BYTES_MAX = 2048
RESOURCES_MAX = 200

# In the order in which they give way when the whole event is too large.
_PART_BYTES_MAX = {
    "additionalEventData": ADDITIONAL_BYTES_MAX,
    "serviceEventDetails": PART_BYTES_MAX,
    "responseElements": PART_BYTES_MAX,
    "requestParameters": PART_BYTES_MAX,
}

# Calls that AWS marks read-only and whose answer it records all the same.
_ANSWERED_READS = frozenset(
    {
        ("sts.amazonaws.com", "AssumeRole"),
        ("sts.amazonaws.com", "AssumeRoleWithSAML"),
        ("sts.amazonaws.com", "AssumeRoleWithWebIdentity"),
    }
)


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing the call was about; `type` as `AWS::ECR::Repository`, or None to leave it out.

    An empty `account` is left out, too. `prefix`: everything whose ARN begins like this is meant.
    """

    arn: str
    account: str
    type: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class TlsDetails:
    """The TLS session of the request; a part that is not known is left out."""

    version: str | None = None
    cipher_suite: str | None = None
    client_provided_host: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a record says about one completed call, sign-in or service event.

    `completed` is when the call ended. Parameters, response elements, additional data and
    service event details are wire dicts without any secret; datetimes in them become
    element dates. `request_id` is None for service events and sign-ins.
    """

    identity: Identity
    completed: datetime
    event_source: str
    event_name: str
    region: str
    source_address: str
    event_id: str
    recipient_account: str
    read_only: bool
    request_id: str | None = None
    user_agent: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    request_parameters: dict[str, Any] | None = None
    response_elements: dict[str, Any] | None = None
    additional: dict[str, Any] | None = None
    resources: tuple[Resource, ...] = ()
    event_type: str = "AwsApiCall"
    api_version: str | None = None
    management: bool = True
    shared_event_id: str | None = None
    service_event_details: dict[str, Any] | None = None
    category: str = "Management"
    tls: TlsDetails | None = None
    console_session: bool = False
    event_version: str = "1.11"


def encode(facts: Facts) -> bytes:
    """Return the record as one line of compact JSON in UTF-8, at most EVENT_BYTES_MAX bytes.

    Never raises on what a client sent: odd text is repaired, long text is cut, a part over
    its limit is replaced by `{"omitted": true, "originalSize": bytes, "reason": text}`.
    """
    members = _members(facts)
    text = encoded(members)
    # No part of a text this short can be over its own limit, and most records are shorter.
    return text if len(text) <= ADDITIONAL_BYTES_MAX else _encode_bounded(members)


def _members(facts: Facts) -> dict[str, Any]:
    members: dict[str, Any] = {
        "eventVersion": _text(facts.event_version),
        "userIdentity": orjson.Fragment(facts.identity.json),
        "eventTime": iso_seconds(facts.completed),
        "eventSource": _text(facts.event_source),
        "eventName": _text(facts.event_name),
        "awsRegion": _text(facts.region),
        "sourceIPAddress": _text(facts.source_address),
    }
    if facts.user_agent is not None:
        members["userAgent"] = _text(facts.user_agent)
    if facts.error_code is not None:
        members["errorCode"] = _text(facts.error_code)
    if facts.error_message is not None:
        members["errorMessage"] = _text(facts.error_message)
    members["requestParameters"] = facts.request_parameters
    members["responseElements"] = _response_elements(facts)
    if facts.additional is not None:
        members["additionalEventData"] = facts.additional
    if facts.request_id is not None:
        members["requestID"] = _text(facts.request_id)
    members["eventID"] = _text(facts.event_id)
    members["readOnly"] = facts.read_only
    if facts.resources:
        members["resources"] = [_resource(one) for one in facts.resources[:RESOURCES_MAX]]
    members["eventType"] = _text(facts.event_type)
    _add_delivery(members, facts)
    return members


def _add_delivery(members: dict[str, Any], facts: Facts) -> None:
    if facts.api_version is not None:
        members["apiVersion"] = _text(facts.api_version)
    members["managementEvent"] = facts.management
    members["recipientAccountId"] = _text(facts.recipient_account)
    if facts.shared_event_id is not None:
        members["sharedEventID"] = _text(facts.shared_event_id)
    if facts.service_event_details is not None:
        members["serviceEventDetails"] = facts.service_event_details
    members["eventCategory"] = _text(facts.category)
    # The TLS session of a call made by a service is the service's, not the caller's.
    if facts.tls is not None and facts.identity.invoked_by is None:
        members["tlsDetails"] = _tls_details(facts.tls)
    if facts.console_session:
        members["sessionCredentialFromConsole"] = "true"


def _response_elements(facts: Facts) -> dict[str, Any] | None:
    if facts.error_code is not None:
        return None
    if facts.read_only and (facts.event_source, facts.event_name) not in _ANSWERED_READS:
        return None
    return facts.response_elements


def _resource(resource: Resource) -> dict[str, str]:
    entry = {"ARNPrefix" if resource.prefix else "ARN": shortened(resource.arn, ARN_BYTES_MAX)}
    if resource.account:
        entry["accountId"] = _text(resource.account)
    if resource.type is not None:
        entry["type"] = _text(resource.type)
    return entry


def _tls_details(tls: TlsDetails) -> dict[str, str]:
    details = {
        "tlsVersion": tls.version,
        "cipherSuite": tls.cipher_suite,
        "clientProvidedHostHeader": tls.client_provided_host,
    }
    return {key: _text(text) for key, text in details.items() if text is not None}


def _text(text: str) -> str:
    return shortened(text, TEXT_BYTES_MAX)


def _encode_bounded(members: dict[str, Any]) -> bytes:
    sizes_bytes: dict[str, int] = {}
    for key, bytes_max in _PART_BYTES_MAX.items():
        if members.get(key) is not None:
            part = encoded(members[key])
            sizes_bytes[key] = len(part)
            members[key] = (
                orjson.Fragment(part) if len(part) <= bytes_max else _omission(key, len(part))
            )
    text = encoded(members)
    for key, size_bytes in sizes_bytes.items():
        if len(text) <= EVENT_BYTES_MAX:
            return text
        members[key] = _omission(key, size_bytes)
        text = encoded(members)
    if len(text) > EVENT_BYTES_MAX:
        members.pop("resources", None)  # all that is left without a small limit of its own
        text = encoded(members)
    assert len(text) <= EVENT_BYTES_MAX, "the limits of the texts do not add up"
    return text


def _omission(key: str, size_bytes: int) -> dict[str, Any]:
    return {"omitted": True, "originalSize": size_bytes, "reason": f"{key} too large"}
