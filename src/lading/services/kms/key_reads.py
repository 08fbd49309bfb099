"""DescribeKey and ListKeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lading.operation import Call, Operation, operation
from lading.services.kms.conditions import account_conditions
from lading.services.kms.granted import may_describe
from lading.services.kms.key import key_arn, key_ids
from lading.services.kms.key_operation import key_operation
from lading.services.kms.key_shapes import key_metadata
from lading.services.kms.paging import asked_page
from lading.services.kms.targets import required_key

if TYPE_CHECKING:
    from types_boto3_kms.type_defs import DescribeKeyRequestTypeDef, ListKeysRequestTypeDef


@key_operation("DescribeKey", aliases=True, granted=may_describe)
def describe_key(call: Call, request: DescribeKeyRequestTypeDef) -> dict[str, Any]:
    """Tell all about a key but its material and its policy."""
    return {"KeyMetadata": key_metadata(call, required_key(call, request["KeyId"]))}


@operation("kms:ListKeys", conditions=account_conditions)
def list_keys(call: Call, request: ListKeysRequestTypeDef) -> dict[str, Any]:
    """List the keys of the account in the Region by id."""
    account, region = call.scope.account, call.scope.region
    page = asked_page(call, request)
    found = key_ids(call.tx, account, region, after=page.after, keys_max=page.look_ahead)
    return page.answer(
        "Keys",
        found,
        lambda key_id: {"KeyId": key_id, "KeyArn": key_arn(account, region, key_id)},
        lambda key_id: key_id,
    )


OPERATIONS: tuple[Operation, ...] = (describe_key, list_keys)
