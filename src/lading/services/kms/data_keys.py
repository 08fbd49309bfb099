"""GenerateDataKey, GenerateDataKeyWithoutPlaintext and GenerateRandom."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Final

from lading.operation import Call, Operation, operation
from lading.services.kms.ciphertexts import sealed_under
from lading.services.kms.conditions import account_conditions
from lading.services.kms.crypto_request import context_of, crypto_conditions, usable_key
from lading.services.kms.granted import may_use
from lading.services.kms.key_operation import key_operation

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        GenerateDataKeyRequestTypeDef,
        GenerateDataKeyWithoutPlaintextRequestTypeDef,
        GenerateRandomRequestTypeDef,
    )

_SPEC_BYTES: Final[Mapping[str, int]] = {"AES_256": 32, "AES_128": 16}


def _size_bytes(call: Call, request: Mapping[str, Any]) -> int:
    spec, size_bytes = request.get("KeySpec"), request.get("NumberOfBytes")
    if (spec is None) == (size_bytes is None):
        raise call.error(
            "ValidationException", "Please specify either number of bytes or key spec."
        )
    if size_bytes is not None:
        return int(size_bytes)
    return _SPEC_BYTES[str(spec)]


def _new_data_key(call: Call, request: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
    size_bytes = _size_bytes(call, request)
    key = usable_key(call, request)
    plaintext = token_bytes(size_bytes)
    blob, material = sealed_under(call, key, context_of(request), plaintext)
    response = {
        "CiphertextBlob": blob,
        "KeyId": key.arn,
        "KeyMaterialId": material.material_id,
    }
    return plaintext, response


@key_operation(
    "GenerateDataKey",
    aliases=True,
    conditions=crypto_conditions,
    granted=may_use(),
    hidden=frozenset({"Recipient"}),
)
def generate_data_key(call: Call, request: GenerateDataKeyRequestTypeDef) -> dict[str, Any]:
    """Return a new data key, in clear for use and encrypted for keeping."""
    plaintext, response = _new_data_key(call, request)
    return {**response, "Plaintext": plaintext}


@key_operation(
    "GenerateDataKeyWithoutPlaintext",
    aliases=True,
    conditions=crypto_conditions,
    granted=may_use(),
)
def generate_data_key_without_plaintext(
    call: Call, request: GenerateDataKeyWithoutPlaintextRequestTypeDef
) -> dict[str, Any]:
    """Return a new data key encrypted, for somebody else to open."""
    return _new_data_key(call, request)[1]


def _shows_nothing(call: Call, request: Any) -> None:
    """Return what AWS shows of GenerateRandom."""


@operation("kms:GenerateRandom", conditions=account_conditions, shows=_shows_nothing)
def generate_random(call: Call, request: GenerateRandomRequestTypeDef) -> dict[str, Any]:
    """Return random bytes."""
    for member in ("CustomKeyStoreId", "Recipient"):
        if member in request:
            raise call.error("UnsupportedOperationException", f"{member} is not supported.")
    if "NumberOfBytes" not in request:
        raise call.error("ValidationException", "NumberOfBytes is required.")
    return {"Plaintext": token_bytes(request["NumberOfBytes"])}


OPERATIONS: tuple[Operation, ...] = (
    generate_data_key,
    generate_data_key_without_plaintext,
    generate_random,
)
