"""Manifests of an encrypted repository: sealed in their rows, each under a data key of its own."""

from __future__ import annotations

from dataclasses import dataclass

from lading.operation import Call
from lading.ports import Row
from lading.pure.sealed_chunks import SealBroken
from lading.pure.sealed_text import open_text, seal_text
from lading.services.ecr.data_keys import manifest_place, new_data_key, opened_data_key
from lading.services.ecr.encryption import kms_exception
from lading.services.ecr.repository import Repository


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest as its row has it; `sealed_key` is None where it lies as it came."""

    content: bytes
    sealed_key: bytes | None


def stored_manifest(call: Call, repository: Repository, digest: str, body: bytes) -> StoredManifest:
    """Return what to store of a manifest. Raises KmsException."""
    if repository.kms_key_arn is None:
        return StoredManifest(body, None)
    place = manifest_place(repository, digest)
    key = new_data_key(call, repository, place)
    return StoredManifest(seal_text(key.plain, place, body), key.sealed)


def plain_manifest(call: Call, repository: Repository, digest: str, row: Row) -> bytes:
    """Return the manifest in a row that has `manifest` and `sealed_key`. Raises KmsException."""
    content, sealed_key = bytes(row["manifest"]), row["sealed_key"]
    if sealed_key is None:
        return content
    place = manifest_place(repository, digest)
    key = opened_data_key(call, repository, place, bytes(sealed_key))
    try:
        return open_text(key, place, content)
    except SealBroken as broken:
        raise kms_exception("InvalidCiphertextException", "The manifest is damaged.") from broken
