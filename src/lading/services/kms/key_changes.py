"""EnableKey, DisableKey and UpdateKeyDescription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import Call, Operation
from lading.services.kms.key import Key, set_description, set_state
from lading.services.kms.key_operation import key_operation
from lading.services.kms.targets import require_customer_key, require_kept, required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import (
        DisableKeyRequestTypeDef,
        EnableKeyRequestTypeDef,
        UpdateKeyDescriptionRequestTypeDef,
    )


@key_operation("EnableKey", changes=True)
def enable_key(call: Call, request: EnableKeyRequestTypeDef) -> dict[str, Any]:
    """Let a key encrypt and decrypt again."""
    set_state(call.tx, _own_key(call, request["KeyId"]), "Enabled")
    return {}


@key_operation("DisableKey", changes=True)
def disable_key(call: Call, request: DisableKeyRequestTypeDef) -> dict[str, Any]:
    """Keep a key from encrypting and decrypting until it is enabled again."""
    set_state(call.tx, _own_key(call, request["KeyId"]), "Disabled")
    return {}


@key_operation("UpdateKeyDescription", changes=True)
def update_key_description(
    call: Call, request: UpdateKeyDescriptionRequestTypeDef
) -> dict[str, Any]:
    """Change what a key says of itself."""
    set_description(call.tx, _own_key(call, request["KeyId"]), request["Description"])
    return {}


def _own_key(call: Call, text: str) -> Key:
    """Return a key that the account manages and that is not about to be deleted."""
    key = required_key(call, text)
    require_customer_key(call, key)
    require_kept(call, key)
    return key


OPERATIONS: tuple[Operation, ...] = (enable_key, disable_key, update_key_description)
