"""Data keys of an encrypted repository: one for each layer and each manifest, encrypted by KMS.

A key in clear lives as long as the call that got it, except that of an upload: it rests wrapped
beside the upload, for the requests that bring its parts. Every pull asks KMS again, so that a key
that is disabled takes effect at once and each use of it is on record.
"""

from __future__ import annotations

from dataclasses import dataclass

from lading.operation import Call
from lading.services.ecr.encryption import REPOSITORY_CONTEXT, kms
from lading.services.ecr.repository import Repository

_OBJECT_CONTEXT = "aws:s3:arn"


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """A new data key: in clear, and as KMS encrypted it."""

    plain: bytes
    sealed: bytes


def layer_place(repository: Repository, object_id: str) -> str:
    """Return the ARN that stands for a layer in its encryption context."""
    return f"arn:aws:s3:::lading-{repository.region}-layers/{repository.account}/{object_id}"


def manifest_place(repository: Repository, digest: str) -> str:
    """Return the ARN that stands for a manifest in its encryption context."""
    return f"arn:aws:s3:::lading-{repository.region}-manifests/{repository.account}/{digest}"


def new_data_key(call: Call, repository: Repository, place: str) -> DataKey:
    """Return a new data key under the repository's key. Raises KmsException."""
    request = {
        "KeyId": repository.kms_key_arn,
        "KeySpec": "AES_256",
        "EncryptionContext": _context(repository, place),
    }
    made = kms(call, "GenerateDataKey", request)
    return DataKey(made["Plaintext"], made["CiphertextBlob"])


def opened_data_key(call: Call, repository: Repository, place: str, sealed: bytes) -> bytes:
    """Return a data key in clear. Raises KmsException."""
    request = {"CiphertextBlob": sealed, "EncryptionContext": _context(repository, place)}
    plain: bytes = kms(call, "Decrypt", request)["Plaintext"]
    return plain


def _context(repository: Repository, place: str) -> dict[str, str]:
    return {_OBJECT_CONTEXT: place, REPOSITORY_CONTEXT: repository.arn}
