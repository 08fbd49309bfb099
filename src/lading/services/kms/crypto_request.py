"""What cryptographic requests have in common: context, algorithm, conditions, how they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lading.operation import Call
from lading.services.kms.conditions import (
    Keys,
    alias_conditions,
    call_conditions,
    context_conditions,
    key_conditions,
)
from lading.services.kms.dry_run import end_dry_run
from lading.services.kms.grant_tokens import check_grant_tokens
from lading.services.kms.key import Key
from lading.services.kms.targets import key_named, require_usable, required_key

SYMMETRIC: Final = "SYMMETRIC_DEFAULT"
CONTEXT_CHARACTERS_MAX: Final = 8_192

_UNBUILT: Final = ("Recipient", "DryRunModifiers")


def context_of(request: Mapping[str, Any], member: str = "EncryptionContext") -> dict[str, str]:
    """Return the encryption context of a request; none is an empty one."""
    return dict(request.get(member) or {})


def crypto_conditions(call: Call, request: Any) -> Keys:
    """Return the condition keys of a cryptographic operation whose KeyId names the key."""
    return {
        **key_conditions(call, key_named(call, request["KeyId"])[1]),
        **alias_conditions(request["KeyId"]),
        **crypto_keys(call, context_of(request)),
    }


def crypto_keys(call: Call, context: Mapping[str, str]) -> Keys:
    """Return the condition keys of a call with an encryption context."""
    return {
        **context_conditions(context),
        **call_conditions(call),
        "kms:EncryptionAlgorithm": SYMMETRIC,
    }


def usable_key(call: Call, request: Mapping[str, Any], member: str = "KeyId") -> Key:
    """Return the key that a cryptographic request names, once all is seen to be in order."""
    check_crypto(call, request)
    key = required_key(call, request[member])
    require_usable(call, key)
    end_dry_run(call, request)
    return key


def check_crypto(call: Call, request: Mapping[str, Any]) -> None:
    """Return if nothing in a cryptographic request is beyond a symmetric key of ours."""
    for member, value in request.items():
        if member.endswith("EncryptionAlgorithm") and value != SYMMETRIC:
            raise call.error(
                "InvalidKeyUsageException", f"{value} is no algorithm of a symmetric key."
            )
        if member.endswith("EncryptionContext"):
            characters = sum(len(name) + len(text) for name, text in value.items())
            if characters > CONTEXT_CHARACTERS_MAX:
                raise call.error(
                    "ValidationException",
                    f"An encryption context has at most {CONTEXT_CHARACTERS_MAX} characters.",
                )
    for member in _UNBUILT:
        if member in request:
            raise call.error("UnsupportedOperationException", f"{member} is not supported.")
    check_grant_tokens(call, request)


def shown(
    members: Mapping[str, Any], request: Mapping[str, Any], name: str = "EncryptionContext"
) -> dict[str, Any]:
    """Return parameters as a record has them, without those that are None.

    The encryption context, if one was sent, is among them: it is no secret.
    """
    context = request.get(name)
    known = {key: value for key, value in members.items() if value is not None}
    return {**known, name[:1].lower() + name[1:]: context} if context else known
