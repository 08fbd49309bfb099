"""Keys as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import Call
from lading.services.kms.key import Key
from lading.services.kms.materials import current_material

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import KeyMetadataTypeDef


def key_metadata(call: Call, key: Key) -> KeyMetadataTypeDef:
    """Return the `KeyMetadata` shape of the KMS API."""
    shape: KeyMetadataTypeDef = {
        "AWSAccountId": key.account,
        "KeyId": key.key_id,
        "Arn": key.arn,
        "CreationDate": key.created,
        "Enabled": key.state == "Enabled",
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": key.state,
        "Origin": "AWS_KMS",
        "KeyManager": key.manager,
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": False,
        "CurrentKeyMaterialId": current_material(call.tx, key).material_id,
    }
    if key.deletion is not None:
        shape["DeletionDate"] = key.deletion
    return shape


def tags_shape(tags: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return tags as the KMS API has them."""
    return [{"TagKey": name, "TagValue": value} for name, value in tags]
