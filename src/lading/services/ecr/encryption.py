"""How a repository's bytes are encrypted: as the disk does it, or under a key of KMS.

A repository with encryption type KMS has two grants on its key, one after the other, from its
creation to its deletion; through these ECR uses the key for everybody it lets push or pull (Amazon
ECR User Guide, "Encryption at rest"). What the second is for is not published: ours are alike.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from lading.operation import Call, Request, Response, ServiceError
from lading.services.ecr.errors import invalid_parameter
from lading.services.ecr.repository import Repository

SERVICE: Final = "ecr.amazonaws.com"
REPOSITORY_CONTEXT: Final = "aws:ecr:arn"
_GRANTS: Final = 2
_OPERATIONS: Final = ("GenerateDataKey", "Decrypt")
_CANNOT_BE_USED: Final = "The KMS key cannot be used."


@dataclass(frozen=True, slots=True)
class KeyHold:
    """A key that a repository has, and the ids of its grants on it."""

    key_arn: str | None = None
    grants: tuple[str, ...] = ()

    @property
    def stored_grants(self) -> str | None:
        """The grants as the table has them."""
        return " ".join(self.grants) or None


def check_encryption(call: Call, request: Any) -> None:
    """Raise InvalidParameterException for an encryption that no repository can have."""
    asked = request.get("encryptionConfiguration") or {}
    kind = asked.get("encryptionType", "AES256")
    if kind == "KMS_DSSE":
        raise invalid_parameter(
            call,
            "encryptionConfiguration.encryptionType",
            "KMS_DSSE, two layers of encryption, is not offered: use KMS",
        )
    if kind == "AES256" and asked.get("kmsKey"):
        raise invalid_parameter(
            call, "encryptionConfiguration.kmsKey", "a key is for encryption type KMS only"
        )


def taken_key(call: Call, request: Any, repository_arn: str) -> KeyHold:
    """Return the key that a new repository is to have, with grants that were just created.

    Raises KmsException. Without `kmsKey` it is the key that ECR uses for the account.
    """
    check_encryption(call, request)
    asked = request.get("encryptionConfiguration") or {}
    if asked.get("encryptionType") != "KMS":
        return KeyHold()
    named = asked.get("kmsKey")
    if not named:  # a template says so with an empty text
        named = kms(call, "UseManagedKey", {"Service": "ecr"})["KeyId"]
    described = kms(call, "DescribeKey", {"KeyId": named}, openly=True)["KeyMetadata"]
    service = f"ecr.{call.scope.region}.amazonaws.com"
    own = described["AWSAccountId"] == call.caller.account
    request = {
        # The guide's record has the bare id; a key of another account needs its ARN.
        "KeyId": described["KeyId"] if own else described["Arn"],
        "GranteePrincipal": service,
        "RetiringPrincipal": service,
        "Operations": list(_OPERATIONS),
        "Constraints": {"EncryptionContextSubset": {REPOSITORY_CONTEXT: repository_arn}},
    }
    grants = [kms(call, "CreateGrant", request, openly=True)["GrantId"] for _ in range(_GRANTS)]
    return KeyHold(described["Arn"], tuple(grants))


def give_back(call: Call, repository: Repository) -> None:
    """Retire the grants of a repository that goes; one that cannot be does not keep it."""
    for grant in repository.kms_grants:
        with suppress(ServiceError):  # the attempt is on record
            request = {"KeyId": repository.kms_key_arn, "GrantId": grant}
            call.forward("kms:RetireGrant", request, by=SERVICE, openly=True)


def kms(call: Call, operation: str, request: Request, *, openly: bool = False) -> Response:
    """Have KMS do something for the caller. Raises KmsException, which says KMS's own code."""
    try:
        return call.forward(f"kms:{operation}", request, by=SERVICE, openly=openly)
    except ServiceError as error:
        raise kms_exception(error.code, error.message) from error


def kms_exception(code: str, message: str) -> ServiceError:
    """Return the error for a key that cannot be used; `code` is KMS's."""
    return ServiceError("KmsException", message or _CANNOT_BE_USED, {"kmsError": code})
