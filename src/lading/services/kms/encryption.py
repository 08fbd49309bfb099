"""Encrypt and Decrypt.

Neither changes anything: they are reads on record. A ciphertext names its key, so Decrypt finds
the key, and with it the policies that have a say, from the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lading.operation import AttachedPolicy, Call, Granted, Operation, Resource, operation
from lading.services.kms.ciphertexts import opened_key, plaintext_of, sealed_under
from lading.services.kms.conditions import Keys, alias_conditions, key_conditions
from lading.services.kms.crypto_request import (
    SYMMETRIC,
    check_crypto,
    context_of,
    crypto_conditions,
    crypto_keys,
    shown,
    usable_key,
)
from lading.services.kms.dry_run import end_dry_run
from lading.services.kms.granted import by_grant, fits_context, may_use
from lading.services.kms.key_operation import key_operation
from lading.services.kms.targets import policy_of, require_usable

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import DecryptRequestTypeDef


def _shows_encrypt(call: Call, request: Any) -> Mapping[str, Any]:
    return shown({"keyId": request.get("KeyId"), "encryptionAlgorithm": SYMMETRIC}, request)


@key_operation(
    "Encrypt",
    aliases=True,
    conditions=crypto_conditions,
    granted=may_use(),
    shows=_shows_encrypt,
)
def encrypt(call: Call, request: Mapping[str, Any]) -> dict[str, Any]:
    """Encrypt up to 4,096 bytes under a key."""
    key = usable_key(call, request)
    blob, _ = sealed_under(call, key, context_of(request), request["Plaintext"])
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": SYMMETRIC}


def _decrypt_resource(call: Call, request: Any) -> Resource:
    return opened_key(call, request, "KeyId")[0].resource


def _decrypt_policy(call: Call, request: Any) -> AttachedPolicy | None:
    return policy_of(opened_key(call, request, "KeyId")[0])


def _decrypt_conditions(call: Call, request: Any) -> Keys:
    return {
        **key_conditions(call, opened_key(call, request, "KeyId")[0]),
        **alias_conditions(request.get("KeyId", "")),
        **crypto_keys(call, context_of(request)),
    }


def _decrypt_granted(call: Call, request: Any) -> Granted | None:
    key, _ = opened_key(call, request, "KeyId")
    return by_grant(call, key, fits_context(call.operation.action, context_of(request)))


def _shows_decrypt(call: Call, request: Any) -> Mapping[str, Any]:
    return shown({"encryptionAlgorithm": SYMMETRIC, "keyId": request.get("KeyId")}, request)


@operation(
    "kms:Decrypt",
    resource=_decrypt_resource,
    policy=_decrypt_policy,
    conditions=_decrypt_conditions,
    granted=_decrypt_granted,
    shows=_shows_decrypt,
)
def decrypt(call: Call, request: DecryptRequestTypeDef) -> dict[str, Any]:
    """Open a ciphertext, with the encryption context it was made with."""
    check_crypto(call, request)
    key, parts = opened_key(call, request, "KeyId")
    require_usable(call, key)
    end_dry_run(call, request)
    plaintext, material = plaintext_of(call, key, parts, context_of(request))
    return {
        "KeyId": key.arn,
        "Plaintext": plaintext,
        "EncryptionAlgorithm": SYMMETRIC,
        "KeyMaterialId": material.material_id,
    }


OPERATIONS: tuple[Operation, ...] = (encrypt, decrypt)
