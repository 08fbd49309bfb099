"""ReEncrypt: it needs ReEncryptFrom on the one key and ReEncryptTo on the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from lading.operation import AttachedPolicy, Call, Granted, Operation, Resource, operation
from lading.services.kms.also_allowed import require_also_allowed
from lading.services.kms.ciphertexts import opened_key, plaintext_of, sealed_under
from lading.services.kms.conditions import Keys, alias_conditions, key_conditions
from lading.services.kms.crypto_request import (
    SYMMETRIC,
    check_crypto,
    context_of,
    crypto_keys,
    shown,
)
from lading.services.kms.dry_run import end_dry_run
from lading.services.kms.granted import by_grant, fits_context
from lading.services.kms.key import Key
from lading.services.kms.targets import (
    key_named,
    policy_of,
    require_usable,
    required_key,
    resource_named,
)

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import ReEncryptRequestTypeDef

_RE_ENCRYPT_FROM: Final = "kms:ReEncryptFrom"
_RE_ENCRYPT_TO: Final = "kms:ReEncryptTo"


def _source_resource(call: Call, request: Any) -> Resource:
    return opened_key(call, request, "SourceKeyId")[0].resource


def _source_policy(call: Call, request: Any) -> AttachedPolicy | None:
    return policy_of(opened_key(call, request, "SourceKeyId")[0])


def _source_conditions(call: Call, request: Any) -> Keys:
    return {
        **key_conditions(call, opened_key(call, request, "SourceKeyId")[0]),
        **alias_conditions(request.get("SourceKeyId", "")),
        **crypto_keys(call, context_of(request, "SourceEncryptionContext")),
        **_on_same_key(call, request),
    }


def _source_granted(call: Call, request: Any) -> Granted | None:
    key, _ = opened_key(call, request, "SourceKeyId")
    context = context_of(request, "SourceEncryptionContext")
    return by_grant(call, key, fits_context(call.operation.action, context))


def _on_same_key(call: Call, request: Any) -> Keys:
    key, _ = opened_key(call, request, "SourceKeyId")
    _, to = key_named(call, request["DestinationKeyId"])
    same = to is not None and to.key_id == key.key_id
    return {"kms:ReEncryptOnSameKey": "true" if same else "false"}


def _require_allowed_to(call: Call, request: Any) -> None:
    """Return if the caller may encrypt under the destination key."""
    name = request["DestinationKeyId"]
    resource = resource_named(call, name, aliases=True)
    key = key_named(call, name)[1]
    context = context_of(request, "DestinationEncryptionContext")
    require_also_allowed(
        call,
        resource,
        action=_RE_ENCRYPT_TO,
        policy=policy_of(key),
        conditions={
            **key_conditions(call, key),
            **alias_conditions(name),
            **crypto_keys(call, context),
            **_on_same_key(call, request),
        },
        granted=by_grant(call, key, fits_context(_RE_ENCRYPT_TO, context)),
    )


def _shows(call: Call, request: Any) -> Mapping[str, Any]:
    source = {"sourceEncryptionAlgorithm": SYMMETRIC, "sourceKeyId": request.get("SourceKeyId")}
    destination = {
        "destinationKeyId": request.get("DestinationKeyId"),
        "destinationEncryptionAlgorithm": SYMMETRIC,
    }
    return {
        **shown(source, request, "SourceEncryptionContext"),
        **shown(destination, request, "DestinationEncryptionContext"),
    }


def _both_keys(call: Call, request: Any) -> tuple[Resource, ...]:
    destination: Key | None = call.memo.get("kms.destination")
    source = () if call.resource is None else (call.resource,)
    return source if destination is None else (*source, destination.resource)


@operation(
    "kms:ReEncrypt",
    action=_RE_ENCRYPT_FROM,
    resource=_source_resource,
    policy=_source_policy,
    conditions=_source_conditions,
    granted=_source_granted,
    shows=_shows,
    resources_of=_both_keys,
)
def re_encrypt(call: Call, request: ReEncryptRequestTypeDef) -> dict[str, Any]:
    """Open a ciphertext and encrypt what is in it under another key, or in another context."""
    _require_allowed_to(call, request)
    check_crypto(call, request)
    key, parts = opened_key(call, request, "SourceKeyId")
    destination = required_key(call, request["DestinationKeyId"])
    call.memo["kms.destination"] = destination
    require_usable(call, key)
    require_usable(call, destination)
    end_dry_run(call, request)
    plaintext, opened = plaintext_of(
        call, key, parts, context_of(request, "SourceEncryptionContext")
    )
    context = context_of(request, "DestinationEncryptionContext")
    blob, material = sealed_under(call, destination, context, plaintext)
    return {
        "CiphertextBlob": blob,
        "SourceKeyId": key.arn,
        "KeyId": destination.arn,
        "SourceEncryptionAlgorithm": SYMMETRIC,
        "DestinationEncryptionAlgorithm": SYMMETRIC,
        "SourceKeyMaterialId": opened.material_id,
        "DestinationKeyMaterialId": material.material_id,
    }


OPERATIONS: tuple[Operation, ...] = (re_encrypt,)
