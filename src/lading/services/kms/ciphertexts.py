"""Ciphertexts and the keys they are under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lading.operation import Call, ServiceError
from lading.pure.kms import ciphertext
from lading.pure.kms.ciphertext import BrokenCiphertext, Ciphertext
from lading.services.kms.key import Key, find_key
from lading.services.kms.materials import Material, current_material, find_material, unwrapped
from lading.services.kms.targets import required_key

_MEMO: Final = "kms.ciphertext"
_UNKNOWN_KEY: Final = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this "
    "region, or you are not allowed to access."
)


def sealed_under(
    call: Call, key: Key, context: Mapping[str, str], plaintext: bytes
) -> tuple[bytes, Material]:
    """Return the ciphertext under a key's current material, and the material."""
    material = current_material(call.tx, key)
    blob = ciphertext.encrypt(
        unwrapped(call, material),
        key_id=key.key_id,
        material_tag=material.tag,
        arn=key.arn,
        context=context,
        plaintext=plaintext,
    )
    return blob, material


def opened_key(call: Call, request: Mapping[str, Any], member: str) -> tuple[Key, Ciphertext]:
    """Return the key a ciphertext is under; `member` may name the one it must be.

    Raises InvalidCiphertextException, IncorrectKeyException, AccessDeniedException.
    """
    if _MEMO not in call.memo:
        call.memo[_MEMO] = _look_up(call, request, member)
    found: tuple[Key, Ciphertext] = call.memo[_MEMO]
    return found


def _look_up(call: Call, request: Mapping[str, Any], member: str) -> tuple[Key, Ciphertext]:
    if "CiphertextBlob" not in request:
        raise call.error("ValidationException", "CiphertextBlob is required.")
    try:
        parts = ciphertext.take_apart(bytes(request["CiphertextBlob"]))
    except BrokenCiphertext as error:
        raise call.error("InvalidCiphertextException", "") from error
    key = find_key(call.tx, parts.key_id)
    if key is None or key.region != call.scope.region:
        raise ServiceError("AccessDeniedException", _UNKNOWN_KEY, recorded_code="AccessDenied")
    if member in request and required_key(call, request[member]).key_id != key.key_id:
        raise call.error(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        )
    return key, parts


def plaintext_of(
    call: Call, key: Key, parts: Ciphertext, context: Mapping[str, str]
) -> tuple[bytes, Material]:
    """Return what a ciphertext holds, and the material it is under.

    Raises InvalidCiphertextException.
    """
    material = find_material(call.tx, key, parts.material_tag)
    if material is None:
        raise call.error("InvalidCiphertextException", "")
    try:
        opened = ciphertext.decrypt(unwrapped(call, material), parts, arn=key.arn, context=context)
    except BrokenCiphertext as error:
        raise call.error("InvalidCiphertextException", "") from error
    return opened, material
